"""Sessions in the database, read by plain SQL: every request begins with this."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from claims.models.joined import Joined

FOUND = Joined({}, s=Session)
FIND = f"""
    SELECT {FOUND.columns} FROM django_session s WHERE s.session_key = %s AND s.expire_date > %s
"""  # noqa: S608  # names of columns alone


class SessionStore(db.SessionStore):
    """Django's own, but for how a session is looked up."""

    def _get_session_from_db(self) -> Session | None:
        with connection.cursor() as cursor:
            cursor.execute(FIND, [self.session_key, timezone.now()])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return None
        return FOUND.read(row)["s"]

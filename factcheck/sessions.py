"""Sessions in the database, read by plain SQL: every request begins with this."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

FIND = "SELECT * FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """Django's own, but for how a session is looked up."""

    def _get_session_from_db(self) -> Session | None:
        found = next(iter(Session.objects.raw(FIND, [self.session_key, timezone.now()])), None)
        if found is None:
            self._session_key = None
        return found

"""Who asks: read in one statement with each request, together with the roles that every page looks at."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db import connection

from claims.models import User
from claims.models.joined import Joined

# Plain SQL, since composing the two queries took longer than answering them (see benchmarks/).
PERSON = Joined({}, person=User)
WHO = f"""
    SELECT {PERSON.columns}, ARRAY(
        SELECT g.name FROM auth_group g JOIN claims_user_groups held ON held.group_id = g.id
        WHERE held.user_id = person.id
    )
    FROM claims_user person WHERE person.id = %s
"""  # noqa: S608  # names of columns alone


class DeskBackend(ModelBackend):
    """Django's own sign-in by name and password; only the person is fetched differently."""

    def get_user(self, user_id: Any) -> User | None:
        with connection.cursor() as cursor:
            cursor.execute(WHO, [user_id])
            row = cursor.fetchone()
        if row is None:
            return None
        person: User = PERSON.read(row)["person"]
        person.role_names = row[-1]
        return person if self.user_can_authenticate(person) else None

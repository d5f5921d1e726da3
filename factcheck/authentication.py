"""Who asks: read in one statement with each request, together with the roles that every page looks at."""

from typing import Any

from django.contrib.auth.backends import ModelBackend

from claims.models import User

# Plain SQL, since composing the two queries took longer than answering them (see benchmarks/).
WHO = """
    SELECT person.*, ARRAY(
        SELECT g.name FROM auth_group g JOIN claims_user_groups held ON held.group_id = g.id
        WHERE held.user_id = person.id
    ) AS role_names
    FROM claims_user person WHERE person.id = %s
"""


class DeskBackend(ModelBackend):
    """Django's own sign-in by name and password; only the person is fetched differently."""

    def get_user(self, user_id: Any) -> User | None:
        person = next(iter(User.objects.raw(WHO, [user_id])), None)
        return person if person is not None and self.user_can_authenticate(person) else None

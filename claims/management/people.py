"""Who a command acts as."""

from django.core.management.base import CommandError
from django.db.models import Q

from claims.models import User
from claims.vocabulary import Role

USAGE_ERROR = 2


def person_named(username: str | None) -> User:
    """Return the person of that name, else the only administrator. Raises CommandError when there is none."""
    people = User.objects.filter(is_active=True)
    if username:
        person = people.filter(username=username).first()
        if person is None:
            raise CommandError(f"There is no active account named {username}.", returncode=USAGE_ERROR)
        return person
    administrators = only_administrators()
    if len(administrators) != 1:
        raise CommandError(
            "Say who imports with --by USERNAME: there is "
            + ("more than one administrator." if administrators else "no administrator yet."),
            returncode=USAGE_ERROR,
        )
    return administrators[0]


def only_administrators() -> list[User]:
    """Return the administrators, two of them at most."""
    is_one = Q(is_superuser=True) | Q(groups__name=Role.ADMINISTRATOR)
    return list(User.objects.filter(is_one, is_active=True).distinct()[:2])

"""Who a command acts as."""

from django.core.management.base import CommandError
from django.db.models import Q

from claims.models import User
from claims.vocabulary import Role

USAGE_ERROR = 2


def person(username: str | None, *, verb: str) -> User:
    """Return the active account of that name, or the only administrator when none is given.

    Raises CommandError, which says what to do, when there is no such person. ``verb``: what they do.
    """
    people = User.objects.filter(is_active=True)
    if username:
        found = people.filter(username=username).first()
        if found is None:
            raise CommandError(f"There is no active account named {username}.", returncode=USAGE_ERROR)
        return found
    administrators = only_administrators()
    if len(administrators) != 1:
        raise CommandError(
            f"Say who {verb} with --by USERNAME: there is "
            + ("more than one administrator." if administrators else "no administrator yet."),
            returncode=USAGE_ERROR,
        )
    return administrators[0]


def only_administrators() -> list[User]:
    """Return the administrators, two of them at most."""
    is_one = Q(is_superuser=True) | Q(groups__name=Role.ADMINISTRATOR)
    return list(User.objects.filter(is_one, is_active=True).distinct()[:2])

"""Who may do what: one predicate per action, asked by pages, commands and interfaces alike."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from claims.domain import audit
from claims.models import SignInLink, User
from claims.vocabulary import Role

SIGN_IN_LINK_LIFETIME = timedelta(hours=12)


def _has(user: User, *roles: Role) -> bool:
    return user.is_active and not user.roles.isdisjoint(roles)


def can_use_desk(user: User) -> bool:
    """Everybody with a role reads everything on the desk."""
    return _has(user, Role.REVIEWER, Role.EDITOR, Role.ADMINISTRATOR)


def can_add_article(user: User) -> bool:
    return can_use_desk(user)


def can_edit_article(user: User) -> bool:
    """Mend what is known of an article, its publisher and date for one; its text never changes."""
    return can_use_desk(user)


def can_retract_article(user: User) -> bool:
    return _has(user, Role.EDITOR, Role.ADMINISTRATOR)


def can_sort_copies(user: User) -> bool:
    """Say which articles are the same story; everybody may, since it is kept and can be undone."""
    return can_use_desk(user)


def can_cut_passages(user: User) -> bool:
    """Say where the passages of an article part; everybody may, since it can be undone."""
    return can_use_desk(user)


def can_lift_claim(user: User) -> bool:
    return can_use_desk(user)


def can_add_evidence(user: User) -> bool:
    return can_use_desk(user)


def can_review(user: User) -> bool:
    return can_use_desk(user)


def can_edit_claim(user: User) -> bool:
    return can_use_desk(user)


def can_retract(user: User) -> bool:
    """Take back evidence, with a reason; everybody may, since it is kept and can be restored."""
    return can_use_desk(user)


def can_retract_claim(user: User) -> bool:
    return _has(user, Role.EDITOR, Role.ADMINISTRATOR)


def can_link_claims(user: User) -> bool:
    """Say what two claims are to one another; it can be taken back."""
    return can_use_desk(user)


def can_publish(user: User) -> bool:
    """Publish, correct and withdraw rulings, and settle disagreements."""
    return _has(user, Role.EDITOR, Role.ADMINISTRATOR)


def can_make_report(user: User) -> bool:
    return can_use_desk(user)


def can_import_dataset(user: User) -> bool:
    """Take in other people's datasets: many claims at once, under one name."""
    return _has(user, Role.EDITOR, Role.ADMINISTRATOR)


def can_publish_report(user: User) -> bool:
    """Publish a report, publish it again with what changed, and withdraw it."""
    return _has(user, Role.EDITOR, Role.ADMINISTRATOR)


def can_mind_jobs(user: User) -> bool:
    """Cancel a background job, or try a failed one again."""
    return _has(user, Role.EDITOR, Role.ADMINISTRATOR)


def can_make_token(user: User) -> bool:
    """Make a token for the API, which never does more than its person may."""
    return can_use_desk(user)


def can_administer(user: User) -> bool:
    return _has(user, Role.ADMINISTRATOR)


REFUSALS: dict[Callable[[User], bool], str] = {
    can_publish: "Only an editor can publish, correct or withdraw a ruling.",
    can_publish_report: "Only an editor can publish or withdraw a report.",
    can_retract_article: "Only an editor can retract or restore an article.",
    can_retract_claim: "Only an editor can retract or restore a claim.",
    can_import_dataset: "Only an editor can import a dataset.",
    can_mind_jobs: "Only an editor can cancel a job or try it again.",
    can_administer: "Only an administrator can do this.",
}


def require(predicate: Callable[[User], bool], user: User) -> None:
    """Raise PermissionDenied, with a sentence for the person, unless ``predicate(user)``."""
    if not predicate(user):
        raise PermissionDenied(REFUSALS.get(predicate, "Your account has no role that includes this."))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def make_sign_in_link(*, user: User) -> str:
    """Return the secret of a new one-time sign-in link for ``user``; only its hash is stored."""
    secret = secrets.token_urlsafe(24)
    SignInLink.objects.create(
        user=user, secret_sha256=_digest(secret), expires_at=timezone.now() + SIGN_IN_LINK_LIFETIME
    )
    return secret


def find_sign_in_link(*, secret: str) -> SignInLink | None:
    """Return the unused, unexpired link of that secret, or None."""
    return (
        SignInLink.objects.select_related("user")
        .filter(
            secret_sha256=_digest(secret), used_at=None, expires_at__gt=timezone.now(), user__is_active=True
        )
        .first()
    )


@transaction.atomic
def use_sign_in_link(*, secret: str) -> User | None:
    """Spend a one-time link and return whom it signs in; None when it is spent, expired or unknown."""
    link = find_sign_in_link(secret=secret)
    if link is None:
        return None
    spent = SignInLink.objects.filter(pk=link.pk, used_at=None).update(used_at=timezone.now())
    if not spent:
        return None
    audit.record(action="account.signed_in_by_link", by=link.user, target=link.user)
    return link.user

"""Taking rows back, with who, when and why, and putting them back again. Nothing is deleted."""

from typing import TypeVar

from django.db import IntegrityError, transaction
from django.utils import timezone

from claims.domain import audit
from claims.domain.refusals import Refused
from claims.models import User
from claims.models.kept import Retractable

Row = TypeVar("Row", bound=Retractable)


@transaction.atomic
def retract(*, by: User, row: Row, reason: str) -> Row:
    """Take ``row`` back. Raises Refused without a reason. Twice is the same as once."""
    reason = reason.strip()
    if not reason:
        raise Refused("Say why: a retraction is kept with its reason.", field="reason")
    if len(reason) > 500:
        raise Refused("Keep the reason under 500 characters.", field="reason")
    manager = type(row)._default_manager
    locked = manager.select_for_update(of=("self",)).get(pk=row.pk)
    if locked.is_retracted:
        return locked
    locked.retracted_at, locked.retracted_by, locked.retraction_reason = timezone.now(), by, reason
    locked.save(update_fields=["retracted_at", "retracted_by", "retraction_reason"])
    audit.record(action=f"{locked._meta.model_name}.retracted", by=by, target=locked, reason=reason)
    return locked


@transaction.atomic
def restore(*, by: User, row: Row) -> Row:
    """Put a retracted row back as it was. Twice is the same as once."""
    manager = type(row)._default_manager
    locked = manager.select_for_update(of=("self",)).get(pk=row.pk)
    if not locked.is_retracted:
        return locked
    was = locked.retraction_reason
    locked.retracted_at, locked.retracted_by, locked.retraction_reason = None, None, ""
    try:
        with transaction.atomic():
            locked.save(update_fields=["retracted_at", "retracted_by", "retraction_reason"])
    except IntegrityError:
        raise Refused("Something else stands in its place by now; retract that first.") from None
    audit.record(action=f"{locked._meta.model_name}.restored", by=by, target=locked, reason_was=was)
    return locked

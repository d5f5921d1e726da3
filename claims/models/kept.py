"""What nearly every row of the desk shares: it is retracted, never deleted, and knows who made it."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q


class Kept(models.Model):
    """A row that the database refuses to delete."""

    class Meta:
        abstract = True
        triggers: list[pgtrigger.Trigger] = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)
        ]


class Retractable(Kept):
    """A row that can be taken back, with who, when and why, and put back again."""

    retracted_at = models.DateTimeField(null=True, blank=True, editable=False)
    retracted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    retraction_reason = models.CharField(max_length=500, blank=True, editable=False)

    class Meta(Kept.Meta):
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_retraction_is_whole",
                condition=Q(retracted_at=None, retracted_by=None, retraction_reason="")
                | (Q(retracted_at__isnull=False, retracted_by__isnull=False) & ~Q(retraction_reason="")),
                violation_error_message="A retraction needs who, when and why.",
            )
        ]

    @property
    def is_retracted(self) -> bool:
        return self.retracted_at is not None


class RetractableQuerySet(models.QuerySet):
    def standing(self):
        """Leave out what was retracted."""
        return self.filter(retracted_at=None)


def history(*, exclude: tuple[str, ...] = ()):
    """Keep every earlier state of a row in an event table, by trigger, so that raw SQL is seen too."""
    return pghistory.track(
        pghistory.UpdateEvent("changed", row="OLD"),
        exclude=list(exclude),
        context_field=None,  # type: ignore[arg-type]  # None is documented: the log says who
    )


def web_address(field: str, name: str) -> models.CheckConstraint:
    """Only http and https addresses, whatever path wrote the row."""
    return models.CheckConstraint(
        name=name,
        condition=Q(**{field: ""}) | Q(**{f"{field}__iregex": r"^https?://[^\s/@]+(/|\?|#|$)"}),
        violation_error_message="The address must start with http:// or https:// and hold no user name.",
    )

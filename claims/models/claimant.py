"""Who makes claims, and whom evidence rests on."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from claims.models.kept import Kept, Retractable, RetractableQuerySet, history
from claims.vocabulary import ClaimantKind


@history()
class Claimant(Kept):
    """The person or body that made a claim."""

    name = models.CharField(max_length=200)
    kind = models.CharField(
        max_length=12,
        choices=ClaimantKind,
        blank=True,
        default="",
        help_text="Machine-readable checks say so; empty: what the name tells.",
    )
    description = models.CharField(max_length=300, blank=True, help_text="office or role, as of the claim")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(Kept.Meta):
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="claimant_name_once",
                violation_error_message="There is already a claimant of that name.",
            ),
            models.CheckConstraint(name="claimant_has_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="claimant_kind_is_known", condition=Q(kind__in=["", *ClaimantKind.values])
            ),
        ]

    def __str__(self) -> str:
        return self.name


@history()
class ClaimantAlias(Retractable):
    """Another name for a claimant: a spelling, an acronym, the spokesman who speaks for a ministry."""

    claimant = models.ForeignKey(Claimant, models.PROTECT, related_name="aliases")
    name = models.CharField(max_length=200)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RetractableQuerySet.as_manager()

    class Meta(Retractable.Meta):
        ordering = ["name"]
        verbose_name_plural = "claimant aliases"
        constraints = [
            *Retractable.Meta.constraints,
            models.UniqueConstraint(
                Lower("name"),
                name="claimant_alias_once",
                condition=Q(retracted_at=None),
                violation_error_message="Some claimant has this alias already.",
            ),
            models.CheckConstraint(name="claimant_alias_has_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


@history()
class Origin(Kept):
    """Whom evidence ultimately rests on: a ministry, an institute, a reporter on site.

    Links that rest on one origin count once, however many outlets repeat it.
    """

    name = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(Kept.Meta):
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="origin_name_once",
                violation_error_message="There is already an origin of that name.",
            ),
            models.CheckConstraint(name="origin_has_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name

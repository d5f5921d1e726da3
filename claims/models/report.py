"""Chosen sets of claims with their rulings."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.models.kept import Retractable, RetractableQuerySet


class Report(Retractable):
    """A chosen, ordered set of claims."""

    title = models.CharField(max_length=200)
    introduction = models.TextField(blank=True)
    client_id = models.UUIDField(null=True, unique=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RetractableQuerySet.as_manager()

    class Meta(Retractable.Meta):
        ordering = ["-id"]
        constraints = [
            *Retractable.Meta.constraints,
            models.CheckConstraint(name="report_has_title", condition=~Q(title="")),
        ]

    def __str__(self) -> str:
        return self.title


class ReportItem(models.Model):
    """One claim's place in a report."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="items", db_index=False)
    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["report", "position"]
        constraints = [
            models.UniqueConstraint(fields=["report", "position"], name="report_position_once"),
            models.UniqueConstraint(fields=["report", "claim"], name="report_claim_once"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.claim_id}"

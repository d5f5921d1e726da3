"""The desk's published decisions, versioned."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q

from claims.models.kept import Kept
from claims.vocabulary import Label, RulingKind

# What the public finds a check by.
RULING_WORDS = SearchVector("statement", "claimant_name", config="english")


class Ruling(Kept):
    """One version of the desk's decision on a claim, with the evidence as it stood.

    Never edited: a correction or a withdrawal is a new version with a public note.
    ``evidence`` is a list of objects with stance, quote, origin, source, url, article, date (ISO) and
    ``counts`` (whether it came from another source than the claim's article).
    """

    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="rulings")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=RulingKind)
    label = models.CharField(max_length=12, choices=Label)
    summary = models.CharField(max_length=400)
    explanation = models.TextField(blank=True)
    note = models.TextField(blank=True, help_text="public: what changed and why; needed from version 2 on")
    statement = models.CharField(max_length=1000)
    claimant_name = models.CharField(max_length=200, blank=True)
    claimed_on = models.DateField(null=True, blank=True)
    claim_version = models.PositiveIntegerField()
    evidence = models.JSONField(default=list)
    client_id = models.UUIDField(unique=True)
    ruled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="rulings")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["claim", "number"]
        indexes = [GinIndex(RULING_WORDS, name="ruling_words")]
        constraints = [
            models.UniqueConstraint(fields=["claim", "number"], name="ruling_number_once"),
            models.CheckConstraint(name="ruling_label_is_known", condition=Q(label__in=Label.values)),
            models.CheckConstraint(name="ruling_has_summary", condition=~Q(summary="")),
            models.CheckConstraint(
                name="ruling_change_is_explained",
                condition=Q(number=1, kind=RulingKind.PUBLICATION)
                | (Q(number__gt=1, kind__in=[RulingKind.CORRECTION, RulingKind.WITHDRAWAL]) & ~Q(note="")),
                violation_error_message="A correction needs a public note that says what changed and why.",
            ),
        ]
        triggers = [*Kept.Meta.triggers, pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.get_label_display()}, version {self.number}"

"""The desk's published decisions, versioned."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Exists, OuterRef, Q

from claims.models.kept import Kept
from claims.vocabulary import ClaimantKind, Label, RulingKind

# What the Fact Check Tools API finds a check by: its claim, and not what the desk says of it.
RULING_WORDS = SearchVector("statement", "claimant_name", config="english")


class RulingQuerySet(models.QuerySet):
    def latest_versions(self):
        """The last version of each claim's ruling, withdrawals among them."""
        later = Ruling.objects.filter(claim=OuterRef("claim"), number__gt=OuterRef("number"))
        return self.filter(~Exists(later))

    def standing(self):
        """The rulings that hold: the last version of each, without those withdrawn."""
        return self.latest_versions().exclude(kind=RulingKind.WITHDRAWAL)


class Ruling(Kept):
    """One version of the desk's decision on a claim, with the evidence as it stood.

    Never edited: a correction or a withdrawal is a new version with a public note.
    ``evidence`` is a list of objects with stance, quote, origin, source, url, article, date (ISO) and
    ``counts`` (whether it came from another source than the claim's article).
    ``said_in`` is a list of the articles that the claim stands in, the one it was lifted from first:
    objects with title, publisher, url and date. ``reviewers`` is how many had judged the claim;
    ``claimant_kind`` what people had said that the claimant is. Each is unknown (empty, None) for rulings
    made before it was noted.
    """

    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="rulings")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=RulingKind)
    label = models.CharField(max_length=12, choices=Label)
    summary = models.CharField(max_length=400)
    explanation = models.TextField(blank=True)
    unestablished = models.TextField(blank=True, help_text="public: what could not be established")
    note = models.TextField(blank=True, help_text="public: what changed and why; needed from version 2 on")
    statement = models.CharField(max_length=1000)
    claimant_name = models.CharField(max_length=200, blank=True)
    claimant_kind = models.CharField(max_length=12, choices=ClaimantKind, blank=True, default="")
    claimed_on = models.DateField(null=True, blank=True)
    claim_version = models.PositiveIntegerField()
    evidence = models.JSONField(default=list)
    said_in = models.JSONField(default=list)
    reviewers = models.PositiveSmallIntegerField(null=True)
    client_id = models.UUIDField(unique=True)
    ruled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="rulings")
    created_at = models.DateTimeField(auto_now_add=True)
    search = models.GeneratedField(
        expression=SearchVector("statement", "claimant_name", "summary", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = RulingQuerySet.as_manager()

    class Meta:
        ordering = ["claim", "number"]
        indexes = [
            GinIndex("search", name="ruling_words"),
            GinIndex(RULING_WORDS, name="ruling_claim_words"),
            models.Index(fields=["label", "id"], name="ruling_by_label"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["claim", "number"], name="ruling_number_once"),
            models.CheckConstraint(name="ruling_label_is_known", condition=Q(label__in=Label.values)),
            models.CheckConstraint(
                name="ruling_claimant_kind_is_known",
                condition=Q(claimant_kind__in=["", *ClaimantKind.values]),
            ),
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

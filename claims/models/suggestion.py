"""Sentences that the machine proposes to check, and what people made of them."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from claims.models.claim import span_is_true
from claims.vocabulary import SuggestionState


class SentenceScores(models.Model):
    """How worth checking each passage of a revision looks; derived, and made again whenever needed.

    ``scores`` stand in the order of the passages, from 0 to 1, None for headings and boilerplate. ``model`` says
    which weights read it. New or changed passages throw them away (triggers), so the scores always fit.
    """

    revision = models.OneToOneField(
        "claims.ArticleRevision", models.CASCADE, primary_key=True, related_name="sentence_scores"
    )
    model = models.CharField(max_length=60)
    scores = ArrayField(models.FloatField(null=True))

    def __str__(self) -> str:
        return f"{len(self.scores)} scores of revision {self.revision_id}"


class SuggestionQuerySet(models.QuerySet):
    def open(self):
        """Those that nobody has decided on."""
        return self.filter(state=SuggestionState.OPEN)


class Suggestion(models.Model):
    """A span of a revision that is proposed as a claim; a person lifts or dismisses it.

    ``rank`` counts from 1 among those proposed in the revision, the best first. Open ones are derived and made
    again when a better model reads the text; decided ones stay.
    """

    revision = models.ForeignKey(
        "claims.ArticleRevision", models.CASCADE, related_name="suggestions", db_index=False
    )
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    exact = models.TextField()
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    model = models.CharField(max_length=60)
    rank = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=SuggestionState, default=SuggestionState.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    claim = models.ForeignKey("claims.Claim", models.PROTECT, null=True, related_name="suggestions")

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["revision", "start"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "start", "end"], name="suggestion_once"),
            models.CheckConstraint(name="suggestion_is_a_span", condition=Q(end__gt=F("start"))),
            models.CheckConstraint(name="suggestion_score_is_share", condition=Q(score__gte=0, score__lte=1)),
            models.CheckConstraint(name="suggestion_rank_from_one", condition=Q(rank__gte=1)),
            models.CheckConstraint(
                name="suggestion_state_is_known", condition=Q(state__in=SuggestionState.values)
            ),
            models.CheckConstraint(
                name="suggestion_decision_is_whole",
                condition=Q(state=SuggestionState.OPEN, decided_by=None, decided_at=None, claim=None)
                | Q(
                    state=SuggestionState.DISMISSED,
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    claim=None,
                )
                | Q(
                    state=SuggestionState.TAKEN,
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    claim__isnull=False,
                ),
            ),
        ]
        triggers = [
            span_is_true(quote="exact", name="suggestion_quote_stands_there"),
            pgtrigger.Protect(
                name="decided_stay",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__state__df=SuggestionState.OPEN),
            ),
        ]

    def __str__(self) -> str:
        return self.exact[:80]

"""Passages that somebody said are not about a claim."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from claims.models.kept import Retractable, RetractableQuerySet


class RefusedPassage(Retractable):
    """A passage put aside for everybody who reviews the claim; retracted, it is proposed again.

    Its place stands for it, in code points: passages themselves are derived and may be made anew.
    """

    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="refused_passages")
    revision = models.ForeignKey("claims.ArticleRevision", models.PROTECT, related_name="+")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    refused_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RetractableQuerySet.as_manager()

    class Meta(Retractable.Meta):
        ordering = ["id"]
        constraints = [
            *Retractable.Meta.constraints,
            models.CheckConstraint(name="refused_passage_is_a_span", condition=Q(end__gt=F("start"))),
            models.UniqueConstraint(
                fields=["claim", "revision", "start", "end"],
                name="passage_refused_once",
                condition=Q(retracted_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"Not about claim {self.claim_id}: {self.start}-{self.end} of revision {self.revision_id}"

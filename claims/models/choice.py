"""What people made of the machine's proposals, so that its quality can be measured later."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.models.kept import Kept
from claims.vocabulary import Action, Proposal


class Choice(Kept):
    """One proposal that somebody took, changed or refused; append-only.

    ``rank`` is the place, from 1, at which it was shown among ``shown`` others; ``score`` is what the
    ranker said, ``made_by`` which ranker and version it was. ``data`` holds what identifies the proposal.
    """

    kind = models.CharField(max_length=12, choices=Proposal)
    action = models.CharField(max_length=10, choices=Action)
    rank = models.PositiveIntegerField(null=True)
    shown = models.PositiveIntegerField(null=True)
    score = models.FloatField(null=True)
    made_by = models.CharField(max_length=60, blank=True)
    claim = models.ForeignKey("claims.Claim", models.PROTECT, null=True, related_name="choices")
    article = models.ForeignKey("claims.Article", models.PROTECT, null=True, related_name="choices")
    data = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta(Kept.Meta):
        ordering = ["id"]
        indexes = [models.Index(fields=["kind", "id"], name="choice_by_kind")]
        constraints = [
            models.CheckConstraint(name="choice_kind_is_known", condition=Q(kind__in=Proposal.values)),
            models.CheckConstraint(name="choice_action_is_known", condition=Q(action__in=Action.values)),
            models.CheckConstraint(name="choice_rank_from_one", condition=Q(rank=None) | Q(rank__gte=1)),
        ]
        triggers = [
            *Kept.Meta.triggers,
            pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.get_action_display()}"

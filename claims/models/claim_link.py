"""What people found two claims to be to one another, with who said so and when."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from claims.models.kept import Kept, Retractable, RetractableQuerySet
from claims.vocabulary import Label, Relation


class ClaimLinkQuerySet(RetractableQuerySet):
    def of(self, claim_id):
        """Links of a claim, from whichever side."""
        return self.filter(Q(claim=claim_id) | Q(other=claim_id))

    def cannot_both_be_true(self):
        """Standing contradictions of which both sides are held to be true."""
        return self.standing().filter(
            relation=Relation.CONTRADICTS,
            claim__label=Label.TRUE,
            other__label=Label.TRUE,
            claim__retracted_at=None,
            other__retracted_at=None,
        )


class ClaimLink(Retractable):
    """Two claims, the earlier one first, and what ``claim`` is to ``other``.

    ``different`` is remembered, so that the two are not proposed to one another again. Of two claims that
    are the ``same``, ``gone`` is the one that was taken off the desk and ``added`` the ids of the
    appearances that the other one got; taking the link back undoes both (``domain.claim_links``).
    """

    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="links")
    other = models.ForeignKey("claims.Claim", models.PROTECT, related_name="links_from_earlier")
    relation = models.CharField(max_length=12, choices=Relation)
    note = models.CharField(max_length=500, blank=True)
    gone = models.ForeignKey(
        "claims.Claim", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    added = models.JSONField(default=list)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    objects = ClaimLinkQuerySet.as_manager()

    class Meta(Retractable.Meta):
        ordering = ["id"]
        indexes = [
            # Few, and looked for on the front page.
            models.Index(
                fields=["id"],
                name="claim_link_contradicts",
                condition=Q(relation=Relation.CONTRADICTS, retracted_at=None),
            )
        ]
        constraints = [
            *Retractable.Meta.constraints,
            models.UniqueConstraint(
                fields=["claim", "other"], name="claim_link_once", condition=Q(retracted_at=None)
            ),
            models.CheckConstraint(name="claim_link_earlier_first", condition=Q(claim__lt=F("other"))),
            models.CheckConstraint(
                name="claim_link_relation_is_known", condition=Q(relation__in=Relation.values)
            ),
            models.CheckConstraint(
                name="claim_link_same_takes_one",
                condition=(
                    Q(relation=Relation.SAME, gone__isnull=False) & (Q(gone=F("claim")) | Q(gone=F("other")))
                )
                | (~Q(relation=Relation.SAME) & Q(gone=None, added=[])),
            ),
        ]
        triggers = [
            *Kept.Meta.triggers,
            pgtrigger.ReadOnly(
                name="never_changed", exclude=["retracted_at", "retracted_by", "retraction_reason"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.relation} {self.other_id}"

    def seen_from(self, claim_id: int) -> tuple[int, Relation]:
        """Return the id of the claim at the other end, and what ``claim_id`` is to it."""
        relation = Relation(self.relation)
        if claim_id == self.claim_id:
            return self.other_id, relation
        return self.claim_id, relation.turned

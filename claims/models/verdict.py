"""Reviewers' judgements, append-only, and the leases that keep two from judging at once."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from claims.models.kept import Kept
from claims.vocabulary import Label

EVIDENCE_STANDS = """
    IF NEW.label <> 'unproven' AND (
        SELECT count(DISTINCT e.stance)
        FROM claims_evidence e
        JOIN claims_claim c ON c.id = e.claim_id
        LEFT JOIN claims_articlerevision r ON r.id = e.revision_id
        LEFT JOIN claims_article a ON a.id = c.lifted_from_id
        LEFT JOIN claims_article source ON source.id = r.article_id
            OR (e.revision_id IS NULL AND source.address_key = e.address_key AND source.story_id = a.story_id)
        WHERE e.claim_id = NEW.claim_id AND e.retracted_at IS NULL
          AND (e.stance = 'supports' AND NEW.label IN ('true', 'disputed')
               OR e.stance = 'refutes' AND NEW.label IN ('false', 'disputed'))
          AND r.article_id IS DISTINCT FROM coalesce(c.lifted_from_id, -1)
          AND (e.url = '' OR e.address_key IS DISTINCT FROM a.address_key)
          AND (a.story_id IS NULL OR source.story_id IS DISTINCT FROM a.story_id)
    ) < 1 + (NEW.label = 'disputed')::int THEN
        RAISE EXCEPTION 'a % verdict needs evidence from another source', NEW.label
            USING ERRCODE = 'check_violation', CONSTRAINT = 'verdict_rests_on_evidence';
    END IF;
    RETURN NEW;
"""


class VerdictQuerySet(models.QuerySet):
    def current(self):
        """The last word of each reviewer on each claim."""
        return self.filter(is_current=True)

    def counted(self):
        """Current verdicts about the claim as it reads now (see ``Claim.meaning_version``)."""
        return self.current().filter(claim_version__gte=F("claim__meaning_version"))


class Verdict(Kept):
    """One reviewer's judgement of one version of a claim.

    Never edited: a newer one supersedes it, and only ``is_current`` and ``withdrawn_at`` may change.
    ``client_id`` comes with the submission: sent twice, stored once. ``evidence_seen`` holds the ids of
    the evidence that stood when it was given.
    """

    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="verdicts")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="verdicts")
    label = models.CharField(max_length=12, choices=Label)
    rationale = models.TextField(blank=True)
    claim_version = models.PositiveIntegerField()
    evidence_seen = models.JSONField(default=list)
    client_id = models.UUIDField(unique=True)
    is_current = models.BooleanField(default=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = VerdictQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["reviewer", "-created_at"], name="verdict_by_reviewer"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "reviewer"], name="verdict_one_current_each", condition=Q(is_current=True)
            ),
            models.CheckConstraint(name="verdict_label_is_known", condition=Q(label__in=Label.values)),
            models.CheckConstraint(
                name="verdict_withdrawn_is_not_current", condition=Q(withdrawn_at=None) | Q(is_current=False)
            ),
        ]
        triggers = [
            *Kept.Meta.triggers,
            pgtrigger.ReadOnly(name="never_changed", exclude=["is_current", "withdrawn_at"]),
            pgtrigger.Trigger(
                name="rests_on_evidence",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=EVIDENCE_STANDS,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_label_display()} by {self.reviewer}"


class Lease(models.Model):
    """A claim handed to a reviewer for a while, so that two don't work on it by accident."""

    claim = models.OneToOneField("claims.Claim", models.CASCADE, related_name="lease")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="leases")
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.claim_id} with {self.reviewer_id} until {self.expires_at:%H:%M}"

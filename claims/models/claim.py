"""Checkable statements, and where they stand."""

from datetime import date
from typing import TYPE_CHECKING

import pgtrigger
from django.apps import apps
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q

from claims.models import claim_word
from claims.models.kept import Kept, Retractable, RetractableQuerySet, history
from claims.vocabulary import AnchorMethod, Label, Stage

if TYPE_CHECKING:
    from claims.models.evidence import Evidence
    from claims.models.verdict import Verdict


class ClaimQuerySet(RetractableQuerySet):
    def waiting_for(self, user):
        """Open claims on which this person has no counted verdict yet."""
        mine = (
            apps.get_model("claims", "Verdict")
            .objects.counted()
            .filter(claim=models.OuterRef("pk"), reviewer=user)
        )
        return self.standing().filter(~models.Exists(mine), stage=Stage.OPEN)

    def lost_their_place(self, article):
        """Claims that stand in an older text of an article and nowhere in its current one."""
        places = apps.get_model("claims", "Appearance").objects.standing().filter(claim=models.OuterRef("pk"))
        return self.standing().filter(
            models.Exists(places.filter(revision__article=article)),
            ~models.Exists(places.filter(revision=article.current_revision_id)),
        )

    def in_conflict(self):
        return self.standing().filter(stage=Stage.CONFLICT)


@history(exclude=("search",))
class Claim(Retractable):
    """One checkable statement, normalised to stand alone.

    ``version`` rises by one whenever the wording, the claimant or the date changes (a trigger sees
    to it). Verdicts given before ``meaning_version`` were about another statement and don't count.
    ``stage``, ``label`` and ``disagrees`` follow from verdicts and rulings and are kept by
    ``domain.verdicts.settle_stage``.
    """

    # There after a query that fetched them along, with Prefetch and its ``to_attr``.
    counted_verdicts: "list[Verdict]"
    standing_evidence: "list[Evidence]"

    statement = models.CharField(max_length=1000)
    claimant = models.ForeignKey(
        "claims.Claimant", models.PROTECT, null=True, blank=True, related_name="claims"
    )
    claimed_on = models.DateField(null=True, blank=True)
    lifted_from = models.ForeignKey(
        "claims.Article", models.PROTECT, null=True, blank=True, related_name="claims"
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    meaning_version = models.PositiveIntegerField(default=1, editable=False)
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.OPEN, editable=False)
    label = models.CharField(max_length=12, choices=Label, blank=True, editable=False)
    disagrees = models.BooleanField(default=False, editable=False)
    evidence_changed_at = models.DateTimeField(null=True, editable=False)
    slug = models.SlugField(max_length=120, null=True, blank=True, unique=True, editable=False)
    client_id = models.UUIDField(null=True, unique=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    search = models.GeneratedField(
        expression=SearchVector("statement", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ClaimQuerySet.as_manager()

    class Meta(Retractable.Meta):
        ordering = ["-id"]
        indexes = [
            GinIndex("search", name="claim_words"),
            models.Index(fields=["stage", "id"], name="claim_by_stage"),
            models.Index(fields=["label", "id"], name="claim_by_label"),
            models.Index(fields=["claimant", "id"], name="claim_by_claimant"),
            models.Index(fields=["claimed_on", "id"], name="claim_by_date"),
        ]
        constraints = [
            *Retractable.Meta.constraints,
            models.CheckConstraint(name="claim_has_statement", condition=~Q(statement="")),
            models.CheckConstraint(name="claim_label_is_known", condition=Q(label__in=["", *Label.values])),
            models.CheckConstraint(name="claim_stage_is_known", condition=Q(stage__in=Stage.values)),
            models.CheckConstraint(
                name="claim_version_from_one", condition=Q(version__gte=F("meaning_version"))
            ),
            models.CheckConstraint(
                name="claim_date_is_sane",
                condition=Q(claimed_on=None)
                | Q(claimed_on__gte=date(1400, 1, 1), claimed_on__lte=date(2999, 12, 31)),
                violation_error_message="The date must lie between 1400 and 2999.",
            ),
            models.CheckConstraint(
                name="claim_published_has_address",
                condition=~Q(stage=Stage.PUBLISHED) | Q(slug__isnull=False),
            ),
        ]
        triggers = [
            *Kept.Meta.triggers,
            pgtrigger.Trigger(
                name="version_rises",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("statement", "claimant", "claimed_on"),
                func="NEW.version = OLD.version + 1; RETURN NEW;",
            ),
            claim_word.OF_NEW_CLAIMS,
            claim_word.OF_CHANGED_CLAIM,
        ]

    def __str__(self) -> str:
        return self.statement


SPAN_IS_TRUE = """
    IF NEW.revision_id IS NOT NULL AND NEW.{quote} IS DISTINCT FROM (
        SELECT substr(text, NEW.start + 1, NEW."end" - NEW.start)
        FROM claims_articlerevision WHERE id = NEW.revision_id
    ) THEN
        RAISE EXCEPTION 'the quote does not stand at that place of the revision'
            USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
    END IF;
    RETURN NEW;
"""


def span_is_true(*, quote: str, name: str) -> pgtrigger.Trigger:
    """The database's own check that ``text[start:end]`` of the revision is the quote."""
    return pgtrigger.Trigger(
        name="span_is_true",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=SPAN_IS_TRUE.format(quote=quote, name=name),
    )


class Appearance(Retractable):
    """Where a claim stands in a revision: W3C text quote and text position selectors.

    ``start`` and ``end`` count Unicode code points, end exclusive. ``score`` is 1 for an exact
    anchor and the similarity (0 to 1) for one that moved to a newer revision.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="appearances")
    revision = models.ForeignKey("claims.ArticleRevision", models.PROTECT, related_name="appearances")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    exact = models.TextField()
    prefix = models.CharField(max_length=64, blank=True)
    suffix = models.CharField(max_length=64, blank=True)
    method = models.CharField(max_length=10, choices=AnchorMethod, default=AnchorMethod.SELECTED)
    score = models.FloatField(default=1.0)
    moved_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="moved_to")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RetractableQuerySet.as_manager()

    class Meta(Retractable.Meta):
        ordering = ["revision", "start"]
        constraints = [
            *Retractable.Meta.constraints,
            models.CheckConstraint(name="appearance_is_a_span", condition=Q(end__gt=F("start"))),
            models.CheckConstraint(name="appearance_score_is_share", condition=Q(score__gte=0, score__lte=1)),
            models.UniqueConstraint(
                fields=["claim", "revision", "start", "end"],
                name="appearance_once",
                condition=Q(retracted_at=None),
            ),
        ]
        triggers = [
            *Kept.Meta.triggers,
            span_is_true(quote="exact", name="appearance_quote_stands_there"),
            claim_word.OF_NEW_PLACES,
            claim_word.OF_CHANGED_PLACE,
        ]

    def __str__(self) -> str:
        return self.exact[:80]

"""Chosen sets of claims with their rulings, in an order and in sections, before and after publication."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.constraints import Deferrable

from claims.models.kept import Kept, Retractable, RetractableQuerySet, history

ADDRESS_STAYS = """
    IF EXISTS (SELECT FROM claims_reportversion WHERE report_id = NEW.id) THEN
        RAISE EXCEPTION 'a report that was published keeps its address'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'report_address_stays';
    END IF;
    RETURN NEW;
"""
SECTION_IS_OF_THE_REPORT = """
    IF NOT EXISTS (SELECT FROM claims_reportsection WHERE id = NEW.section_id AND report_id = NEW.report_id) THEN
        RAISE EXCEPTION 'the section belongs to another report'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'report_item_section_is_its_own';
    END IF;
    RETURN NEW;
"""


class ReportQuerySet(RetractableQuerySet):
    def published(self):
        """Reports that the public reads: their latest version does not withdraw them."""
        return self.filter(latest_version__is_withdrawal=False)


@history(exclude=("slug", "version", "latest_version"))
class Report(Retractable):
    """A chosen, ordered set of claims, as the desk works on it; what is public stands in its versions.

    ``version`` rises with every change, so that whoever saw an earlier one is told; ``words_version`` is
    the version in which title and introduction were last changed. ``slug`` is the public address: it
    follows the title until the report is published, then it stays.
    """

    title = models.CharField(max_length=200)
    introduction = models.TextField(blank=True)
    slug = models.SlugField(max_length=120, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    words_version = models.PositiveIntegerField(default=1, editable=False)
    latest_version = models.ForeignKey(
        "claims.ReportVersion", models.PROTECT, null=True, related_name="+", editable=False
    )
    client_id = models.UUIDField(null=True, unique=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ReportQuerySet.as_manager()

    class Meta(Retractable.Meta):
        ordering = ["-id"]
        constraints = [
            *Retractable.Meta.constraints,
            models.CheckConstraint(name="report_has_title", condition=~Q(title="")),
            # Digits alone are a report's number on the desk, and "new" is a page there.
            models.CheckConstraint(
                name="report_address_is_free", condition=~Q(slug__regex=r"^([0-9]*|new)$")
            ),
            models.CheckConstraint(
                name="report_words_are_of_a_version",
                condition=Q(words_version__gte=1, words_version__lte=F("version")),
            ),
        ]
        triggers = [
            *Kept.Meta.triggers,
            pgtrigger.Trigger(
                name="address_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("slug"),
                func=ADDRESS_STAYS,
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_published(self) -> bool:
        return self.latest_version is not None and not self.latest_version.is_withdrawal

    @property
    def is_withdrawn(self) -> bool:
        return self.latest_version is not None and self.latest_version.is_withdrawal

    @property
    def changed_since_published(self) -> bool:
        """Whether the desk changed the report after it was last published."""
        return self.latest_version is not None and self.latest_version.report_version != self.version


class RemovableQuerySet(models.QuerySet):
    def standing(self):
        """Leave out what was taken out of its report."""
        return self.filter(removed_at=None)


class Removable(Kept):
    """A part of a report that can be taken out, with who and when, and put back where it stood.

    ``position`` counts from 1 among what stands; ``stood_at`` is where a part that was taken out stood.
    """

    position = models.PositiveIntegerField(null=True)
    stood_at = models.PositiveIntegerField(null=True, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False, db_index=False
    )

    objects = RemovableQuerySet.as_manager()

    class Meta(Kept.Meta):
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_removal_is_whole",
                condition=Q(removed_at=None, removed_by=None, stood_at=None, position__isnull=False)
                | Q(
                    removed_at__isnull=False,
                    removed_by__isnull=False,
                    stood_at__isnull=False,
                    position=None,
                ),
                violation_error_message="What stands has a position; what was taken out has who and when.",
            )
        ]


@history(exclude=("position", "stood_at"))
class ReportSection(Removable):
    """A heading within a report, and words under it. ``words_version``: as in ``Report``."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="sections", db_index=False)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    words_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta(Removable.Meta):
        ordering = ["report", "position", "id"]
        constraints = [
            *Removable.Meta.constraints,
            models.UniqueConstraint(
                fields=["report", "position"],
                name="report_section_position_once",
                deferrable=Deferrable.IMMEDIATE,
            ),
            models.CheckConstraint(name="report_section_has_title", condition=~Q(title="")),
        ]

    def __str__(self) -> str:
        return self.title


class ReportItem(Removable):
    """One claim's place in a report: one order over the whole, first what stands before the sections.

    ``came_from`` is the section that was taken out from over it; put back, that section has it again.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="items", db_index=False)
    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="+")
    # Asked for within one report only, and each index would be written when claims are numbered anew.
    section = models.ForeignKey(
        ReportSection, models.PROTECT, null=True, blank=True, related_name="items", db_index=False
    )
    came_from = models.ForeignKey(
        ReportSection, models.PROTECT, null=True, related_name="+", editable=False, db_index=False
    )

    class Meta(Removable.Meta):
        ordering = ["report", "position", "id"]
        constraints = [
            *Removable.Meta.constraints,
            # Checked at the end of each statement: one that moves many passes through double places.
            models.UniqueConstraint(
                fields=["report", "position"], name="report_position_once", deferrable=Deferrable.IMMEDIATE
            ),
            models.UniqueConstraint(fields=["report", "claim"], name="report_claim_once"),
        ]
        indexes = [
            models.Index(
                fields=["report", "-removed_at"],
                name="report_items_taken_out",
                condition=Q(removed_at__isnull=False),
            )
        ]
        triggers = [
            *Kept.Meta.triggers,
            pgtrigger.Trigger(
                name="section_is_its_own",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("section_id", "report_id"),
                condition=pgtrigger.Q(new__section__isnull=False),
                func=SECTION_IS_OF_THE_REPORT,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.claim_id}"

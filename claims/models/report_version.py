"""Reports as they were published: frozen, with the ruling that each claim had."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.models.kept import Kept

ITEMS_FIT = """
    IF EXISTS (
        SELECT FROM new_items item
        JOIN claims_reportversion version ON version.id = item.version_id
        JOIN claims_ruling ruling ON ruling.id = item.ruling_id
        WHERE ruling.claim_id <> item.claim_id OR ruling.kind = 'withdrawal' OR version.is_withdrawal
           OR item.position NOT BETWEEN 1 AND version.claim_count
           OR item.section > jsonb_array_length(version.sections)
    ) THEN
        RAISE EXCEPTION 'a place of a published report holds a claim with a standing ruling of its own'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'report_version_items_fit';
    END IF;
    RETURN NULL;
"""


class ReportVersion(Kept):
    """One version of a report as the public reads it, or the notice that withdraws it.

    Never edited: what changes is a new version with a public note. ``sections`` is a list of objects with
    id (of the ReportSection), title and text; ``figures`` holds what the charts show (see
    ``domain.reports.figures``). ``claim_count`` says how many items it has: once they are there, none can
    be added. ``report_version`` is the version of the desk's report that it froze.
    """

    report = models.ForeignKey("claims.Report", models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    is_withdrawal = models.BooleanField(default=False)
    title = models.CharField(max_length=200)
    introduction = models.TextField(blank=True)
    sections = models.JSONField(default=list)
    figures = models.JSONField(default=dict)
    claim_count = models.PositiveIntegerField(default=0)
    note = models.TextField(blank=True, help_text="public: what changed and why; needed from version 2 on")
    report_version = models.PositiveIntegerField()
    client_id = models.UUIDField(unique=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["report", "number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="report_version_once"),
            models.CheckConstraint(name="report_version_has_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="report_version_change_is_explained",
                condition=Q(number=1, is_withdrawal=False, note="") | (Q(number__gt=1) & ~Q(note="")),
                violation_error_message="A later version needs a public note that says what changed and why.",
            ),
            models.CheckConstraint(
                name="report_version_withdrawal_is_bare",
                condition=Q(is_withdrawal=False) | Q(claim_count=0, sections=[], introduction=""),
            ),
        ]
        triggers = [*Kept.Meta.triggers, pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"


class ReportVersionItem(Kept):
    """One claim's place in a published version, and the ruling that it had.

    ``section`` is 0 before the first section, else the section's place from 1 in the version's list.
    """

    version = models.ForeignKey(ReportVersion, models.PROTECT, related_name="items", db_index=False)
    position = models.PositiveIntegerField()
    section = models.PositiveSmallIntegerField(default=0)
    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="+", db_index=False)
    ruling = models.ForeignKey("claims.Ruling", models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="report_version_position_once"),
            models.UniqueConstraint(fields=["version", "claim"], name="report_version_claim_once"),
        ]
        triggers = [
            *Kept.Meta.triggers,
            pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update),
            pgtrigger.Trigger(
                name="items_fit",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_items"),
                func=ITEMS_FIT,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.claim_id}"

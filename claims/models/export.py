"""Files that somebody asked for: what is in them, where they lie, until when."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from claims.models.kept import Kept
from claims.vocabulary import ExportForm, ExportState, TaskState

OF_TASK = {
    TaskState.WAITING.value: ExportState.WAITING,
    TaskState.RUNNING.value: ExportState.RUNNING,
    TaskState.CANCELLED.value: ExportState.CANCELLED,
}
FORGOTTEN = "It was given up long ago. Ask for it again."


class Export(Kept):
    """One file that was asked for: a report (``version``: as published) or the claims of a filter.

    Until it is written its ``task`` says how far it is; then ``file`` names it in EXPORTS_DIR, and
    ``size``, ``sha256`` and ``count`` are those of what was written. Old files are removed, rows stay.
    Written by ``domain.reports.exporting`` alone.
    """

    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="exports", db_index=False
    )
    form = models.CharField(max_length=5, choices=ExportForm)
    title = models.CharField(max_length=200)
    report = models.ForeignKey("claims.Report", models.PROTECT, null=True, related_name="+", db_index=False)
    version = models.PositiveIntegerField(null=True)
    filters = models.TextField(blank=True, help_text="the claims page's query string; without a report")
    with_retracted = models.BooleanField(
        default=False, help_text="only those may have it who see these claims"
    )
    claim_ids = ArrayField(
        models.BigIntegerField(), default=list, help_text="what the filter found; emptied once written"
    )
    claims = models.PositiveIntegerField(help_text="how many there were when it was asked for")
    asked_at = models.DateTimeField()
    task = models.ForeignKey("claims.Task", models.SET_NULL, null=True, related_name="+")
    file = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(null=True, help_text="in bytes")
    sha256 = models.CharField(max_length=64, blank=True)
    count = models.PositiveIntegerField(null=True, help_text="claims in the file")
    made_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta(Kept.Meta):
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["asked_by", "id"], name="export_by_person"),
            models.Index(
                fields=["expires_at"],
                name="export_to_remove",
                condition=Q(made_at__isnull=False, removed_at=None),
            ),
        ]
        constraints = [
            models.CheckConstraint(name="export_form_is_known", condition=Q(form__in=ExportForm.values)),
            models.CheckConstraint(
                name="export_is_of_one_thing",
                condition=Q(report__isnull=False, filters="", claim_ids=[], with_retracted=False)
                | Q(report=None, version=None),
            ),
            models.CheckConstraint(
                name="export_is_made_whole",
                condition=Q(made_at=None, file="", size=None, sha256="", count=None, expires_at=None)
                | (
                    Q(
                        made_at__isnull=False,
                        size__isnull=False,
                        count__isnull=False,
                        expires_at__isnull=False,
                    )
                    & ~Q(file="")
                    & ~Q(sha256="")
                ),
            ),
            models.CheckConstraint(
                name="export_is_removed_after_it_is_made",
                condition=Q(removed_at=None) | Q(made_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.get_form_display()})"

    @property
    def state(self) -> ExportState:
        """Where it stands; fetch it with its task."""
        if self.made_at is not None:
            return ExportState.REMOVED if self.removed_at is not None else ExportState.READY
        return OF_TASK.get(self.task.state, ExportState.FAILED) if self.task else ExportState.FAILED

    @property
    def problem(self) -> str:
        """Why it failed, in words; empty when it didn't."""
        if self.state != ExportState.FAILED:
            return ""
        return self.task.problem if self.task and self.task.problem else FORGOTTEN

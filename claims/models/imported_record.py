"""What other people's datasets said, kept as they said it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.models.kept import Kept


class ImportedRecord(Kept):
    """One record of a dataset that was imported, and what the desk made of it.

    ``record`` is the record as the format writes it: a line, or an object of a list. Labels and votes in it
    are somebody else's: they are kept here and never become verdicts. ``state`` is what the desk's own
    claims, or the places in a text, looked like right after; while they still do, an export in the same
    format writes ``record`` (see ``domain.datasets.kept``). ``digest`` is the hex SHA-256 of ``record``.
    """

    format = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    source_id = models.CharField(max_length=200, blank=True, help_text="what the dataset calls it")
    label = models.CharField(max_length=200, blank=True, help_text="in the dataset's own words")
    record = models.TextField()
    state = models.CharField(max_length=64)
    claim = models.ForeignKey(
        "claims.Claim", models.PROTECT, null=True, blank=True, related_name="imported_records"
    )
    article = models.ForeignKey(
        "claims.Article", models.PROTECT, null=True, blank=True, related_name="imported_records"
    )
    appearance = models.ForeignKey(
        "claims.Appearance", models.PROTECT, null=True, blank=True, related_name="imported_records"
    )
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    imported_at = models.DateTimeField(auto_now_add=True)

    class Meta(Kept.Meta):
        ordering = ["id"]
        indexes = [models.Index(fields=["format", "source_id"], name="imported_record_by_source")]
        triggers = [*Kept.Meta.triggers, pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update)]
        constraints = [
            models.UniqueConstraint(fields=["format", "digest"], name="imported_record_once"),
            models.CheckConstraint(
                name="imported_record_is_of_something", condition=Q(claim=None) ^ Q(article=None)
            ),
            models.CheckConstraint(
                name="imported_place_is_of_a_claim", condition=Q(appearance=None) | Q(claim__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.format} {self.source_id or self.digest[:12]}"

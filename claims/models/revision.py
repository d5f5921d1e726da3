"""The words of an article, kept as they were: revisions, and the raw bytes they were read from."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.models.kept import Kept


class Capture(Kept):
    """An archived copy of what came in: the bytes as they were, and their SHA-256."""

    sha256 = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()
    media_type = models.CharField(max_length=100)
    filename = models.CharField(max_length=255, blank=True)
    headers = models.JSONField(default=dict, blank=True)
    captured_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        triggers = [
            *Kept.Meta.triggers,
            pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update),
        ]

    def __str__(self) -> str:
        return f"{self.filename or self.media_type} {self.sha256[:12]}"


class ArticleRevision(Kept):
    """One state of an article's text. Never changes: new text at the source is a new revision.

    ``text`` is NFC with LF line ends; offsets into it are Unicode code points.
    ``fingerprint`` is the hex SHA-256 of publisher and text: the same words from the same
    publisher are one article.
    """

    article = models.ForeignKey("claims.Article", models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64, db_index=True)
    fingerprint = models.CharField(max_length=64, unique=True)
    capture = models.ForeignKey(Capture, models.PROTECT, null=True, related_name="revisions")
    coverage = models.FloatField(
        default=1.0, help_text="share of the source's visible characters that the text holds, 0 to 1"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["article", "number"]
        triggers = [
            *Kept.Meta.triggers,
            pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update),
        ]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_number_once"),
            models.CheckConstraint(name="revision_has_text", condition=~Q(text="")),
            models.CheckConstraint(name="revision_number_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="revision_coverage_is_share", condition=Q(coverage__gte=0, coverage__lte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article}, revision {self.number}"

"""What search works on: sentence-sized passages, and word indexes of whole revisions.

Both are derived from a revision, and from what people said of where passages part, and can be made
again; a revision without them is stored and readable, only not found yet (``ArticleRevision`` rows wait
for ``domain.ingest`` to index them).
"""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from claims.models.kept import Retractable, RetractableQuerySet, history
from claims.vocabulary import CutKind, PassageKind

# Whoever makes passages or changes them, by whatever path: their revision waits to be embedded (anew).
NEW_ONES_WAIT = """
    INSERT INTO claims_embeddedrevision (revision_id, model)
    SELECT DISTINCT revision_id, '' FROM added
    ON CONFLICT (revision_id) DO UPDATE SET model = '';
    RETURN NULL;
"""
CHANGED_ONES_WAIT = """
    DELETE FROM claims_passagevector WHERE passage_id = NEW.id;
    INSERT INTO claims_embeddedrevision (revision_id, model) VALUES (NEW.revision_id, '')
    ON CONFLICT (revision_id) DO UPDATE SET model = '';
    RETURN NULL;
"""
# Scores stand in the order of the passages: other passages make them wrong.
NEW_ONES_ARE_UNREAD = """
    DELETE FROM claims_sentencescores WHERE revision_id IN (SELECT DISTINCT revision_id FROM added);
    RETURN NULL;
"""


class Passage(models.Model):
    """A sentence-sized slice of a revision: ``revision.text[start:end] == text``."""

    revision = models.ForeignKey(
        "claims.ArticleRevision", models.CASCADE, related_name="passages", db_index=False
    )
    number = models.PositiveIntegerField(help_text="its place in the revision, from 0")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=PassageKind, default=PassageKind.TEXT)
    text = models.TextField()
    search = SearchVectorField(null=True)

    class Meta:
        ordering = ["revision", "number"]
        indexes = [GinIndex("search", name="passage_words")]
        constraints = [
            models.UniqueConstraint(fields=["revision", "number"], name="passage_number_once"),
            models.CheckConstraint(name="passage_is_a_span", condition=Q(end__gt=F("start"))),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="new_ones_wait",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="added"),
                func=NEW_ONES_WAIT,
            ),
            pgtrigger.Trigger(
                name="changed_ones_wait",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("text", "kind"),
                func=CHANGED_ONES_WAIT,
            ),
            pgtrigger.Trigger(
                name="new_ones_are_unread",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="added"),
                func=NEW_ONES_ARE_UNREAD,
            ),
            pgtrigger.Trigger(
                name="changed_ones_are_unread",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("number", "start", "end", "text", "kind"),
                func="DELETE FROM claims_sentencescores WHERE revision_id = NEW.revision_id; RETURN NULL;",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


@history()
class PassageCut(Retractable):
    """A person's word on where passages of a revision part: joined or split at the code point ``at``.

    ``at`` is where the later of the two passages starts. Whoever cuts the revision into passages follows
    the standing cuts, so that they outlast every new index.
    """

    revision = models.ForeignKey(
        "claims.ArticleRevision", models.PROTECT, related_name="passage_cuts", db_index=False
    )
    at = models.PositiveIntegerField()
    kind = models.CharField(max_length=5, choices=CutKind)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RetractableQuerySet.as_manager()

    class Meta(Retractable.Meta):
        ordering = ["revision", "at"]
        constraints = [
            *Retractable.Meta.constraints,
            models.UniqueConstraint(
                fields=["revision", "at"], name="passage_cut_once", condition=Q(retracted_at=None)
            ),
            models.CheckConstraint(name="passage_cut_is_inside", condition=Q(at__gt=0)),
            models.CheckConstraint(name="passage_cut_kind_is_known", condition=Q(kind__in=CutKind.values)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} at {self.at}"


class SearchChunk(models.Model):
    """The words of one revision (title and text), in chunks small enough for a tsvector.

    Nearly always one row. A text too large for one index entry has several.
    """

    revision = models.ForeignKey(
        "claims.ArticleRevision", models.CASCADE, related_name="search_chunks", db_index=False
    )
    number = models.PositiveIntegerField(default=0)
    search = SearchVectorField()

    class Meta:
        indexes = [GinIndex("search", name="revision_words")]
        constraints = [
            models.UniqueConstraint(fields=["revision", "number"], name="search_chunk_number_once")
        ]

    def __str__(self) -> str:
        return f"Words of revision {self.revision_id}, part {self.number}"

"""Make a revision findable: its passages, and the words of the whole in chunks.

Everything here is derived from revisions and can be made again.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from django.db import DatabaseError, connection, transaction

from claims.domain import jobs
from claims.domain.text import apply_cuts, split_passages
from claims.models import Passage, PassageCut, SearchChunk

# The jobs that bring up to date what is derived from texts.
IN_BULK = ("find_copies", "suggest", "embed")
CONFIGS = {"en": "english", "ru": "russian"}
# In characters: far below what one tsvector can hold (1 MiB) with nearly all words.
CHUNK_LENGTH = 100_000
SMALL_CHUNK_LENGTH = 10_000
BLANK = re.compile(r"\s")
TOO_LONG = "54000"

NEW_PASSAGES = """
    CREATE TEMPORARY TABLE IF NOT EXISTS new_passages (
        revision_id bigint, number int, start int, "end" int, kind text, text text, config regconfig
    ) ON COMMIT DELETE ROWS
"""
COPY_PASSAGES = 'COPY pg_temp.new_passages (revision_id, number, start, "end", kind, text, config) FROM STDIN'
INSERT_PASSAGES = """
    INSERT INTO claims_passage (revision_id, number, start, "end", kind, text, search)
    SELECT revision_id, number, start, "end", kind, text, to_tsvector(config, text) FROM pg_temp.new_passages
"""
INSERT_CHUNKS = """
    INSERT INTO claims_searchchunk (revision_id, number, search)
    SELECT rows.revision_id, 0, setweight(to_tsvector(config, title), 'A') || to_tsvector(config, r.text)
    FROM unnest(%s::bigint[], %s::text[], %s::regconfig[]) AS rows (revision_id, title, config)
    JOIN claims_articlerevision r ON r.id = rows.revision_id
"""
INSERT_CHUNK = """
    INSERT INTO claims_searchchunk (revision_id, number, search)
    VALUES (%(revision)s, %(number)s,
            setweight(to_tsvector(%(config)s::regconfig, %(title)s), 'A') || to_tsvector(%(config)s::regconfig, %(words)s))
"""


@dataclass(frozen=True, slots=True)
class Indexable:
    """What the index needs to know of a revision."""

    revision_id: int
    text: str
    title: str
    language: str

    @property
    def config(self) -> str:
        return search_config(self.language)


def search_config(language: str) -> str:
    """Return PostgreSQL's text search configuration for a language (ISO 639-1)."""
    return CONFIGS.get(language, "simple")


@transaction.atomic
def index_revisions(revisions: Iterable[Indexable]) -> int:
    """Make the passages and chunks of revisions that have none yet; return how many revisions."""
    revisions = list(revisions)
    _insert_passages(revisions)
    short = [revision for revision in revisions if len(revision.text) <= CHUNK_LENGTH]
    try:
        _insert_whole(short)
    except DatabaseError as error:
        if not _too_long(error):
            raise
        for revision in short:
            _insert_in_chunks(revision)
    for revision in revisions:
        if len(revision.text) > CHUNK_LENGTH:
            _insert_in_chunks(revision)
    return len(revisions)


@transaction.atomic
def cut_anew(revision: Indexable, *, without: int | None = None) -> None:
    """Make a revision's passages again, after somebody joined or split some. Its words stay as they are.

    ``without`` is the id of a cut that is about to be taken back.
    """
    Passage.objects.filter(revision=revision.revision_id).delete()
    _insert_passages([revision], without=without)
    queue_preparing(revision.revision_id, revision.title)


@transaction.atomic
def index_anew(revision: Indexable) -> None:
    """Index a revision again, after its article's title or language changed."""
    Passage.objects.filter(revision=revision.revision_id).delete()
    SearchChunk.objects.filter(revision=revision.revision_id).delete()
    index_revisions([revision])
    queue_preparing(revision.revision_id, revision.title)


def queue_preparing(revision_id: int, title: str) -> None:
    """Let a worker do what else a text needs: vectors, copies, sentences worth checking."""
    jobs.enqueue(
        "prepare_revision",
        title=f"Read “{shorten(title, 150, placeholder='…')}”",
        lock=f"revision-{revision_id}",
        revision_id=revision_id,
    )


def queue_preparing_all() -> None:
    """Let workers do the same for every text that lacks it, after an import for instance."""
    for name in IN_BULK:
        jobs.enqueue(name, lock=name)


def analyse() -> None:
    """Bring up to date what the planner knows of the words; ranked search reads it too."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_passage, claims_searchchunk")


def _insert_passages(revisions: list[Indexable], *, without: int | None = None) -> None:
    cuts = _cuts(revisions, without)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.execute(NEW_PASSAGES)
        cursor.execute("TRUNCATE pg_temp.new_passages")
        with cursor.copy(COPY_PASSAGES) as copy:
            for revision in revisions:
                text, config = revision.text, revision.config
                spans = split_passages(text)
                if revision.revision_id in cuts:
                    spans = apply_cuts(text, spans, cuts[revision.revision_id])
                for number, span in enumerate(spans):
                    words = text[span.start : span.end]
                    copy.write_row(
                        (revision.revision_id, number, span.start, span.end, span.kind.value, words, config)
                    )
        cursor.execute(INSERT_PASSAGES)


def _cuts(revisions: list[Indexable], without: int | None) -> dict[int, list[tuple[int, str]]]:
    """Return what people said of where passages part, by revision."""
    cuts: dict[int, list[tuple[int, str]]] = {}
    standing = PassageCut.objects.standing().filter(revision__in=[each.revision_id for each in revisions])
    for cut_id, revision_id, at, kind in standing.order_by().values_list("pk", "revision_id", "at", "kind"):
        if cut_id != without:
            cuts.setdefault(revision_id, []).append((at, kind))
    return cuts


def _insert_whole(revisions: list[Indexable]) -> None:
    columns: list[Any] = [
        [revision.revision_id for revision in revisions],
        [revision.title for revision in revisions],
        [revision.config for revision in revisions],
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INSERT_CHUNKS, columns)


def _insert_in_chunks(revision: Indexable) -> None:
    """Insert a text's words in several chunks, cutting further whatever PostgreSQL finds too long."""
    number = 0
    for chunk in _chunks(revision.text, CHUNK_LENGTH):
        if _insert_chunk(revision, number, chunk):
            number += 1
            continue
        for piece in _chunks(chunk, SMALL_CHUNK_LENGTH):
            # A piece of this size fits whatever it holds.
            number += _insert_chunk(revision, number, piece)


def _insert_chunk(revision: Indexable, number: int, words: str) -> bool:
    """Insert one chunk; False where PostgreSQL finds it too long."""
    values: dict[str, Any] = {
        "revision": revision.revision_id,
        "number": number,
        "config": revision.config,
        "title": revision.title,
        "words": words,
    }
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(INSERT_CHUNK, values)
    except DatabaseError as error:
        if not _too_long(error):
            raise
        return False
    return True


def _chunks(text: str, length: int) -> Iterator[str]:
    """Cut a text at white space into pieces of about ``length`` characters."""
    start = 0
    while len(text) - start > length:
        found = BLANK.search(text, start + length, start + length + length // 10)
        end = found.start() if found else start + length
        yield text[start:end]
        start = end
    yield text[start:]


def _too_long(error: DatabaseError) -> bool:
    return getattr(error.__cause__, "sqlstate", None) == TOO_LONG

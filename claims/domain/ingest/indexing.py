"""Make a revision findable: its passages, and the words of the whole in chunks.

Everything here is derived from revisions and can be made again.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db import DatabaseError, connection, transaction

from claims.domain.text import split_passages

CONFIGS = {"en": "english", "ru": "russian"}
# Far below what one tsvector can hold (1 MiB), whatever the words.
CHUNK_LENGTH = 100_000
BLANK = re.compile(r"\s")
ROWS_AT_ONCE = 5_000
# Texts taken into memory at once, in bytes.
BATCH_BYTES = 8 * 2**20

PENDING = """
    SELECT a.id, r.id, octet_length(r.text)
    FROM claims_article a JOIN claims_articlerevision r ON r.id = a.current_revision_id
    WHERE a.id > %s AND NOT EXISTS (SELECT FROM claims_searchchunk c WHERE c.revision_id = r.id)
    ORDER BY a.id LIMIT %s FOR NO KEY UPDATE OF a SKIP LOCKED
"""
# Asked again behind the locks: another process may have finished between the look and the lock.
TAKEN = """
    SELECT r.id, r.text, a.title, a.language
    FROM claims_article a JOIN claims_articlerevision r ON r.id = a.current_revision_id
    WHERE r.id = ANY(%s) AND NOT EXISTS (SELECT FROM claims_searchchunk c WHERE c.revision_id = r.id)
    ORDER BY r.id
"""
INSERT_PASSAGES = """
    INSERT INTO claims_passage (revision_id, number, start, "end", kind, text, search)
    SELECT revision_id, number, start, "end", kind, text, {search}
    FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::int[], %s::text[], %s::text[], %s::regconfig[])
        AS rows (revision_id, number, start, "end", kind, text, config)
"""
INSERT_CHUNKS = """
    INSERT INTO claims_searchchunk (revision_id, number, search)
    SELECT revision_id, number, setweight(to_tsvector(config, title), 'A') || setweight({search}, 'D')
    FROM unnest(%s::bigint[], %s::int[], %s::text[], %s::text[], %s::regconfig[])
        AS rows (revision_id, number, title, text, config)
"""
WORDS = "to_tsvector(config, text)"
NO_PASSAGE_WORDS = "NULL::tsvector"
NO_CHUNK_WORDS = "''::tsvector"


@dataclass(frozen=True, slots=True)
class Indexable:
    """What the index needs to know of a revision."""

    revision_id: int
    text: str
    title: str
    language: str


def search_config(language: str) -> str:
    """Return PostgreSQL's text search configuration for a language (ISO 639-1)."""
    return CONFIGS.get(language, "simple")


@transaction.atomic
def index_revisions(revisions: Iterable[Indexable]) -> int:
    """Make the passages and chunks of revisions that have none yet; return how many revisions."""
    revisions = list(revisions)
    for rows in _batches(_passage_rows(revisions)):
        _insert(INSERT_PASSAGES, NO_PASSAGE_WORDS, rows)
    numbers: Counter[int] = Counter()
    for pieces in _batches(_chunk_rows(revisions), size=50):
        _insert_chunks(pieces, numbers)
    return len(revisions)


def index_pending(*, batch: int = 200, progress: Callable[[int], None] | None = None) -> int:
    """Index every article's current text that isn't indexed yet, in committed batches.

    Stopped at any point it goes on where it was; any number of processes may run it at once.
    ``progress`` is called with the number of articles of each batch. Returns how many were indexed.
    """
    total = behind = 0
    while True:
        taken, indexed = _index_batch(behind, batch)
        if not taken:
            break
        behind = taken
        total += indexed
        if progress:
            progress(indexed)
    if total:
        analyse()
    return total


def count_pending() -> int:
    """Return how many articles wait for ``index_pending``."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM claims_article a WHERE a.current_revision_id IS NOT NULL"
            " AND NOT EXISTS (SELECT FROM claims_searchchunk c WHERE c.revision_id = a.current_revision_id)"
        )
        return cursor.fetchone()[0]


def analyse() -> None:
    """Bring up to date what the planner knows of the words; search by BM25 reads it too."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_passage, claims_searchchunk")


@transaction.atomic
def _index_batch(behind: int, batch: int) -> tuple[int, int]:
    """Index the next articles behind an id. Returns the last id looked at (0: none left) and how many."""
    with connection.cursor() as cursor:
        cursor.execute(PENDING, [behind, batch])
        last = size = 0
        revision_ids: list[int] = []
        for article_id, revision_id, length in cursor.fetchall():
            if revision_ids and size + length > BATCH_BYTES:
                break
            last, size = article_id, size + length
            revision_ids.append(revision_id)
        if not revision_ids:
            return 0, 0
        cursor.execute(TAKEN, [revision_ids])
        revisions = [Indexable(*row) for row in cursor.fetchall()]
    return last, index_revisions(revisions)


def _passage_rows(revisions: list[Indexable]) -> Iterator[tuple]:
    for revision in revisions:
        text, config = revision.text, search_config(revision.language)
        for number, span in enumerate(split_passages(text)):
            words = text[span.start : span.end]
            yield revision.revision_id, number, span.start, span.end, str(span.kind), words, config


def _chunk_rows(revisions: list[Indexable]) -> Iterator[tuple]:
    for revision in revisions:
        config = search_config(revision.language)
        for words in _chunks(revision.text, CHUNK_LENGTH):
            yield revision.revision_id, revision.title, words, config


def _chunks(text: str, length: int) -> Iterator[str]:
    """Cut a text at white space into pieces of about ``length`` characters."""
    start = 0
    while len(text) - start > length:
        found = BLANK.search(text, start + length, start + length + length // 10)
        end = found.start() if found else start + length
        yield text[start:end]
        start = end
    yield text[start:]


def _batches(rows: Iterable[tuple], size: int = ROWS_AT_ONCE) -> Iterator[list[tuple]]:
    batch: list[tuple] = []
    for row in rows:
        batch.append(row)
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch


def _insert(statement: str, without_words: str, rows: list[tuple]) -> None:
    """Insert rows with their words; rows whose words PostgreSQL cannot hold go in without."""
    try:
        _execute(statement.format(search=WORDS), rows)
    except DatabaseError as error:
        if not _too_long(error):
            raise
        if len(rows) == 1:
            _execute(statement.format(search=without_words), rows)
            return
        middle = len(rows) // 2
        _insert(statement, without_words, rows[:middle])
        _insert(statement, without_words, rows[middle:])


def _insert_chunks(pieces: list[tuple], numbers: Counter[int]) -> None:
    """Insert chunks, numbered per revision; where one is too long for PostgreSQL all are cut further."""
    try:
        attempt = Counter(numbers)
        _execute(INSERT_CHUNKS.format(search=WORDS), _numbered(pieces, attempt))
        numbers.update(attempt - numbers)
    except DatabaseError as error:
        if not _too_long(error):
            raise
        smaller = [
            (revision_id, title, piece, config)
            for revision_id, title, words, config in pieces
            for piece in _chunks(words, CHUNK_LENGTH // 10)
        ]
        _insert(INSERT_CHUNKS, NO_CHUNK_WORDS, _numbered(smaller, numbers))


def _numbered(pieces: list[tuple], numbers: Counter[int]) -> list[tuple]:
    """Put each piece's number in its revision behind the revision's id, counting on in ``numbers``."""
    rows = []
    for revision_id, *rest in pieces:
        rows.append((revision_id, numbers[revision_id], *rest))
        numbers[revision_id] += 1
    return rows


def _execute(statement: str, rows: list[tuple]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [list(column) for column in zip(*rows, strict=True)])


def _too_long(error: DatabaseError) -> bool:
    return getattr(error.__cause__, "sqlstate", None) == "54000"

"""Store many articles fast: batches through COPY. Passages and words follow with ``index_pending``."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from claims.domain import access, audit
from claims.domain.ingest.drafts import Draft, Prepared, Refusal, fingerprint, prepare
from claims.domain.ingest.storing import Outcome, store_article
from claims.domain.refusals import Refused
from claims.models import User

BATCH_ITEMS, BATCH_BYTES = 500, 16 * 2**20

ARTICLE_COLUMNS = (
    "id publisher_id title byline url url_sha256 published_on language current_revision_id added_by_id"
    " created_at retraction_reason"
)
REVISION_COLUMNS = "id article_id number text sha256 fingerprint capture_id coverage created_by_id created_at"
CAPTURE_COLUMNS = "id sha256 content media_type filename headers captured_at"


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What became of one item: ``outcome`` is None where it was refused. ``message`` says more.

    ``notice`` says what of an item was not taken, though the rest was.
    """

    source: str
    outcome: Outcome | None
    message: str
    article_id: int | None = None
    notice: str = ""


@dataclass(slots=True)
class _Item:
    """One thing offered, on its way through a batch."""

    source: str
    draft: Draft | None = None
    prepared: Prepared | None = None
    mark: str = ""
    result: ItemResult | None = None

    def settle(self, outcome: Outcome | None, message: str, article_id: int | None = None) -> None:
        self.result = ItemResult(self.source, outcome, message, article_id)


def store_many(
    *,
    by: User,
    drafts: Iterable[Draft | Refusal],
    progress: Callable[[int], None] | None = None,
) -> Iterator[ItemResult]:
    """Store drafts in batches, each in a transaction of its own; yield one result for each, in order.

    The rules are those of ``store_article``: the same words are stored once, within a batch, against the
    database and against others who import at the same time. Refusals are passed on as results.
    ``progress`` is called with the number of items behind each batch. Raises PermissionDenied.
    """
    access.require(access.can_add_article, by)
    for batch in _ahead(_batches(drafts)):
        try:
            with transaction.atomic():
                _store_batch(by, batch)
        except IntegrityError:
            # Somebody stored some of it a moment ago: one by one, then.
            for item in batch:
                if item.prepared is not None:
                    item.result = None
        for item in batch:
            if item.result is None:
                _store_alone(by, item)
            if item.result is not None:
                yield item.result
        if progress:
            progress(len(batch))


def _ahead(batches: Iterator[list[_Item]]) -> Iterator[list[_Item]]:
    """Read and check the next batch while the database stores the one before it."""
    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = reader.submit(next, batches, None)
            yield batch


def _batches(drafts: Iterable[Draft | Refusal]) -> Iterator[list[_Item]]:
    batch: list[_Item] = []
    size = 0
    for draft in drafts:
        item = _take(draft)
        batch.append(item)
        if item.draft is not None:
            size += len(item.draft.text) + len(item.draft.raw or b"")
        if len(batch) >= BATCH_ITEMS or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _take(draft: Draft | Refusal) -> _Item:
    item = _Item(draft.source)
    if isinstance(draft, Refusal):
        item.settle(None, draft.reason)
        return item
    item.draft = draft
    try:
        item.prepared = prepare(draft)
        item.mark = fingerprint(publisher=item.prepared.publisher, text=item.prepared.text)
    except Refused as refusal:
        item.settle(None, f"{refusal.field}: {refusal.message}" if refusal.field else refusal.message)
    return item


def _store_alone(by: User, item: _Item) -> None:
    if item.draft is None:
        return
    try:
        stored = store_article(by=by, draft=item.draft)
        item.settle(stored.outcome, stored.message, stored.article.pk)
    except Refused as refusal:
        item.settle(None, refusal.message)


def _store_batch(by: User, batch: list[_Item]) -> None:
    """Store what is new in a batch. Items that may be revisions are left without a result."""
    new = _new_items(batch)
    if not new:
        return
    publishers = _publishers([prepared.publisher for _, prepared in new])
    captures = _captures([item.draft for item, _ in new if item.draft and item.draft.raw is not None])
    article_ids, revision_ids = _ids("claims_article", len(new)), _ids("claims_articlerevision", len(new))
    now = timezone.now()
    articles, revisions = [], []
    for (item, made), article_id, revision_id in zip(new, article_ids, revision_ids, strict=True):
        about = (made.title, made.byline, made.url, made.url_sha256, made.published_on, made.language)
        articles.append((article_id, publishers[made.publisher], *about, revision_id, by.pk, now, ""))
        draft = item.draft
        raw = draft.raw if draft else None
        capture_id = captures[hashlib.sha256(raw).hexdigest()] if raw is not None else None
        coverage = min(1.0, max(0.0, draft.coverage)) if draft else 1.0
        words = (made.text, made.sha256, item.mark)
        revisions.append((revision_id, article_id, 1, *words, capture_id, coverage, by.pk, now))
        item.settle(Outcome.CREATED, made.title, article_id)
    _copy("claims_article", ARTICLE_COLUMNS, articles)
    _copy("claims_articlerevision", REVISION_COLUMNS, revisions)
    audit.record(action="articles.imported", by=by, articles=article_ids, count=len(article_ids))


def _new_items(batch: list[_Item]) -> list[tuple[_Item, Prepared]]:
    """Settle what is here already, leave out what may be a revision, return the rest."""
    waiting = [(item, item.prepared) for item in batch if item.result is None and item.prepared is not None]
    known = _known_fingerprints([item.mark for item, _ in waiting])
    texts = _known_texts([prepared.sha256 for _, prepared in waiting])
    urls = _known_urls([prepared.url_sha256 for _, prepared in waiting if prepared.url_sha256])
    new, marks = [], set()
    for item, prepared in waiting:
        there = known.get(item.mark) or texts.get((prepared.sha256, prepared.publisher.casefold()))
        if there is not None:
            article_id, title = there
            item.settle(Outcome.ALREADY_HERE, title, article_id)
        elif item.mark not in marks and (prepared.url_sha256 is None or prepared.url_sha256 not in urls):
            marks.add(item.mark)
            if prepared.url_sha256:
                urls.add(prepared.url_sha256)
            new.append((item, prepared))
    return new


def _known_fingerprints(marks: list[str]) -> dict[str, tuple[int, str]]:
    articles = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT fingerprint, article_id FROM claims_articlerevision WHERE fingerprint = ANY(%s)", [marks]
        )
        if found := dict(cursor.fetchall()):
            cursor.execute("SELECT id, title FROM claims_article WHERE id = ANY(%s)", [list(found.values())])
            articles = dict(cursor.fetchall())
    return {mark: (article, articles[article]) for mark, article in found.items()}


def _known_texts(hashes: list[str]) -> dict[tuple[str, str], tuple[int, str]]:
    """Return articles by text and by what their publisher is called now."""
    articles = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sha256, article_id FROM claims_articlerevision WHERE sha256 = ANY(%s)", [hashes]
        )
        if found := cursor.fetchall():
            cursor.execute(
                "SELECT a.id, p.name, a.title FROM claims_article a"
                " JOIN claims_publisher p ON p.id = a.publisher_id WHERE a.id = ANY(%s)",
                [[article for _, article in found]],
            )
            articles = {article: (name.casefold(), title) for article, name, title in cursor.fetchall()}
    return {(text, articles[article][0]): (article, articles[article][1]) for text, article in found}


def _known_urls(hashes: list[str]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT url_sha256 FROM claims_article WHERE url_sha256 = ANY(%s)", [hashes])
        return {row[0] for row in cursor.fetchall()}


def _publishers(names: list[str]) -> dict[str, int]:
    """Return the id of each publisher, made when new. Sorted, so that two imports don't wait for each other."""
    wanted = sorted(set(names))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO claims_publisher (name, kind, website, created_at)"
            " SELECT DISTINCT ON (lower(name)) name, 'other', '', now() FROM unnest(%s::text[]) AS names (name)"
            " WHERE NOT EXISTS (SELECT FROM claims_publisher p WHERE lower(p.name) = lower(names.name))"
            " ORDER BY lower(name) ON CONFLICT DO NOTHING",
            [wanted],
        )
        cursor.execute(
            "SELECT names.name, p.id FROM unnest(%s::text[]) AS names (name)"
            " JOIN claims_publisher p ON lower(p.name) = lower(names.name)",
            [wanted],
        )
        return dict(cursor.fetchall())


def _captures(drafts: list[Draft]) -> dict[str, int]:
    """Keep the bytes that drafts were read from, the same bytes once. Returns ids by SHA-256."""
    wanted = {hashlib.sha256(draft.raw or b"").hexdigest(): draft for draft in drafts}
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT sha256, id FROM claims_capture WHERE sha256 = ANY(%s)", [list(wanted)])
        known: dict[str, int] = dict(cursor.fetchall())
    new = [(sha256, draft) for sha256, draft in sorted(wanted.items()) if sha256 not in known]
    now = timezone.now()
    rows = []
    for (sha256, draft), capture_id in zip(new, _ids("claims_capture", len(new)), strict=True):
        headers = json.dumps({"encoding": draft.encoding} if draft.encoding else {})
        rows.append(
            (capture_id, sha256, draft.raw, draft.media_type[:100], draft.filename[-255:], headers, now)
        )
        known[sha256] = capture_id
    _copy("claims_capture", CAPTURE_COLUMNS, rows)
    return known


def _ids(table: str, count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            # The sequence is looked up once for them all.
            "SELECT nextval((SELECT pg_get_serial_sequence(%s, 'id')::regclass)) FROM generate_series(1, %s)",
            [table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def _copy(table: str, columns: str, rows: list[tuple]) -> None:
    if not rows:
        return
    statement = f"COPY {table} ({', '.join(columns.split())}) FROM STDIN"
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)

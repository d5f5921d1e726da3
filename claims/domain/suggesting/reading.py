"""Reading articles for what is worth checking: a score for every sentence, the best ones proposed.

All of it is derived: it can be made again at any time, and only decisions of people stay. Whatever a batch has
done is committed, so the work goes on where it stopped, and any number of processes may do it at once.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from claims.domain.suggesting import scoring, weights
from claims.domain.suggesting.choosing import Scored, choose_best, same_words
from claims.domain.suggesting.meaning import what_it_means
from claims.domain.suggesting.waiting import ONE, PENDING, TAKEN, completed, model_name
from claims.vocabulary import PassageKind, SuggestionState

# Texts taken into memory at once, in bytes.
BATCH_BYTES = 8 * 2**20

PASSAGES = """
    SELECT revision_id, number, start, "end", kind, text FROM claims_passage
    WHERE revision_id = ANY(%s) ORDER BY revision_id, number
"""
DECIDED = """
    SELECT r.article_id, s.exact FROM claims_suggestion s JOIN claims_articlerevision r ON r.id = s.revision_id
    WHERE r.article_id = ANY(%s) AND s.state <> %s
"""
LIFTED = """
    SELECT p.revision_id, p.start, p."end" FROM claims_appearance p JOIN claims_claim c ON c.id = p.claim_id
    WHERE p.revision_id = ANY(%s) AND p.retracted_at IS NULL AND c.retracted_at IS NULL
"""
STORE_SCORES = """
    INSERT INTO claims_sentencescores (revision_id, model, scores)
    SELECT revision_id, model, scores::float[]
    FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS rows (revision_id, model, scores)
    ON CONFLICT (revision_id) DO UPDATE SET model = EXCLUDED.model, scores = EXCLUDED.scores
"""
# Those proposed again keep their ids, so that a page opened before can still decide on them.
DROP_OPEN = """
    DELETE FROM claims_suggestion s USING claims_articlerevision r
    WHERE r.id = s.revision_id AND r.article_id = ANY(%s) AND s.state = %s AND NOT EXISTS (
        SELECT FROM unnest(%s::bigint[], %s::int[], %s::int[]) AS rows (revision_id, start, "end")
        WHERE rows.revision_id = s.revision_id AND rows.start = s.start AND rows."end" = s."end"
    )
"""
STORE_SUGGESTIONS = """
    INSERT INTO claims_suggestion (revision_id, start, "end", exact, score, reasons, model, rank, state)
    SELECT revision_id, start, "end", exact, score, reasons, model, rank, %s
    FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::text[], %s::float[], %s::jsonb[], %s::text[], %s::int[])
        AS rows (revision_id, start, "end", exact, score, reasons, model, rank)
    ON CONFLICT (revision_id, start, "end") DO UPDATE
        SET score = EXCLUDED.score, reasons = EXCLUDED.reasons, model = EXCLUDED.model, rank = EXCLUDED.rank
        WHERE claims_suggestion.state = EXCLUDED.state
"""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A passage to be scored; ``place`` is where its score stands among those of all passages."""

    place: int
    number: int
    start: int
    end: int
    words: str


@dataclass
class Text:
    """A revision that is read: its passages, and which weights are for it."""

    article_id: int
    revision_id: int
    chosen: str
    scores: list[float | None] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)

    @property
    def model(self) -> str:
        return model_name(self.chosen)


def suggest_pending(*, batch: int = 200, progress: Callable[[int], None] | None = None) -> int:
    """Read every current text that isn't read yet, or could be read better by now, in committed batches.

    ``progress`` is called with the number of articles of each batch. Returns how many articles were read.
    Raises weights.NoWeights where the weights are missing or damaged.
    """
    weights.load()
    total = behind = 0
    while True:
        last, read = _read_batch(PENDING, {"behind": behind, "batch": batch})
        if not last:
            return total
        behind = last
        total += read
        if progress:
            progress(read)


def suggest_revision(*, revision_id: int) -> bool:
    """Read one revision, if it is an article's current text and waits to be read; say whether it was.

    Without weights nothing is read and nothing raised: what else a new text needs goes on, and its page says why.
    """
    try:
        return bool(_read_batch(ONE, {"revision": revision_id})[1])
    except weights.NoWeights:
        return False


@transaction.atomic
def _read_batch(query: str, values: dict[str, Any]) -> tuple[int, int]:
    """Read the articles that a query locks. Returns the last id looked at (0: none left) and how many were read."""
    with connection.cursor() as cursor:
        cursor.execute(*completed(query, values))
        size = 0
        chosen: list[int] = []
        for article_id, length in cursor.fetchall():
            if chosen and size + length > BATCH_BYTES:
                break
            size += length
            chosen.append(article_id)
        if not chosen:
            return 0, 0
        cursor.execute(*completed(TAKEN, {"articles": chosen}))
        texts = {
            revision_id: Text(article_id, revision_id, scoring.choose(language, has_vectors=embedded))
            for article_id, revision_id, language, embedded in cursor.fetchall()
        }
    if texts:
        _score(texts)
        _propose(list(texts.values()))
    return chosen[-1], len(texts)


def _score(texts: dict[int, Text]) -> None:
    """Give each text its sentences and their scores, and store these."""
    with connection.cursor() as cursor:
        cursor.execute(PASSAGES, [list(texts)])
        for revision_id, number, start, end, kind, words in cursor.fetchall():
            text = texts[revision_id]
            if kind == PassageKind.TEXT:
                text.sentences.append(Sentence(len(text.scores), number, start, end, words))
            text.scores.append(None)
    meanings = what_it_means([one.revision_id for one in texts.values() if one.chosen == "vectors"])
    for text in texts.values():
        meant: Sequence[float] | None = None
        if text.chosen == "vectors":
            shares = meanings.get(text.revision_id, {})
            meant = [shares.get(one.number, 0.0) for one in text.sentences]
        values = scoring.values_of([one.words for one in text.sentences], meant, chosen=text.chosen)
        for one, value in zip(text.sentences, values, strict=True):
            text.scores[one.place] = value
    models = [text.model for text in texts.values()]
    arrays = [_array(text.scores) for text in texts.values()]
    with connection.cursor() as cursor:
        cursor.execute(STORE_SCORES, [list(texts), models, arrays])


def _array(scores: Sequence[float | None]) -> str:
    return "{" + ",".join("NULL" if score is None else f"{score:.4f}" for score in scores) + "}"


def _propose(texts: list[Text]) -> None:
    """Put what is proposed in the place of what was open."""
    decided, lifted = _dealt_with(texts)
    rows: list[tuple[Any, ...]] = []
    for text in texts:
        best = choose_best(
            [
                Scored(one.place, one.start, one.end, one.words, text.scores[one.place] or 0.0)
                for one in text.sentences
            ],
            threshold=weights.load()[text.chosen].threshold,
            decided=decided[text.article_id],
            lifted=lifted[text.revision_id],
        )
        for rank, one in enumerate(best, 1):
            reasons = json.dumps(scoring.explain(one.words, chosen=text.chosen))
            place = (text.revision_id, one.start, one.end, one.words, one.value)
            rows.append((*place, reasons, text.model, rank))
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(8)]
    with connection.cursor() as cursor:
        cursor.execute(DROP_OPEN, [[text.article_id for text in texts], SuggestionState.OPEN, *columns[:3]])
        cursor.execute(STORE_SUGGESTIONS, [SuggestionState.OPEN, *columns])


def _dealt_with(texts: list[Text]) -> tuple[dict[int, set[str]], dict[int, list[tuple[int, int]]]]:
    """Return the words that people decided on, by article, and the places of claims, by revision."""
    decided: dict[int, set[str]] = defaultdict(set)
    lifted: dict[int, list[tuple[int, int]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(DECIDED, [[text.article_id for text in texts], SuggestionState.OPEN])
        for article_id, words in cursor.fetchall():
            decided[article_id].add(same_words(words))
        cursor.execute(LIFTED, [[text.revision_id for text in texts]])
        for revision_id, start, end in cursor.fetchall():
            lifted[revision_id].append((start, end))
    return decided, lifted

"""Signatures of texts, kept where an index finds those that are alike."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from claims.domain.copies.shingles import LENGTH, Sketch, Text
from claims.domain.text import split_passages
from claims.models import CopySignature
from claims.vocabulary import PassageKind

# Whoever changes how a text is read, cut, hashed or judged changes the number.
MADE_WITH = f"shingles-{LENGTH}-1"
# So many of the newest texts with a mark are looked at: what more hold is a stock phrase, or has its
# copies among these.
HOLDERS = 60
# A candidate shares this share of the shorter text at least, as far as marks tell: the marks of a pair
# that is asked about share .4 of them or .33, give or take.
LEAST_SHARE = 0.12
CANDIDATES = 20

# Of a text that is longer than a book only the beginning is looked at.
MOST_PASSAGES, MOST_CHARACTERS = 20_000, 2_000_000

# Headings and boilerplate are left out: they are what a copy changes first, and what others share.
TEXTS = """
    SELECT r.id, (
        SELECT string_agg(p.text, ' ' ORDER BY p.number) FROM claims_passage p
        WHERE p.revision_id = r.id AND p.kind = 'text' AND p.number < %(passages)s
    ), CASE WHEN NOT EXISTS (SELECT FROM claims_passage p WHERE p.revision_id = r.id)
        THEN left(r.text, %(characters)s) END
    FROM claims_articlerevision r WHERE r.id = ANY(%(revisions)s)
"""
OLDER = """
    SELECT s.revision_id, s.sketch FROM claims_copysignature s
    JOIN claims_articlerevision r ON r.id = s.revision_id WHERE r.article_id = ANY(%s)
"""
FORGET_MARKS = """
    DELETE FROM claims_copymark m USING unnest(%s::bigint[], %s::bigint[]) AS old (hash, revision_id)
    WHERE m.hash = old.hash AND m.revision_id = old.revision_id
"""
# LIMIT in each LATERAL keeps to the index whatever the planner thinks of the number of marks.
CANDIDATE_ROWS = """
    SELECT near.mine, near.other, a.id, a.story_id, a.shingles, near.marks * greatest(near.step, a.step)
    FROM (
        SELECT mine.revision_id AS mine, mine.shingles, mine.step, holder.revision_id AS other,
            count(*) AS marks
        FROM unnest(%(revisions)s::bigint[], %(shingles)s::int[], %(steps)s::int[], %(hashes)s::bigint[])
            AS mine (revision_id, shingles, step, hash)
        CROSS JOIN LATERAL (
            SELECT m.revision_id FROM claims_copymark m
            WHERE m.hash = mine.hash ORDER BY m.hash DESC, m.revision_id DESC LIMIT %(holders)s
        ) holder
        WHERE holder.revision_id <> mine.revision_id
        GROUP BY 1, 2, 3, 4
    ) near
    CROSS JOIN LATERAL (
        SELECT a.id, a.story_id, s.shingles, s.step
        FROM claims_copysignature s
        JOIN claims_articlerevision r ON r.id = s.revision_id
        JOIN claims_article a ON a.id = r.article_id
        WHERE s.revision_id = near.other AND a.current_revision_id = r.id AND a.retracted_at IS NULL
        LIMIT 1
    ) a
    WHERE near.marks * greatest(near.step, a.step) >= %(least)s * least(near.shingles, a.shingles)
"""


@dataclass(frozen=True, slots=True)
class Signed:
    """An article's current text, read and ready to be compared."""

    article_id: int
    revision_id: int
    text: Text
    sketch: Sketch


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another article's current text that may be a copy; ``shared`` is an estimate, in shingles."""

    article_id: int
    revision_id: int
    shingles: int
    shared: int


def as_array(numbers: Sequence[int]) -> str:
    """Write whole numbers as PostgreSQL does: for thousands of them far faster than as parameters."""
    return "{" + ",".join(map(str, numbers)) + "}"


def read_texts(revisions: Sequence[int]) -> dict[int, Text]:
    """Return revisions' texts, by id, without headings and boilerplate, ready to be compared."""
    with connection.cursor() as cursor:
        cursor.execute(
            TEXTS,
            {"revisions": list(revisions), "passages": MOST_PASSAGES, "characters": MOST_CHARACTERS},
        )
        return {pk: Text(_own_words(whole) if whole else words or "") for pk, words, whole in cursor}


def _own_words(text: str) -> str:
    """Return what the passages of a text that isn't indexed yet will be."""
    spans = split_passages(text)
    return " ".join(text[span.start : span.end] for span in spans if span.kind == PassageKind.TEXT)


def write_signatures(signed: Sequence[Signed]) -> None:
    """Store the signatures of articles' current texts, in place of those of their older ones."""
    with connection.cursor() as cursor:
        cursor.execute(OLDER, [[one.article_id for one in signed]])
        hashes: list[int] = []
        revisions: list[int] = []
        for revision_id, packed in cursor.fetchall():
            marks = Sketch.unpacked(shingles=0, step=1, sketch=bytes(packed)).marks
            hashes += marks
            revisions += [revision_id] * len(marks)
        cursor.execute(FORGET_MARKS, [as_array(hashes), as_array(revisions)])
        CopySignature.objects.filter(revision__article__in=[one.article_id for one in signed]).delete()
        CopySignature.objects.bulk_create(
            CopySignature(
                revision_id=one.revision_id,
                shingles=one.sketch.shingles,
                step=one.sketch.step,
                sketch=one.sketch.packed(),
                made_with=MADE_WITH,
            )
            for one in signed
        )
        with cursor.copy("COPY claims_copymark (hash, revision_id) FROM STDIN") as copy:
            for one in signed:
                for mark in one.sketch.marks:
                    copy.write_row((mark, one.revision_id))


def candidates(signed: Sequence[Signed]) -> dict[int, list[Candidate]]:
    """Return by revision the texts that may be copies of it, likeliest first; found by index alone."""
    columns: dict[str, list[int]] = {"revisions": [], "shingles": [], "steps": [], "hashes": []}
    for one in signed:
        marks = one.sketch.marks
        columns["revisions"] += [one.revision_id] * len(marks)
        columns["shingles"] += [one.sketch.shingles] * len(marks)
        columns["steps"] += [one.sketch.step] * len(marks)
        columns["hashes"] += marks
    found: dict[int, list[tuple[float, Candidate]]] = {}
    sizes = {one.revision_id: len(one.text) for one in signed}
    with connection.cursor() as cursor:
        arrays = {name: as_array(values) for name, values in columns.items()}
        cursor.execute(CANDIDATE_ROWS, {**arrays, "holders": HOLDERS, "least": LEAST_SHARE})
        for mine, revision_id, article_id, _, shingles, shared in cursor.fetchall():
            share = shared / max(1, min(sizes[mine], shingles))
            candidate = Candidate(article_id, revision_id, shingles, shared)
            found.setdefault(mine, []).append((share, candidate))
    return {
        mine: [one for _, one in sorted(near, key=lambda pair: (-pair[0], pair[1].article_id))[:CANDIDATES]]
        for mine, near in found.items()
    }

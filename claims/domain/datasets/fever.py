"""FEVER JSON Lines: each claim with the sentences that settle it, by page and number.

A page is an article of the desk; its name is the title as FEVER spells titles, with the article's number
behind it, and its sentences are the article's passages. FEVER has no word for disputed claims: theirs and
unproven ones are NOT ENOUGH INFO, with the desk's own label in ``desk_label``.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO

from claims.domain.datasets import labels
from claims.domain.datasets.entries import ClaimIn, Entry
from claims.domain.datasets.gathering import Facts, Piece
from claims.domain.datasets.reading import Fields, read_lines
from claims.domain.datasets.writing import Export, LeftOut, claim_records, dumps, labelled, lines
from claims.domain.ingest.drafts import Refusal
from claims.vocabulary import Label, Stance

NAME = "fever"
NOTHING_STANDS = "the evidence for its label was retracted since"
SIDES = {Label.TRUE: Stance.SUPPORTS, Label.FALSE: Stance.REFUTES}


def write(export: Export) -> Iterator[str]:
    """Yield a line for each claim that has a label."""
    return lines(claim_records(export, format=NAME, derive=_derive))


def _derive(facts: Facts) -> str:
    label = Label(labelled(facts))
    record: dict[str, Any] = {"id": facts.id, "label": labels.FEVER[label], "claim": facts.statement}
    side = SIDES.get(label)
    if side is None:
        return dumps({**record, "evidence": [[[facts.id, None, None, None]]], "desk_label": label.value})
    sets = [_sentences(piece, facts) for piece in facts.evidence if piece.stance == side]
    if not sets:
        raise LeftOut(NOTHING_STANDS)
    return dumps({**record, "evidence": sets})


def _sentences(piece: Piece, facts: Facts) -> list[list[Any]]:
    """Return a piece of evidence as a set: every sentence of it is needed."""
    return [[facts.id, piece.id, page(piece), sentence] for sentence in piece.sentences]


def page(piece: Piece) -> str:
    """Return what a page is called: a title and the article's number, or a link's address."""
    if piece.article is None:
        return piece.url
    return f"{piece.article.title} (article {piece.article.id})".replace(" ", "_")


def read(file: BinaryIO, *, name: str) -> Iterator[Entry | Refusal]:
    """Yield each line as a claim; its label and its evidence, which names pages only, stay in the record."""
    return read_lines(file, name=name, take=_take)


def _take(fields: Fields, *, source: str) -> Entry:
    label = fields.word("label", labels.FEVER.values()) if fields.has("label") else ""
    return Entry(
        source=source,
        record=fields.record,
        source_id=fields.number_or_text("id"),
        label=label,
        claims=(ClaimIn(statement=fields.needed("claim")),),
    )

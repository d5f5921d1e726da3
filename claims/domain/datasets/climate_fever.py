"""CLIMATE-FEVER-style JSON Lines: each claim with evidence, and each reviewer's vote on every piece of it.

The desk's reviewers judge claims, not single pieces of evidence: their votes are what their verdict says of
the evidence that stood when they gave it (``labels.reading``), null for what they had not seen. A claim is
DISPUTED exactly when evidence of it is labelled SUPPORTS and other evidence REFUTES, as in the data set.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from claims.domain.datasets import labels
from claims.domain.datasets.entries import ClaimIn, Entry, EvidenceIn
from claims.domain.datasets.gathering import Facts, Piece
from claims.domain.datasets.reading import Fields, read_lines
from claims.domain.datasets.writing import Export, LeftOut, claim_records, dumps, labelled, lines
from claims.domain.ingest.drafts import Refusal
from claims.vocabulary import Label, Stance

NAME = "climate-fever"
ONE_SIDE_GONE = "disputed, but evidence on one side was retracted since"
STANCES = {word: stance for stance, word in labels.STANCES.items()}


def write(export: Export) -> Iterator[str]:
    """Yield a line for each claim that has a label."""
    return lines(claim_records(export, format=NAME, derive=_derive))


def _derive(facts: Facts) -> str:
    label = labelled(facts)
    stances = {piece.stance for piece in facts.evidence}
    if label == Label.DISPUTED and not stances >= {Stance.SUPPORTS, Stance.REFUTES}:
        raise LeftOut(ONE_SIDE_GONE)
    return dumps(
        {
            "claim_id": str(facts.id),
            "claim": facts.statement,
            "claim_label": labels.CLIMATE_FEVER[Label(label)],
            "evidences": [_evidence(piece, facts) for piece in facts.evidence],
        }
    )


def _evidence(piece: Piece, facts: Facts) -> dict[str, Any]:
    votes = [
        labels.reading(vote.label, piece.stance) if piece.id in vote.seen else None for vote in facts.votes
    ]
    return {
        "evidence_id": evidence_id(piece),
        "evidence_label": labels.reading(facts.label, piece.stance),
        "article": piece.page,
        "evidence": piece.quote,
        "entropy": entropy(votes),
        "votes": votes,
    }


def evidence_id(piece: Piece) -> str:
    """Return what a piece is called: its page, with the number of the piece that no other has, and its sentence."""
    return f"{piece.page} (evidence {piece.id}):{piece.sentences[0]}"


def entropy(votes: Iterable[str | None]) -> float:
    """Return Shannon's entropy (in nats) of the votes that were cast; 0 for none."""
    counted = Counter(vote for vote in votes if vote is not None)
    cast = counted.total()
    shares = [number / cast for number in sorted(counted.values())]
    return max(0.0, -sum(share * math.log(share) for share in shares)) if cast else 0.0


def read(file: BinaryIO, *, name: str) -> Iterator[Entry | Refusal]:
    """Yield each line as a claim with its evidence; its label and votes stay in the record."""
    return read_lines(file, name=name, take=_take)


def _take(fields: Fields, *, source: str) -> Entry:
    label = fields.word("claim_label", labels.CLIMATE_FEVER.values())
    evidence = [_take_evidence(item) for item in fields.objects("evidences")]
    return Entry(
        source=source,
        record=fields.record,
        source_id=fields.text("claim_id"),
        label=label,
        claims=(ClaimIn(statement=fields.needed("claim")),),
        evidence=tuple(evidence),
    )


def _take_evidence(fields: Fields) -> EvidenceIn:
    return EvidenceIn(
        stance=STANCES[fields.word("evidence_label", STANCES)],
        quote=fields.needed("evidence"),
        title=fields.text("article"),
    )

"""AVeriTeC-style JSON: each claim with questions that were asked of sources, and what they answered.

The desk's evidence answers one question for each source; a claim without evidence has one question that
nothing could be found for.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

from claims.domain.datasets import labels
from claims.domain.datasets.entries import ClaimIn, Entry, EvidenceIn
from claims.domain.datasets.gathering import Facts, Piece
from claims.domain.datasets.reading import Fields, read_array
from claims.domain.datasets.writing import Export, array, claim_records, dumps, labelled
from claims.domain.ingest.dates import EARLIEST, LATEST
from claims.domain.ingest.drafts import Refusal
from claims.domain.refusals import Refused
from claims.vocabulary import Label, Stance

NAME = "averitec"
NOTHING_FOUND = "No answer could be found."
UNANSWERABLE = "Unanswerable"
QUESTIONS = {
    Stance.SUPPORTS: "What does {source} say in support of this claim?",
    Stance.REFUTES: "What does {source} say against this claim?",
    Stance.CONTEXT: "What does {source} say about this claim?",
}
NO_EVIDENCE = "What do other sources say about this claim?"
ANSWER_TYPES = ("Extractive", "Abstractive", "Boolean", UNANSWERABLE)


def write(export: Export) -> Iterator[str]:
    """Yield one array, a claim on each line."""
    return array(claim_records(export, format=NAME, derive=_derive))


def _derive(facts: Facts) -> str:
    label = labelled(facts)
    article, ruling = facts.article, facts.ruling
    return dumps(
        {
            "claim": facts.statement,
            "required_reannotation": False,
            "label": labels.AVERITEC[Label(label)],
            "justification": (ruling.explanation or ruling.summary) if ruling else "",
            "claim_date": write_date(facts.claimed_on),
            "speaker": facts.claimant or None,
            "original_claim_url": (article.url or None) if article else None,
            "fact_checking_article": facts.check_url or None,
            "reporting_source": (article.publisher or None) if article else None,
            "location_ISO_code": None,
            "claim_types": [],
            "fact_checking_strategies": ["Written Evidence"] if facts.evidence else [],
            "questions": _questions(facts),
        }
    )


def _questions(facts: Facts) -> list[dict[str, Any]]:
    questions: dict[str, list[dict[str, str]]] = {}
    for piece in facts.evidence:
        question = QUESTIONS[Stance(piece.stance)].format(source=piece.source_name or f"“{piece.page}”")
        questions.setdefault(question, []).append(_answer(piece))
    if not questions:
        nothing = {
            "answer": NOTHING_FOUND,
            "answer_type": UNANSWERABLE,
            "source_url": "",
            "source_medium": "",
        }
        questions[NO_EVIDENCE] = [nothing]
    return [{"question": question, "answers": answers} for question, answers in questions.items()]


def _answer(piece: Piece) -> dict[str, str]:
    return {
        "answer": piece.quote,
        "answer_type": "Extractive",
        "source_url": piece.url,
        "source_medium": "Web text" if piece.url else "Other",
    }


def write_date(day: date | None) -> str | None:
    """Return a day as D-M-YYYY, without zeros in front."""
    return f"{day.day}-{day.month}-{day.year:04}" if day else None


def read_date(value: str) -> date | None:
    """Read a day written as D-M-YYYY; "" is none. Raises Refused."""
    if not value:
        return None
    parts = value.split("-")
    try:
        if [len(part) for part in parts[2:]] != [4] or not all(p.isascii() and p.isdigit() for p in parts):
            raise ValueError
        day = date(int(parts[2]), int(parts[1]), int(parts[0]))
    except ValueError:
        raise Refused("not a day like 9-8-2022 (day, month, year)", field="claim_date") from None
    if not EARLIEST <= day <= LATEST:
        raise Refused("must lie between 1400 and 2999", field="claim_date")
    return day


def read(file: BinaryIO, *, name: str) -> Iterator[Entry | Refusal]:
    """Yield each object as a claim with its answers for evidence; label and justification stay in the record."""
    return read_array(file, name=name, take=_take)


def _take(fields: Fields, *, source: str) -> Entry:
    evidence = [
        found
        for question in fields.objects("questions")
        for answer in question.objects("answers")
        if (found := _take_answer(question.text("question"), answer)) is not None
    ]
    return Entry(
        source=source,
        record=fields.record,
        label=fields.word("label", labels.AVERITEC.values()),
        claims=(
            ClaimIn(
                statement=fields.needed("claim"),
                claimant=fields.text("speaker"),
                claimed_on=read_date(fields.text("claim_date")),
            ),
        ),
        evidence=tuple(evidence),
    )


def _take_answer(question: str, fields: Fields) -> EvidenceIn | None:
    """Return an answer as evidence; what it does to the claim isn't said there, so it is context."""
    kind, answer = fields.word("answer_type", ANSWER_TYPES), fields.text("answer")
    url = fields.text("source_url")
    if kind == UNANSWERABLE or not answer.strip() or not url.strip():
        return None
    explanation = fields.text("boolean_explanation")
    note = question if kind == "Extractive" else f"{kind} answer, in the dataset's words. {question}"
    return EvidenceIn(
        stance=Stance.CONTEXT,
        quote=f"{answer}. {explanation}" if explanation else answer,
        url=url,
        note=note,
        may_be_left_out=True,
    )

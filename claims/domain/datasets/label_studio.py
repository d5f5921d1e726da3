"""Label Studio JSON: each text is a task, each claim a region of it, with its wording and label beside it.

Places count code points. Annotators are numbers: who lifted a claim first on the desk is 1, and so on.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.db.models import Min

from claims.domain.datasets.annotated import day_of, draft_of, facts_of, place_in, span_in, text_records
from claims.domain.datasets.entries import ClaimIn, Entry
from claims.domain.datasets.places import Span, Text
from claims.domain.datasets.reading import Fields, read_array
from claims.domain.datasets.writing import Export, array, dumps
from claims.domain.ingest.drafts import Refusal
from claims.domain.refusals import Refused
from claims.models import Appearance

NAME = "label-studio"
CLAIM, VERDICT, STATEMENT, CLAIMANT, CLAIMED_ON = "claim", "verdict", "statement", "claimant", "claimed_on"
CLAIM_LABEL = "Claim"


def write(export: Export) -> Iterator[str]:
    """Yield one array, a task on each line."""
    annotators = _annotators()

    def derive(text: Text) -> str:
        return _task(text, annotators)

    return array(text_records(export, format=NAME, derive=derive))


def _annotators() -> dict[int, int]:
    """Return a number from 1 for everybody who noted where a claim stands, the first to do so first."""
    people = Appearance.objects.order_by().values("created_by").annotate(first=Min("pk")).order_by("first")
    return {row["created_by"]: number for number, row in enumerate(people, 1)}


def _task(text: Text, annotators: dict[int, int]) -> str:
    by_person: dict[int, list[Span]] = defaultdict(list)
    for span in text.spans:
        by_person[annotators[span.noted_by]].append(span)
    return dumps(
        {
            "id": text.article_id,
            "data": {"text": text.text, **facts_of(text)},
            "annotations": [_annotation(person, by_person[person]) for person in sorted(by_person)],
            "predictions": [],
        }
    )


def _annotation(person: int, spans: list[Span]) -> dict[str, Any]:
    return {
        "completed_by": person,
        "was_cancelled": False,
        "ground_truth": False,
        "lead_time": None,
        "created_at": max(span.noted_at for span in spans).isoformat().replace("+00:00", "Z"),
        "result": [part for span in spans for part in _region(span)],
    }


def _region(span: Span) -> Iterator[dict[str, Any]]:
    """Yield a region and, under the same id, what is said of it."""
    number = hashlib.sha256(f"{span.claim_id}:{span.start}:{span.end}".encode()).hexdigest()[:10]
    place = {"start": span.start, "end": span.end}
    yield _part(number, CLAIM, "labels", {**place, "text": span.exact, "labels": [CLAIM_LABEL]})
    if span.label:
        yield _part(number, VERDICT, "choices", {**place, "choices": [span.label]})
    yield _part(number, STATEMENT, "textarea", {**place, "text": [span.statement]})
    if span.claimant:
        yield _part(number, CLAIMANT, "textarea", {**place, "text": [span.claimant]})
    if span.claimed_on:
        yield _part(number, CLAIMED_ON, "textarea", {**place, "text": [span.claimed_on.isoformat()]})


def _part(number: str, name: str, kind: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"id": number, "from_name": name, "to_name": "text", "type": kind, "value": value}


def read(file: BinaryIO, *, name: str) -> Iterator[Entry | Refusal]:
    """Yield each task as a text with claims; choices, who annotated and predictions stay in the record."""
    return read_array(file, name=name, take=_take)


def _take(fields: Fields, *, source: str) -> Entry:
    data = fields.object("data")
    text = data.needed("text")
    claims: dict[ClaimIn, None] = {}
    for annotation in fields.objects("annotations"):
        if annotation.value.get("was_cancelled") is not True:
            claims |= dict.fromkeys(_claims(annotation, text))
    return Entry(
        source=source,
        record=fields.record,
        source_id=fields.number_or_text("id"),
        text=draft_of(text, data, source=source),
        claims=tuple(claims),
    )


def _claims(annotation: Fields, text: str) -> Iterator[ClaimIn]:
    regions: list[Fields] = []
    said: dict[tuple[str, str], str] = {}
    for part in annotation.objects("result"):
        kind, value = part.text("type"), part.object("value")
        if kind == "labels":
            regions.append(part)
        elif kind in {"hypertextlabels", "paragraphlabels"}:
            raise Refused(f"{kind} are not read: only labels in plain text are", field=part.at("type"))
        elif kind == "textarea":
            said[part.text("id"), part.text("from_name")] = _words(value)
    for region in regions:
        yield _claim(region, text, said)


def _words(value: Fields) -> str:
    words = value.value.get("text")
    if isinstance(words, list) and all(isinstance(word, str) for word in words):
        return "\n".join(words)
    return value.text("text")


def _claim(region: Fields, text: str, said: dict[tuple[str, str], str]) -> ClaimIn:
    number, value = region.text("id"), region.object("value")
    exact = value.text("text") if value.has("text") else None
    start, end = span_in(text, value.whole("start"), value.whole("end"), exact, field=value.at("start"))
    words = text[start:end] if exact is None else exact
    return ClaimIn(
        statement=said.get((number, STATEMENT)) or words,
        claimant=said.get((number, CLAIMANT), ""),
        claimed_on=day_of(said.get((number, CLAIMED_ON), ""), field=f"{CLAIMED_ON} of region {number}"),
        place=place_in(text, start, end, words),
    )

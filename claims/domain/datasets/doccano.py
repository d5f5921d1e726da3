"""doccano JSON Lines: each text with the places of claims in it, in code points.

doccano keeps fields other than the text's and the labels' as the text's metadata; ``claims`` there holds what
each label is about, in their order. What the labels' field is called is up to who exports it.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO

from claims.domain.datasets.annotated import draft_of, facts_of, place_in, read_day, span_in, text_records
from claims.domain.datasets.entries import ClaimIn, Entry
from claims.domain.datasets.places import Text
from claims.domain.datasets.reading import Fields, read_lines
from claims.domain.datasets.writing import Export, dumps, lines
from claims.domain.ingest.drafts import Refusal
from claims.domain.refusals import Refused

NAME = "doccano"
NO_LABEL = "claim"  # what a claim without a label of the desk is marked as
SPAN_LENGTH = 3
OF_LABELS = ("entities", "label", "labels")
NO_LABELS = f"no field {', '.join(OF_LABELS[:-1])} or {OF_LABELS[-1]}: the text came in without claims"


def write(export: Export) -> Iterator[str]:
    """Yield a line for each text."""
    return lines(text_records(export, format=NAME, derive=_derive))


def _derive(text: Text) -> str:
    return dumps(
        {
            "text": text.text,
            "label": [[span.start, span.end, span.label or NO_LABEL] for span in text.spans],
            **facts_of(text),
            "claims": [
                {
                    "statement": span.statement,
                    "claimant": span.claimant,
                    "claimed_on": span.claimed_on.isoformat() if span.claimed_on else "",
                }
                for span in text.spans
            ],
        }
    )


def read(file: BinaryIO, *, name: str) -> Iterator[Entry | Refusal]:
    """Yield each line as a text with claims; the labels' words stay in the record."""
    return read_lines(file, name=name, take=_take)


def _take(fields: Fields, *, source: str) -> Entry:
    text = fields.needed("text")
    spans = list(_spans(fields))
    about = fields.objects("claims")
    if len(about) != len(spans):
        about = [Fields({})] * len(spans)
    return Entry(
        source=source,
        record=fields.record,
        source_id=fields.number_or_text("id"),
        text=draft_of(text, fields, source=source),
        claims=tuple(_claim(text, span, said) for span, said in zip(spans, about, strict=True)),
        notice="" if any(fields.has(name) for name in OF_LABELS) else NO_LABELS,
    )


def _claim(text: str, span: tuple[int, int, str], said: Fields) -> ClaimIn:
    start, end = span_in(text, span[0], span[1], None, field=span[2])
    words = text[start:end]
    return ClaimIn(
        statement=said.text("statement") or words,
        claimant=said.text("claimant"),
        claimed_on=read_day(said, "claimed_on"),
        place=place_in(text, start, end, words),
    )


def _spans(fields: Fields) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and the name of each span's field, in either of doccano's forms."""
    for name in OF_LABELS:
        for number, item in enumerate(fields.list(name)):
            yield _span(item, f"{name}[{number}]")


def _span(item: Any, path: str) -> tuple[int, int, str]:
    if isinstance(item, dict):
        entity = Fields(item, path=path)
        return entity.whole("start_offset"), entity.whole("end_offset"), path
    if isinstance(item, str):
        raise Refused("has no place in the text: only labelled stretches are read", field=path)
    if not isinstance(item, list) or len(item) != SPAN_LENGTH:
        raise Refused("must be a start, an end and a word", field=path)
    return _whole(item[0], path), _whole(item[1], path), path


def _whole(value: Any, path: str) -> int:
    return Fields({path: value}).whole(path)

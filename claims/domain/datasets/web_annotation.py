"""W3C Web Annotation: an AnnotationCollection with an annotation for each place where a claim stands.

In front of the annotations stand the texts that they are about, so that another desk can place them; programs
that only read annotations pass those over. Each text and each annotation has a line of its own. Positions
count code points, as the recommendation asks; ``utf16`` writes them as browsers count.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, BinaryIO

from claims.domain.datasets.annotated import draft_of, note_without_place
from claims.domain.datasets.elements import Element, elements
from claims.domain.datasets.entries import ClaimIn, Entry, Place
from claims.domain.datasets.kept import records_of_articles, records_of_places
from claims.domain.datasets.places import Span, Text, articles_of, text_state, texts_of
from claims.domain.datasets.reading import Fields, attempt, buffered, peek, read_lines, value_of
from claims.domain.datasets.writing import Export, dumps
from claims.domain.ingest.dates import parse_date
from claims.domain.ingest.drafts import Refusal
from claims.domain.ingest.jsonl import BYTE_ORDER_MARK, longest_line
from claims.domain.refusals import Refused

NAME = "web-annotation"
CONTEXT = "http://www.w3.org/ns/anno.jsonld"
COLLECTION = "urn:factcheck:annotations"
TEXTS = "dcterms:source"
ANNOTATIONS = "items"
TARGET = "target"
CLAIM = "claim"
OTHER_LIST = "{} is no list of annotations: they stand in items, in an array, or each on a line"


def write(export: Export) -> Iterator[str]:
    """Yield the collection: its texts, then its annotations."""
    places = note_without_place(export)
    articles = articles_of(export.ids)
    head = {"@context": CONTEXT, "id": COLLECTION, "type": "AnnotationCollection", "total": places}
    yield f'{dumps(head)[:-1]}, "{TEXTS}": ['
    between = "\n"
    for texts in texts_of(export.ids, articles=articles):
        kept = records_of_articles([text.article_id for text in texts], format=NAME)
        for text in texts:
            yield between + (kept.get((text.article_id, text_state(text.revision_id, []))) or _source(text))
            between = ",\n"
    page = {"id": f"{COLLECTION}:1", "type": "AnnotationPage", "partOf": COLLECTION, "startIndex": 0}
    yield f'\n], "first": {dumps(page)[:-1]}, "{ANNOTATIONS}": ['
    between = "\n"
    for texts in texts_of(export.ids, articles=articles):
        kept = records_of_places([span.id for text in texts for span in text.spans], format=NAME)
        for text in texts:
            for span in text.spans:
                export.tally.written += 1
                record = kept.get((span.id, span.state)) or _annotation(text, span, export.base_url)
                yield between + (_in_utf16(record, text.text, span) if export.utf16 else record)
                between = ",\n"
    yield "\n]}}\n"


def address(text: Text) -> str:
    """Return the address of a text: where it was published, else a name of the desk's own."""
    return text.url or f"urn:factcheck:article:{text.article_id}"


def _source(text: Text) -> str:
    about = {"dc:title": text.title}
    if text.publisher:
        about["dc:publisher"] = text.publisher
    if text.published_on:
        about["dc:date"] = text.published_on.isoformat()
    if text.language:
        about["language"] = text.language
    return dumps({"id": address(text), "type": "Text", "format": "text/plain", **about, "value": text.text})


def _annotation(text: Text, span: Span, base_url: str) -> str:
    claim: dict[str, Any] = {
        "id": f"{base_url}/claims/{span.claim_id}/",
        "type": "Text",
        "value": span.statement,
    }
    if span.claimant:
        claim["creator"] = {"name": span.claimant}
    if span.claimed_on:
        claim["created"] = f"{span.claimed_on.isoformat()}T00:00:00Z"
    body: list[dict[str, Any]] = [
        {"type": "SpecificResource", "purpose": "identifying", "source": claim},
        {"type": "TextualBody", "purpose": "commenting", "format": "text/plain", "value": span.statement},
        {"type": "TextualBody", "purpose": "tagging", "value": CLAIM},
    ]
    if span.label:
        body.append({"type": "TextualBody", "purpose": "classifying", "value": span.label})
    quote = {"type": "TextQuoteSelector", "exact": span.exact, "prefix": span.prefix, "suffix": span.suffix}
    return dumps(
        {
            "@context": CONTEXT,
            "id": f"urn:factcheck:appearance:{span.id}",
            "type": "Annotation",
            "motivation": "assessing" if span.label else "classifying",
            "created": _moment(span.noted_at),
            "body": body,
            "target": {
                "source": address(text),
                "selector": [quote, {"type": "TextPositionSelector", "start": span.start, "end": span.end}],
                "state": {
                    "type": "TimeState",
                    "sourceDate": _moment(text.revision_at),
                    "cached": f"{base_url}/articles/{text.article_id}/?revision={text.revision_number}",
                },
            },
        }
    )


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _in_utf16(record: str, text: str, span: Span) -> str:
    """Return an annotation with its position counted in UTF-16 units."""
    start, end = (len(text[:at].encode("utf-16-le")) // 2 for at in (span.start, span.end))
    annotation = Fields(value_of(record.encode()))
    target, _, _ = _target(annotation)
    for selector in target.several("selector"):
        if "TextPositionSelector" in _words(selector, "type"):
            selector.value |= {"start": start, "end": end}
    return annotation.record


def read(file: BinaryIO, *, name: str) -> Iterator[Entry | Refusal]:
    """Yield the texts and annotations of a collection, a page, an array, or lines of annotations."""
    file = buffered(file)
    head = peek(file).removeprefix(BYTE_ORDER_MARK).lstrip()
    if _begins_with_one(head):
        yield from read_lines(file, name=name, take=_take)
    elif _is_one(head):
        yield attempt(_take_whole, file.read(longest_line()), source=f"{name}:1")
    else:
        yield from _read_lists(file, name=name)


def _begins_with_one(head: bytes) -> bool:
    """Say whether a file's first line is an annotation, rather than the beginning of something longer."""
    first = head.split(b"\n", 1)[0]
    try:
        value = json.loads(first)
    except (ValueError, RecursionError):
        return first.startswith(b"{") and b'"target"' in first and not _holds_lists(first)
    return isinstance(value, dict) and (TARGET in value or value.get("type") == "Annotation")


def _is_one(head: bytes) -> bool:
    """Say whether a file is one annotation on several lines."""
    return head.startswith(b"{") and b'"target"' in head and not _holds_lists(head)


def _holds_lists(head: bytes) -> bool:
    return any(f'"{name}"'.encode() in head for name in (ANNOTATIONS, TEXTS, "AnnotationCollection"))


def _take_whole(text: bytes, *, source: str) -> Entry:
    return _take(Fields(value_of(text if len(text) < longest_line() else None)), source=source)


def _read_lists(file: BinaryIO, *, name: str) -> Iterator[Entry | Refusal]:
    other, are_known = None, False
    for found in elements(file, limit=longest_line()):
        source = f"{name}:{found.line}"
        if found.problem:
            are_known = True
            yield Refusal(source=source, reason=found.problem)
        elif found.key in {"", TEXTS, ANNOTATIONS}:
            are_known = True
            yield attempt(_take_element, found, source=source)
        elif found.key != "@context":
            other = other or Refusal(source=source, reason=OTHER_LIST.format(found.key))
    if other and not are_known:
        yield other


def _take_element(found: Element, *, source: str) -> Entry:
    fields = Fields(value_of(found.text))
    return _take_text(fields, source=source) if found.key == TEXTS else _take(fields, source=source)


def _take_text(fields: Fields, *, source: str) -> Entry:
    number = fields.needed("id")
    about = {
        "title": fields.text("dc:title"),
        "publisher": fields.text("dc:publisher"),
        "published_on": fields.text("dc:date"),
        "language": fields.text("language"),
        "url": number if number.lower().startswith(("http://", "https://")) else "",
    }
    text = draft_of(fields.needed("value"), Fields(about), source=source)
    return Entry(source=source, record=fields.record, source_id=number, text=text, text_of=number)


def _take(fields: Fields, *, source: str) -> Entry:
    _, text_of, place = _target(fields)
    bodies = fields.several("body")
    verdicts = (body.text("value") for body in bodies if "classifying" in _words(body, "purpose"))
    return Entry(
        source=source,
        record=fields.record,
        source_id=fields.text("id"),
        label=next(verdicts, ""),
        text_of=text_of,
        claims=(_claim(bodies, place),),
        notice=_about_others(fields),
    )


def _target(fields: Fields) -> tuple[Fields, str, Place]:
    """Return the first target that names a place, the address of its text, and the place. Raises Refused."""
    problem = None
    for target in fields.several(TARGET):
        try:
            place = _place(target)
            page = target.value.get("source")
            address = target.object("source").needed("id") if isinstance(page, dict) else ""
            return target, address or target.needed("source"), place
        except Refused as refusal:
            problem = problem or refusal
    raise problem or Refused("no place in a text is named there", field=TARGET)


def _about_others(fields: Fields) -> str:
    targets = fields.value.get(TARGET)
    number = len(targets) - 1 if isinstance(targets, list) else 0
    return f"one target was taken; {number:,} more of it stayed in the record" if number else ""


def _words(fields: Fields, name: str) -> Sequence[str]:
    """Return the words of a field that holds one or several."""
    value = fields.value.get(name)
    return [word for word in (value if isinstance(value, list) else [value]) if isinstance(word, str)]


def _claim(bodies: Sequence[Fields], place: Place) -> ClaimIn:
    """Return the claim that the bodies speak of; without a body that does, it is the marked words."""
    words, claimant, key, claimed_on = "", "", "", None
    for body in bodies:
        purposes = _words(body, "purpose")
        if "commenting" in purposes:
            words = words or body.text("value")
        elif "identifying" in purposes and isinstance(body.value.get("source"), dict):
            claim = body.object("source")
            words, key = claim.text("value") or words, claim.text("id")
            claimant = next((creator.text("name") for creator in claim.several("creator")), "")
            claimed_on = parse_date(claim.text("created"))
    return ClaimIn(
        statement=words or place.exact, claimant=claimant, claimed_on=claimed_on, place=place, key=key
    )


def _place(target: Fields) -> Place:
    """Return the place that a target's selectors name; the words are needed, their position helps."""
    by_type: dict[str, Fields] = {}
    for selector in target.several("selector"):
        for word in _words(selector, "type"):
            by_type.setdefault(word, selector)
    quote, position = by_type.get("TextQuoteSelector"), by_type.get("TextPositionSelector")
    if quote is None:
        raise Refused("a TextQuoteSelector is needed", field=target.at("selector"))
    exact = quote.value.get("exact")
    if not isinstance(exact, str) or not exact.strip():
        raise Refused("missing", field=quote.at("exact"))
    start = position.whole("start") if position else 0
    end = position.whole("end") if position else start + len(exact)
    return Place(start=start, end=end, exact=exact, prefix=quote.text("prefix"), suffix=quote.text("suffix"))

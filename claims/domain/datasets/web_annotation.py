"""W3C Web Annotation: an AnnotationCollection with an annotation for each place where a claim stands.

In front of the annotations stand the texts that they are about, so that another desk can place them; programs
that only read annotations pass those over. Each text and each annotation has a line of its own. Positions
count code points, as the recommendation asks; ``utf16`` writes them as browsers count.
"""

from collections.abc import Iterator
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
from claims.domain.ingest.jsonl import longest_line
from claims.domain.refusals import Refused

NAME = "web-annotation"
CONTEXT = "http://www.w3.org/ns/anno.jsonld"
COLLECTION = "urn:factcheck:annotations"
TEXTS = "dcterms:source"
ANNOTATIONS = "items"
CLAIM = "claim"


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
    about = {"dc:title": text.title, "dc:publisher": text.publisher}
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
    for selector in annotation.object("target").objects("selector"):
        if selector.value.get("type") == "TextPositionSelector":
            selector.value |= {"start": start, "end": end}
    return annotation.record


def read(file: BinaryIO, *, name: str) -> Iterator[Entry | Refusal]:
    """Yield the texts and annotations of a collection, a page, an array, or lines of annotations."""
    file = buffered(file)
    if _is_lines(peek(file)):
        yield from read_lines(file, name=name, take=_take)
        return
    for found in elements(file, limit=longest_line()):
        source = f"{name}:{found.line}"
        if found.problem:
            yield Refusal(source=source, reason=found.problem)
        elif found.key in {"", TEXTS, ANNOTATIONS}:
            yield attempt(_take_element, found, source=source)


def _is_lines(head: bytes) -> bool:
    """Say whether a file begins with an annotation, rather than with what holds several."""
    first = head.lstrip().split(b"\n", 1)[0]
    return first.startswith(b"{") and b'"selector"' in first and f'"{ANNOTATIONS}"'.encode() not in first


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
    target = fields.object("target")
    origin = target.value.get("source")
    text_of = target.object("source").needed("id") if isinstance(origin, dict) else target.needed("source")
    bodies = _bodies(fields)
    place = _place(target)
    return Entry(
        source=source,
        record=fields.record,
        source_id=fields.text("id"),
        label=next((body.text("value") for body in bodies if body.value.get("purpose") == "classifying"), ""),
        text_of=text_of,
        claims=(_claim(bodies, place),),
    )


def _bodies(fields: Fields) -> list[Fields]:
    body = fields.value.get("body")
    if isinstance(body, dict):
        return [fields.object("body")]
    return [Fields(item) for item in fields.list("body") if isinstance(item, dict)]


def _claim(bodies: list[Fields], place: Place) -> ClaimIn:
    words, claimant, key, claimed_on = "", "", "", None
    for body in bodies:
        purpose = body.value.get("purpose")
        if purpose == "commenting":
            words = words or body.text("value")
        elif purpose == "identifying" and isinstance(body.value.get("source"), dict):
            claim = body.object("source")
            words, key = claim.text("value") or words, claim.text("id")
            claimant = claim.object("creator").text("name")
            claimed_on = parse_date(claim.text("created"))
    return ClaimIn(
        statement=words or place.exact, claimant=claimant, claimed_on=claimed_on, place=place, key=key
    )


def _place(target: Fields) -> Place:
    """Return the place that a target's selectors name; the words are needed, their position helps."""
    value = target.value.get("selector")
    selectors = [target.object("selector")] if isinstance(value, dict) else target.objects("selector")
    by_type = {selector.text("type"): selector for selector in selectors}
    quote, position = by_type.get("TextQuoteSelector"), by_type.get("TextPositionSelector")
    if quote is None:
        raise Refused("a TextQuoteSelector is needed", field=target.at("selector"))
    exact = quote.value.get("exact")
    if not isinstance(exact, str) or not exact.strip():
        raise Refused("missing", field=quote.at("exact"))
    start = position.whole("start") if position else 0
    end = position.whole("end") if position else start + len(exact)
    return Place(start=start, end=end, exact=exact, prefix=quote.text("prefix"), suffix=quote.text("suffix"))

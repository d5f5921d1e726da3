"""What Label Studio and doccano have in common: a record is a text, with the places of claims in it."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from claims.domain import anchoring
from claims.domain.datasets.entries import Place
from claims.domain.datasets.kept import records_of_articles
from claims.domain.datasets.places import Text, articles_of, count_places, texts_of
from claims.domain.datasets.reading import Fields
from claims.domain.datasets.writing import Export
from claims.domain.ingest.dates import parse_date
from claims.domain.ingest.drafts import Draft
from claims.domain.refusals import Refused
from claims.domain.text import utf16_to_code_points

NO_PLACE = "that stand in no article's current text, or retracted"


def text_records(export: Export, *, format: str, derive: Callable[[Text], str]) -> Iterator[str]:
    """Yield the record of each text that chosen claims stand in: the imported one while it speaks for the desk."""
    note_without_place(export)
    for texts in texts_of(export.ids, articles=articles_of(export.ids)):
        kept = records_of_articles([text.article_id for text in texts], format=format)
        for text in texts:
            export.tally.written += 1
            yield kept.get((text.article_id, text.state)) or derive(text)


def note_without_place(export: Export) -> int:
    """Count the claims that a format of places has no place for; returns how many places there are."""
    places, claims = count_places(export.ids)
    if without := len(export.ids) - claims:
        export.tally.left_out[NO_PLACE] += without
    return places


def facts_of(text: Text) -> dict[str, Any]:
    """Return what is known of a text beside its words; unknown ones are ""."""
    return {
        "title": text.title,
        "publisher": text.publisher,
        "url": text.url,
        "published_on": text.published_on.isoformat() if text.published_on else "",
        "language": text.language,
    }


def draft_of(text: str, fields: Fields, *, source: str) -> Draft:
    """Return a text with what the fields know of it, as ``facts_of`` names it."""
    return Draft(
        text=text,
        title=fields.text("title"),
        publisher=fields.text("publisher"),
        url=fields.text("url"),
        published_on=read_day(fields, "published_on"),
        language=fields.text("language"),
        media_type="application/json",
        source=source,
    )


def read_day(fields: Fields, name: str) -> date | None:
    """Return a field's ISO day. Raises Refused for what is none."""
    return day_of(fields.text(name), field=fields.at(name))


def day_of(value: str, *, field: str) -> date | None:
    """Return an ISO day; None for "". Raises Refused for what is none."""
    day = parse_date(value.strip()) if value.strip() else None
    if value.strip() and day is None:
        raise Refused("not a day like 2022-09-14 between 1400 and 2999", field=field)
    return day


def span_in(text: str, start: int, end: int, exact: str | None, *, field: str) -> tuple[int, int]:
    """Return a span in code points; where ``exact`` stands there only in UTF-16 units, those are turned.

    Without ``exact`` they are code points. Raises Refused for a span that isn't in the text.
    """
    if not 0 <= start < end:
        raise Refused("the end must lie behind the start", field=field)
    if exact is None or text[start:end] == exact:
        if end > len(text):
            raise Refused(f"the text has {len(text):,} characters only", field=field)
        return start, end
    try:
        turned = utf16_to_code_points(text, start), utf16_to_code_points(text, end)
    except ValueError:
        turned = start, end
    # Words that stand at neither place are looked for by what they are, later.
    return turned if text[turned[0] : turned[1]] == exact else (start, end)


def place_in(text: str, start: int, end: int, exact: str) -> Place:
    """Return a place with the words around it."""
    before, after = anchoring.context(text, start, end)
    return Place(start=start, end=end, exact=exact, prefix=before, suffix=after)

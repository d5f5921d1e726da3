"""What pages of reports share: a page of claims under their sections, and what is said of each claim."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from claims.domain.independence import Source, count
from claims.forms.reports import read_ids
from claims.models import ReportVersion
from claims.views.revisions import compare_texts
from claims.vocabulary import Stance

PAGE_SIZE = 50
WHOLE = 500  # as many claims as fit one page to print
LARGEST_POSITION = 2**31 - 1


@dataclass(frozen=True)
class Heading:
    """A section and how many claims it holds; the first has no title, and holds what stands before them."""

    key: int
    title: str
    text: str
    number: int
    pk: int = 0


@dataclass
class Block:
    """What a page shows of a section; ``continued``: it began on an earlier page."""

    heading: Heading
    continued: bool
    entries: list[Any] = field(default_factory=list)


def read_page(query: QueryDict) -> tuple[int, int]:
    """Return after which position a page begins, and how many claims it shows."""
    after = next(iter(read_ids([query.get("after", "")])), 0)
    return min(after, LARGEST_POSITION), WHOLE if query.get("whole") else PAGE_SIZE


def lay_out(
    headings: Iterable[Heading], entries: Sequence[tuple[int, Any]], *, after: int, is_last: bool
) -> list[Block]:
    """Put a page's entries, pairs of a section's key and anything, under the headings of their sections.

    A section without claims stands where its claims would: on the page on which the one before it ends.
    """
    found, start = [], 0
    for heading in headings:
        begins_here = after <= start and (start < after + len(entries) or is_last)
        mine = [entry for key, entry in entries if key == heading.key]
        if mine or (begins_here and heading.title):
            found.append(Block(heading, continued=not begins_here, entries=mine))
        start += heading.number
    return found


def sides(record: dict[str, Any]) -> list[dict[str, Any]]:
    """Arrange a record's evidence by what it does to the claim, with its counts."""
    found = []
    for stance in Stance:
        items = [item for item in record["evidence"] if item["stance"] == stance]
        sources = [Source(item["origin"], item["other_source"], item["story"]) for item in items]
        found.append({"stance": stance, "items": items, "count": count(sources, claimant=record["claimant"])})
    return found


def neighbours(*, shown: Sequence[int], after: int, more: bool) -> dict[str, Any]:
    """Return the first and last position of a page, and the addresses of the pages beside it."""
    return {
        "first": shown[0] if shown else 0,
        "last": shown[-1] if shown else 0,
        "whole": WHOLE,
        "older_url": f"?after={shown[-1]}" if more else "",
        "newer_url": f"?after={max(0, after - PAGE_SIZE)}" if after and shown else "",
    }


@dataclass(frozen=True)
class Words:
    """The words of a report: its title, its introduction, and each section's key, title and text."""

    title: str
    introduction: str
    sections: tuple[tuple[int, str, str], ...]


def words_of_version(version: ReportVersion) -> Words:
    sections = tuple((each["id"], each["title"], each["text"]) for each in version.sections)
    return Words(version.title, version.introduction, sections)


def compare_words(older: Words, newer: Words) -> list[dict[str, Any]]:
    """Return where the words differ, in the order of the newer text: what it is, and the changes in it.

    What was put in or taken out as a whole is compared with nothing.
    """
    pairs = [("Title", older.title, newer.title), ("Introduction", older.introduction, newer.introduction)]
    was = {key: (title, text) for key, title, text in older.sections}
    now = {key for key, _, _ in newer.sections}
    for key, title, text in newer.sections:
        title_before, text_before = was.get(key, ("", ""))
        pairs.append((f"Section “{title}”", _whole(title_before, text_before), _whole(title, text)))
    pairs += [
        (f"Section “{title}”", _whole(title, text), "")
        for key, title, text in older.sections
        if key not in now
    ]
    found = [{"what": what, **compare_texts(old, new)} for what, old, new in pairs if old != new]
    before = [key for key, _, _ in older.sections if key in now]
    after = [key for key, _, _ in newer.sections if key in was]
    if before != after:
        names = {key: title for key, title, _ in newer.sections}
        old, new = ("\n".join(names[key] for key in order) for order in (before, after))
        found.append({"what": "Order of the sections", **compare_texts(old, new)})
    return found


def _whole(title: str, text: str) -> str:
    return f"{title}\n\n{text}".strip()

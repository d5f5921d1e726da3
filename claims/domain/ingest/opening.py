"""What the first lines of a plain text say about it: title, byline, date. Pure."""

import re
from dataclasses import dataclass
from datetime import date

from claims.domain.ingest.dates import dates_in
from claims.domain.text import split_passages
from claims.domain.text.kinds import BYLINE, DATELINE
from claims.vocabulary import PassageKind

LOOKED_AT = 4000
LINES = 6
HEADING_LIMIT, SENTENCE_LIMIT = 300, 120
SHORT_LINE = 60
# "date 2022-09-14 Title": an archive's own note in front of the title.
NOTED_DATE = re.compile(r"date:?\s+(\d{4}-\d\d-\d\d)\s+", re.IGNORECASE)
BY = re.compile(r"(?:by|автор:?)\s+", re.IGNORECASE)
UPDATED = re.compile(r"updated|modified|оновлено|обновлено", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Opening:
    title: str
    byline: str = ""
    published_on: date | None = None


def read_opening(text: str) -> Opening:
    """Read title, byline and date from a text's first lines, passing over boilerplate.

    The title is the first line that says something (without an archive's date note in front), cut short
    when it is a sentence of the article. A date counts only on a line of its own or in such a note, and
    only when the lines name one date.
    """
    head = text.lstrip()[:LOOKED_AT]
    lines: list[tuple[str, PassageKind]] = []
    for span in split_passages(head):
        if span.kind != PassageKind.BOILERPLATE and any(map(str.isalpha, head[span.start : span.end])):
            lines.append((" ".join(head[span.start : span.end].split()), span.kind))
        if len(lines) == LINES:
            break
    if not lines:
        return Opening(title=shorten(" ".join(head[:1000].split()), SENTENCE_LIMIT))
    first, kind = lines[0]
    noted = NOTED_DATE.match(first)
    title = re.sub(r"\A#+\s+", "", first[noted.end() :] if noted else first)
    return Opening(
        title=shorten(title, HEADING_LIMIT if kind == PassageKind.HEADING else SENTENCE_LIMIT),
        byline=next((BY.sub("", line, count=1) for line, _ in lines[1:] if BYLINE.match(line)), ""),
        published_on=_only(dates_in(noted[1])) if noted else _date_of([line for line, _ in lines]),
    )


def _date_of(lines: list[str]) -> date | None:
    named = [
        line for line in lines if len(line) <= SHORT_LINE and (DATELINE.match(line) or _is_date_note(line))
    ]
    first_published = set().union(*(dates_in(line) for line in named if not UPDATED.search(line)))
    return _only(first_published or set().union(*map(dates_in, named)))


def _is_date_note(line: str) -> bool:
    return bool(re.match(r"(published|posted|date|опубліковано|опубликовано|дата)\b", line, re.IGNORECASE))


def _only(dates: set[date]) -> date | None:
    return dates.pop() if len(dates) == 1 else None


def shorten(words: str, limit: int) -> str:
    """Cut a line at a blank so that it has at most ``limit`` characters, with an ellipsis where cut."""
    if len(words) <= limit:
        return words
    cut = words[: limit - 1]
    return (cut[: cut.rfind(" ")] if " " in cut[limit // 2 :] else cut).rstrip() + "…"

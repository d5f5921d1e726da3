"""Read JSON Lines: one article a line, streaming, nothing passed over in silence."""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.conf import settings

from claims.domain.ingest.dates import parse_date
from claims.domain.ingest.drafts import Draft, Refusal

FIELDS = ("title", "publisher", "url", "published_at", "text", "byline", "language")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class BadLine(ValueError):
    """What is wrong with a line, for people."""


def read_jsonl(file: BinaryIO, *, name: str) -> Iterator[Draft | Refusal]:
    """Yield a draft or a refusal for each line of ``file`` that isn't blank; ``source`` is ``name:line``.

    A line is an object with ``text``, and ``title``, ``publisher``, ``url``, ``published_at`` (ISO 8601),
    ``byline`` and ``language`` where known; other fields are passed over. Lines end at LF only.
    """
    for number, line in numbered_lines(file):
        source = f"{name}:{number}"
        try:
            if line is None:
                raise BadLine(f"the line has more than {longest_line():,} bytes")
            yield _draft(line, source)
        except BadLine as error:
            yield Refusal(source=source, reason=str(error))


def longest_line() -> int:
    """Return how many bytes a line may have."""
    # Every byte of a text may stand as an escape of six.
    return settings.ARTICLE_MAX_BYTES * 6 + 100_000


def numbered_lines(file: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Yield the number and bytes of each line that isn't blank; None in place of one that is too long."""
    number = 0
    while line := file.readline(longest_line()):
        number += 1
        if number == 1:
            line = line.removeprefix(BYTE_ORDER_MARK)
        if len(line) >= longest_line() and not line.endswith(b"\n"):
            while (rest := file.readline(longest_line())) and not rest.endswith(b"\n"):
                pass
            yield number, None
        elif line.strip():
            yield number, line


def _draft(line: bytes, source: str) -> Draft:
    values = _values(line)
    text = values["text"]
    if not text:
        raise BadLine("text: missing")
    published_on = None
    if values["published_at"]:
        published_on = parse_date(values["published_at"].strip())
        if published_on is None:
            raise BadLine("published_at: not a date like 2022-09-14 between 1400 and 2999")
    return Draft(
        text=text,
        title=values["title"],
        publisher=values["publisher"],
        byline=values["byline"],
        url=values["url"],
        published_on=published_on,
        language=values["language"],
        media_type="application/json",
        # Plain words are in the text as they came; anything else is kept as it was.
        raw=None if text.isascii() and "\r" not in text else line.rstrip(b"\n"),
        encoding="utf-8",
        source=source,
    )


def _values(line: bytes) -> dict[str, str]:
    try:
        decoded = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadLine(f"not UTF-8 at byte {error.start + 1:,} of the line") from None
    value = parse(decoded)
    if not isinstance(value, dict):
        raise BadLine("not an object with fields")
    return {name: _string(name, value.get(name)) for name in FIELDS}


def parse(text: str) -> Any:
    """Return the value of JSON text. Raises BadLine for what is none or has a field twice."""
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except json.JSONDecodeError as error:
        raise BadLine(f"not JSON: {error.msg} at character {error.pos + 1:,}") from None
    except RecursionError:
        raise BadLine("not JSON that can be read: nested too deeply") from None
    except BadLine:
        raise
    except ValueError:  # a number with more digits than Python reads
        raise BadLine("not JSON that can be read: a number is too long") from None


def _string(name: str, value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadLine(f"{name}: must be a string")
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        shown = twice[:40].encode("utf-8", "replace").decode()
        raise BadLine(f"{shown}: stands there twice")
    return value


def _constant(name: str) -> None:
    raise BadLine(f"not JSON: {name} is no value")

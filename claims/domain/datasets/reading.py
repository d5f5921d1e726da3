"""Reading datasets record by record: what is wrong with one of them is said and stops none of the others."""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, BinaryIO, Protocol, cast

from claims.domain.datasets import tsv
from claims.domain.datasets.elements import elements
from claims.domain.datasets.entries import Entry
from claims.domain.datasets.writing import dumps
from claims.domain.ingest.drafts import Refusal
from claims.domain.ingest.jsonl import BYTE_ORDER_MARK, BadLine, longest_line, numbered_lines, parse
from claims.domain.refusals import Refused
from claims.domain.text.normalising import LONE_SURROGATE

DEEPEST = 50
SHOWN = 60


class Fields:
    """The fields of an object in a record; asked for a field, it checks the type and names it in refusals."""

    def __init__(self, value: Any, *, path: str = "") -> None:
        if not isinstance(value, dict):
            raise Refused("must be an object with fields", field=path)
        self.value: dict[str, Any] = value
        self.path = path

    @property
    def record(self) -> str:
        """The whole object as one line of JSON."""
        return dumps(self.value)

    def at(self, name: str) -> str:
        """Return where a field stands, for messages."""
        return f"{self.path}.{name}" if self.path else name

    def has(self, name: str) -> bool:
        return self.value.get(name) is not None

    def text(self, name: str) -> str:
        """Return a text; "" where there is none."""
        value = self.value.get(name)
        if value is not None and not isinstance(value, str):
            raise Refused("must be a text", field=self.at(name))
        return value or ""

    def needed(self, name: str) -> str:
        value = self.text(name)
        if not value.strip():
            raise Refused("missing", field=self.at(name))
        return value

    def word(self, name: str, words: Iterable[str]) -> str:
        """Return one of a few words."""
        value = self.text(name)
        if value not in set(words):
            raise Refused(f"must be one of {', '.join(dict.fromkeys(words))}", field=self.at(name))
        return value

    def whole(self, name: str) -> int:
        """Return a whole number from 0 to 2^53."""
        value = self.value.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**53:
            raise Refused("must be a whole number from 0 on", field=self.at(name))
        return value

    def number_or_text(self, name: str) -> str:
        """Return what a record is called, as a text; "" where it has no name."""
        value = self.value.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | str)):
            raise Refused("must be a number or a text", field=self.at(name))
        return "" if value is None else str(value)

    def list(self, name: str) -> Sequence[Any]:
        """Return a list; an empty one where there is none."""
        value = self.value.get(name)
        if value is not None and not isinstance(value, list):
            raise Refused("must be a list", field=self.at(name))
        return value or []

    def objects(self, name: str) -> "Sequence[Fields]":
        """Return the objects in a list."""
        return [Fields(item, path=f"{self.at(name)}[{place}]") for place, item in enumerate(self.list(name))]

    def several(self, name: str) -> "Sequence[Fields]":
        """Return the objects of a field that holds one thing or a list, as JSON-LD has it; addresses are passed over."""
        value = self.value.get(name)
        if not isinstance(value, list):
            return [] if value is None or isinstance(value, str) else [Fields(value, path=self.at(name))]
        return [
            Fields(item, path=f"{self.at(name)}[{place}]")
            for place, item in enumerate(value)
            if not isinstance(item, str)
        ]

    def object(self, name: str) -> "Fields":
        """Return an object; an empty one where there is none."""
        return Fields(self.value.get(name) or {}, path=self.at(name))


class TakeFields(Protocol):
    """Makes an entry of an object; raises Refused."""

    def __call__(self, fields: Fields, *, source: str) -> Entry: ...


class TakeCells(Protocol):
    """Makes an entry of a table's line; raises Refused."""

    def __call__(self, cells: Sequence[str], *, source: str) -> Any: ...


def read_lines(file: BinaryIO, *, name: str, take: TakeFields) -> Iterator[Entry | Refusal]:
    """Yield what ``take`` makes of each line of JSON, or why not."""
    for number, line in numbered_lines(file):
        yield attempt(_take_json, take, line, source=f"{name}:{number}")


def read_array(file: BinaryIO, *, name: str, take: TakeFields) -> Iterator[Entry | Refusal]:
    """Yield what ``take`` makes of each object in an array, or of each line where there is no array."""
    file = buffered(file)
    if peek(file).removeprefix(BYTE_ORDER_MARK).lstrip()[:1] != b"[":
        yield from read_lines(file, name=name, take=take)
        return
    for found in elements(file, limit=longest_line()):
        source = f"{name}:{found.line}"
        if found.problem:
            yield Refusal(source=source, reason=found.problem)
        else:
            yield attempt(_take_json, take, found.text, source=source)


def read_table(
    file: BinaryIO, *, name: str, take: TakeCells, header: Sequence[str] | None = None
) -> Iterator[Any]:
    """Yield what ``take`` makes of each line's cells; a first line that is ``header`` is passed over."""
    for number, line in numbered_lines(file):
        if number == 1 and header and line and line.split() == [name.encode() for name in header]:
            continue
        yield attempt(_take_cells, take, line, source=f"{name}:{number}")


def attempt(make: Callable[..., Any], *given: Any, source: str) -> Any:
    """Return what ``make`` makes of what is given, or a Refusal that says what was wrong there."""
    try:
        return make(*given, source=source)
    except Refused as refusal:
        reason = f"{refusal.field}: {refusal.message}" if refusal.field else refusal.message
    except BadLine as error:
        reason = str(error)
    return Refusal(source=source, reason=reason)


def _take_json(take: TakeFields, line: bytes | None, *, source: str) -> Entry:
    return take(Fields(value_of(line)), source=source)


def _take_cells(take: TakeCells, line: bytes | None, *, source: str) -> Any:
    text = _decoded(line).removesuffix("\n").removesuffix("\r")
    check_text(text, "")
    return take(tsv.cells(text), source=source)


def value_of(line: bytes | None) -> Any:
    """Return a line's JSON value, all of whose texts can be stored. Raises BadLine or Refused."""
    value = parse(_decoded(line))
    _check(value, "", 0)
    return value


def _decoded(line: bytes | None) -> str:
    if line is None:
        raise BadLine(f"it has more than {longest_line():,} bytes")
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        raise BadLine(f"not UTF-8 at byte {error.start + 1:,}") from None


def _check(value: Any, path: str, depth: int) -> None:
    if depth > DEEPEST:
        raise Refused("nested too deeply", field=_short(path))
    if isinstance(value, str):
        check_text(value, path)
    elif isinstance(value, dict):
        for key, item in value.items():
            check_text(key, path)
            _check(item, f"{path}.{key}" if path else key, depth + 1)
    elif isinstance(value, list):
        for place, item in enumerate(value):
            _check(item, f"{path}[{place}]", depth + 1)
    elif isinstance(value, float) and value - value != 0:
        raise Refused("a number is too large", field=_short(path))


def check_text(text: str, path: str) -> None:
    """Raise Refused for what no text of the desk may hold, naming ``path``."""
    if "\0" in text:
        raise Refused("holds a NUL character", field=_short(path))
    if LONE_SURROGATE.search(text):
        raise Refused("holds half a character", field=_short(path))


def _short(path: str) -> str:
    shown = path.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")
    return shown if len(shown) <= SHOWN else shown[: SHOWN - 1] + "…"


def buffered(file: BinaryIO) -> BinaryIO:
    """Return a file that can be looked into without taking anything from it."""
    return file if hasattr(file, "peek") else cast(BinaryIO, io.BufferedReader(cast(Any, file)))


def peek(file: BinaryIO) -> bytes:
    """Return some of what comes next in a buffered or seekable file."""
    if hasattr(file, "peek"):
        return cast(Any, file).peek(1)
    at = file.tell()
    head = file.read(8192)
    file.seek(at)
    return head

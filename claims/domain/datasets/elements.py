"""Cut a JSON document into the elements of its arrays, as it is read. Pure.

Only brackets and quotation marks are looked at, so that an element with a fault inside stops none of the
others, and a document of any length is read in little memory.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

PIECE = 2**16
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
MARKS = re.compile(rb'["\[\]{},]')
IN_TEXT = re.compile(rb'["\\]')
CLOSES = {b"]": b"[", b"}": b"{"}
LAST_TEXT = re.compile(rb'"((?:[^"\\]|\\.)*)"\s*:\s*\Z', re.DOTALL)
CUT_OFF = "the file ends in the middle of the document"
NO_ARRAY = "there is no list in it"
NOT_CLOSED = "the brackets do not match; nothing behind this was read"


@dataclass(frozen=True, slots=True)
class Element:
    """An element of an array: its bytes, the line that it begins on, the name of the field that holds the array.

    ``text`` is None for one with more bytes than allowed; ``problem`` says what is wrong with the document.
    """

    line: int
    key: str = ""
    text: bytes | None = None
    problem: str = ""


class _Cutter:
    """What is known after the bytes read so far."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.open: list[bytes] = []  # brackets around, up to and including the array
        self.depth = 0  # brackets within the element
        self.key = ""
        self.in_text = self.escaped = False
        self.line = 1
        self.waiting = bytearray()
        self.is_long = self.is_over = self.found_array = False

    @property
    def in_array(self) -> bool:
        return bool(self.open) and self.open[-1] == b"["

    def take(self, piece: bytes) -> Iterator[Element]:
        at = 0
        while at < len(piece) and not self.is_over:
            if self.escaped:
                self.escaped = False
                self._keep(piece[at : at + 1])
                at += 1
                continue
            mark = (IN_TEXT if self.in_text else MARKS).search(piece, at)
            end = mark.start() if mark else len(piece)
            self._keep(piece[at:end])
            at = end
            if mark:
                at += 1
                yield from self._mark(mark[0])

    def _mark(self, mark: bytes) -> Iterator[Element]:
        if self.in_text:
            self.in_text, self.escaped = mark != b'"', mark == b"\\"
            self._keep(mark)
        elif mark == b'"':
            self.in_text = True
            self._keep(mark)
        elif self.in_array and (self.depth or mark in b"[{"):
            self.depth += {b"[": 1, b"{": 1, b"]": -1, b"}": -1}.get(mark, 0)
            self._keep(mark)
        elif self.in_array:
            if mark == b"," or mark == b"]":
                yield from self._element(is_last=mark == b"]")
            if mark == b"]":
                self.open.pop()
            elif mark == b"}":
                yield self._stop()
        elif mark in b"[{":
            named = LAST_TEXT.search(self.waiting)
            self.key = named[1].decode("utf-8", "replace") if named and mark == b"[" else ""
            self.found_array |= mark == b"["
            self._drop()
            self.open.append(mark)
        elif mark in CLOSES:
            if not self.open or self.open.pop() != CLOSES[mark]:
                yield self._stop()
            self._drop()
        else:
            self._drop()

    def _keep(self, taken: bytes) -> None:
        self.waiting += taken
        if len(self.waiting) > self.limit:
            self.is_long = True
            self.line += self.waiting.count(b"\n")
            self.waiting.clear()

    def _drop(self) -> None:
        self.line += self.waiting.count(b"\n")
        self.waiting.clear()

    def _stop(self) -> Element:
        self.is_over = True
        return Element(self.line, problem=NOT_CLOSED)

    def _element(self, *, is_last: bool) -> Iterator[Element]:
        blank = len(self.waiting) - len(self.waiting.lstrip())
        line = self.line + self.waiting.count(b"\n", 0, blank)
        text = bytes(self.waiting.strip())
        if text or self.is_long or not is_last:
            yield Element(line, self.key, None if self.is_long else text)
        self.is_long = False
        self._drop()

    def ends(self) -> Iterator[Element]:
        """Say what is wrong with a document that ends here."""
        if self.is_over:
            return
        if self.open:
            yield Element(self.line + self.waiting.count(b"\n"), problem=CUT_OFF)
        elif not self.found_array:
            yield Element(1, problem=NO_ARRAY)
        elif self.waiting.strip():
            yield Element(self.line, problem=NOT_CLOSED)


def elements(file: BinaryIO, *, limit: int) -> Iterator[Element]:
    """Yield the elements of each array that stands in no other array, in order.

    What is around the arrays is passed over. Where brackets don't match, the last one yielded says so.
    """
    cutter = _Cutter(limit)
    piece = file.read(PIECE).removeprefix(BYTE_ORDER_MARK)
    while piece and not cutter.is_over:
        yield from cutter.take(piece)
        piece = file.read(PIECE)
    yield from cutter.ends()

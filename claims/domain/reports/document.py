"""What every format is written from: a report, or a filter's claims, as one document in parts."""

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import connection

from claims.domain.reports.records import CHUNK, records_as_json

# Takes ids and the address of a check, and returns a record for each id, in their order, as JSON text.
Reader = Callable[..., list[str]]
# So many chunks are read at once, each over a connection of its own: putting a record together takes the
# database longer than writing it out takes this process.
READ_AT_ONCE = 2


@dataclass(frozen=True)
class Section:
    """Some of a document's claims, in order, under a title; the first section of a report may have none."""

    title: str
    text: str
    ids: Sequence[int]


@dataclass(frozen=True)
class Entry:
    """One claim of a document: its number in the whole, from 1, and what is said of it."""

    number: int
    record: dict[str, Any]


@dataclass(frozen=True)
class Document:
    """A title, an introduction and claims in sections, read a thousand at a time.

    ``check_url`` is the address of a published check with ``{slug}`` where its slug goes. ``read`` says
    where a claim's record comes from: as the claim stands now, or as it stood in a published version.
    ``report`` is a report's number; ``version`` and ``published_at`` belong to a published version of it,
    and ``slug`` is its address. ``signed`` is who publishes it; without, the desk by its own name.
    ``progress`` is told how many claims were read, whenever a chunk is there. A volume of a longer document
    (``volumes``) says which it is, of how many, and what number its ``first`` claim has in the whole.
    """

    title: str
    sections: tuple[Section, ...]
    made_at: datetime
    check_url: str
    introduction: str = ""
    slug: str = ""
    report: int | None = None
    version: int | None = None
    published_at: datetime | None = None
    signed: str = ""
    read: Reader = records_as_json
    progress: Callable[[int], Any] | None = None
    first: int = 1
    volume: int | None = None
    volumes: int = 1

    @property
    def publisher(self) -> str:
        """Whose document it is."""
        return self.signed or settings.DESK_NAME

    @property
    def length(self) -> int:
        """How many claims there are."""
        return sum(len(section.ids) for section in self.sections)

    def entries(self, section: Section, *, first: int = 1, size: int = CHUNK) -> Iterator[Entry]:
        """Yield the claims of a section, numbered from ``first``; each chunk is read when asked for."""
        number = first
        for texts in self.texts(section, size=size):
            for text in texts:
                yield Entry(number=number, record=json.loads(text))
                number += 1

    def numbered(self, *, size: int = CHUNK) -> Iterator[tuple[Section, Entry]]:
        """Yield every claim of the document with its section, numbered through all of them."""
        first = self.first
        for section in self.sections:
            for entry in self.entries(section, first=first, size=size):
                yield section, entry
            first += len(section.ids)

    def texts(self, section: Section, *, size: int = CHUNK) -> Iterator[list[str]]:
        """Yield the records of a section as JSON text, ``size`` at a time; the next chunks are being read."""
        for texts in _ahead(
            partial(self.read, ids=section.ids[start : start + size], check_url=self.check_url)
            for start in range(0, len(section.ids), size)
        ):
            if self.progress is not None:
                self.progress(len(texts))
            yield texts


def _ahead(reads: Iterable[Callable[[], list[str]]]) -> Iterator[list[str]]:
    """Yield what each of ``reads`` gives, in order, with the next ones begun.

    One after another within a transaction, whose changes no other connection sees.
    """
    reads = iter(reads)
    first = list(islice(reads, 2))
    if len(first) < 2 or connection.in_atomic_block:
        for read in first:
            yield read()
        for read in reads:
            yield read()
        return
    with ThreadPoolExecutor(READ_AT_ONCE, thread_name_prefix="records") as pool:
        begun: deque[Future[list[str]]] = deque()
        try:
            for read in first:
                begun.append(pool.submit(_apart, read))
            while begun:
                texts = begun.popleft().result()
                begun.extend(pool.submit(_apart, read) for read in islice(reads, 1))
                yield texts
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _apart(read: Callable[[], list[str]]) -> list[str]:
    """Read over this thread's own connection, and give it back."""
    try:
        return read()
    finally:
        connection.close()

"""Walk over files, folders and JSON Lines and offer what is in them, one item at a time."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from claims.domain.ingest.drafts import Draft, Refusal
from claims.domain.ingest.jsonl import read_jsonl
from claims.domain.ingest.reading import read
from claims.domain.refusals import Refused

JSON_LINES = frozenset([".jsonl", ".ndjson"])


@dataclass(slots=True)
class Sources:
    """Files and folders to import. Iterating yields drafts and refusals, streaming.

    ``publisher`` is given to every file, and to lines that name none. ``bytes_read`` grows while
    iterating, up to ``bytes_total()``.
    """

    paths: list[Path]
    publisher: str = ""
    bytes_read: int = 0

    def bytes_total(self) -> int:
        """Return how many bytes there are to read."""
        return sum(_size(path) for path in self._files())

    def __iter__(self) -> Iterator[Draft | Refusal]:
        for path in self._files():
            if path.suffix.lower() in JSON_LINES:
                yield from self._lines(path)
            else:
                yield self._file(path)

    def _files(self) -> Iterator[Path]:
        for path in self.paths:
            if path.is_dir():
                yield from _walk(path)
            else:
                yield path

    def _file(self, path: Path) -> Draft | Refusal:
        try:
            if not path.is_file():
                return Refusal(source=str(path), reason="Not a regular file.")
            size = path.stat().st_size
            self.bytes_read += size
            if size > settings.ARTICLE_MAX_BYTES:
                limit = settings.ARTICLE_MAX_BYTES // 2**20
                return Refusal(
                    source=str(path), reason=f"The file has {size:,} bytes; at most {limit} MiB are taken."
                )
            draft = read(path.read_bytes(), filename=path.name, publisher=self.publisher)
        except OSError as error:
            return Refusal(source=str(path), reason=f"It can't be read: {error.strerror}.")
        except Refused as refusal:
            return Refusal(source=str(path), reason=refusal.message)
        return replace(draft, source=str(path))

    def _lines(self, path: Path) -> Iterator[Draft | Refusal]:
        try:
            if not path.is_file():
                yield Refusal(source=str(path), reason="Not a regular file.")
                return
            with path.open("rb") as file:
                before = self.bytes_read
                for item in read_lines(file, name=str(path), publisher=self.publisher):
                    self.bytes_read = before + file.tell()
                    yield item
                self.bytes_read = before + file.tell()
        except OSError as error:
            yield Refusal(source=str(path), reason=f"It can't be read: {error.strerror}.")


def read_lines(file: BinaryIO, *, name: str, publisher: str = "") -> Iterator[Draft | Refusal]:
    """Yield what stands in a stream of JSON Lines; ``publisher`` goes to lines that name none."""
    for item in read_jsonl(file, name=name):
        if publisher and isinstance(item, Draft) and not item.publisher:
            item = replace(item, publisher=publisher)
        yield item


def _walk(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder and its folders, sorted. What is hidden and linked folders stay out."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                yield Path(parent, name)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:
        return 0

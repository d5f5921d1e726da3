"""A document that is too long to be laid out as a whole, as several in one archive."""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC
from typing import BinaryIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from claims.domain.reports.document import Document, Section

CONTINUED = "{} (continued)"
NOT_IN_A_NAME = re.compile(r"[^a-z0-9-]+")


def split(document: Document, *, most: int) -> Iterator[Document]:
    """Yield a document's volumes, of at most ``most`` claims each; claims keep their numbers.

    A section that goes on in the next volume has its title there once more. The introduction opens the first.
    """
    kept: list[Section] = []
    volumes, first = max(1, math.ceil(document.length / most)), document.first
    room, volume = most, 1

    def bound() -> Document:
        return replace(
            document,
            sections=tuple(kept),
            introduction=document.introduction if volume == 1 else "",
            first=first,
            volume=volume,
            volumes=volumes,
        )

    for section in document.sections:
        if not section.ids:
            kept.append(section)
        taken = 0
        while taken < len(section.ids):
            if not room:
                yield bound()
                first, room, volume, kept = first + most, most, volume + 1, []
            here = section.ids[taken : taken + room]
            goes_on = taken > 0
            title = CONTINUED.format(section.title) if goes_on and section.title else section.title
            kept.append(Section(title=title, text="" if goes_on else section.text, ids=here))
            taken, room = taken + len(here), room - len(here)
    yield bound()


def write_volumes(
    document: Document, file: BinaryIO, *, most: int, form: str, write: Callable[[Document, BinaryIO], None]
) -> None:
    """Write every volume by ``write`` into a zip archive, one after another."""
    made = document.made_at.astimezone(UTC)
    stem = NOT_IN_A_NAME.sub("-", document.slug or document.title.lower()).strip("-")[:80] or "claims"
    with ZipFile(file, "w", ZIP_STORED) as archive:
        for volume in split(document, most=most):
            place = f"{volume.volume:0{len(str(volume.volumes))}}-of-{volume.volumes}"
            entry = ZipInfo(f"{stem}-{place}.{form}", made.timetuple()[:6])
            entry.external_attr = 0o644 << 16
            with archive.open(entry, "w", force_zip64=True) as part:
                write(volume, part)  # type: ignore[arg-type]  # a writable binary file all the same

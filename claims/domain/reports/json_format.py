"""Claims as JSON: one document, or one record a line. Both forms are described in docs/exports.md."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from claims.domain.reports.document import Document
from claims.domain.reports.records import CHUNK

FORMAT = "factcheck-claims"
VERSION = 1


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def head_of(document: Document) -> dict[str, Any]:
    """Return what a document says of itself, without its claims; what it doesn't have is left out."""
    about: dict[str, Any] = {"report": document.report, "title": document.title}
    about |= {
        "introduction": document.introduction,
        "slug": document.slug,
        "report_version": document.version,
    }
    if document.published_at is not None:
        about["published_at"] = document.published_at.isoformat()
    sections, first = [], 1
    for section in document.sections:
        if section.title or section.text:
            about_section = {"title": section.title, "text": section.text}
            sections.append({**about_section, "first": first, "count": len(section.ids)})
        first += len(section.ids)
    about["sections"] = sections
    return {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": document.made_at.isoformat(),
        **{name: value for name, value in about.items() if value not in ("", None, [])},
    }


def write_json(document: Document, *, size: int = CHUNK) -> Iterator[str]:
    """Yield the document: what it is, each claim on a line of its own, and last their count.

    A document that was cut off has no count and no closing bracket, so no parser takes it for a whole one.
    """
    yield _text(head_of(document))[:-1] + ', "claims": ['
    written = 0
    for section in document.sections:
        for texts in document.texts(section, size=size):
            yield (",\n" if written else "\n") + ",\n".join(texts)
            written += len(texts)
    yield f'\n], "count": {written}}}\n'


def write_jsonl(document: Document, *, size: int = CHUNK) -> Iterator[str]:
    """Yield what the document is, then each claim, then a manifest: one JSON object a line.

    The manifest counts the claims and has the SHA-256 of all bytes before its own line; a file without
    it was cut off. Lines end with a line feed alone, and hold no other one.
    """
    digest = hashlib.sha256()
    lines, written = [_text({"kind": "head", **head_of(document)})], 0

    def ended() -> str:
        piece = "".join(line + "\n" for line in lines)
        digest.update(piece.encode())
        lines.clear()
        return piece

    for section, entry in document.numbered(size=size):
        line = {"kind": "claim", "number": entry.number, "section": section.title, **entry.record}
        lines.append(_text(line))
        written += 1
        if written % size == 0:
            yield ended()
    yield ended()
    yield _text({"kind": "manifest", "count": written, "sha256": digest.hexdigest()}) + "\n"

"""Claims as one JSON document, written piece by piece. The form is described in docs/exports.md."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from claims.domain.reports.records import CHUNK, chunks

FORMAT = "factcheck-claims"
VERSION = 1


def write_json(
    ids: Sequence[int], *, check_url: str, exported_at: datetime, chunk: int = CHUNK, **about: Any
) -> Iterator[str]:
    """Yield the document: what it is, each claim on a line of its own, and last their count.

    ``about`` holds further fields for its head (a report's title and introduction). A document that was
    cut off has no count and no closing bracket, so no parser takes it for a whole one.
    """
    head = {"format": FORMAT, "version": VERSION, "exported_at": exported_at.isoformat(), **about}
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "claims": ['
    written = 0
    for texts in chunks(ids, check_url=check_url, size=chunk):
        yield ("\n" if not written else ",\n") + ",\n".join(texts)
        written += len(texts)
    yield f'\n], "count": {written}}}\n'

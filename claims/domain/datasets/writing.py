"""What the writers share: how JSON is spelled, what is left out, and records that go out as they came in."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from claims.domain.datasets.gathering import Facts, gather
from claims.domain.datasets.kept import records_of_claims

# Some programs end a line at these as well; inside JSON text they can be spelled otherwise.
LINE_ENDS = re.compile("[\u0085\u2028\u2029]")

RETRACTED = "retracted"
NO_LABEL = "without a label of the desk"


class LeftOut(Exception):
    """A claim that this format has no place for; the message says why, in a few words."""


@dataclass
class Tally:
    """What became of the claims that an export was asked for: records written, and why others weren't."""

    written: int = 0
    left_out: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        parts = [f"{self.written:,} written"]
        parts += [f"{number:,} left out ({reason})" for reason, number in sorted(self.left_out.items())]
        return ", ".join(parts) + "."


@dataclass(frozen=True)
class Export:
    """What a writer is given: claims by id in the order wanted, and the desk's address without its last slash.

    ``utf16`` asks for places counted in UTF-16 units, as browsers count, where a format allows it.
    """

    ids: Sequence[int]
    base_url: str
    tally: Tally
    utf16: bool = False


def dumps(value: Any) -> str:
    """Return a value as JSON on one line: fields in their order, letters as they are."""
    return LINE_ENDS.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))


def claim_records(
    export: Export,
    *,
    format: str,
    derive: Callable[[Facts], str],
    prepare: Callable[[list[Facts]], None] | None = None,
) -> Iterator[str]:
    """Yield the record of each claim: the imported one while it speaks for the claim, else ``derive``'s.

    ``derive`` raises LeftOut for what the format has no place for; the tally counts it. ``prepare`` is
    called with some hundred claims before those are derived, to fetch for all of them what they need.
    """
    for chunk in gather(export.ids, base_url=export.base_url):
        kept = records_of_claims([facts.id for facts in chunk], format=format)
        if prepare:
            prepare(chunk)
        for facts in chunk:
            try:
                record = _record(facts, kept.get((facts.id, facts.state)), derive)
            except LeftOut as why:
                export.tally.left_out[str(why)] += 1
            else:
                export.tally.written += 1
                yield record


def _record(facts: Facts, kept: str | None, derive: Callable[[Facts], str]) -> str:
    if facts.is_retracted:
        raise LeftOut(RETRACTED)
    if kept is not None:
        return kept
    return derive(facts)


def labelled(facts: Facts) -> str:
    """Return the desk's label of a claim, or raise LeftOut."""
    if not facts.label:
        raise LeftOut(NO_LABEL)
    return facts.label


def array(records: Iterator[str]) -> Iterator[str]:
    """Yield a JSON array with each record on a line of its own."""
    yield "["
    between = "\n"
    for record in records:
        yield between + record
        between = ",\n"
    yield "\n]\n"


def lines(records: Iterator[str]) -> Iterator[str]:
    """Yield each record as a line."""
    for record in records:
        yield record + "\n"

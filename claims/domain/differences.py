"""What changed from one text to another, sentence by sentence and then word by word. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum

# Above these sizes two texts are told apart as a whole: the time rises with the square.
MOST_PASSAGES = 1_500
MOST_WORDS = 2_000
# Below this share of common words two passages are shown one after the other: a mixture cannot be read.
ALIKE = 0.6
WORDS_AND_BLANKS = re.compile(r"\s+|\w+|[^\w\s]")


class Kind(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand in both texts, or in the older or newer one only."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A run of passages: the same in both (``passages``), or not (``pieces``, older words first)."""

    kind: Kind | None
    passages: list[str] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)


def compare(old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """Return the runs that lead from the passages ``old`` to the passages ``new``, in order."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    changes = [_same(old[:head]), *_middle(middle_old, middle_new), _same(old[len(old) - tail :])]
    return [change for change in changes if change.passages or change.pieces]


def _common(left: Sequence[str], right: Sequence[str]) -> int:
    count = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        count += 1
    return count


def _same(passages: Sequence[str]) -> Change:
    return Change(kind=Kind.SAME, passages=list(passages))


def _middle(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    if max(len(old), len(new)) > MOST_PASSAGES:
        yield _changed(old, new)
        return
    for name, old_from, old_to, new_from, new_to in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if name == "equal":
            yield _same(old[old_from:old_to])
        else:
            yield _changed(old[old_from:old_to], new[new_from:new_to])


def _changed(old: Sequence[str], new: Sequence[str]) -> Change:
    return Change(kind=None, pieces=list(_words(" ".join(old), " ".join(new))))


def _words(old: str, new: str) -> Iterator[Piece]:
    before, after = WORDS_AND_BLANKS.findall(old), WORDS_AND_BLANKS.findall(new)
    opcodes: Sequence[tuple[str, int, int, int, int]] = [("replace", 0, len(before), 0, len(after))]
    if max(len(before), len(after)) <= MOST_WORDS:
        matcher = SequenceMatcher(None, before, after, autojunk=False)
        if matcher.ratio() >= ALIKE:
            opcodes = matcher.get_opcodes()
    for name, old_from, old_to, new_from, new_to in opcodes:
        if name == "equal":
            yield Piece(Kind.SAME, "".join(before[old_from:old_to]))
            continue
        if old_from < old_to:
            yield Piece(Kind.REMOVED, "".join(before[old_from:old_to]))
        if new_from < new_to:
            yield Piece(Kind.ADDED, "".join(after[new_from:new_to]))

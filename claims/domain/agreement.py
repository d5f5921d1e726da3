"""What reviewers' verdicts on one claim amount to.

| counted verdicts        | stage    | label     |
|-------------------------|----------|-----------|
| two that differ         | conflict | none      |
| fewer than needed       | open     | none      |
| enough, all the same    | agreed   | that one  |
"""

from collections.abc import Sequence
from dataclasses import dataclass

from claims.vocabulary import Label, Stage


@dataclass(frozen=True)
class Outcome:
    stage: Stage
    label: Label | None
    disagrees: bool


def outcome(labels: Sequence[str], *, needed: int) -> Outcome:
    """Return where a claim stands, given the labels of its counted verdicts and how many are needed."""
    distinct = set(labels)
    if len(distinct) > 1:
        return Outcome(Stage.CONFLICT, None, True)
    if len(labels) < max(1, needed):
        return Outcome(Stage.OPEN, None, False)
    return Outcome(Stage.AGREED, Label(labels[0]), False)

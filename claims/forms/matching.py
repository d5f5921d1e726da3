"""Deciding what an earlier claim is to this one, and reading back which proposal it was."""

import re
from dataclasses import dataclass
from typing import Any

from django import forms

from claims.domain.claim_matching import Match, Matches
from claims.vocabulary import Relation

MOST_READ = 20
PROPOSED = re.compile(
    r"(?P<claim>[0-9]{1,18}):(?P<rank>[0-9]{1,4}):(?P<shown>[0-9]{1,4}):(?P<score>[01]\.[0-9]{4})"
    r":(?P<made_by>[a-z0-9-]{1,60})",
    re.ASCII,
)


@dataclass(frozen=True)
class Proposed:
    """An earlier claim as it was proposed: at which rank of how many, how likely, by which ranker."""

    claim_id: int
    rank: int
    shown: int
    score: float
    made_by: str

    @property
    def data(self) -> dict[str, Any]:
        """Return it as ``choices.note`` takes it."""
        return {"rank": self.rank, "shown": self.shown, "score": self.score, "made_by": self.made_by}


def write_proposed(match: Match, matches: Matches) -> str:
    """Return the value of the input that ``read_proposed`` reads."""
    return f"{match.claim.pk}:{match.rank}:{len(matches.items)}:{match.score:.4f}:{matches.made_by}"


def read_proposed(value: str) -> Proposed | None:
    """Read what came back; None for what was not written by us."""
    found = PROPOSED.fullmatch(value)
    if found is None:
        return None
    claim_id, rank, shown = (int(found[name]) for name in ("claim", "rank", "shown"))
    return Proposed(claim_id, rank, shown, float(found["score"]), found["made_by"])


def read_all_proposed(values: list[str]) -> list[Proposed]:
    read = (read_proposed(value) for value in values[:MOST_READ])
    return [proposed for proposed in read if proposed is not None]


class RelationForm(forms.Form):
    """What a claim is to another, proposed or named by hand."""

    other = forms.IntegerField(
        min_value=1, max_value=2**63 - 1, error_messages={"required": "Say which claim."}
    )
    relation = forms.ChoiceField(
        choices=Relation.choices,
        error_messages={
            "required": "Choose what the two claims are to one another.",
            "invalid_choice": "Choose what the two claims are to one another.",
        },
    )
    note = forms.CharField(required=False, max_length=500)
    proposed = forms.CharField(required=False, max_length=200)

"""The labels as numbers, for machines that compare checks: the higher, the truer."""

from dataclasses import dataclass

from claims.vocabulary import Label

WORST = 1
VALUES = {Label.FALSE: 1, Label.DISPUTED: 2, Label.TRUE: 3}
BEST = 3
MEANINGS = {
    Label.TRUE: "The claim holds: evidence from at least one source other than the article that carried it"
    " supports it, and what speaks against it does not outweigh that.",
    Label.DISPUTED: "Credible sources stand on both sides. There is evidence for the claim and against it, and"
    " neither settles the matter.",
    Label.FALSE: "The claim does not hold: evidence from at least one source other than the article that"
    " carried it contradicts it, and what speaks for it does not outweigh that.",
    Label.UNPROVEN: "There is not enough evidence to say. This is no middle between true and false, so it has"
    " no number.",
}


@dataclass(frozen=True)
class Step:
    """One label of the scale; ``value`` is None for the label that stands outside it."""

    label: Label
    value: int | None
    meaning: str


def steps() -> list[Step]:
    """Return the scale, truest first, and last the label without a number."""
    return [Step(label, VALUES.get(label), meaning) for label, meaning in MEANINGS.items()]

"""The desk's labels in the words of each dataset, and what a reviewer's verdict says of one piece of evidence."""

from claims.vocabulary import Label, Stance

AVERITEC = {
    Label.TRUE: "Supported",
    Label.FALSE: "Refuted",
    Label.DISPUTED: "Conflicting Evidence/Cherrypicking",
    Label.UNPROVEN: "Not Enough Evidence",
}
# FEVER has no word for evidence on both sides: ``desk_label`` beside it keeps the two apart.
FEVER = {
    Label.TRUE: "SUPPORTS",
    Label.FALSE: "REFUTES",
    Label.DISPUTED: "NOT ENOUGH INFO",
    Label.UNPROVEN: "NOT ENOUGH INFO",
}
CLIMATE_FEVER = {
    Label.TRUE: "SUPPORTS",
    Label.FALSE: "REFUTES",
    Label.DISPUTED: "DISPUTED",
    Label.UNPROVEN: "NOT_ENOUGH_INFO",
}
# LIAR has no word for too little evidence: unproven claims are left out.
LIAR = {Label.TRUE: "true", Label.FALSE: "false", Label.DISPUTED: "half-true"}
LIAR_WORDS = ("pants-fire", "false", "barely-true", "half-true", "mostly-true", "true")
CLAIMSKG = {
    Label.TRUE: ("TRUE", 3),
    Label.FALSE: ("FALSE", 1),
    Label.DISPUTED: ("MIXTURE", 2),
    Label.UNPROVEN: ("OTHER", -1),
}
STANCES = {
    Stance.SUPPORTS: "SUPPORTS",
    Stance.REFUTES: "REFUTES",
    Stance.CONTEXT: "NOT_ENOUGH_INFO",
}
NO_VOTE = "NOT_ENOUGH_INFO"


def reading(label: str, stance: str) -> str:
    """Return how somebody who gave a claim ``label`` takes evidence of ``stance``, as a CLIMATE-FEVER vote.

    Whoever finds a claim true follows what supports it and was not won over by what refutes it; whoever
    finds it disputed takes both sides as they stand; whoever finds it unproven was won over by nothing.
    """
    followed = {
        Label.TRUE: {Stance.SUPPORTS},
        Label.FALSE: {Stance.REFUTES},
        Label.DISPUTED: {Stance.SUPPORTS, Stance.REFUTES},
    }
    return STANCES[Stance(stance)] if stance in followed.get(Label(label), set()) else NO_VOTE

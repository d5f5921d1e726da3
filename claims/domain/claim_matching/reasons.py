"""Why a claim is proposed, in words."""

import re
from datetime import date

from claims.domain.claim_matching.features import Asked, Candidate, names, numbers
from claims.models import Claim

WORD = re.compile(r"[^\W_]+(?:(?:[’'.-]|(?<=\d),(?=\d))[^\W_]+)*")
WORDS_NAMED = 5
NEAR = 0.6  # cosine from which on a likeness without common words is worth saying


def reasons(asked: Asked, candidate: Candidate, claim: Claim, *, claimed_on: date | None) -> list[str]:
    """Return short phrases, the weightiest first: what both share, and where they differ in a number."""
    found = []
    if asked.folded == candidate.folded:
        found.append("the same words")
    elif shared := shared_words(asked, candidate):
        found.append(f"shares: {', '.join(shared)}")
    mine, theirs = asked.numbers, numbers(candidate.text)
    if mine and theirs:
        if mine == theirs:
            found.append("the same number" if len(mine) == 1 else "the same numbers")
        elif not mine & theirs:
            found.append(f"another number: {', '.join(sorted(theirs))}")
    if claimed_on is not None and claim.claimed_on == claimed_on:
        found.append("said the same day")
    if candidate.cosine_best >= NEAR and asked.folded != candidate.folded:
        found.append("means nearly the same")
    return found or ["some words in common"]


def shared_words(asked: Asked, candidate: Candidate) -> list[str]:
    """Return the weightiest words that both have, spelt as the candidate spells them."""
    shared = asked.words & set(candidate.words)
    ordered = sorted(shared, key=lambda word: (-asked.terms.weight(word), word))
    spelt: dict[str, str] = {}
    capitals = names(candidate.text, anywhere=False)
    for match in WORD.finditer(candidate.text):
        word = match.group()
        small = word.casefold()
        for lexeme in ordered:
            # A stem is the beginning of its word but for the last letter or two (ministri, ministry).
            if lexeme not in spelt and _stands_for(lexeme, small):
                spelt[lexeme] = word if small in capitals else small
    return [spelt.get(lexeme, lexeme) for lexeme in ordered[:WORDS_NAMED]]


def _stands_for(lexeme: str, word: str) -> bool:
    if lexeme.isdigit():
        return word.replace(",", "") == lexeme
    return word.startswith(lexeme) or (len(lexeme) > 3 and word.startswith(lexeme[:-1]))

"""What stands out between a claim and a passage, said neutrally: other numbers, dates, a negation.

A cue is something to look at, not a judgement: a passage that says another number may speak of another
day. English first; numbers and negations of Ukrainian and Russian are known too. Pure.
"""

import re
from datetime import date
from functools import lru_cache

from claims.domain.quantities import Quantity, find_quantities

MOST_NUMBERS = 2
LOOKED_AT = 2000  # characters of a text

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
NEGATING = """
    not no never none nobody nothing nowhere neither nor without cannot deny denies denied denying denial
    не ні нема немає ніколи ніхто нічого ніде жоден жодного жодної жодна жодних без
    заперечує заперечив заперечила заперечили спростував спростувала спростували спростовує
    нет ни никогда никто ничего нигде ничто отрицает отрицал отрицала отрицали
    опроверг опровергла опровергли опровергает
"""
NEGATIONS = frozenset(NEGATING.split())
# "Not only" asserts, and "No. 5" counts.
NO_NEGATION = re.compile(
    r"\b(?:not only|not just|no doubt|no\. ?(?=\d)|не тільки|не лише|не только|не просто)", re.IGNORECASE
)


def find_cues(*, claim: str, passage: str, claimed_on: date | None, published_on: date | None) -> list[str]:
    """Return what to look at in a passage that is read for a claim, each as a phrase; most telling first.

    ``published_on`` is the day of the passage's article. Nothing is returned that both have alike.
    """
    passage = passage[:LOOKED_AT]
    return [
        *_other_numbers(claim, passage),
        *_negation(claim, passage),
        *_earlier(claimed_on, published_on),
    ]


def _earlier(claimed_on: date | None, published_on: date | None) -> list[str]:
    if claimed_on and published_on and published_on < claimed_on:
        return ["Dated before the claim"]
    return []


def _negation(claim: str, passage: str) -> list[str]:
    in_claim, in_passage = find_negation(claim), find_negation(passage)
    if in_passage and not in_claim:
        return [f"Contains a negation the claim lacks: “{in_passage}”"]
    if in_claim and not in_passage:
        return [f"The claim contains a negation this lacks: “{in_claim}”"]
    return []


@lru_cache(maxsize=256)
def find_negation(text: str) -> str:
    """Return the first word of a text that negates, as it stands there; empty where none does."""
    for found in WORD.finditer(NO_NEGATION.sub(" ", text)):
        word = found.group().lower().replace("’", "'")
        if word in NEGATIONS or word.endswith("n't"):
            return found.group()
    return ""


def _other_numbers(claim: str, passage: str) -> list[str]:
    """Say which numbers of the passage differ from the claim's for the same thing."""
    claimed = _quantities(claim)
    said = find_quantities(passage) if claimed else []
    cues: list[str] = []
    for mine in claimed:
        others = [other for other in said if other.is_about_what(mine)]
        if not others or any(other.value == mine.value for other in others):
            continue
        nearest = max(others, key=lambda other: other.likeness(mine))
        cues.append(f"Says {nearest.words}; the claim says {mine.words}")
    return cues[:MOST_NUMBERS]


@lru_cache(maxsize=64)
def _quantities(claim: str) -> list[Quantity]:
    return find_quantities(claim)

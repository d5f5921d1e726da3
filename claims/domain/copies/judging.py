"""Telling copies from texts that only look alike. Pure.

Where all shingles count the same, forms filled in anew, long quotations and a site's furniture look
like copies. What speaks against a copy never hides a pair: a person is asked instead.
"""

from dataclasses import dataclass

import numpy as np

from claims.domain.copies.shingles import Likeness, Text, holds, likeness, longest_stretch, particulars
from claims.vocabulary import PairState

# From here on two texts are one story; in between a person is asked.
JOINED_JACCARD, JOINED_CONTAINMENT = 0.5, 0.8
ASKED_JACCARD, ASKED_CONTAINMENT = 0.2, 0.4
# Fewer shared shingles say nothing, and the machine joins nothing on less than a paragraph.
LEAST_ASKED, LEAST_JOINED = 12, 32
# Copies keep names and numbers; forms filled in anew change them.
LEAST_PARTICULARS = 5
SAME_PARTICULARS = 0.6
# A contained text must be contained outside its quotations too.
LEAST_OWN_WORDS = 16
SAME_OWN_WORDS = 0.6
# Both texts hold a stretch of their own of so many words, and of this share: a common frame, perhaps.
OWN_STRETCH, OWN_STRETCH_SHARE = 40, 0.2

TOO_SHORT = "They share too few words to be sure"
PARTLY = "Only a part of them is the same"
OTHER_FACTS = "The words are alike, but the names and numbers differ"
ONE_QUOTES = "What they share is mostly a quotation"
COMMON_FRAME = "Each has a long stretch of its own beside what they share"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the machine makes of two texts; ``why`` says why a person is asked."""

    likeness: Likeness
    state: PairState
    why: str = ""


def judge(first: Text, second: Text) -> Judgement:
    """Compare two texts: one story (JOINED), perhaps (ASKED), or not alike (UNLIKE)."""
    found = likeness(first, second)
    if found.shared < LEAST_ASKED or (
        found.jaccard < ASKED_JACCARD and found.containment < ASKED_CONTAINMENT
    ):
        return Judgement(found, PairState.UNLIKE)
    why = _doubt(first, second, found)
    return Judgement(found, PairState.ASKED if why else PairState.JOINED, why)


def _doubt(first: Text, second: Text, found: Likeness) -> str:
    """Say why two texts are not surely one story; empty where they are."""
    if found.jaccard < JOINED_JACCARD and found.containment < JOINED_CONTAINMENT:
        return PARTLY
    if found.shared < LEAST_JOINED:
        return TOO_SHORT
    names, others = particulars(first, second)
    fewer = min(len(names), len(others))
    if fewer >= LEAST_PARTICULARS and len(names & others) < SAME_PARTICULARS * fewer:
        return OTHER_FACTS
    shorter, longer = sorted((first, second), key=len)
    own = shorter.in_order[shorter.own_words]
    if len(own) < LEAST_OWN_WORDS or holds(longer.all, own).mean() < SAME_OWN_WORDS:
        return ONE_QUOTES
    shared = np.intersect1d(first.all, second.all, assume_unique=True)
    if all(
        longest_stretch(text, shared) >= max(OWN_STRETCH, OWN_STRETCH_SHARE * len(text.words))
        for text in (first, second)
    ):
        return COMMON_FRAME
    return ""

"""Find the place that a dataset means in a text as the desk has it. Pure."""

from claims.domain import anchoring
from claims.domain.datasets.entries import Place
from claims.domain.refusals import Refused
from claims.domain.text import TextRefused, normalise, utf16_to_code_points
from claims.vocabulary import AnchorMethod

SHOWN = 60


def anchor(text: str, place: Place) -> tuple[int, int]:
    """Return the span of a place in ``text``, in code points.

    Where its words stand at its position, in code points or in UTF-16 units, that is it; else they are looked
    for word for word, between the words that were around them. Raises Refused where they stand nowhere.
    """
    for start, end in _readings(text, place):
        if text[start:end] == place.exact and place.exact.strip():
            return start, end
    exact, prefix, suffix = (_normal(words) for words in (place.exact, place.prefix, place.suffix))
    found = anchoring.locate(text, exact=exact, prefix=prefix, suffix=suffix, start=place.start)
    if found is None or found.method != AnchorMethod.EXACT:
        shown = place.exact if len(place.exact) <= SHOWN else place.exact[: SHOWN - 1] + "…"
        raise Refused(
            f"The words “{shown}” do not stand in the text, not at {place.start:,} and nowhere else."
        )
    return found.start, found.end


def _readings(text: str, place: Place):
    yield place.start, place.end
    try:
        yield utf16_to_code_points(text, place.start), utf16_to_code_points(text, place.end)
    except ValueError:
        return


def _normal(words: str) -> str:
    try:
        return normalise(words)
    except TextRefused as refusal:
        raise Refused(str(refusal)) from None

"""How an attribution is told: whom a cue means, in words that say why, and how sure it is."""

from dataclasses import replace

from claims.domain.speech.cues import Cue, Form
from claims.domain.speech.meaning import Meanings
from claims.domain.speech.names import Kind
from claims.domain.speech.said import Attribution, Speech
from claims.domain.speech.subjects import BREAK

SURE_ENOUGH = 0.25
LONGEST_WHY, LONGEST_NAME = 80, 200


def tell(text: str, meanings: Meanings, cue: Cue, unit: int) -> Attribution | None:
    """Return whom a cue of sentence ``unit`` names as speaker, if anybody and surely enough."""
    meant = meanings.of(cue.speaker, unit, cue)
    if meant is None or meant.certainty * cue.strength < SURE_ENOUGH:
        return None
    return Attribution(
        _clean(meant.name),
        _clean(meant.description),
        cue.speaker.start,
        cue.speaker.end,
        Speech.LINE if cue.form == Form.LINE else Speech.REPORTED,
        _why(text, cue, meant.name),
        round(meant.certainty * cue.strength, 2),
        named=meant.named,
    )


def moved(speaker: Attribution | None, away: int, share: float) -> Attribution | None:
    """Return a speaker named ``away`` sentences before (behind, where negative), that much less sure."""
    if speaker is None or speaker.certainty * share < SURE_ENOUGH:
        return None
    why = speaker.why
    if " sentence" not in why:
        distance = "one sentence" if abs(away) == 1 else f"{abs(away)} sentences"
        why = f"{why}, {distance} {'before' if away > 0 else 'on'}"
    return replace(speaker, why=why, certainty=round(speaker.certainty * share, 2))


def _why(text: str, cue: Cue, name: str) -> str:
    """Return what tells who speaks: "according to the ministry", "“he said”, and Boris Lang is meant"."""
    speaker = cue.speaker
    words = " ".join(text[speaker.start : speaker.end].split())
    if cue.form == Form.LINE:
        return f"under the name {words}"
    if speaker.kind == Kind.PRONOUN:
        words, whom = words.lower(), f", and {_clean(name)} is meant"
        said = "said" if cue.words.endswith("ing") else cue.words
        said = f"{said} {words}" if cue.form in {Form.SOURCE, Form.INVERTED} else f"{words} {said}"
        return f"“{said}”{whom}"
    if cue.form in {Form.SOURCE, Form.INVERTED}:
        return f"{cue.words} {words}"
    behind = text[speaker.end : cue.end]
    if len(words) + len(behind) <= LONGEST_WHY and not BREAK.search(behind):
        return " ".join(f"{words}{behind}".split())
    return f"{words} said" if cue.words.endswith("ing") else f"{words} {cue.words}"


def _clean(name: str) -> str:
    return " ".join(name.split()).strip(" ,;:")[:LONGEST_NAME]

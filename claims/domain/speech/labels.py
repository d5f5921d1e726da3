"""Speaker lines: a name and a colon at the head of a paragraph, as in interviews and transcripts."""

import re

from claims.domain.speech import lexicon as lex
from claims.domain.speech.cues import Cue, Form
from claims.domain.speech.mentions import UPPER
from claims.domain.speech.names import Kind, Mention
from claims.domain.speech.people import People
from claims.domain.speech.subjects import Sentence

LABEL = re.compile(rf"(?P<label>[{UPPER}][^\n:\0.!?]{{1,60}}):[ \t\xa0]+(?=\S)")
MOST_WORDS = 6


def find_label(sentence: Sentence, people: People) -> Cue | None:
    """Return the cue of a speaker line, for the first sentence of a paragraph."""
    match = LABEL.match(sentence.text, sentence.start, sentence.end)
    if not match:
        return None
    label, end = match["label"].strip(), match.end("label")
    words = label.split()
    if {label.lower(), words[0].lower(), words[0].lower().rstrip("s")} & lex.NO_SPEAKERS or len(
        words
    ) > MOST_WORDS:
        return None
    if sentence.verbs and sentence.verbs[0].start < end:
        return None  # "Anna Petrenko wrote: ..."
    speaker = (
        _shouted(sentence.start, end, label, words) if label.isupper() else _named(sentence, label, people)
    )
    if speaker is None:
        return None
    scopes = [(match.end(), sentence.end)]
    return Cue(speaker, sentence.start, end, "speaker line", Form.LINE, 0.9, scopes)


def _shouted(start: int, end: int, label: str, words: list[str]) -> Mention | None:
    if len(label) < 2:
        return None
    name = " ".join(word.capitalize() if len(word) > 3 or len(words) > 1 else word for word in words)
    return Mention(start, end, name, Kind.PERSON)


def _named(sentence: Sentence, label: str, people: People) -> Mention | None:
    if not sentence.mentions:
        return None
    mention = sentence.mentions[0]
    if mention.kind not in {Kind.PERSON, Kind.BODY} or mention.end < sentence.start + len(label) - 1:
        return None
    if " " not in label and mention.kind == Kind.PERSON and people.name(mention)[0] == mention.name:
        return None  # one word with a colon names a speaker only if the text knows more of them
    return mention

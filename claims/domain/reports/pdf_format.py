"""A document as PDF, to print and to send round: tagged for screen readers (PDF/UA-1), set by typst.

What is written goes to the template as data, so no text can become a part of its program. PDF/UA asks
that every character has a typeface: those without one are found out and written as a sign.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from claims.domain.refusals import Refused
from claims.domain.reports import prose
from claims.domain.reports.document import Document
from claims.domain.reports.typesetting import NotSet, compile_pdf
from claims.vocabulary import Label

TEMPLATE = Path(__file__).with_name("report.typ")
# The longest row of characters that is set without a place to break it.
UNBROKEN = 24
LONG = re.compile(rf"\S{{{UNBROKEN},}}")
PARTING = re.compile(r"([/?&=_-])(?=\w)")
BREAK = "\u200b"
# Longer addresses are written out but lead nowhere: PDF readers refuse them.
LINK_LIMIT = 2000
RUNNING_TITLE = 80
WITHOUT_TYPEFACE = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
# What every typeface here has; all else is tried out before the whole is set.
COMMON = re.compile(r"[\u0000-\u024f\u0400-\u045f\u2010-\u2026]+")
ROUNDS = 4
TRIAL = """
#set document(title: "t")
#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"))
#for it in json(bytes(sys.inputs.data)) { par(it) }
"""


def _breakable(text: str) -> str:
    """Let a row of characters without spaces go on in the next line: where addresses part, or anywhere."""

    def parted(row: re.Match[str]) -> str:
        pieces = PARTING.sub(rf"\1{BREAK}", row[0]).split(BREAK)
        return BREAK.join(
            piece[start : start + UNBROKEN] for piece in pieces for start in range(0, len(piece), UNBROKEN)
        )

    return LONG.sub(parted, text)


def _set(value: Any, *, signs: dict[int, str], name: str = "") -> Any:
    """Return data with every text as it is to be set; addresses that are followed stay as they are."""
    if isinstance(value, dict):
        return {key: _set(item, signs=signs, name=key) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_set(item, signs=signs, name=name) for item in value]
    if isinstance(value, str):
        if name.endswith("link"):
            return value if len(value) <= LINK_LIMIT else ""
        return _breakable(value.translate(signs))
    return value


def _noted(reading: prose.Reading) -> dict[str, Any]:
    """Return a reading whose sources have notes; one that is cited again has the note of the first time."""
    data = asdict(reading)
    notes: dict[tuple[str, str], str] = {}
    for piece in (piece for side in data["sides"] for piece in side["pieces"]):
        piece["cited"] = prose.cited(piece["source"], piece["title"], piece["date"])
        piece["brief"] = prose.joined(piece["source"], piece["date"])
        source = (piece["cited"], piece["url"])
        piece["first"] = source not in notes
        piece["note"] = notes.setdefault(source, f"note-{reading.number}-{len(notes)}")
    return data


def data_of(document: Document) -> dict[str, Any]:
    """Return everything that the template sets, before signs are put in."""
    language, _, region = settings.LANGUAGE_CODE.partition("-")
    made_on = timezone.localtime(document.made_at)
    title = prose.visible(document.title)
    chapters, words = [], prose.Words()
    for chapter in prose.chapters(document):
        readings = [_noted(words.count(reading)) for reading in chapter.readings]
        chapters.append({"title": chapter.title, "text": chapter.text, "readings": readings})
    return {
        "title": title,
        "running": title if len(title) <= RUNNING_TITLE else title[: RUNNING_TITLE - 1].rstrip() + "…",
        "desk": prose.visible(document.publisher),
        "lang": language,
        "region": region or None,
        "made": [made_on.year, made_on.month, made_on.day],
        "imprint": prose.imprint(document)[1:],
        "footer": f"Exported {prose.written(made_on)}",
        "introduction": prose.paragraphs(document.introduction),
        "counts": words.in_order(),
        "chapters": chapters,
        "labels": [[label.value, label.label, prose.MEANINGS[label]] for label in Label],
        "unestablished": prose.UNESTABLISHED,
        "closing": [prose.COUNTING],
    }


def _compile(program: str, data: Any) -> bytes:
    return compile_pdf(program, data, fonts=settings.EXPORT_FONTS_DIR)


def _without_typeface(error: NotSet) -> set[str]:
    """Return the characters that the typesetter says it cannot show."""
    said = WITHOUT_TYPEFACE.findall(error.diagnostic)
    texts = (ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) for text in said)
    return {character for text in texts for character in text if not character.isspace()}


def _unknown(characters: Iterable[str]) -> set[str]:
    """Return those of some characters that no typeface here has."""
    try:
        _compile(TRIAL, sorted(characters))
    except NotSet as error:
        return _without_typeface(error)
    return set()


def write_pdf(document: Document) -> bytes:
    """Return the document as PDF. Raises Refused when the typesetter cannot set it."""
    data = data_of(document)
    rare = set(COMMON.sub("", json.dumps(data, ensure_ascii=False)))
    missing = _unknown(rare) if rare else set()
    for _ in range(ROUNDS):
        signs = {ord(character): prose.sign(character) for character in missing}
        ready = _set(data, signs=signs)
        if missing or prose.has_sign(ready):
            ready["closing"].append(prose.SIGNS)
        try:
            return _compile(TEMPLATE.read_text(), ready)
        except NotSet as error:
            found = _without_typeface(error) - missing
            if not found:
                raise Refused(f"The PDF could not be set ({error}). Take DOCX or HTML instead.") from error
            missing |= found
    raise Refused("The PDF could not be set: too many of its characters have no typeface. Take HTML instead.")

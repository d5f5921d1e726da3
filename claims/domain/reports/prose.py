"""How a claim reads in the formats that people read; PDF, DOCX and HTML only differ in how they set it."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone

from claims.domain.independence import Source, count
from claims.domain.reports.document import Document, Entry
from claims.vocabulary import Label, Stage, Stance

MONTHS = "January February March April May June July August September October November December"
STANDS = {
    "retracted": "This claim was retracted.",
    Stage.OPEN.value: "Still waits for verdicts.",
    Stage.CONFLICT.value: "The reviewers differ; the desk has not settled it yet.",
    Stage.AGREED.value: "Ready to publish, not published yet.",
    Stage.PUBLISHED.value: "",
}
SIDES = {
    Stance.SUPPORTS: "Evidence for the claim",
    Stance.REFUTES: "Evidence against the claim",
    Stance.CONTEXT: "Context",
}
UNESTABLISHED = "What could not be established"
UNJUDGED = "No verdict yet"
WITHDRAWN = "Withdrawn"
# Written for others to turn a text around or hide a part of it; a reader must see that they are there.
TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
KEPT_CONTROLS = set("\t\n\r")
SIGN = re.compile(r"\[U\+[0-9A-F]{4,6}[ \]]")
SIGNS = (
    "A sign such as [U+202E RIGHT-TO-LEFT OVERRIDE] stands for a character that cannot be shown here,"
    " or that would change how others read. The CSV and JSON files carry every character as it is."
)

MEANINGS = {
    Label.TRUE: "The evidence supports the claim.",
    Label.FALSE: "The evidence contradicts the claim.",
    Label.DISPUTED: "Credible sources stand on both sides.",
    Label.UNPROVEN: "There is not enough evidence to say.",
}
COUNTING = (
    "Evidence is counted by its origin: links that rest on one ministry, one institute or one reporter, and"
    " articles that carry the same copy, are one source. What rests on the claimant alone is none."
)


def sign(character: str) -> str:
    """Return what is written in place of a character that cannot be shown: its number and name."""
    name = unicodedata.name(character, "")
    if f"{ord(character):04X}" in name:  # names of ideographs say nothing but their number
        name = ""
    return f"[U+{ord(character):04X}{' ' + name if name else ''}]"


def has_sign(value: Any) -> bool:
    """Tell whether a text, or any text in lists and dictionaries, has a sign in it."""
    if isinstance(value, dict):
        return any(has_sign(item) for item in value.values())
    if isinstance(value, list):
        return any(has_sign(item) for item in value)
    return isinstance(value, str) and SIGN.search(value) is not None


def is_hidden(character: str) -> bool:
    """Tell whether a character has no place in a text to read: controls, noncharacters, turning marks."""
    if character.isalnum():
        return False
    code = ord(character)
    return (
        (unicodedata.category(character) in {"Cc", "Cs"} and character not in KEPT_CONTROLS)
        or character in TURNING
        or code & 0xFFFE == 0xFFFE
        or 0xFDD0 <= code <= 0xFDEF
    )


def visible(text: str) -> str:
    """Return a text with a sign for each character that has no place in one; line ends become ``\\n``."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isprintable():
        return text
    return "".join(sign(character) if is_hidden(character) else character for character in text)


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a typed text; line ends within one stay."""
    return [part.strip("\n") for part in visible(text).split("\n\n") if part.strip()]


def written(value: date) -> str:
    return f"{value.day} {MONTHS.split()[value.month - 1]} {value.year}"


def day(value: str | None) -> str:
    """Return ISO text as a date in words, at the desk; empty when there is none."""
    if not value:
        return ""
    stamp = datetime.fromisoformat(value)
    return written(timezone.localtime(stamp) if timezone.is_aware(stamp) else stamp)


def counted(number: int, one: str) -> str:
    return f"{number:,} {one if number == 1 else one + 's'}"


def web_address(url: str) -> str:
    """Return an address that may become a link, or nothing: only http and https lead to the web."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    is_plain = url.isprintable() and not any(character.isspace() for character in url)
    return url if parts.scheme in {"http", "https"} and parts.netloc and is_plain else ""


def joined(*parts: str, by: str = ", ") -> str:
    return by.join(part for part in parts if part)


def cited(source: str, title: str, date: str) -> str:
    """Return who published it, what and when."""
    return joined(joined(source, title, by=": "), date)


@dataclass(frozen=True)
class Piece:
    """One piece of evidence: the quote, and where it comes from; ``link`` is empty for no web address."""

    quote: str
    source: str
    title: str
    date: str
    origin: str
    url: str
    link: str


@dataclass(frozen=True)
class Side:
    """The evidence of one stance."""

    stance: str
    heading: str
    amount: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Reading:
    """A claim as it reads. ``label`` is empty, or says which colour ``word`` has."""

    number: int
    claim: str
    claimant: str
    claimed_on: str
    article: str
    article_url: str
    article_link: str
    label: str
    word: str
    status: str
    summary: str
    explanation: list[str]
    note: str
    verdicts: str
    sides: list[Side]
    unestablished: list[str]
    check_url: str
    check_link: str


def _verdicts(record: dict[str, Any]) -> str:
    given = [verdict["label"] for verdict in record["verdicts"]]
    if not given:
        return ""
    parts = [f"{given.count(label)} {label.label.lower()}" for label in Label if label in given]
    return f"{counted(len(given), 'verdict')}: {', '.join(parts)}."


def _side(record: dict[str, Any], stance: Stance) -> Side:
    items = [item for item in record["evidence"] if item["stance"] == stance]
    sources = [Source(item["origin"], item["other_source"], item["story"]) for item in items]
    found = count(sources, claimant=record["claimant"])
    return Side(
        stance=stance.value,
        heading=SIDES[stance],
        amount=f"{counted(found.links, 'link')}, {counted(found.origins, 'independent origin')}",
        pieces=[
            Piece(
                quote=visible(item["quote"]),
                source=visible(item["source"] or ""),
                title=visible(item["title"] or ""),
                date=day(item["date"]),
                origin=visible(item["origin"] or ""),
                url=visible(item["url"] or ""),
                link=web_address(item["url"] or ""),
            )
            for item in items
        ],
    )


def reading(entry: Entry) -> Reading:
    """Return a record in words. A ruling's words stand only while it holds."""
    record = entry.record
    ruling, article = record["ruling"] or {}, record["article"] or {}
    is_withdrawn = ruling.get("kind") == "withdrawal"
    is_published = bool(ruling) and not is_withdrawn and record["stage"] in {Stage.PUBLISHED, "retracted"}
    known: dict[Any, Any] = dict(Label.choices)
    label = record["label"] if record["label"] in known else ""
    note = visible(ruling.get("note") or "")
    if note:
        note = f"{'Withdrawn' if is_withdrawn else 'Corrected'} on {day(ruling['made_at'])}: {note}"
    return Reading(
        number=entry.number,
        claim=visible(record["claim"]),
        claimant=visible(record["claimant"] or ""),
        claimed_on=day(record["claimed_on"]),
        article=cited(
            visible(article.get("publisher") or ""),
            visible(article.get("title") or ""),
            day(article.get("published_on")),
        ),
        article_url=visible(article.get("url") or ""),
        article_link=web_address(article.get("url") or ""),
        label=label,
        word=known[label] if label else (WITHDRAWN if is_withdrawn else UNJUDGED),
        status=STANDS.get(record["stage"], ""),
        summary=visible(ruling["summary"] or "") if is_published else "",
        explanation=paragraphs(ruling["explanation"] or "") if is_published else [],
        note=note,
        verdicts=_verdicts(record),
        sides=[side for stance in Stance if (side := _side(record, stance)).pieces],
        unestablished=paragraphs(ruling["unestablished"] or "") if is_published else [],
        check_url=visible(record["check_url"] or ""),
        check_link=web_address(record["check_url"] or ""),
    )


class Words:
    """Counts how many claims carry each label, as their readings go by."""

    def __init__(self) -> None:
        self.numbers: Counter[tuple[str, str]] = Counter()

    def count(self, reading: Reading) -> Reading:
        self.numbers[reading.label, reading.word] += 1
        return reading

    def in_order(self) -> list[dict[str, Any]]:
        """Return label, word and number in the vocabulary's order, those without a label last."""
        order = {str(label): place for place, label in enumerate(Label)}
        found = sorted(self.numbers.items(), key=lambda item: (order.get(item[0][0], len(order)), item[0]))
        return [{"label": label, "word": word, "number": number} for (label, word), number in found]


@dataclass(frozen=True)
class Chapter:
    """One section as it reads."""

    title: str
    text: list[str]
    readings: Iterator[Reading]


def chapters(document: Document) -> Iterator[Chapter]:
    """Yield the sections of a document; take each one's readings before the next is asked for."""
    first = document.first
    for section in document.sections:
        readings = (reading(entry) for entry in document.entries(section, first=first))
        yield Chapter(title=visible(section.title), text=paragraphs(section.text), readings=readings)
        first += len(section.ids)


def imprint(document: Document) -> list[str]:
    """Return what a document says of itself below its title: whose it is, which version, of when, how long."""
    parts = [document.publisher]
    if document.version is not None:
        parts.append(f"Version {document.version}")
    if document.published_at is not None:
        parts.append(f"Published {written(document.published_at)}")
    if document.volume is not None:
        last = document.first + document.length - 1
        parts.append(f"Volume {document.volume} of {document.volumes}, claims {document.first:,} to {last:,}")
    parts += [f"Exported {written(document.made_at)}", counted(document.length, "claim")]
    return parts

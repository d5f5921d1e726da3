"""The full name behind a short one, from what else the text says of somebody."""

import re
from bisect import bisect_left

from claims.domain.speech import lexicon as lex
from claims.domain.speech.names import CYRILLIC, Kind, Mention

# Genitives after "за словами", "по словам", to the form that a name is known by.
SURNAMES = (
    ("ського", "ський"), ("цького", "цький"), ("ского", "ский"), ("цкого", "цкий"), ("ової", "ова"),
    ("евої", "ева"), ("ської", "ська"), ("ской", "ская"), ("овой", "ова"), ("евой", "ева"), ("иной", "ина"),
    ("ова", "ов"), ("єва", "єв"), ("ева", "ев"), ("ина", "ин"), ("іна", "ін"), ("енка", "енко"),
)  # fmt: skip
FIRST_NAMES = (
    ("ія", "ій"), ("ия", "ий"), ("ея", "ей"), ("ії", "ія"), ("ии", "ия"), ("ра", "р"), ("на", "н"), ("ла", "л"),
    ("да", "д"), ("са", "с"), ("ма", "м"), ("та", "т"), ("ка", "к"), ("га", "г"), ("ря", "р"), ("ни", "на"),
    ("ри", "ра"), ("ги", "га"), ("ки", "ка"), ("ті", "та"), ("ла", "ло"),
)  # fmt: skip


ENDING = re.compile(r"(?:ого|ому|ими|им|ої|ою|ій|ий|ый|ой|ая|ові|ом|ем|[аяуюоіыие])\Z")


class People:
    """Everybody whom a text mentions, to be asked for the longest form of a name. Linear to make."""

    def __init__(self, mentions: list[Mention]) -> None:
        self.full: dict[str, Mention] = {}
        self.described: dict[str, str] = {}
        self.acronyms: dict[str, Mention] = {}
        self.bodies: list[Mention] = []
        for mention in mentions:
            if mention.kind == Kind.PERSON:
                key = self.key(mention.name)
                known = self.full.get(key)
                if known is None or _is_fuller(mention.name, known.name):
                    self.full[key] = mention
                if mention.description:
                    self.described.setdefault(key, mention.description)
            elif mention.kind == Kind.BODY:
                self.bodies.append(mention)
                initials = "".join(word[0] for word in mention.name.split() if word[0].isupper())
                if len(initials) > 2:
                    self.acronyms.setdefault(initials, mention)
        self.body_starts = [body.start for body in self.bodies]

    @staticmethod
    def key(name: str) -> str:
        """Return what two forms of one name have in common: the surname, less its ending where it has any."""
        last = name.rpartition(" ")[2].lower()
        return ENDING.sub("", last) if CYRILLIC.search(last) else last

    def name(self, mention: Mention, *, genitive: bool = False) -> tuple[str, str]:
        """Return the longest name of somebody mentioned, and their office or calling."""
        key = self.key(mention.name)
        found = self.full.get(key)
        # A first name by itself finds whoever bears it before a surname.
        name = found.name if found and _is_fuller(found.name, mention.name) else mention.name
        if genitive and CYRILLIC.search(name):
            name = nominative(name)
        description = mention.description or self.described.get(key, "")
        return name, description

    def body(self, noun: str, before: int) -> Mention | None:
        """Return the body that "the ministry" means at a place: the last one called so before it."""
        noun = noun.lower()
        synonyms = {noun, *SYNONYMS.get(noun, ())}
        at = bisect_left(self.body_starts, before)
        for number in range(at - 1, max(-1, at - 1 - MOST_BODIES), -1):
            mention = self.bodies[number]
            if not mention.bare and synonyms & set(mention.name.lower().split()):
                return mention
        return None

    def body_name(self, mention: Mention) -> str:
        """Return the fullest name of a body: what an acronym stands for, whose defense ministry it is."""
        name = mention.name
        if name in self.acronyms:
            return self.acronyms[name].name
        if mention.description in lex.NATIONS and not name.startswith(mention.description):
            return f"{mention.description} {name}"
        if name.count(" ") == 1 and name.rpartition(" ")[2].lower() in NATIONAL:
            at = bisect_left(self.body_starts, mention.start)
            for number in range(at - 1, max(-1, at - 1 - MOST_BODIES), -1):
                other = self.bodies[number].name
                if other != name and other.lower().endswith(name.lower()):
                    return other
        return name


def _is_fuller(name: str, other: str) -> bool:
    """Whether a name says more than another form of it; of two alike, the nominative is the shorter."""
    words, others = name.count(" "), other.count(" ")
    return words > others or (words == others and len(name) < len(other) and bool(CYRILLIC.search(name)))


MOST_BODIES = 100
NATIONAL = frozenset({"ministry", "department", "army", "parliament"})
SYNONYMS: dict[str, tuple[str, ...]] = {
    "center": ("centre",),
    "newspaper": ("times", "post", "news", "herald", "tribune", "guardian", "journal", "telegraph", "today"),
    "paper": ("times", "post", "news", "herald", "tribune", "guardian", "journal", "telegraph", "today"),
    "think-tank": ("institute", "center", "centre", "foundation"),
    "tank": ("institute", "center", "centre", "foundation"),
    "watchdog": ("center", "centre", "committee", "commission", "agency"),
    "agency": ("reuters", "tass", "ukrinform", "interfax", "bloomberg"),
    "website": ("oryx", "bellingcat"),
    "project": ("oryx", "bellingcat"),
}


def nominative(name: str) -> str:
    """Turn a Ukrainian or Russian name out of the genitive, as far as its endings tell."""
    first, _, last = name.rpartition(" ")
    for ending, becomes in SURNAMES:
        if last.endswith(ending):
            last = last.removesuffix(ending) + becomes
            break
    else:
        return name
    if first:
        for ending, becomes in FIRST_NAMES:
            if first.endswith(ending):
                first = first.removesuffix(ending) + becomes
                break
    return f"{first} {last}".strip()


def is_female(name: str, description: str) -> bool | None:
    """Guess from a first name or a calling whether somebody is a woman; None where nothing tells."""
    words = description.lower().split()
    if any(word in lex.FEMALE for word in words):
        return True
    if re.search(r"\b(?:spokesman|chairman|congressman|king|prince|mr\.?|sir|lord)\b", description.lower()):
        return False
    first, _, rest = name.partition(" ")
    if not rest:
        return None
    first = first.lower()
    if first in lex.FEMALE:
        return True
    return first.endswith(("a", "я", "а")) and first not in lex.MALE_IN_A

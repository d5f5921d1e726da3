"""The numbers of a text: how many, of what, and among which words. Pure.

Written in digits ("3,000", "2.5 million", "5 %", "$40") or in words ("two million"); days of a month,
times of day, ordinals and numbers in names ("T-72") are no quantities.
"""

import re
from dataclasses import dataclass
from functools import cached_property

UNITS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen
"""
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
SMALL = {word: float(value) for value, word in enumerate(UNITS.split())} | {
    word: 10.0 * place for place, word in enumerate(TENS.split(), start=2)
}
SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "bn": 1e9,
    "тис": 1e3,
    "млн": 1e6,
    "млрд": 1e9,
}
# Scales with endings, by how they begin.
SCALE_STEMS = {"тисяч": 1e3, "тысяч": 1e3, "мільйон": 1e6, "миллион": 1e6, "мільярд": 1e9, "миллиард": 1e9}
CURRENCIES = {
    "$": "$",
    "€": "€",
    "£": "£",
    "₴": "₴",
    "₽": "₽",
    "dollar": "$",
    "dollars": "$",
    "euro": "€",
    "euros": "€",
    "hryvnia": "₴",
    "hryvnias": "₴",
    "rouble": "₽",
    "roubles": "₽",
    "rubles": "₽",
}
PERCENT = re.compile(r"percent\w*|per|pct|відсот\w+|процент\w*")
MONTH = re.compile(
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|tember|ober|ember)?$"
    r"|(?:січ|лют|берез|квіт|трав|черв|лип|серп|верес|жовт|листоп|груд)\w*$"
    r"|(?:январ|феврал|март|апрел|ма[яй]|июн|июл|август|сентябр|октябр|ноябр|декабр)\w*$"
)
SAYS_LITTLE = """
    a an the and or of in on at to by for from with as is are was were be been has have had will would it its
    this that these those more less than about around nearly almost over under up some other others their
    his her our they he she we you who which said says say also only just least most any all into out after
    before during while when і й та у в на до з із що як за про від не и с к по от из что для это
"""
STOP_WORDS = frozenset(SAYS_LITTLE.split())
TOKEN = re.compile(
    r"(?P<number>(?<![\w.,:/-])\d{1,3}(?:[,  ]\d{3})+(?:\.\d+)?(?![\w:/]|[.,-]\d)"
    r"|(?<![\w.,:/-])\d+(?:[.,]\d+)?(?![\w:/]|[.,-]\d))"
    r"|(?P<word>[^\W_]+(?:[-'’][^\W_]+)*)|(?P<sign>[%$€£₴₽])|(?P<stop>[.;:!?()\n—–])"
)
NEAR = 4  # words on each side that say what a number is among
OF_WHAT = 2  # words behind a number among which its noun stands: "3,000 Russian soldiers"
# Units that are written in several ways, by their stems.
ALIASES = {
    "km": "kilomet",
    "kilometre": "kilomet",
    "kilometer": "kilomet",
    "kilometr": "kilomet",
    "sq": "square",
}
YEARS = range(1900, 2100)


@dataclass(frozen=True)
class Quantity:
    """A number of a text. ``words`` is how it is written there, with its noun's kind where that is a sign."""

    value: float
    words: str
    kind: str  # "%", a currency's sign, "year", or empty for a plain count
    of_what: tuple[str, ...]  # stems of the words behind it
    among: frozenset[str]  # stems of the words around it

    def is_about_what(self, other: "Quantity") -> bool:
        """Say whether two numbers seem to count the same thing, or stand among the same words."""
        if self.kind != other.kind:
            return False
        if self.kind:
            return self.likeness(other) >= (2 if self.kind == "year" else 1)
        if self.of_what and other.of_what:
            return self.of_what[0] in other.of_what or other.of_what[0] in self.of_what
        # "Losses of soldiers rose to 3,000"; "2,500 soldiers".
        named = {*self.of_what, *other.of_what}
        return bool(named & self.among & other.among) or self.likeness(other) >= 2

    def likeness(self, other: "Quantity") -> int:
        """How many words the two stand among alike."""
        return len(self.among & other.among)


@dataclass
class _Token:
    kind: str
    text: str
    start: int
    end: int

    @cached_property
    def lower(self) -> str:
        return self.text.lower()


def find_quantities(text: str) -> list[Quantity]:
    """Return a text's numbers, in the order of the text."""
    tokens = [
        _Token(found.lastgroup or "", found.group(), found.start(), found.end())
        for found in TOKEN.finditer(text)
    ]
    quantities = []
    at = 0
    while at < len(tokens):
        value, end = _read(tokens, at)
        if value is None:
            at += 1
            continue
        made = _quantity(text, tokens, at, end, value)
        if made:
            quantities.append(made)
        at = end
    return quantities


def _read(tokens: list[_Token], at: int) -> tuple[float | None, int]:
    """Read the number that begins at a token; return its value, or None, and the token behind it."""
    token = tokens[at]
    if token.kind == "number":
        return _scaled(_digits(token.text), tokens, at + 1)
    if token.kind != "word":
        return None, at + 1
    return _read_words(tokens, at)


def _digits(text: str) -> float:
    grouped = re.sub(r"(?<=\d)[,  ](?=\d{3}(?!\d))", "", text)
    return float(grouped.replace(",", "."))


def _scaled(value: float, tokens: list[_Token], at: int) -> tuple[float, int]:
    while at < len(tokens) and tokens[at].kind == "word" and (scale := _scale(tokens[at].lower)):
        value, at = value * scale, at + 1
    return value, at


def _scale(word: str) -> float:
    if word in SCALES:
        return SCALES[word]
    return next((scale for stem, scale in SCALE_STEMS.items() if word.startswith(stem)), 0.0)


def _read_words(tokens: list[_Token], at: int) -> tuple[float | None, int]:
    """Read "two million", "twenty-five", "three hundred thousand", "half a million"."""
    total, group, end = 0.0, 0.0, at
    if tokens[at].lower == "half" and [token.lower for token in tokens[at + 1 : at + 3]][:1] == ["a"]:
        value, end = _scaled(0.5, tokens, at + 2)
        return (value, end) if end > at + 2 else (None, at + 1)
    is_small = False
    while end < len(tokens) and tokens[end].kind == "word":
        parts = tokens[end].lower.split("-")
        if all(part in SMALL for part in parts):
            group += sum(SMALL[part] for part in parts)
            is_small = True
        elif is_small and tokens[end].lower == "hundred":
            group *= 100
        elif is_small and (scale := _scale(tokens[end].lower)):
            total, group = total + group * scale, 0.0
        elif not (is_small and tokens[end].lower == "and" and _goes_on(tokens, end + 1)):
            break
        end += 1
    # "One" alone is seldom a number.
    if not is_small or (end == at + 1 and tokens[at].lower in {"one", "zero"}):
        return None, at + 1
    return total + group, end


def _goes_on(tokens: list[_Token], at: int) -> bool:
    return at >= 2 and at < len(tokens) and tokens[at - 2].lower == "hundred" and tokens[at].lower in SMALL


def _quantity(text: str, tokens: list[_Token], at: int, end: int, value: float) -> Quantity | None:
    before = tokens[at - 1] if at else None
    behind = tokens[end] if end < len(tokens) else None
    if before and before.kind == "word" and MONTH.match(before.lower) and value <= 31:
        return None
    if behind and behind.kind == "word" and MONTH.match(behind.lower) and value <= 31:
        return None
    kind, start, last = "", tokens[at].start, tokens[end - 1].end
    if before and before.kind == "sign" and before.text in CURRENCIES:
        kind, start = CURRENCIES[before.text], before.start
    elif behind and behind.text == "%":
        kind, last = "%", behind.end
    elif behind and PERCENT.fullmatch(behind.lower):
        is_two_words = behind.lower == "per"
        if not is_two_words or (end + 1 < len(tokens) and tokens[end + 1].lower == "cent"):
            kind, last = "%", tokens[end + is_two_words].end
    elif behind and behind.lower in CURRENCIES:
        kind, last = CURRENCIES[behind.lower], behind.end
    elif value in YEARS and end == at + 1 and tokens[at].text.isdigit():
        kind = "year"
    around = (*_words(tokens, at - 1, -1, NEAR), *_words(tokens, end, 1, NEAR))
    return Quantity(
        value=value,
        words=" ".join(text[start:last].split()),
        kind=kind,
        of_what=_of_what(_words(tokens, end, 1, OF_WHAT)),
        among=frozenset(around),
    )


def _of_what(words: list[str]) -> tuple[str, ...]:
    """Take square miles for one word: they are no square kilometres."""
    return (" ".join(words),) if words[:1] in (["square"], ["cubic"]) else tuple(words)


def _words(tokens: list[_Token], at: int, step: int, most: int) -> list[str]:
    """Return the stems of up to ``most`` telling words from a token on, within its clause."""
    found: list[str] = []
    while 0 <= at < len(tokens) and len(found) < most and tokens[at].kind not in {"stop", "number"}:
        token = tokens[at]
        if token.kind == "word" and token.lower not in STOP_WORDS and len(token.text) > 1:
            found.append(stem(token.lower))
        at += step
    return found


def stem(word: str) -> str:
    """Cut a word to what its forms share; rough, and the same for every language."""
    if not word.isascii():
        return word[:5]
    word = word.removesuffix("'s")
    for ending in ("ies", "ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)] + ("y" if ending == "ies" else "")
            break
    return ALIASES.get(word, word)

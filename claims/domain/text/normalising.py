"""One spelling of every text, one way of counting in it."""

import re
import unicodedata

BYTE_ORDER_MARK = "\ufeff"
LONE_SURROGATE = re.compile("[\ud800-\udfff]")
# Enough to tell a language, few enough to be quick.
LANGUAGE_SAMPLE = 1000
LETTERS_NEEDED = 20
# Words that are English and hardly anything else. In English prose one word of six or so is among them.
ENGLISH = (
    "the and that with from which this these their there has been are were they said says will would could"
    " should who what when where after about because have his she than then into its"
)
ENGLISH_WORDS = frozenset(ENGLISH.split())
# Looked for in every part of a sample, so that an English quotation doesn't make a text English.
PARTS, WORDS_IN_PART, ENGLISH_NEEDED, DIFFERENT_NEEDED = 4, 20, 8, 4
CYRILLIC = re.compile("[а-яёіїєґ]")
UKRAINIAN_ONLY = re.compile("[їєґ]")
RUSSIAN_ONLY = re.compile("[ыэ]")
# Belarusian, Serbian, Macedonian, Kazakh and their neighbours share letters with both.
OTHER_CYRILLIC = re.compile("[ўђћљњџјѕќѓәғқңөұүһ]")
LATIN_WORD = re.compile(r"[a-zA-Z]+")


class TextRefused(ValueError):
    """The text holds something that cannot be stored; the message says what and where."""


def normalise(text: str) -> str:
    """Return ``text`` as the desk stores it: NFC, LF line ends, no byte order mark in front.

    Nothing else changes: no word, no blank, no blank line. Idempotent.
    Raises TextRefused for a NUL or a lone surrogate, which PostgreSQL cannot hold.
    """
    if (at := text.find("\0")) >= 0:
        raise TextRefused(f"The text holds a NUL character (at {_place(text, at)}).")
    plain = text.isascii()
    if not plain and (found := LONE_SURROGATE.search(text)):
        raise TextRefused(f"The text holds half a character (at {_place(text, found.start())}).")
    text = text.lstrip(BYTE_ORDER_MARK)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if plain or unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _place(text: str, at: int) -> str:
    line_start = text.rfind("\n", 0, at) + 1
    return f"line {text.count(chr(10), 0, at) + 1}, character {at - line_start + 1}"


def utf16_to_code_points(text: str, offset: int) -> int:
    """Turn a browser's offset (UTF-16 code units) into one that counts code points.

    Raises ValueError when the offset lies outside the text or in the middle of a character.
    """
    if offset < 0:
        raise ValueError("The offset lies before the text.")
    if text.isascii():
        units = len(text)
        if offset > units:
            raise ValueError("The offset lies behind the text.")
        return offset
    encoded = text.encode("utf-16-le")
    if offset * 2 > len(encoded):
        raise ValueError("The offset lies behind the text.")
    try:
        return len(encoded[: offset * 2].decode("utf-16-le"))
    except UnicodeDecodeError:
        raise ValueError("The offset lies in the middle of a character.") from None


def guess_language(text: str) -> str:
    """Return the ISO 639-1 code of the language of ``text``, or '' where it has too few letters."""
    sample = text[:LANGUAGE_SAMPLE]
    following = text[LANGUAGE_SAMPLE : 2 * LANGUAGE_SAMPLE]
    # Names or a quotation may fill a part of a sample; then it takes the two together.
    if _english_parts(sample) == PARTS or (
        _english_parts(sample, needed=ENGLISH_NEEDED // 2) >= PARTS - 1
        and _english_parts(following) >= PARTS - 1
    ):
        return "en"
    if sum(map(str.isalpha, sample)) < LETTERS_NEEDED:
        return ""
    if plainly := _plainly_cyrillic(sample.lower()):
        return plainly
    # Loading it takes a second and some memory, so only those pay whose text isn't plainly in a language.
    import py3langid

    code, _score = py3langid.classify(sample)
    return str(code)


def _english_parts(sample: str, *, needed: int = ENGLISH_NEEDED) -> int:
    """Return how many parts of a sample hold words that are only English; 0 where there are few in all."""
    words = LATIN_WORD.findall(sample.lower())
    length = len(words) // PARTS
    if length < WORDS_IN_PART:
        return 0
    places = [place for place, word in enumerate(words) if word in ENGLISH_WORDS]
    if len(places) < needed or len({words[place] for place in places}) < DIFFERENT_NEEDED:
        return 0
    return len({min(place // length, PARTS - 1) for place in places})


def _plainly_cyrillic(sample: str) -> str:
    """Tell Ukrainian and Russian by the letters that only one of them has; '' where both or neither stand."""
    if len(CYRILLIC.findall(sample)) < len(sample) / 2:
        return ""
    ukrainian, russian = len(UKRAINIAN_ONLY.findall(sample)), len(RUSSIAN_ONLY.findall(sample))
    if OTHER_CYRILLIC.search(sample) or min(ukrainian, russian) or max(ukrainian, russian) < 2:
        return ""
    return "uk" if ukrainian else "ru"

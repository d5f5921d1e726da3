"""One spelling of every text, one way of counting in it."""

import re
import unicodedata

BYTE_ORDER_MARK = "\ufeff"
LONE_SURROGATE = re.compile("[\ud800-\udfff]")
# Enough to tell a language, few enough to be quick.
LANGUAGE_SAMPLE = 1000
LETTERS_NEEDED = 20


class TextRefused(ValueError):
    """The text holds something that cannot be stored; the message says what and where."""


def normalise(text: str) -> str:
    """Return ``text`` as the desk stores it: NFC, LF line ends, no byte order mark in front.

    Nothing else changes: no word, no blank, no blank line. Idempotent.
    Raises TextRefused for a NUL or a lone surrogate, which PostgreSQL cannot hold.
    """
    if (at := text.find("\0")) >= 0:
        raise TextRefused(f"The text holds a NUL character (at {_place(text, at)}).")
    if found := LONE_SURROGATE.search(text):
        raise TextRefused(f"The text holds half a character (at {_place(text, found.start())}).")
    text = text.lstrip(BYTE_ORDER_MARK)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


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
    if sum(map(str.isalpha, sample)) < LETTERS_NEEDED:
        return ""
    # Importing it takes half a second and some memory, so only those who ask pay.
    import py3langid

    code, _score = py3langid.classify(sample)
    return str(code)

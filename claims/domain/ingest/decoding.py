"""From bytes to characters, or a refusal that says why not."""

import codecs
import re

from claims.domain.refusals import Refused

# What a file of another sort starts with.
OTHER_FORMATS = [
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "a rich text file"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"RIFF", "an image, a sound or a film"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"BZh", "a compressed file"),
    (b"\xfd7zXZ", "a compressed file"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
]
ACCEPTED = "Text (.txt), Markdown (.md) and web pages (.html) are taken."
BYTE_ORDER_MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
META_CHARSET = re.compile(rb"""<meta[^>]{1,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
META_WITHIN = 4096
HEADER_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
# What browsers read these names as.
ALIASES = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
}
# Encodings that news text is found in; a guess among all that exist is mostly wrong for short texts.
GUESSED = [
    "cp1251",
    "koi8_u",
    "koi8_r",
    "cp866",
    "iso8859_5",
    "mac_cyrillic",
    "cp1252",
    "cp1250",
    "iso8859_2",
]
GUESSED += ["cp1253", "cp1254", "cp1255", "cp1256", "shift_jis", "euc_jp", "euc_kr", "gb18030", "big5"]
GUESS_WITHIN = 200_000
CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
CONTROLS_ALLOWED = 0.005


def decode(raw: bytes, *, media_type: str = "", is_html: bool = False) -> tuple[str, str]:
    """Return the text of ``raw`` and the name of its encoding.

    In this order: a byte order mark, valid UTF-8, the declared charset (in ``media_type`` or the page),
    a guess. Raises Refused for what is no text or can't be decoded whole.
    """
    if not raw.strip():
        raise Refused("The file is empty.")
    for magic, name in OTHER_FORMATS:
        if raw.startswith(magic):
            raise Refused(f"This is {name}, not a text. {ACCEPTED}")
    text, encoding = _decode(raw, media_type=media_type, is_html=is_html)
    if len(CONTROLS.findall(text)) > max(8, len(text) * CONTROLS_ALLOWED):
        raise Refused(f"This is no text: it is full of control characters. {ACCEPTED}")
    return text, encoding


def _decode(raw: bytes, *, media_type: str, is_html: bool) -> tuple[str, str]:
    for mark, encoding in BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            try:
                return raw.decode(encoding), encoding.removesuffix("-sig")
            except UnicodeDecodeError as error:
                raise Refused(
                    f"The file says that it is {encoding}, but byte {error.start:,} is not."
                ) from None
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        failed_at = error.start
    for encoding in (_declared(raw, media_type, is_html), _guess(raw)):
        if encoding:
            try:
                return raw.decode(encoding), encoding
            except UnicodeDecodeError:
                continue
    raise Refused(f"The file's encoding can't be told: byte {failed_at:,} is no UTF-8. Save it as UTF-8.")


def _declared(raw: bytes, media_type: str, is_html: bool) -> str:
    found = HEADER_CHARSET.search(media_type)
    name = found[1] if found else ""
    if not name and is_html and (meta := META_CHARSET.search(raw[:META_WITHIN])):
        name = meta[1].decode("ascii", "replace")
    name = ALIASES.get(name.lower(), name)
    try:
        codec = codecs.lookup(name).name if name else ""
    except LookupError:
        return ""
    # UTF-7 hides what it says; the others here failed or would take anything.
    if codec.startswith("utf") or codec in {
        "unicode_escape",
        "raw_unicode_escape",
        "idna",
        "punycode",
        "charmap",
    }:
        return ""
    return codec if _is_text_encoding(codec) else ""


def _is_text_encoding(codec: str) -> bool:
    try:
        return isinstance(b"".decode(codec), str)
    except LookupError:  # base64 and the like
        return False


def _guess(raw: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(raw[:GUESS_WITHIN], cp_isolation=GUESSED, enable_fallback=False).best()
    return best.encoding if best else ""

"""Where words stand in quotation marks, whatever marks they are, and where they stay open."""

import re
from dataclasses import dataclass

MARK = re.compile(r"[\"“”„‟«»‘’']|\n+")
# Single marks open and close only where they cannot be an apostrophe.
LOWER = re.compile(r"\s*[^\W\dA-ZА-ЯЁІЇЄҐ_]")
MOST_OPEN = 6


@dataclass(slots=True)
class Quote:
    """Words in quotation marks: ``start`` and ``end`` are those of the marks themselves.

    ``open`` says that no mark closes it; ``continues`` that it goes on the quote before it, after a
    paragraph whose mark stayed open. ``orphan``: no mark opens it, and ``start`` is still to be found.
    """

    start: int
    end: int
    open: bool = False
    continues: bool = False
    orphan: bool = False


def find_quotes(text: str) -> list[Quote]:
    """Return the outermost quotes of a text in order; they don't overlap. Linear time."""
    quotes: list[Quote] = []
    opened: list[tuple[str, int]] = []
    broken = False  # the paragraph before ended in an open quote
    paragraph = 0
    for match in MARK.finditer(text):
        at, mark = match.start(), match[0]
        if mark[0] == "\n":
            if opened:
                # A line that was only wrapped goes on in small letters.
                if LOWER.match(text, match.end()) and _is_wrapped(text, at):
                    continue
                quotes.append(
                    Quote(opened[0][1], at, open=True, continues=broken and opened[0][1] == paragraph)
                )
                opened.clear()
                broken = True
            elif text[paragraph:at].strip():
                broken = False
            paragraph = match.end()
            continue
        side = _side(text, at, mark, opened)
        if side > 0:
            if len(opened) < MOST_OPEN:
                opened.append((mark, at))
        elif side < 0:
            if not opened:
                if mark in '”»"' and at and text[at - 1] in ",.!?…":
                    quotes.append(Quote(at, at + 1, orphan=True))
                continue
            _, start = opened.pop()
            if not opened:
                quotes.append(Quote(start, at + 1, continues=broken and start == paragraph))
                if start == paragraph:
                    broken = False
    if opened:
        start = opened[0][1]
        quotes.append(Quote(start, len(text), open=True, continues=broken and start == paragraph))
    return quotes


def _is_wrapped(text: str, at: int) -> bool:
    return at > 0 and text[at - 1] not in ".!?…:;"


def _side(text: str, at: int, mark: str, opened: list[tuple[str, int]]) -> int:
    """Return 1 where a mark opens, -1 where it closes, 0 where it is an apostrophe or the like."""
    before = text[at - 1] if at else " "
    behind = text[at + 1] if at + 1 < len(text) else " "
    free_before = before.isspace() or before in '([{—–-/:"“„«‘'
    if mark in "“„«":
        # “ closes what „ has opened.
        return -1 if mark == "“" and opened and opened[-1][0] == "„" and not free_before else 1
    if mark in "”»‟":
        return -1
    if mark == '"':
        if free_before and not behind.isspace():
            return 1
        return -1 if opened or before in ",.!?…" else 0
    inside = bool(opened) and opened[-1][0] in "‘'"
    if mark in "‘'" and free_before and behind.isalnum() and not opened:
        # A year or a clipped word ('90s, 'em) opens nothing; nor does a mark that nothing closes nearby.
        return 1 if behind.isalpha() and _closes(text, at, mark) else 0
    if inside and mark in "’'" and not behind.isalnum() and (before in ",.!?…" or not before.isspace()):
        return -1
    return 0


SINGLE_REACH = 600
SINGLE_CLOSE = re.compile(r"[,.!?…][’'](?=[\s,.;:)—–-]|\Z)")


def _closes(text: str, at: int, mark: str) -> bool:
    line_end = text.find("\n", at, at + SINGLE_REACH)
    return bool(SINGLE_CLOSE.search(text, at + 2, line_end if line_end >= 0 else at + SINGLE_REACH))

"""Tables with a tab between cells and no quoting. Pure.

A cell cannot hold a tab or a line end; those, and backslashes, are spelled ``\\t``, ``\\n``, ``\\r`` and ``\\\\``.
"""

import re
from collections.abc import Iterable

SPELLINGS = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
MEANINGS = {spelling: character for character, spelling in SPELLINGS.items()}
SPELLED = re.compile(r"\\[\\tnr]")


def escape(cell: str) -> str:
    """Return a cell without tabs and line ends; ``unescape`` gives the original back."""
    return re.sub(r"[\\\t\n\r]", lambda found: SPELLINGS[found[0]], cell)


def unescape(cell: str) -> str:
    """Undo ``escape``; a backslash before anything else stays."""
    return SPELLED.sub(lambda found: MEANINGS[found[0]], cell)


def row(cells: Iterable[str | int]) -> str:
    """Return cells as a line without its end."""
    return "\t".join(escape(str(cell)) for cell in cells)


def cells(line: str) -> list[str]:
    """Return the cells of a line without its end."""
    return [unescape(cell) for cell in line.split("\t")]

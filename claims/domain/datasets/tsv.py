"""Tables with a tab between cells, no quoting and no escapes. Pure.

A cell cannot hold a tab or a line end: each is written as one space. Everything else stands as it is.
"""

import re
from collections.abc import Iterable

BREAKS = re.compile(r"\r\n|[\t\r\n]")


def cell(words: str) -> str:
    """Return words as a cell can hold them."""
    return BREAKS.sub(" ", words)


def row(cells: Iterable[str | int]) -> str:
    """Return cells as a line without its end."""
    return "\t".join(cell(str(words)) for words in cells)


def cells(line: str) -> list[str]:
    """Return the cells of a line without its end, as they stand there."""
    return line.split("\t")

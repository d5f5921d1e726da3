"""Take the article out of a web page.

trafilatura says which blocks of the page are the article and who wrote it when; the words themselves
are taken from the page, so that none is altered, paragraphs that stand there twice come twice, and
readers' comments come along (they are marked later, not thrown away).
"""

import logging
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from claims.domain.ingest.dates import parse_date
from claims.domain.refusals import Refused
from claims.domain.text.kinds import COMMENTS

# The parser gives up at 2048 and would lose what lies deeper.
DEEPEST = 2000
MOST_ELEMENTS = 300_000
# Beyond these trafilatura gets slow or loses text without a word.
TRAFILATURA_DEPTH, TRAFILATURA_ELEMENTS, TRAFILATURA_NODE = 200, 10_000, 500_000
POOR_COVERAGE = 0.5
SHORT_BLOCK = 24


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


UNSEEN = _names(
    "script style noscript template svg canvas iframe object title select textarea button datalist"
)
FURNITURE = _names("nav footer aside form dialog menu")
FURNITURE_ROLES = _names("navigation banner contentinfo search complementary dialog alertdialog menu")
INLINE = _names(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark meter output picture q ruby"
    " rb rp rt s samp small span strike strong sub sup time tt u var wbr"
)
CELLS = frozenset(["td", "th"])
COMMENT_BOX = re.compile(
    r"\b(?:comments?|comments?[-_]?(?:list|area|section|thread|wrap)|respond|disqus_thread)\b", re.I
)
HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
BLANK_LINES = re.compile(r"\n{3,}")
BLANKS = re.compile(r"[ \t\n\r\f]+")
NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Page:
    """A page's article: ``text`` with a blank line between blocks, and what the page says about it."""

    text: str
    coverage: float
    title: str = ""
    byline: str = ""
    publisher: str = ""
    url: str = ""
    published_on: date | None = None


@dataclass(slots=True)
class Block:
    text: str
    in_article: bool
    is_furniture: bool
    is_comment: bool
    is_title: bool


@dataclass(slots=True)
class _Reading:
    """Where the walk over the tree stands: which special elements it is inside of."""

    blocks: list[Block] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    inside: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(["unseen", "furniture", "comment", "article", "pre", "h1"], 0)
    )
    depth: int = 0

    def close_block(self) -> None:
        if not self.words:
            return
        joined, self.words = "".join(self.words), []
        lines = (
            joined.split("\n")
            if self.inside["pre"]
            else [BLANKS.sub(" ", line) for line in joined.split("\v")]
        )
        text = BLANK_LINES.sub("\n\n", "\n".join(line.strip() for line in lines)).strip("\n")
        if text:
            flags = self.inside
            self.blocks.append(
                Block(
                    text, flags["article"] > 0, flags["furniture"] > 0, flags["comment"] > 0, flags["h1"] > 0
                )
            )


def read_page(text: str) -> Page:
    """Return the article of a decoded HTML page. Raises Refused where there is none or it is too deep."""
    root = _parse(text)
    blocks, tame = _blocks(root)
    seen = [block for block in blocks if not block.is_furniture or block.is_comment]
    comments = [block for block in seen if block.is_comment]
    written = [block for block in seen if not block.is_comment]
    main = [block for block in written if block.in_article] or written
    visible = _size(main)
    if not visible:
        raise Refused("No readable text was found in the page.")
    found = _ask_trafilatura(text) if tame else None
    chosen = _chosen(written, f"{found.text or ''}\n{found.comments or ''}") if found else []
    if _size(chosen) < POOR_COVERAGE * visible:
        chosen = main
    body = "\n\n".join(block.text for block in chosen)
    if comments:
        heading = [] if any(COMMENTS.match(block.text) for block in comments[:2]) else ["Comments"]
        body = "\n\n".join([body, *heading, *(block.text for block in comments)])
    return Page(text=body, coverage=min(1.0, _size(chosen) / visible), **_metadata(root, found))


def _parse(text: str) -> Any:
    parser = lxml_html.HTMLParser(huge_tree=True, encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return lxml_html.document_fromstring(text.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        raise Refused("No readable text was found in the page.") from None


def _blocks(root: Any) -> tuple[list[Block], bool]:
    """Walk the page once, without recursion. Returns its blocks of visible text, and whether it is tame."""
    reading, deepest, elements, largest = _Reading(), 0, 0, 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            reading.depth += 1
            elements += 1
            largest = max(largest, len(element.text or ""), len(element.tail or ""))
            deepest = max(deepest, reading.depth)
            if deepest > DEEPEST:
                raise Refused("The page is nested too deeply to be read without loss.")
            if elements > MOST_ELEMENTS:
                raise Refused(f"The page has more than {MOST_ELEMENTS:,} elements: that is no article.")
            _enter(reading, element)
        else:
            _leave(reading, element)
            reading.depth -= 1
    reading.close_block()
    tame = deepest <= TRAFILATURA_DEPTH and elements <= TRAFILATURA_ELEMENTS and largest <= TRAFILATURA_NODE
    return reading.blocks, tame


def _enter(reading: _Reading, element: Any) -> None:
    if element.tag not in CELLS and _breaks(element, reading):
        reading.close_block()
    for name in _marks(element, reading):
        reading.inside[name] += 1
    if element.tag == "br":
        reading.words.append("\v")
    if element.text and not reading.inside["unseen"]:
        reading.words.append(element.text)


def _leave(reading: _Reading, element: Any) -> None:
    if element.tag in CELLS:
        reading.words.append(" ")
    elif _breaks(element, reading):
        reading.close_block()
    for name in _marks(element, reading, leaving=True):
        reading.inside[name] -= 1
    if element.tail and not reading.inside["unseen"]:
        reading.words.append(element.tail)


def _breaks(element: Any, reading: _Reading) -> bool:
    """Whether a block ends before and behind an element."""
    tag = element.tag
    return not (tag in INLINE or tag == "br" or tag in UNSEEN or reading.inside["unseen"])


def _marks(element: Any, reading: _Reading, *, leaving: bool = False) -> list[str]:
    tag = element.tag
    marks = []
    if tag in UNSEEN or "hidden" in element.attrib or HIDDEN_STYLE.search(element.get("style", "")):
        marks.append("unseen")
    # The head of an article holds its title; that of the site its menu.
    own_article = reading.inside["article"] - (leaving and tag in {"article", "main"})
    if tag in FURNITURE or element.get("role") in FURNITURE_ROLES or (tag == "header" and not own_article):
        marks.append("furniture")
    if tag not in {"body", "html", "article", "main", "a"} and (
        COMMENT_BOX.search(element.get("id", "")) or COMMENT_BOX.search(element.get("class", ""))
    ):
        marks.append("comment")
    if tag in {"article", "main"}:
        marks.append("article")
    if tag in {"pre", "h1"}:
        marks.append(tag)
    return marks


def _size(blocks: list[Block]) -> int:
    return sum(len(_key(block.text)) for block in blocks)


def _key(words: str) -> str:
    return NO_WORD.sub("", words)


def _chosen(blocks: list[Block], found: str) -> list[Block]:
    """Return the blocks whose words trafilatura took for the article's, and the titles of the page."""
    everything, lines = _key(found), {_key(line) for line in found.split("\n")}

    def is_found(words: str) -> bool:
        key = _key(words)
        return key in lines or (len(key) >= SHORT_BLOCK and key in everything)

    return [
        block
        for block in blocks
        if block.is_title or is_found(block.text) or all(map(is_found, block.text.split("\n")))
    ]


def _ask_trafilatura(text: str) -> Any:
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    return trafilatura.bare_extraction(
        text,
        include_comments=True,
        with_metadata=True,
        favor_recall=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )


def _metadata(root: Any, found: Any) -> dict[str, Any]:
    if found is None:
        titles = root.xpath("//h1[normalize-space()]") or root.xpath("//title")
        return {"title": " ".join(titles[0].text_content()[:2000].split()) if titles else ""}
    return {
        "title": found.title or "",
        "byline": (found.author or "").replace("; ", ", "),
        "publisher": found.sitename or "",
        "url": found.url or "",
        "published_on": parse_date(found.date or ""),
    }

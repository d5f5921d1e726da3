"""A document as DOCX, to work on in a word processor: real headings, links, fields and numbered sources."""

from io import BytesIO
from typing import Any

import docx
from django.conf import settings
from django.utils import timezone
from docx.document import Document as Docx
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from claims.domain.reports import prose
from claims.domain.reports.document import Document
from claims.vocabulary import Label

INK_2 = RGBColor(0x57, 0x54, 0x4C)
LINK = RGBColor(0x1D, 0x4F, 0x91)
COLOURS = {
    "true": ("0B6448", "E2F2E9"),
    "false": ("A81C14", "FBE8E5"),
    "disputed": ("7C4E00", "FBEFD5"),
    "unproven": ("47556A", "E8ECF2"),
    "": ("57544C", "F0EEE7"),
}
STANCES = {"supports": "0B6448", "refutes": "A81C14", "context": "57544C"}
# A word processor refuses longer addresses as links; they are written out.
LINK_LIMIT = 2000
PROPERTY_LIMIT = 255


def _element(name: str, **attributes: str) -> Any:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(key.replace("_", ":", 1)), value)
    return element


def _field(paragraph: Paragraph, instruction: str) -> None:
    """Put in a field that the word processor fills: a page's number, the number of pages."""
    paragraph._p.append(_element("w:fldSimple", w_instr=instruction))


def _badge(paragraph: Paragraph, label: str, word: str) -> None:
    ink, wash = COLOURS.get(label, COLOURS[""])
    run = paragraph.add_run(f"\u00a0{word}\u00a0")
    run.bold = True
    run.font.color.rgb = RGBColor.from_string(ink)
    run._r.get_or_add_rPr().append(_element("w:shd", w_val="clear", w_color="auto", w_fill=wash))


class Writer:
    """Puts one document together, and keeps the sources that it cites, each once."""

    def __init__(self) -> None:
        self.file: Docx = docx.Document()
        self.sources: dict[tuple[str, str, str], int] = {}
        self.links: dict[str, str] = {}
        self.bookmarks = 0

    def paragraph(self, text: str = "", *, style: str | None = None, muted: bool = False) -> Paragraph:
        paragraph = self.file.add_paragraph(style=style)
        if text:
            self.run(paragraph, text, muted=muted)
        return paragraph

    def run(self, paragraph: Paragraph, text: str, *, bold: bool = False, muted: bool = False) -> Run:
        run = paragraph.add_run(text)
        run.bold = bold or None
        if muted:
            run.font.color.rgb = INK_2
        return run

    def link(self, paragraph: Paragraph, shown: str, *, url: str = "", anchor: str = "") -> None:
        """Add a link to the web, or to a bookmark of this document; plain text without either."""
        if not anchor and (not url or len(url) > LINK_LIMIT):
            self.run(paragraph, shown)
            return
        if url:
            if url not in self.links:  # the library would look through all of them each time
                number = self.links[url] = f"link{len(self.links) + 1}"
                self.file.part.rels.add_relationship(
                    RELATIONSHIP_TYPE.HYPERLINK, url, number, is_external=True
                )
            link = _element("w:hyperlink", r_id=self.links[url])
        else:
            link = _element("w:hyperlink", w_anchor=anchor)
        run = paragraph.add_run(shown)
        run.font.color.rgb = LINK
        if anchor:
            run.font.superscript = True
        else:
            run.font.underline = True
        link.append(run._r)
        paragraph._p.append(link)

    def bookmark(self, paragraph: Paragraph, name: str) -> None:
        self.bookmarks += 1
        number = str(self.bookmarks)
        paragraph._p.insert(0, _element("w:bookmarkStart", w_id=number, w_name=name))
        paragraph._p.append(_element("w:bookmarkEnd", w_id=number))

    def cite(self, paragraph: Paragraph, shown: str, *, url: str, link: str) -> None:
        """Add the number of a source, which is written out at the end."""
        number = self.sources.setdefault((shown, url, link), len(self.sources) + 1)
        self.link(paragraph, f"[{number}]", anchor=f"source_{number}")

    def set_up(self, document: Document) -> None:
        """Say in the file's properties whose it is, and give its pages their look."""
        made_at = timezone.localtime(document.made_at)
        known = self.file.core_properties
        known.title = prose.visible(document.title)[:PROPERTY_LIMIT]
        known.author = known.last_modified_by = prose.visible(document.publisher)[:PROPERTY_LIMIT]
        known.language = settings.LANGUAGE_CODE
        known.created = known.modified = document.made_at.replace(tzinfo=None)
        known.comments = ", ".join(prose.imprint(document)[1:])[:PROPERTY_LIMIT]
        styles = self.file.styles
        normal = styles["Normal"]
        normal.font.name, normal.font.size = "Georgia", Pt(10.5)
        normal.paragraph_format.space_after = Pt(6)
        defaults = styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
        language = defaults.find(qn("w:lang"))
        language.set(qn("w:val"), settings.LANGUAGE_CODE)
        for name, size in (("Title", 24), ("Heading 1", 16), ("Heading 2", 13), ("Heading 3", 10.5)):
            style = styles[name]
            style.font.name, style.font.size = "Georgia", Pt(size)
            style.font.color.rgb = RGBColor(0, 0, 0)
            fonts = style.element.rPr.rFonts
            for place in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{place}"), None)
        page = self.file.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin = page.right_margin = Mm(25)
        page.header.paragraphs[0].text = prose.visible(document.publisher)
        foot = page.footer.paragraphs[0]
        foot.paragraph_format.tab_stops.add_tab_stop(Mm(160), WD_TAB_ALIGNMENT.RIGHT)
        self.run(foot, f"Exported {prose.written(made_at)}\tPage ")
        _field(foot, "PAGE")
        self.run(foot, " of ")
        _field(foot, "NUMPAGES")

    def glance(self, readings: list[prose.Reading]) -> None:
        self.file.add_heading("At a glance", 1)
        table = self.file.add_table(rows=1, cols=3)
        table.style = "Table Grid"
        table.autofit = False
        widths = (Mm(12), Mm(118), Mm(30))
        row = table.rows[0]
        row._tr.get_or_add_trPr().append(_element("w:tblHeader", w_val="true"))
        for cell, text, width in zip(row.cells, ("No.", "Claim", "Verdict"), widths, strict=True):
            cell.width = width
            self.run(cell.paragraphs[0], text, bold=True)
        for reading in readings:
            cells = table.add_row().cells
            for cell, width in zip(cells, widths, strict=True):
                cell.width = width
            cells[0].paragraphs[0].add_run(str(reading.number))
            cells[1].paragraphs[0].add_run(reading.claim)
            _badge(cells[2].paragraphs[0], reading.label, reading.word)

    def claim(self, reading: prose.Reading) -> None:
        self.file.add_heading(f"{reading.number}. {reading.claim}", 2)
        _badge(self.paragraph(), reading.label, reading.word)
        facts = self.paragraph()
        if reading.claimant:
            self.run(facts, reading.claimant, bold=True)
        rest = prose.joined(reading.claimed_on, f"in {reading.article}" if reading.article else "", by=" · ")
        if rest:
            self.run(facts, f"{' · ' if reading.claimant else ''}{rest}", muted=True)
        if reading.article_url:
            self.cite(facts, reading.article, url=reading.article_url, link=reading.article_link)
        if reading.status:
            self.paragraph(reading.status, muted=True)
        if reading.summary:
            self.run(self.paragraph(), reading.summary, bold=True)
        for text in reading.explanation:
            self.paragraph(text)
        if reading.note:
            self.paragraph(reading.note, style="Intense Quote")
        for side in reading.sides:
            self.file.add_heading(f"{side.heading}: {side.amount}", 3)
            for piece in side.pieces:
                self.piece(piece, side.stance)
        if reading.unestablished:
            self.file.add_heading(prose.UNESTABLISHED, 3)
        for text in reading.unestablished:
            self.paragraph(text)
        if reading.verdicts or reading.check_url:
            end = self.paragraph(f"{reading.verdicts} ".lstrip(), muted=True)
            if reading.check_url:
                self.link(end, reading.check_url, url=reading.check_link)

    def piece(self, piece: prose.Piece, stance: str) -> None:
        paragraph = self.paragraph(piece.quote)
        paragraph.paragraph_format.left_indent = Mm(6)
        border = _element("w:pBdr")
        border.append(_element("w:left", w_val="single", w_sz="12", w_space="8", w_color=STANCES[stance]))
        properties = paragraph._p.get_or_add_pPr()
        properties.insert_element_before(
            border, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr", "w:pPrChange"
        )
        self.cite(
            paragraph,
            prose.cited(piece.source, piece.title, piece.date),
            url=piece.url,
            link=piece.link,
        )
        paragraph.add_run().add_break()
        self.run(paragraph, f"{prose.joined(piece.source, piece.date)} · Rests on ", muted=True)
        self.run(paragraph, piece.origin, bold=True, muted=True)

    def end(self) -> None:
        """Write out the sources, and how the labels are meant."""
        if self.sources:
            self.file.add_heading("Sources", 1)
        for (shown, url, link), number in self.sources.items():
            paragraph = self.paragraph(f"{number}. {shown}{'. ' if shown and url else ''}")
            if url:
                self.link(paragraph, url, url=link)
            self.bookmark(paragraph, f"source_{number}")
        self.file.add_heading("How to read this report", 1)
        for label in Label:
            paragraph = self.paragraph()
            _badge(paragraph, label.value, str(label.label))
            self.run(paragraph, f" {prose.MEANINGS[label]}")
        self.paragraph(prose.COUNTING)


def write_docx(document: Document) -> bytes:
    """Return the document as DOCX."""
    writer = Writer()
    writer.set_up(document)
    writer.file.add_heading(prose.visible(document.title), 0)
    writer.paragraph(" · ".join(prose.imprint(document)), muted=True)
    for text in prose.paragraphs(document.introduction):
        writer.paragraph(text)
    chapters = [
        (chapter.title or "The claims", chapter.text, list(chapter.readings))
        for chapter in prose.chapters(document)
    ]
    if document.length:
        writer.glance([reading for _, _, readings in chapters for reading in readings])
    else:
        writer.paragraph("There are no claims in this document.")
    for title, texts, readings in chapters:
        writer.file.add_heading(title, 1)
        for text in texts:
            writer.paragraph(text)
        for reading in readings:
            writer.claim(reading)
    writer.end()
    if prose.has_sign([paragraph.text for paragraph in writer.file.paragraphs]):
        writer.paragraph(prose.SIGNS)
    file = BytesIO()
    writer.file.save(file)
    return file.getvalue()

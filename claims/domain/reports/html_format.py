"""A document as one HTML file that needs nothing else: to send by mail, to keep, to read without the desk.

Everything in it is text and styles. It has no script and asks for nothing; its own policy says so, too.
"""

import base64
import hashlib
from collections.abc import Iterator

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from claims.domain.reports import prose
from claims.domain.reports.document import Document
from claims.vocabulary import Label

STYLES = """
:root { color-scheme: light dark; --paper: light-dark(#fffefb, #151617); --ink: light-dark(#1b1a17, #e9e6df);
  --ink-2: light-dark(#57544c, #aaa69b); --rule: light-dark(#dcd8cd, #37393b); --link: light-dark(#1d4f91, #8fb8f0) }
.is-true, .is-supports { --tone: light-dark(#0b6448, #62cfa2); --wash: light-dark(#e2f2e9, #11302a) }
.is-false, .is-refutes { --tone: light-dark(#a81c14, #ff938a); --wash: light-dark(#fbe8e5, #3c1c1a) }
.is-disputed { --tone: light-dark(#7c4e00, #edbd63); --wash: light-dark(#fbefd5, #382a10) }
.is-unproven { --tone: light-dark(#47556a, #aeb9c8); --wash: light-dark(#e8ecf2, #262d37) }
.is-, .is-context { --tone: var(--ink-2); --wash: var(--paper) }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 2.5rem 1.25rem 4rem; max-width: 46rem; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.55 Charter, "Bitstream Charter", Georgia, "Noto Serif", "Times New Roman", serif;
  overflow-wrap: anywhere }
h1, h2, h3, h4 { line-height: 1.25; text-wrap: balance }
h1 { font-size: clamp(1.75rem, 1.3rem + 2vw, 2.5rem); margin: .4em 0 }
h2 { font-size: 1.45rem; margin: 2.5rem 0 .75rem }
h3 { font-size: 1.25rem; margin: .4rem 0 }
h4 { font-size: 1rem; margin: 1.4rem 0 .4rem }
a { color: var(--link) }
a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
.desk { border-bottom: 2px solid; padding-bottom: .3rem; margin: 0; font-weight: 700; letter-spacing: .06em;
  text-transform: uppercase; font-size: .9rem }
.facts { color: var(--ink-2); font-size: .9375rem; margin: .25rem 0 }
.lead { font-size: 1.1875rem }
.text { white-space: pre-line }
.badge { display: inline-block; border: 1px solid var(--tone); background: var(--wash); color: var(--tone);
  border-radius: 3px; padding: 0 .45em; font-weight: 700; font-size: .875rem; white-space: nowrap }
.claim { border-top: 1px solid var(--rule); margin-top: 2.25rem; padding-top: 1rem; break-inside: auto }
.summary { font-weight: 600; font-size: 1.125rem }
.note { border: 1px solid; border-radius: 3px; padding: .6rem .9rem }
h4 span { font-weight: 400; color: var(--ink-2) }
.piece { border-inline-start: 3px solid var(--tone); padding-inline-start: 1rem; margin: .9rem 0 }
.piece blockquote { margin: 0; white-space: pre-line }
table { border-collapse: collapse; width: 100%; font-size: .9375rem }
th, td { text-align: start; vertical-align: top; padding: .4rem .5rem; border-bottom: 1px solid var(--rule) }
th { border-bottom: 2px solid }
.figures { display: flex; flex-wrap: wrap; gap: .5rem 1.75rem; padding: 0; list-style: none; font-size: 1.25rem }
@media print { body { max-width: none; padding: 0; font-size: 10.5pt } .piece, h3, h4 { break-inside: avoid } }
"""
STYLES_HASH = base64.b64encode(hashlib.sha256(STYLES.encode()).digest()).decode()
HEAD = """<!doctype html>
<html lang="{}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>{}</title>
<style>{}</style>
</head>
<body>
<header>
<p class="desk">{}</p>
<h1 dir="auto">{}</h1>
<p class="facts">{}</p>
{}</header>
<main>
"""  # noqa: E501


def _badge(label: str, word: str) -> SafeString:
    return format_html('<span class="badge is-{}">{}</span>', label, word)


def _texts(texts: list[str], css: str = "text") -> SafeString:
    return format_html_join("", '<p class="{}" dir="auto">{}</p>\n', ((css, text) for text in texts))


def _linked(link: str, shown: str) -> SafeString | str:
    return format_html('<a href="{}" rel="noopener noreferrer">{}</a>', link, shown) if link else shown


def _piece(piece: prose.Piece, stance: str) -> SafeString:
    cited = prose.cited(piece.source, piece.title, piece.date)
    # An address that may not be a link is written out: nothing that was brought is left out.
    address = "" if piece.link or not piece.url else format_html("<br>{}", piece.url)
    return format_html(
        '<div class="piece is-{}"><blockquote dir="auto">{}</blockquote>'
        '<p class="facts">{}{} · Rests on <strong>{}</strong></p></div>\n',
        stance,
        piece.quote,
        _linked(piece.link, cited or piece.url),
        address,
        piece.origin,
    )


def _side(side: prose.Side) -> SafeString:
    heading = format_html("<h4>{} <span>{}</span></h4>\n", side.heading, side.amount)
    return heading + mark_safe("".join(_piece(piece, side.stance) for piece in side.pieces))  # noqa: S308


def _claim(reading: prose.Reading) -> str:
    facts: list[SafeString | str] = []
    if reading.claimant:
        facts.append(format_html('<strong dir="auto">{}</strong>', reading.claimant))
    if reading.claimed_on:
        facts.append(reading.claimed_on)
    if reading.article:
        facts.append(format_html("in {}", _linked(reading.article_link, reading.article)))
    if reading.article_url and not reading.article_link:
        facts.append(reading.article_url)
    end: list[SafeString | str] = [reading.verdicts] if reading.verdicts else []
    if reading.check_url:
        end.append(_linked(reading.check_link, "The published check"))
    parts = [
        format_html(
            '<section class="claim" id="claim-{}" aria-labelledby="title-{}">\n<p class="facts">{} {}</p>\n'
            '<h3 id="title-{}" dir="auto">{}</h3>\n<p class="facts">{}</p>\n',
            reading.number,
            reading.number,
            reading.number,
            _badge(reading.label, reading.word),
            reading.number,
            reading.claim,
            format_html_join(" · ", "{}", ((fact,) for fact in facts)),
        ),
        _texts([reading.status] if reading.status else [], "facts"),
        _texts([reading.summary] if reading.summary else [], "summary"),
        _texts(reading.explanation),
        _texts([reading.note] if reading.note else [], "note text"),
        *[_side(side) for side in reading.sides],
        format_html("<h4>{}</h4>\n", prose.UNESTABLISHED) if reading.unestablished else "",
        _texts(reading.unestablished),
        format_html('<p class="facts">{}</p>\n', format_html_join(" · ", "{}", ((it,) for it in end)))
        if end
        else "",
        "</section>\n",
    ]
    return "".join(parts)


def _glance(document: Document, words: prose.Words) -> Iterator[str]:
    """Yield the table of all claims, then how many carry each label."""
    yield "<h2>At a glance</h2>\n<table>\n<thead><tr><th>No.</th><th>Claim</th><th>Verdict</th></tr></thead>\n<tbody>\n"
    for chapter in prose.chapters(document):
        for reading in map(words.count, chapter.readings):
            yield format_html(
                '<tr><td>{}</td><td dir="auto"><a href="#claim-{}">{}</a></td><td>{}</td></tr>\n',
                reading.number,
                reading.number,
                reading.claim,
                _badge(reading.label, reading.word),
            )
    yield "</tbody>\n</table>\n"
    yield format_html(
        '<ul class="figures">{}</ul>\n',
        format_html_join(
            "",
            "<li><strong>{}</strong> {}</li>",
            ((f"{it['number']:,}", _badge(it["label"], it["word"])) for it in words.in_order()),
        ),
    )


def write_html(document: Document) -> Iterator[str]:
    """Yield the file. The claims are read twice: for the table in front, and for what is said of each."""
    title = prose.visible(document.title)
    yield format_html(
        HEAD,
        settings.LANGUAGE_CODE,
        STYLES_HASH,
        title,
        mark_safe(STYLES),  # noqa: S308
        document.publisher,
        title,
        " · ".join(prose.imprint(document)[1:]),
        _texts(prose.paragraphs(document.introduction), "lead text"),
    )
    has_signs = prose.has_sign([title, *prose.paragraphs(document.introduction)])
    if document.length:
        yield from _glance(document, prose.Words())
    else:
        yield "<h2>No claims</h2>\n<p>There are none in this document.</p>\n"
    for chapter in prose.chapters(document):
        yield format_html('<h2 dir="auto">{}</h2>\n', chapter.title or "The claims")
        yield _texts(chapter.text)
        for reading in chapter.readings:
            piece = _claim(reading)
            has_signs = has_signs or prose.has_sign(piece)
            yield piece
    yield "<h2>How to read this report</h2>\n"
    for label in Label:
        yield format_html("<p>{} {}</p>\n", _badge(label.value, str(label.label)), prose.MEANINGS[label])
    yield from map(str, (_texts([prose.COUNTING]), _texts([prose.SIGNS] if has_signs else [])))
    yield "</main>\n</body>\n</html>\n"

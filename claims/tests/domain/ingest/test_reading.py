"""From bytes to drafts: plain text, encodings, refusals, dates."""

import time
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.ingest.dates import dates_in, parse_date
from claims.domain.ingest.reading import read, read_text
from claims.domain.refusals import Refused

CYRILLIC = (
    "Збройні сили звільнили місто Ізюм у вересні, повідомив речник. Жителі вийшли на вулиці та площі міста.\n"
)


class TestPlainText:
    def test_title_byline_and_date_come_from_the_first_lines(self):
        raw = (
            b"Storm hits the coast: what now?\n\nBy Ann Lee\nSept. 14, 2022\n\nThe storm came in the night.\n"
        )
        draft = read(raw, filename="folder/a.txt")
        assert (draft.title, draft.byline) == ("Storm hits the coast: what now?", "Ann Lee")
        assert draft.published_on == date(2022, 9, 14)
        assert draft.text == raw.decode()
        assert (draft.raw, draft.filename, draft.media_type) == (raw, "a.txt", "text/plain")

    def test_an_archives_note_gives_the_date_and_is_no_title(self):
        draft = read(b" date 2022-09-14 Storm hits the coast\n\nThe storm came.", filename="a.txt")
        assert (draft.title, draft.published_on) == ("Storm hits the coast", date(2022, 9, 14))
        assert draft.text.startswith(" date 2022-09-14 Storm")

    def test_boilerplate_is_no_title(self):
        draft = read_text("Accessibility links\n\nBreaking News\n\nStorm hits the coast\n\nIt came at night.")
        assert draft.title == "Storm hits the coast"

    def test_a_sentence_is_cut_to_a_title(self):
        draft = read_text(
            "The storm that hit the coast in the night " * 4 + "was strong.\nMore follows here."
        )
        assert len(draft.title) <= 120
        assert draft.title.endswith("…")

    def test_a_date_in_a_sentence_is_not_the_articles(self):
        assert read_text("Storm\n\nOn Sept. 10, 2021, another storm hit the coast.").published_on is None

    def test_two_dates_are_none_unless_one_is_an_update(self):
        assert read_text("Storm\n\nSept. 14, 2022\nSept. 15, 2022\n\nIt came.").published_on is None
        updated = "Storm\n\nPublished Sept. 14, 2022\nUpdated Sept. 15, 2022\n\nIt came."
        assert read_text(updated).published_on == date(2022, 9, 14)

    def test_what_is_given_stands(self):
        draft = read_text(
            "Storm\n\nSept. 14, 2022\n\nIt came.", title="T", publisher="P", published_on=date(2020, 1, 1)
        )
        assert (draft.title, draft.publisher, draft.published_on) == ("T", "P", date(2020, 1, 1))

    def test_markdown_headings(self):
        draft = read(b"# Storm hits\n\nIt came at night.", filename="a.md")
        assert (draft.title, draft.media_type) == ("Storm hits", "text/markdown")


class TestEncodings:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1251", "koi8-u"])
    def test_cyrillic_is_read(self, encoding):
        assert read((CYRILLIC * 3).encode(encoding), filename="a.txt").text == CYRILLIC * 3

    @pytest.mark.parametrize("byte_order", ["le", "be"])
    def test_both_byte_orders(self, byte_order):
        assert read(("\ufeff" + CYRILLIC).encode(f"utf-16-{byte_order}"), filename="a.txt").text == CYRILLIC

    def test_a_page_may_declare_its_charset(self):
        raw = f'<html><head><meta charset="windows-1251"></head><body><p>{CYRILLIC}</p></body></html>'.encode(
            "cp1251"
        )
        draft = read(raw, filename="a.html")
        assert draft.text == CYRILLIC.strip()
        assert draft.encoding == "cp1251"

    def test_utf_8_wins_over_a_wrong_declaration(self):
        raw = f'<meta charset="iso-8859-1"><p>{CYRILLIC}</p>'.encode()
        assert read(raw, filename="a.html").text == CYRILLIC.strip()

    def test_a_header_may_declare_it(self):
        raw = "Über die Straße gehen, schön".encode("latin-1")
        assert read(raw, media_type="text/plain; charset=ISO-8859-1").text == "Über die Straße gehen, schön"

    def test_utf_7_is_never_used(self):
        raw = b'<meta charset="utf-7"><p>+ADw-script+AD4- caf\xe9 is a word that stands here</p>'
        assert "<script>" not in read(raw, filename="a.html").text

    @pytest.mark.parametrize(
        ("raw", "why"),
        [
            (b"", "empty"),
            (b"  \n\n", "empty"),
            (b"%PDF-1.7 ...", "PDF"),
            (b"PK\x03\x04rest", "zip"),
            (b"\x89PNG\r\n\x1a\n", "image"),
            (b"\xff\xd8\xff\xe0", "image"),
            (b"\xff\xfe\x80", "utf-16"),
            (b"a\0b", "NUL"),
            (bytes(range(1, 32)) * 40, "control characters"),
        ],
    )
    def test_what_is_no_text_is_refused(self, raw, why):
        with pytest.raises(Refused, match=why):
            read(raw, filename="a.txt")

    def test_other_suffixes_are_refused(self):
        with pytest.raises(Refused, match=r"\.docx"):
            read(b"some text", filename="a.docx")

    def test_a_file_above_the_limit_is_refused(self, settings):
        settings.ARTICLE_MAX_BYTES = 2**20
        with pytest.raises(Refused, match="at most 1 MiB"):
            read(b"a" * (2**20 + 1), filename="a.txt")

    @given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.html", "a.md"]))
    def test_any_bytes_are_read_or_refused(self, raw, filename):
        try:
            draft = read(raw, filename=filename)
        except Refused:
            return
        assert draft.raw == raw
        assert draft.text.strip()


class TestDates:
    @pytest.mark.parametrize(
        ("line", "found"),
        [
            ("2022-09-14", date(2022, 9, 14)),
            ("Sept. 14, 2022", date(2022, 9, 14)),
            ("14 September 2022, 10:15", date(2022, 9, 14)),
            ("14 вересня 2022", date(2022, 9, 14)),
            ("14 сентября 2022 г.", date(2022, 9, 14)),
            ("14.09.2022", date(2022, 9, 14)),
            ("09/14/2022", date(2022, 9, 14)),
            ("14/09/2022", date(2022, 9, 14)),
            ("05/05/2022", date(2022, 5, 5)),
        ],
    )
    def test_one_reading(self, line, found):
        assert dates_in(line) == {found}

    @pytest.mark.parametrize(
        "line", ["05/06/2022", "2022-13-01", "Foo 14, 2022", "30.02.2022", "0001-01-01", "12022-09-14"]
    )
    def test_no_certain_reading(self, line):
        assert dates_in(line) == set()

    @pytest.mark.parametrize(
        "value", ["2022-09-14", "2022-09-14T10:00", "2022-09-14T10:00:00Z", "2022-09-14 10:00:00.123+02:00"]
    )
    def test_iso(self, value):
        assert parse_date(value) == date(2022, 9, 14)

    @pytest.mark.parametrize(
        "value",
        [
            "infinity",
            "-infinity",
            "0044-03-15 BC",
            "-0044-03-15",
            "9999-12-31",
            "1399-12-31",
            "tomorrow",
            "2022",
        ],
    )
    def test_absurd(self, value):
        assert parse_date(value) is None


def body(inner, head=""):
    return f"<!doctype html><html><head>{head}</head><body>{inner}</body></html>".encode()


PARAGRAPHS = "".join(
    f"<p>The storm number {n} came in the <b>night</b> and took the roofs of {n * 3} houses, the mayor said.</p>"
    for n in range(1, 9)
)


class TestPages:
    HEAD = (
        '<title>Storm hits | The Times</title><meta property="og:site_name" content="The Times">'
        '<meta name="author" content="Ann Lee"><meta property="article:published_time" content="2022-09-14T10:00:00Z">'
        '<link rel="canonical" href="https://example.org/storm"><style>p{color:red}</style>'
    )
    PAGE = (
        "<header><a href='/'>The Times</a></header><nav><ul><li><a href='/s'>Sport</a></li></ul></nav>"
        f"<article><h1>Storm hits the coast</h1><script>var secret = 1</script>{PARAGRAPHS}"
        "<blockquote>We have seen nothing like this storm before.</blockquote>"
        + "<p>Repairs will take a month, she said again.</p>"
        * 5
        + "<ul><li>Forty houses damaged</li></ul></article>"
        "<aside><a href='/x'>Ten worst storms</a></aside>"
        "<section id='comments'><div class='comment'><p>Nonsense, said a reader who was not there.</p></div></section>"
        "<footer>About us</footer>"
    )

    def test_metadata(self):
        draft = read(body(self.PAGE, self.HEAD), filename="a.html")
        assert (draft.byline, draft.publisher) == ("Ann Lee", "The Times")
        assert (draft.url, draft.published_on) == ("https://example.org/storm", date(2022, 9, 14))
        assert draft.title.startswith("Storm hits")
        assert draft.media_type == "text/html"

    def test_the_articles_words_come_whole_and_in_order(self):
        text = read(body(self.PAGE, self.HEAD), filename="a.html").text
        lines = text.split("\n\n")
        assert lines[0] == "Storm hits the coast"
        assert (
            lines[1] == "The storm number 1 came in the night and took the roofs of 3 houses, the mayor said."
        )
        assert text.count("Repairs will take a month, she said again.") == 5
        assert "We have seen nothing like this storm before." in lines
        assert "Forty houses damaged" in text
        for word in ("secret", "Sport", "Ten worst", "About us", "color"):
            assert word not in text

    def test_comments_come_behind_and_are_marked(self):
        from claims.domain.text import split_passages
        from claims.vocabulary import PassageKind

        text = read(body(self.PAGE, self.HEAD), filename="a.html").text
        marked = [
            text[span.start : span.end]
            for span in split_passages(text)
            if span.kind == PassageKind.BOILERPLATE
        ]
        assert marked == ["Comments", "Nonsense, said a reader who was not there."]

    def test_line_breaks_are_kept(self):
        text = read(
            body("<p>One line<br>and another<br><br>A new paragraph</p><pre>a\n  b</pre>"), filename="a.html"
        ).text
        assert text == "One line\nand another\n\nA new paragraph\n\na\nb"

    def test_coverage_is_the_share_of_the_visible_text(self):
        assert read(body(self.PAGE, self.HEAD), filename="a.html").coverage > 0.95
        lists = "".join(f"<div><a href='/{n}'>Teaser {n} about another thing</a></div>" for n in range(30))
        draft = read(body(f"<div>{PARAGRAPHS}</div><div class='teasers'>{lists}</div>"), filename="a.html")
        assert 0 < draft.coverage <= 1

    def test_a_page_that_extraction_finds_nothing_in_keeps_its_words(self):
        assert read(body("<div>Closed.</div>"), filename="a.html").text == "Closed."

    def test_identical_paragraphs_are_all_kept(self):
        text = read(body("<p>The same words stand here again.</p>" * 50), filename="a.html").text
        assert text.count("The same words stand here again.") == 50

    @pytest.mark.parametrize(
        ("raw", "kept"),
        [
            (b"<div>" * 300 + b"DEEP TEXT", "DEEP TEXT"),
            (b"<p>" + b"a" * 10_000_001 + b"</p><p>TAIL</p>", "TAIL"),
            (b"<p>before &#xD800; behind</p>", "behind"),
            (b"<p>unclosed <b>tags <i>everywhere", "unclosed tags everywhere"),
            (b"just words & no tags", "just words & no tags"),
        ],
    )
    def test_odd_pages_keep_their_words(self, raw, kept):
        assert kept in read(raw, filename="a.html").text

    @pytest.mark.parametrize(
        "raw",
        [
            b"<div>" * 100_000 + b"DEEP",
            b"<table><tr><td>" * 3000 + b"DEEP",
            b"<html></html>",
            b"<script>x</script>",
        ],
    )
    def test_what_cannot_be_read_whole_is_refused(self, raw):
        with pytest.raises(Refused):
            read(raw, filename="a.html")

    @pytest.mark.parametrize(
        "unit", [b"<p>x", b"<b>", b"<a href=x>y</a>", b"&amp;", b"<br>a", b"<!--", b"</p>"]
    )
    def test_bombs_take_little_time(self, unit):
        started = time.process_time()
        with suppress(Refused):
            read(unit * 20_000, filename="a.html")
        assert time.process_time() - started < 5

    @pytest.mark.parametrize(
        "address", ["javascript:alert(1)", "https://user:word@example.org/", "/relative"]
    )
    def test_a_page_with_a_bad_address_of_its_own_is_read_without(self, address):
        head = f'<link rel="canonical" href="{address}">'
        assert read(body(PARAGRAPHS, head), filename="a.html").url in ("", "https://example.org/")


def test_a_page_without_a_body_tag_is_read_whole():
    """The parser leaves what follows a title inside the head when no tag opens the body."""
    page = (
        b"<!doctype html><title>Moved</title><article><h1>Moved</h1><p>Troops were moved east.</p></article>"
    )
    draft = read(page, filename="page.html")
    assert "Troops were moved east." in draft.text
    assert draft.title == "Moved"

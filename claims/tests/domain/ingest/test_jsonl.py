"""JSON Lines, whole and broken."""

import io
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.ingest.drafts import Draft, Refusal
from claims.domain.ingest.jsonl import read_jsonl


def lines(*rows):
    raw = b"\n".join(row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows)
    return list(read_jsonl(io.BytesIO(raw), name="a.jsonl"))


def test_every_field_is_read():
    (draft,) = lines(
        {
            "title": "T",
            "publisher": "P",
            "url": "https://example.org/",
            "published_at": "2022-09-14T10:00:00Z",
            "text": "Some words.",
            "byline": "B",
            "language": "uk",
            "extra": {"passed": ["over"]},
        }
    )
    assert (draft.title, draft.publisher, draft.url) == ("T", "P", "https://example.org/")
    assert (draft.published_on, draft.text, draft.byline) == (date(2022, 9, 14), "Some words.", "B")
    assert (draft.language, draft.source) == ("uk", "a.jsonl:1")


def test_only_lf_ends_a_line():
    text = "one\u2028two\u2029three\x85four\x0cfive"
    (draft,) = lines(json.dumps({"text": text}, ensure_ascii=False).encode())
    assert draft.text == text


def test_blank_lines_and_a_byte_order_mark_are_passed_over():
    raw = b"\xef\xbb\xbf" + b'{"text": "a"}\r\n\n  \n{"text": "b"}'
    assert [draft.source for draft in read_jsonl(io.BytesIO(raw), name="x")] == ["x:1", "x:4"]


def test_words_that_normalising_changes_are_kept_as_they_came():
    plain, composed = lines({"text": "plain"}, b'{"text": "cafe\\u0301"}')
    assert plain.raw is None
    assert composed.raw == b'{"text": "cafe\\u0301"}'


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"{", "not JSON"),
        (b"[]", "not an object"),
        (b'"text"', "not an object"),
        (b"{}", "text: missing"),
        (b'{"text": ""}', "text: missing"),
        (b'{"text": null}', "text: missing"),
        (b'{"text": 5}', "text: must be a string"),
        (b'{"text": ["a"]}', "text: must be a string"),
        (b'{"text": "a", "title": {"en": "b"}}', "title: must be a string"),
        (b'{"text": "a", "published_at": 1663113600}', "published_at: must be a string"),
        (b'{"text": "a", "published_at": "infinity"}', "published_at: not a date"),
        (b'{"text": "a", "published_at": "0044-03-15 BC"}', "published_at: not a date"),
        (b'{"text": "a", "published_at": "9999-12-31"}', "published_at: not a date"),
        (b'{"text": "a", "text": "b"}', "text: stands there twice"),
        (b'{"text": "a", "more": {"x": 1, "x": 2}}', "x: stands there twice"),
        (b'{"text": "a", "score": NaN}', "NaN"),
        (b'{"text": "a", "n": ' + b"9" * 5000 + b"}", "too long"),
        (b'{"text": "caf\xe9"}', "not UTF-8 at byte 14"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 100_000, "nested too deeply"),
    ],
)
def test_bad_lines_are_refused_with_place_and_reason(line, why):
    before, refusal, after = lines({"text": "a"}, line, {"text": "b"})
    assert (before.text, after.text) == ("a", "b")
    assert isinstance(refusal, Refusal)
    assert refusal.source == "a.jsonl:2"
    assert why in refusal.reason


def test_a_line_that_is_too_long_is_refused_and_the_next_is_read(settings):
    settings.ARTICLE_MAX_BYTES = 1000
    refusal, draft = lines({"text": "a" * 300_000}, {"text": "b"})
    assert "more than" in refusal.reason
    assert (draft.text, draft.source) == ("b", "a.jsonl:2")


@given(st.lists(st.one_of(st.binary(max_size=60), st.just(b'{"text": "a"}')), max_size=8))
def test_every_line_is_answered_for(rows):
    raw = b"\n".join(rows)
    offered = [line for line in raw.removeprefix(b"\xef\xbb\xbf").split(b"\n") if line.strip()]
    found = list(read_jsonl(io.BytesIO(raw), name="x"))
    assert len(found) == len(offered)
    assert all(isinstance(item, Draft | Refusal) for item in found)

"""Word pieces, against ids published for bert-base-uncased and against what the vocabulary's lines say."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.embedding.wordpiece import WordPiece

VOCABULARY = (
    Path("claims/embedding_models/minilm-l6-v2-int8/vocab.txt").read_text(encoding="utf-8").split("\n")[:-1]
)
FOX = [1996, 4248, 2829, 4419, 14523, 2058, 1996, 13971, 3899, 1012]


@pytest.fixture(scope="module")
def wordpiece() -> WordPiece:
    return WordPiece(VOCABULARY)


def pieces(wordpiece: WordPiece, text: str) -> list[str]:
    return [VOCABULARY[number] for number in wordpiece.encode(text)[1:-1]]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("hello world", [7592, 2088]),
        ("Hello, World!", [7592, 1010, 2088, 999]),
        ("The quick brown fox jumps over the lazy dog.", FOX),
        ("embeddings", [7861, 8270, 4667, 2015]),
        ("", []),
    ],
)
def test_published_ids(wordpiece, text, ids):
    assert wordpiece.encode(text) == [101, *ids, 102]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("unaffable", ["una", "##ffa", "##ble"]),  # the longest first, not the fewest
        ("Résumé, naïve CAFÉ", ["resume", ",", "naive", "cafe"]),
        ("İstanbul", ["istanbul"]),
        ("3,000 at 2.5%: $5", ["3", ",", "000", "at", "2", ".", "5", "%", ":", "$", "5"]),
        ("中国人abc", ["中", "国", "人", "abc"]),
        ("Київ", ["к", "##и", "##і", "##в"]),
        ("a\tb\nc\u00a0d\u2028e", ["a", "b", "c", "d", "e"]),
        ("sol\0di\u200ber\ufffds", ["soldiers"]),
        ("\ud800troops", ["troops"]),
        ("troops 😀", ["troops", "[UNK]"]),
        ("x" * 101, ["[UNK]"]),
        ("[SEP]", ["[", "sep", "]"]),  # nobody types a frame
    ],
)
def test_what_words_are_cut_into(wordpiece, text, expected):
    assert pieces(wordpiece, text) == expected


def test_a_long_text_is_cut_at_128_pieces(wordpiece):
    ids = wordpiece.encode("embeddings " * 10_000)
    assert len(ids) == 128
    assert (ids[0], ids[-1]) == (101, 102)
    assert ids[1:5] == [7861, 8270, 4667, 2015]


@given(st.text(st.characters(codec=None), max_size=400))
def test_any_text_gives_ids_of_the_vocabulary(wordpiece, text):
    ids = wordpiece.encode(text)
    assert 2 <= len(ids) <= 128
    assert (ids[0], ids[-1]) == (101, 102)
    assert all(0 <= number < len(VOCABULARY) for number in ids)
    assert wordpiece.encode(f"  {text}\n") == ids


@given(
    st.lists(st.sampled_from(VOCABULARY[1996:20_000]), max_size=40).map(
        lambda words: [w for w in words if w.isascii() and w.isalpha()]
    )
)
def test_words_of_the_vocabulary_are_one_piece_each(wordpiece, words):
    assert pieces(wordpiece, " ".join(words)) == words

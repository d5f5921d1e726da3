"""What looks worth checking stands before what doesn't, and says why in words."""

import hashlib
import json

import numpy as np
import pytest

from claims.domain.suggesting import NoWeights, score, weights, why_not
from claims.domain.suggesting.surface import NAMES, measure, words_of
from claims.domain.suggesting.wording import phrases

OFFICIAL = (
    "President Zelensky said 3,000 soldiers were killed in Kharkiv last year, twice as many as in 2020."
)
GREETING = "Good evening, and thank you all very much for coming."
ANY_LANGUAGE = ["У 2021 році експорт зріс на 12% до $3,4 млрд.", "Дякую всім за увагу!"]


def values(*sentences, **options):
    return [one.value for one in score(sentences, **options)]


def test_figures_by_an_official_stand_far_above_a_greeting():
    said, greeted = values(OFFICIAL, GREETING)
    assert said > 0.8
    assert greeted < 0.1


def test_sentences_are_ranked_as_an_editor_would():
    ranked = [
        "Unemployment fell from 8% in 2010 to 4% in 2016.",
        "We have lost jobs to other countries.",
        "I think we should all work together, don't you?",
    ]
    scores = values(*ranked)
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= value <= 1 for value in scores)


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("The ministry spent $40 million.", "a number"),
        ("They produce more oil than we do.", "a comparison"),
        ("Crime fell.", "a trend (fell)"),
        ("It happened there in March of 1999.", "a date"),
        ("The spokesman said that the troops were regrouping.", "a quoted official"),
        ("They went to see Barack Obama.", "a named person or place"),
    ],
)
def test_the_reasons_are_said_in_words(sentence, reason):
    (scored,) = score([sentence])
    assert reason in scored.reasons


def test_at_most_three_reasons_and_always_one():
    full, plain = score([OFFICIAL, "That is what it is."])
    assert len(full.reasons) == 3
    assert {"a number", "a date"} < set(full.reasons)
    assert len(plain.reasons) == 1


def test_an_official_who_isnt_quoted_is_no_reason():
    (scored,) = score(["The government is there."])
    assert "a quoted official" not in scored.reasons


def test_the_embedding_moves_the_score():
    towards = np.asarray([weights.load()["vectors"].vector])
    towards /= np.linalg.norm(towards)
    (pushed,), (held_back,) = values(OFFICIAL, vectors=towards), values(OFFICIAL, vectors=-towards)
    assert pushed > held_back


def test_other_languages_are_read_by_figures_and_names_alone():
    figures, thanks = values(*ANY_LANGUAGE, language="uk")
    assert figures > thanks
    assert score(ANY_LANGUAGE[:1], language="uk")[0].reasons[0] == "a number"
    assert values("thank you", language="uk") == values("больше было", language="uk")


@pytest.mark.parametrize(
    "sentence", ["", " ", "…", "😀", "\0", "-" * 33, "|---" * 30, "a " * 10_000, "9" * 5000, "²"]
)
def test_whatever_comes_has_a_score(sentence):
    for language in ("en", "uk"):
        (value,) = values(sentence, language=language)
        assert 0 <= value <= 1


def test_no_sentences_have_no_scores():
    assert score([]) == []
    assert score([], np.zeros((0, 384))) == []


def test_each_sign_has_its_place():
    sentence = "In 1999 we rose by 7."
    measured = dict(zip(NAMES, measure(sentence, *words_of(sentence)), strict=True))
    assert {name for name, value in measured.items() if value} == {"year", "number", "we", "trend", "length"}


def test_words_and_pairs_are_counted_once():
    assert phrases(["0", "more", "0", "more"]) == ["0", "more", "^ 0", "0 more", "more 0"]


class TestDamagedWeights:
    @pytest.fixture
    def folder(self, tmp_path):
        for name in (weights.FILE, weights.CHECKSUM):
            (tmp_path / name).write_bytes((weights.FOLDER / name).read_bytes())
        return tmp_path

    def test_whole_ones_are_read(self, folder):
        assert set(weights.load(folder)) == {"vectors", "words", "figures"}
        assert why_not() == ""

    @pytest.mark.parametrize("name", [weights.FILE, weights.CHECKSUM])
    def test_a_missing_file_is_said(self, folder, name):
        (folder / name).unlink()
        with pytest.raises(NoWeights, match="cannot be read"):
            weights.load(folder)

    def test_one_changed_byte_is_found(self, folder):
        content = bytearray((folder / weights.FILE).read_bytes())
        content[len(content) // 2] ^= 1
        (folder / weights.FILE).write_bytes(content)
        with pytest.raises(NoWeights, match="differs from its checksum"):
            weights.load(folder)
        assert "damaged" in why_not(folder)

    @pytest.mark.parametrize("content", ["[]", "{}", "no json", '{"name": "another", "signs": []}'])
    def test_whole_but_of_another_build_is_refused(self, tmp_path, content):
        (tmp_path / weights.FILE).write_text(content)
        (tmp_path / weights.CHECKSUM).write_text(hashlib.sha256(content.encode()).hexdigest())
        with pytest.raises(NoWeights, match="not what the desk expects"):
            weights.load(tmp_path)

    def test_what_is_written_is_read_again(self, folder):
        before = weights.load()
        counts = json.loads((folder / weights.FILE).read_text())
        names = counts["phrases"].split("\n")
        written = {
            phrase: (count, [before[name].phrases[phrase][1] for name in weights.WORDED])
            for phrase, count in zip(names, counts["counts"], strict=True)
        }
        weights.write(sets=before, phrases=written, sentences=counts["sentences"], folder=folder)
        assert weights.load(folder) == before

"""Normalising, counting and cutting text."""

import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.text import TextRefused, guess_language, normalise, split_passages, utf16_to_code_points
from claims.vocabulary import PassageKind

storable = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
# Text thick with what the cutter looks at.
PIECES = [
    " ",
    "  ",
    "\n",
    "\n\n",
    "\xa0",
    "Leave a Reply",
    "Liked by 4 people",
    "#",
    "(",
    "“",
    "x" * 400,
    "й",
]
sentences = st.lists(
    st.sampled_from(
        [
            *PIECES,
            "Mr",
            "U.S",
            "Sept",
            "the",
            "The",
            "14",
            "3.5",
            ".",
            "...",
            "!",
            "?”",
            '."',
            "1. ",
            "• ",
            "г",
            "В",
        ]
    )
).map("".join)


def cut(text):
    return [text[span.start : span.end] for span in split_passages(text)]


def kinds(text):
    return {text[span.start : span.end]: span.kind for span in split_passages(text)}


class TestNormalise:
    def test_composes_and_sets_line_ends(self):
        assert normalise("\ufeffcafe\u0301\r\nтест\rend\n") == "café\nтест\nend\n"

    def test_keeps_blanks_and_words(self):
        assert normalise("  a\u00a0 b \n\n\n c\t") == "  a\u00a0 b \n\n\n c\t"

    @pytest.mark.parametrize("bad", ["a\0b", "a\ud800b", "\udfff"])
    def test_refuses_what_cannot_be_stored(self, bad):
        with pytest.raises(TextRefused):
            normalise(bad)

    def test_refusal_says_where(self):
        with pytest.raises(TextRefused, match="line 2, character 3"):
            normalise("one\ntw\0")

    @given(storable)
    def test_is_idempotent(self, text):
        once = normalise(text)
        assert normalise(once) == once


class TestUtf16:
    @given(storable, st.data())
    def test_agrees_with_a_browser(self, text, data):
        at = data.draw(st.integers(0, len(text)))
        units = len(text[:at].encode("utf-16-le")) // 2
        assert utf16_to_code_points(text, units) == at

    @pytest.mark.parametrize("offset", [-1, 2, 5])
    def test_refuses_a_place_that_is_none(self, offset):
        with pytest.raises(ValueError, match="The offset lies"):
            utf16_to_code_points("a😀b", offset)


class TestSplit:
    @given(st.one_of(storable.map(normalise), sentences))
    def test_loses_nothing(self, text):
        spans = split_passages(text)
        covered = 0
        for span in spans:
            assert covered <= span.start < span.end <= len(text)
            assert not text[covered : span.start].strip()
            piece = text[span.start : span.end]
            assert piece == piece.strip()
            assert "\n" not in piece
            covered = span.end
        assert not text[covered:].strip()

    @given(sentences)
    def test_keeps_passages_short(self, text):
        assert all(span.end - span.start <= 1000 for span in split_passages(text))

    @pytest.mark.parametrize(
        "text",
        [
            "Mr. Smith met Gen. J. R. Brown in the U.S. Senate on Oct. 5 at 9.30 a.m. Kyiv time.",
            "The area is 2.5 km wide, i.e. 1.6 miles (cf. No. 7, p. 12).",
            "“Are we there yet?” Girkin asked on Telegram.",
            "“Are we there yet?” he asked.",
            "1. The first of the points is this.",
            "Wait... what did he say?",
            "The U.S.-based Institute of Prof. Kagan wrote to example.com about it.",
            "Contributing: The Associated Press and others.",
            "У 2022 р. Харківська обл. та м. Ізюм були звільнені, повідомив ген. Сирський.",
            "В 2022 г. Министерство обороны сообщило о 3,5 тыс. Солдат, в т.ч. о раненых.",
            "Університет ім. Каразіна стоїть на пл. Свободи.",
            "«Ми підемо!» — сказав Іван.",
            "«Мы уйдём?» — спросил он.",
            "“Never!” Anna Petrenko shouted.",
            "Генерал В. О. Іваненко прибув о 5 год. ранку.",
            "Прибыли ок. 50 чел. из Харькова.",
            "He waited . . . then left.",
            "He met J. K. Brown of Acme Inc. on p. 12.",
        ],
    )
    def test_does_not_cut_inside_a_sentence(self, text):
        assert cut(text) == [text]

    @pytest.mark.parametrize(
        ("text", "parts"),
        [
            ("He left. She stayed.", ["He left.", "She stayed."]),
            ("He left on Oct. 5. The rest stayed.", ["He left on Oct. 5.", "The rest stayed."]),
            ('"We won," he said. "It is over."', ['"We won," he said.', '"It is over."']),
            ("“It is over.” The crowd cheered.", ["“It is over.”", "The crowd cheered."]),
            (
                "They flew to Washington, D.C. The talks failed.",
                ["They flew to Washington, D.C.", "The talks failed."],
            ),
            ("Is it over? Not yet! Wait.", ["Is it over?", "Not yet!", "Wait."]),
            ("Це правда. Він пішов.", ["Це правда.", "Він пішов."]),
            ("Это было в 2022 г. Он ушёл.", ["Это было в 2022 г.", "Он ушёл."]),
            ("(He left.) She stayed.", ["(He left.)", "She stayed."]),
            ("Be ready. …Of course, we are.", ["Be ready.", "…Of course, we are."]),
            ("one line\nanother line", ["one line", "another line"]),
            ("1. The first. 2. The second.", ["1. The first.", "2. The second."]),
            ("a) One thing. b) Another.", ["a) One thing.", "b) Another."]),
            ("He left.[1] She stayed.[2]", ["He left.[1]", "She stayed.[2]"]),
            ("He left.¹ She stayed.", ["He left.¹", "She stayed."]),
            ("“Why?” “Because.”", ["“Why?”", "“Because.”"]),
            ("Ruling: True? We say no.", ["Ruling: True?", "We say no."]),
            ("«Коли?» — Ніхто не знав.", ["«Коли?»", "— Ніхто не знав."]),
            ("Він сказав: «Так.» Усі пішли.", ["Він сказав: «Так.»", "Усі пішли."]),
        ],
    )
    def test_cuts_between_sentences(self, text, parts):
        assert cut(text) == parts

    def test_cuts_a_long_run_at_a_space(self):
        text = "word " * 500
        pieces = cut(text)
        assert all(900 < len(piece) <= 1000 for piece in pieces[:-1])
        assert " ".join(pieces) == text.strip()

    @pytest.mark.parametrize(
        "unit",
        [
            ".",
            "! ",
            ".[1]",
            ".¹",
            ". .",
            "a) ",
            '."',
            "a" * 9,
            "U.S. ",
            "\n#",
            "?” A",
            "1. ",
            "a\n",
            ". \u00a0",
        ],
    )
    def test_takes_linear_time(self, unit):
        started = time.process_time()
        split_passages(unit * 40_000)
        assert time.process_time() - started < 3


class TestKinds:
    ARTICLE = (
        "Accessibility links\n\nBig storm hits the coast: what now?\n\nBy Ann Lee\nSept. 14, 2022\n\n"
        "The storm arrived in the night and it took the roofs of forty houses with it, the mayor said.\n\n"
        "ALERT: See the ten worst storms ever\n\nWhat comes next\n\n"
        "Repairs will take a month, she said, and the school stays closed.\n\n"
        "  1. I saw it coming.\n\n    Liked by 4 people\n\n    • Me too.\n\n      Liked by 1 person\n\n"
        "Leave a Reply\n\nThis sentence stands behind it.\n"
    )

    def test_of_an_article_with_comments(self):
        found = kinds(self.ARTICLE)
        boilerplate = {text for text, kind in found.items() if kind == PassageKind.BOILERPLATE}
        headings = {text for text, kind in found.items() if kind == PassageKind.HEADING}
        assert headings == {"Big storm hits the coast: what now?", "What comes next"}
        assert boilerplate == {
            "Accessibility links",
            "ALERT: See the ten worst storms ever",
            "1. I saw it coming.",
            "Liked by 4 people",
            "• Me too.",
            "Liked by 1 person",
            "Leave a Reply",
            "This sentence stands behind it.",
        }

    @pytest.mark.parametrize(
        "line",
        [
            "Log Out /  Change )",
            "You are commenting using your Twitter account.",
            "This site uses Akismet to reduce spam. Learn how your comment data is processed.",
            "please wait",
            "No media source currently available",
            "0:00 0:01:52 0:00",
            "Other Stories",
            "Credit: Google",
            "Advertisement",
            "We use cookies to make this site better.",
            "Subscribe to our newsletter",
            "Читайте також: Що сталося вчора",
            "___",
            "·2 min read",
        ],
    )
    def test_furniture(self, line):
        text = f"The mayor said that the storm was over.\n{line}\nShe thanked everyone."
        marked = {kind for piece, kind in kinds(text).items() if piece in line}
        assert marked == {PassageKind.BOILERPLATE}

    @pytest.mark.parametrize(
        "line",
        [
            "Comments by the minister drew anger.",
            "He asked readers to subscribe to his channel, and they did.",
            "Credit: nobody gave him any for it, and in the end he went away to look for another place.",
            "Advertisement spending fell by half.",
            "Search parties went out at dawn.",
            "More on the way, he said.",
        ],
    )
    def test_a_reporters_words_are_not_furniture(self, line):
        text = f"The mayor said that the storm was over.\n{line}\nShe thanked everyone."
        assert kinds(text)[line] == PassageKind.TEXT

    def test_a_comment_link_at_the_top_hides_nothing(self):
        text = "Title here\n\nLeave a comment\n\n" + "The mayor spoke again. " * 40
        assert kinds(text)["The mayor spoke again."] == PassageKind.TEXT

    def test_wrapped_lines_are_not_headings(self):
        text = "The mayor said that the storm is\nover and that the roofs would be\nmended soon, and that\nwas all."
        assert set(kinds(text).values()) == {PassageKind.TEXT}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The Russian army abandoned tanks, trucks and ammunition in the region.", "en"),
        ("Збройні сили України звільнили понад двадцять населених пунктів Харківщини.", "uk"),
        ("Министерство обороны России сообщило о перегруппировке войск под Харьковом.", "ru"),
        ("2022-09-14", ""),
        ("", ""),
    ],
)
def test_language(text, language):
    assert guess_language(text) == language


def test_a_few_quoted_english_words_do_not_make_a_text_english():
    german = (
        "Der Minister sagte am Dienstag, die Truppen seien umgruppiert worden, nannte aber keine Zahlen. "
        "Beobachter hatten dagegen berichtet, die Einheiten hätten ihre Stellungen in großer Eile verlassen "
        "und schweres Gerät zurückgelassen. Ein Sprecher der Stadt schrieb auf Englisch: „This was the end of "
        "what they said would have been a victory, and the people who stayed are free.“ Der Satz wurde in "
        "den folgenden Tagen tausendfach geteilt und von mehreren Zeitungen auf der Titelseite gedruckt, "
        "während das Ministerium bei seiner Darstellung blieb und weitere Fragen nicht beantwortete. "
    )
    assert guess_language(german * 2) == "de"


def test_a_passage_of_names_leaves_an_english_text_plainly_english(monkeypatch):
    monkeypatch.setitem(sys.modules, "py3langid", None)  # asking the model would fail
    names = "Kovalenko, Shevchenko, Bondarenko, Tkachenko, Oliinyk, Lysenko, Marchenko, Rudenko. " * 4
    english = (
        "The ministry said that they were in the town, and that this was what the people have seen. " * 20
    )
    assert guess_language(names + english) == "en"


def test_a_quotation_does_not_make_a_language():
    german = (
        "Der Sprecher der Regierung sagte am Mittwoch in Berlin, dass die Truppen den Ort verlassen haben. "
        * 3
    )
    assert guess_language(german + "Їжаки їдять.") == "de"

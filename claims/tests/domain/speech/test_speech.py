"""Who said what: texts of our own, each with the words asked about and whoever says them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.speech import Speech, find_quotations, speaker_of

# The stretch asked about stands between braces; the speaker as the text names them at the longest.
DIRECT = [
    ('{"The bridge is open,"} said Anna Petrenko.', "Anna Petrenko"),
    ('{"The bridge is open,"} Anna Petrenko said.', "Anna Petrenko"),
    ('Anna Petrenko said: {"The bridge is open."}', "Anna Petrenko"),
    ('Anna Petrenko said, {"The bridge is open."}', "Anna Petrenko"),
    ('{"The bridge is open,"} Anna Petrenko told the Harbour Gazette.', "Anna Petrenko"),
    ('"The bridge is open," Anna Petrenko said. {"It will stay open."}', "Anna Petrenko"),
    ('"The bridge," Anna Petrenko said, {"will stay open."}', "Anna Petrenko"),
    ('{"The bridge is open. It will stay open. Nobody will close it,"} Anna Petrenko said.', "Anna Petrenko"),
    ("{“The bridge is open,”} said Anna Petrenko.", "Anna Petrenko"),
    ("{“It is what the mayor calls a “bridge” and no more,”} said Anna Petrenko.", "Anna Petrenko"),
    ("{'The bridge is open,'} said Anna Petrenko.", "Anna Petrenko"),
    ("{‘We don’t close bridges,’} said Anna Petrenko.", "Anna Petrenko"),
    ('{"The bridge is open,"} wrote Petrenko on Telegram. Anna Petrenko is an engineer.', "Anna Petrenko"),
    ("Anna Petrenko called the bridge {“a miracle of steel.”}", "Anna Petrenko"),
    ('Anna Petrenko promised that it would be {"open for good"} by May.', "Anna Petrenko"),
    ('"One," said Anna Petrenko. {"Two,"} said Boris Lang.', "Boris Lang"),
    ('{"One,"} said Anna Petrenko. "Two," said Boris Lang.', "Anna Petrenko"),
    ("Anna Petrenko spoke at the bridge.\n\n{“It is open.”}", None),
    ("Anna Petrenko wrote:\n\n{“The bridge is open.”}", "Anna Petrenko"),
    ("“The bridge is open,” said Anna Petrenko. “And more:\n\n{“It will stay open.”}", "Anna Petrenko"),
    ("{“The bridge is open.”} That is how Anna Petrenko described it.", "Anna Petrenko"),
    ("Anna Petrenko\n\nHead engineer\n\n{“The bridge is open.”}", "Anna Petrenko"),
    ("He carried a sign: {“Open the bridge.”}", None),
    ('{"The bridge is open," said the sign', None),
    ("{The bridge is open and stays so,”} Anna Petrenko said.", "Anna Petrenko"),
]
REPORTED = [
    ("Anna Petrenko said that {the bridge was open}.", "Anna Petrenko"),
    ("Anna Petrenko says {the bridge is open}.", "Anna Petrenko"),
    ("Anna Petrenko claims {the bridge is open}.", "Anna Petrenko"),
    ("Anna Petrenko denied that {the bridge was closed}.", "Anna Petrenko"),
    ("Anna Petrenko accused {the railway of closing the bridge}.", "Anna Petrenko"),
    ("{The bridge is open}, Anna Petrenko said.", "Anna Petrenko"),
    ("{The bridge}, Anna Petrenko said on Monday, {is open}.", "Anna Petrenko"),
    ("{The bridge is open}, according to Anna Petrenko.", "Anna Petrenko"),
    ("According to Anna Petrenko, {the bridge is open}.", "Anna Petrenko"),
    ("In the words of Anna Petrenko, {the bridge is open}.", "Anna Petrenko"),
    ("As Anna Petrenko put it, {the bridge is open}.", "Anna Petrenko"),
    ("Anna Petrenko’s statement that {the bridge is open} drew doubts.", "Anna Petrenko"),
    ("Anna Petrenko, an engineer from Dresden, said {the bridge was open}.", "Anna Petrenko"),
    ("Anna Petrenko, who built it with Boris Lang, said {the bridge was open}.", "Anna Petrenko"),
    ("On May 3 Anna Petrenko announced that {the bridge was open}.", "Anna Petrenko"),
    ("Anna Petrenko later added that {the bridge was open}.", "Anna Petrenko"),
    ("Anna Petrenko, speaking in Riga, warned that {the bridge would fall}.", "Anna Petrenko"),
    ("Anna Petrenko was told that {the bridge was open}.", None),
    ("Anna Petrenko opened the bridge, saying {it would stay open}.", "Anna Petrenko"),
    ("Anna Petrenko said the bridge was open, but Boris Lang said {the road was shut}.", "Boris Lang"),
    ("Anna Petrenko said {the bridge was open}, but Boris Lang said the road was shut.", "Anna Petrenko"),
    ("Anna Petrenko said that Boris Lang had claimed that {the road was shut}.", "Boris Lang"),
    ("{The\xa0bridge is open}, Anna\xa0Petrenko\xa0said.", "Anna Petrenko"),
    ("{The bridge goes according to plan} and opens in May.", None),
    ("{The bridge opened in May.}", None),
    ("Anna Petrenko spoke of what the railway calls a bridge. {It opened in May.}", None),
]
BODIES = [
    ("The Ministry of Transport said {the bridge was open}.", "Ministry of Transport"),
    ("{The bridge is open}, the Institute for the Study of Roads in Oslo said.", "Institute for the Study of Roads"),
    ("The Institute for the Study of Roads measured it. {It sags}, the institute said.", "Institute for the Study of Roads"),
    ("The Centre for Strategic and Local Studies said {it sags}.", "Centre for Strategic and Local Studies"),
    ("Transport officials said {the bridge was open}.", "Transport officials"),
    ("{The bridge is open}, said officials.", "Officials"),
    (
        "Anna Petrenko said: “The bridge will be open for a very long time indeed.”\n\n"
        "Oslo authorities said {it was shut}.",
        "Oslo authorities",
    ),
    ("{The bridge is open}, according to a report by the Harbour Times.", "Harbour Times"),
    ("The Harbour Times sent a reporter. {The bridge is open}, the newspaper reported.", "Harbour Times"),
    ("The Defence Ministry in Kyiv said {the bridge was open}.", "Ukrainian Defence Ministry"),
    ("Oslo's Institute for Roads (IFR) looked at it. {It sags}, the IFR wrote.", "IFR"),
    ("The Road Survey Institute looked at it. {It sags}, the RSI wrote.", "Road Survey Institute"),
    ("The Road Institute counts cracks. Its analysts wrote that {the bridge sagged}.", "Road Institute"),
    ("The Road Institute published a study. {The bridge sags}, the study says.", "Road Institute"),
    ("The Road Institute said the bridge sagged. It added that {the road was worse}.", "Road Institute"),
]  # fmt: skip
TITLES = [
    ('{"It is open,"} said President Anna Petrenko.', "Anna Petrenko", "President"),
    ('{"It is open,"} said Ukraine’s transport minister Anna Petrenko.', "Anna Petrenko", "Ukraine’s transport minister"),
    ('{"It is open,"} said Transport Ministry spokeswoman Anna Petrenko.', "Anna Petrenko", "Transport Ministry spokeswoman"),
    ('{"It is open,"} said its spokeswoman Anna Petrenko.', "Anna Petrenko", "spokeswoman"),
    ('{"It is open,"} Secretary of State Anna Petrenko said.', "Anna Petrenko", "Secretary of State"),
    ("Transport Minister Anna Petrenko came. {“It is open,”} Petrenko said.", "Anna Petrenko", "Transport Minister"),
    ("Anna Petrenko, the transport minister, said {it was open}.", "Anna Petrenko", "the transport minister"),
    ("{“It is open,”} said Petrenko. Minister Anna Petrenko was at the bridge.", "Anna Petrenko", "Minister"),
]  # fmt: skip
PRONOUNS = [
    ("Boris Lang came to the bridge. {“It is open,”} he said.", "Boris Lang"),
    ("Boris Lang met Anna Petrenko. {“It is open,”} she said.", "Anna Petrenko"),
    ("Boris Lang met Anna Petrenko. {“It is open,”} he said.", "Boris Lang"),
    (
        "Boris Lang, an ally of Viktor Malik, has a bridge of his own. He said that {it was open}.",
        "Boris Lang",
    ),
    ("Boris Lang said it was open. He added that {it would stay so}.", "Boris Lang"),
    ("Road inspectors looked at it. They said {it was open}.", "Road inspectors"),
    ("Reinforcements came with Boris Lang. {It is open}, he said.", "Boris Lang"),
    ("The spokesman Boris Lang came. The spokesman said {it was open}.", "Boris Lang"),
    (
        "The Road Institute came. Never, the institute says, has Oslo called a bridge by its name. "
        "Its experts conclude that {it sags}.",
        "Road Institute",
    ),
    ("{It is open}, he said.", None),
]
LINES = [
    ("PETRENKO: {The bridge is open.}\nLANG: The road is not.", "Petrenko"),
    ("PETRENKO: The bridge is open.\nLANG: {The road is not.}", "Lang"),
    ("Anna Petrenko: {The bridge is open.}", "Anna Petrenko"),
    ("WATCH: {The bridge is open}", None),
    ("The result: {The bridge is open}", None),
    ("False: {Russia is merely regrouping}", None),
]
SLAVIC = [
    ("{«Міст відкрито»}, — сказав Богдан Мельник.", "Богдан Мельник"),
    ("{«Міст відкрито»}, – заявила міністерка Олена Мельник.", "Олена Мельник"),
    ("За словами Богдана Мельника, {міст відкрито}. Богдан Мельник був там.", "Богдан Мельник"),
    ("За словами Володимира Дубенського, {міст відкрито}.", "Володимир Дубенський"),
    ("Богдан Мельник заявив, що {міст відкрито}.", "Богдан Мельник"),
    ("Богдан Мельник приїхав. {«Міст відкрито»}, — додав він.", "Богдан Мельник"),
    ("{Міст відкрито}, повідомили в Генштабі.", "Генштабі"),
    ("{«Мост открыт»}, — сказал Борис Ланге.", "Борис Ланге"),
    ("По словам Дмитрия Лескова, {мост открыт}.", "Дмитрий Лесков"),
    ("Борис Ланге заявил, что {мост открыт}.", "Борис Ланге"),
    ("{Мост открыт}, сообщил представитель завода Борис Ланге.", "Борис Ланге"),
    ("Борис Ланге пришёл на мост. {«Он открыт»}, — добавил он.", "Борис Ланге"),
]


def ask(marked: str):
    """Return who says what stands between the (first) braces."""
    start = marked.index("{")
    text = marked.replace("{", "").replace("}", "")
    end = marked.index("}") - 1 if "}" in marked else len(text)
    return speaker_of(text, start, end), text


@pytest.mark.parametrize(("marked", "name"), DIRECT + REPORTED + BODIES + PRONOUNS + LINES + SLAVIC)
def test_who_says_it(marked, name):
    found, text = ask(marked)
    assert (found and found.name) == name
    if found:
        assert text[found.start : found.end].strip()
        assert 0 < found.certainty <= 1
        assert found.why


@pytest.mark.parametrize(("marked", "name", "description"), TITLES)
def test_offices_are_told_from_names(marked, name, description):
    found, _ = ask(marked)
    assert (found.name, found.description) == (name, description)


@pytest.mark.parametrize(
    ("marked", "why"),
    [
        ("{It is open}, according to Anna Petrenko.", "according to Anna Petrenko"),
        ("{“It is open,”} said Anna Petrenko.", "said Anna Petrenko"),
        ("Boris Lang came. {“It is open,”} he said.", "“he said”, and Boris Lang is meant"),
        ("“It is open,” he said. Boris Lang said: “One.” {“Two.”}", "Boris Lang said, one sentence before"),
        ("PETRENKO: {It is open.}\nLANG: It is not.", "under the name PETRENKO"),
    ],
)
def test_it_says_why(marked, why):
    assert ask(marked)[0].why == why


def test_who_is_named_is_surer_than_who_is_meant():
    named, meant, carried = (
        ask(text)[0].certainty
        for text in (
            "Boris Lang came. {“It is open,”} Lang said.",
            "Boris Lang came. {“It is open,”} he said.",
            "Boris Lang said the bridge was open. {It will stay so.}",
        )
    )
    assert named > meant > carried


def test_quotations_come_in_order_with_their_places():
    text = "😀 “One,” said Anna Petrenko. She said that two was more.\n\nA sign said “three”. “Four.”"
    found = find_quotations(text)
    assert [
        (text[each.start : each.end], each.kind, each.speaker and each.speaker.name) for each in found
    ] == [
        ("“One,”", Speech.DIRECT, "Anna Petrenko"),
        ("that two was more.", Speech.REPORTED, "Anna Petrenko"),
        ("“three”", Speech.DIRECT, None),
        ("“Four.”", Speech.DIRECT, None),
    ]
    speaker = found[0].speaker
    assert text[speaker.start : speaker.end] == "Anna Petrenko"
    assert found[0].speaker_start == text.index("Anna")


def test_a_text_without_speech_has_none():
    assert find_quotations("") == []
    assert find_quotations("The bridge opened in May. Cars cross it.") == []
    assert speaker_of("", 0, 0) is None
    assert speaker_of("The bridge opened.", 4, 99) is None


# fmt: off
PIECES = ['"', "“", "”", "«", "»", "'", "’s ", "said ", "Anna Petrenko ", "he ", ", ", ". ", ": ", "\n\n", "\n", "(", "that ",
          "according to ", "the ministry ", "Ministry of ", "and ", "The ", "її ", "сказав ", "😀", "who ", "U.S. ", "1"]
# fmt: on


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=60).map("".join)))
def test_any_text_is_read(text):
    for each in find_quotations(text):
        assert 0 <= each.start < each.end <= len(text)
        if each.speaker:
            assert 0 <= each.speaker.start < each.speaker.end <= len(text)
            assert each.speaker.name.strip()
            assert speaker_of(text, each.start, each.end) is not None


@pytest.mark.parametrize(
    "unit",
    ['"', "“", "»", '"a" ', '"a,” he said. ', "he said ", "It said. ", "“a\n\n", "The Ministry ", "Ab Cd ", "X said, ",
     "A and B & ", "according to ", "Putin's claim that ", "X: ", "a,\n", "’", "Х сказав, ", "A. ", "(" ],
)  # fmt: skip
def test_hostile_text_takes_linear_time(unit):
    def seconds(length):
        started = time.process_time()
        find_quotations(unit * (length // len(unit)))
        return time.process_time() - started

    assert seconds(200_000) < max(24 * seconds(25_000), 2)


def test_a_megabyte_of_quotations_is_read():
    started = time.process_time()
    find_quotations('"a" ' * 250_000)
    assert time.process_time() - started < 15


def test_it_keeps_up_with_an_import():
    text = "“The bridge is open,” said Anna Petrenko, who built it. She said that it would stay so. " * 400
    started = time.process_time()
    find_quotations(text)
    assert len(text.split()) / (time.process_time() - started) > 12_000

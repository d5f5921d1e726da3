"""Files of other people, good and hostile: what is wrong with a record stops none of the others."""

import io
import json
import zipfile

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.domain import audit, claiming
from claims.domain.datasets.elements import elements
from claims.domain.datasets.registry import BY_NAME, IMPORTED
from claims.models import Appearance, Article, AuditEvent, Claim, Evidence, ImportedRecord
from claims.tests.domain.datasets.desks import export, import_, outcomes
from claims.tests.factories import MINISTRY_TEXT, make_article

pytestmark = pytest.mark.django_db

FORMATS = [format.name for format in IMPORTED]
GOOD = {"claim_id": "0", "claim": "The ice is growing.", "claim_label": "REFUTES", "evidences": []}
LIAR = [
    "1.json",
    "false",
    "The bridge fell.",
    "",
    "Ada",
    "mayor",
    "",
    "",
    "0",
    "1",
    "0",
    "0",
    "0",
    "a speech",
]


def line(**changes):
    return json.dumps(GOOD | changes).encode()


def climate(*rows, by):
    return import_("climate-fever", b"\n".join(rows), by=by)


def task(text, *regions, **more):
    result = [
        {
            "id": f"r{place}",
            "from_name": "claim",
            "to_name": "text",
            "type": "labels",
            "value": {
                "start": start,
                "end": end,
                "labels": ["Claim"],
                **({} if words is None else {"text": words}),
            },
        }
        for place, (start, end, words) in enumerate(regions)
    ]
    return {"data": {"text": text, **more}, "annotations": [{"completed_by": {"id": 7}, "result": result}]}


def studio(*tasks, by):
    return import_("label-studio", json.dumps(tasks).encode(), by=by)


HOSTILE_LINES = {
    "nothing": (b"{}", "claim_label: must be one of"),
    "a list": (b"[]", "must be an object"),
    "a number": (b"7", "must be an object"),
    "broken": (b'{"claim": ', "not JSON"),
    "not a text": (line(claim=7), "claim: must be a text"),
    "blank": (line(claim=" \n"), "claim: missing"),
    "unknown label": (line(claim_label="MAYBE"), "claim_label: must be one of SUPPORTS"),
    "evidence is no list": (line(evidences={}), "evidences: must be a list"),
    "evidence is no object": (line(evidences=[1]), "evidences[0]: must be an object"),
    "NUL": (line(claim="a\0b"), "claim: holds a NUL character"),
    "half a character": (b'{"claim": "\\ud800", "claim_label": "REFUTES"}', "claim: holds half a character"),
    "half a character as a key": (b'{"\\udfff": 1}', "holds half a character"),
    "half a character deep inside": (line(more=[{"x": ["\udfff"]}]), "more[0].x[0]: holds half a character"),
    "a field twice": (b'{"claim": "a", "claim": "b"}', "claim: stands there twice"),
    "endless number": (b'{"claim_id": ' + b"9" * 5000 + b"}", "a number is too long"),
    "too large": (line(entropy=1)[:-1] + b', "x": 1e999}', "x: a number is too large"),
    "no number": (line()[:-1] + b', "x": NaN}', "NaN is no value"),
    "brackets": (b"[" * 100_000, "nested too deeply"),
    "braces": (b'{"a":' * 100_000, "nested too deeply"),
    "deep": (line(x=json.loads("[" * 200 + "]" * 200)), "nested too deeply"),
    "not UTF-8": (b'{"claim": "caf\xe9"}', "not UTF-8 at byte 15"),
    "surrogate bytes": (b'{"claim": "\xed\xa0\x80"}', "not UTF-8"),
    "too long a claim": (line(claim="a" * 100_000), "keep it to 1,000"),
    "too long evidence": (
        line(evidences=[{"evidence_label": "REFUTES", "evidence": "a " * 50_000}]),
        "evidence 1: Choose a shorter passage",
    ),
}  # fmt: skip


@pytest.mark.parametrize("bad", HOSTILE_LINES.values(), ids=list(HOSTILE_LINES))
def test_a_bad_line_is_refused_with_its_number_and_its_field(administrator, bad):
    content, reason = bad
    results = climate(line(), content, line(claim_id="2"), by=administrator)
    assert outcomes(results) == ["created", "refused", "created"]
    assert results[1].source == "file:2"
    assert reason in results[1].message
    assert Claim.objects.count() == ImportedRecord.objects.count() == 2
    assert not Article.objects.exists()


def test_marks_line_ends_and_blank_lines_are_taken_as_they_come(administrator):
    content = b"\xef\xbb\xbf" + line() + b"\r\n\r\n" + line(claim_id="1", claim="U\u2028V")
    results = import_("climate-fever", content, by=administrator)
    assert outcomes(results) == ["created", "created"]
    assert [result.source for result in results] == ["file:1", "file:3"]
    written, _ = export("climate-fever")
    assert written.count(b"\n") == 2
    assert b"\r" not in written


def test_a_dataset_of_others_goes_out_as_it_came_in(administrator):
    row = {
        **GOOD,
        "evidences": [
            {
                "evidence_id": "Ice:7",
                "evidence_label": "REFUTES",
                "article": "Ice",
                "evidence": "The ice shrinks.",
                "entropy": 0.6365141682948128,
                "votes": ["REFUTES", None, "NOT_ENOUGH_INFO", "REFUTES", None],
            }
        ],
    }
    content = (json.dumps(row) + "\n").encode()
    import_("climate-fever", content, by=administrator)
    assert export("climate-fever")[0] == content
    item = Evidence.objects.get()
    assert (item.stance, item.quote, item.revision.article.title) == ("refutes", "The ice shrinks.", "Ice")
    assert ImportedRecord.objects.get().source_id == "0"
    assert audit.verify().is_whole


def test_the_same_twice_is_taken_once(administrator):
    results = climate(line(), line(), by=administrator)
    assert outcomes(results) == ["created", "already here"]
    before = AuditEvent.objects.count()
    assert outcomes(climate(line(), by=administrator)) == ["already here"]
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize("who", ["reviewer", "stranger"])
def test_who_may_not_bring_datasets_in(request, who):
    with pytest.raises(PermissionDenied):
        climate(line(), by=request.getfixturevalue(who))
    assert not Claim.objects.exists()


def test_fever_lines_without_a_label_are_claims_as_well(administrator):
    rows = b'{"id": 75397, "claim": "The bridge fell."}\n{"id": true, "claim": "x"}'
    results = import_("fever", rows, by=administrator)
    assert outcomes(results) == ["created", "refused"]
    assert ImportedRecord.objects.get().source_id == "75397"


def test_liar_lines_are_counted_and_named(administrator):
    rows = ["\t".join(LIAR), "one cell", "\t".join([*LIAR[:1], "maybe", *LIAR[2:]]), "\t".join([*LIAR, "x"])]
    results = import_("liar", "\r\n".join(rows).encode(), by=administrator)
    assert outcomes(results) == ["created", "refused", "refused", "refused"]
    assert "1 columns; LIAR has 14" in results[1].message
    assert "label: must be one of pants-fire" in results[2].message
    claim = Claim.objects.get()
    assert (claim.statement, claim.claimant.name, claim.claimant.description) == (
        "The bridge fell.",
        "Ada",
        "mayor",
    )
    assert export("liar")[0].decode() == "\t".join(LIAR) + "\n"


PLAIN = 'Says "C:\\new" is bad\\'


def test_backslashes_in_tables_are_letters_like_others(administrator):
    """The formats have no escapes: what stands there is meant, and goes out as it came in."""
    line = "\t".join([*LIAR[:2], PLAIN, *LIAR[3:13], "C:\\temp\\report"]) + "\n"
    import_("liar", line.encode(), by=administrator)
    assert Claim.objects.get().statement == PLAIN
    assert export("liar")[0].decode() == line
    tables = {
        "vclaims": [("vclaim_id", "vclaim", "title"), ("c1", PLAIN, "\\title")],
        "queries": [("tweet_id", "tweet_content"), ("t1", "\\n is \\\\ no line end")],
        "qrels": [("t1", "0", "c1", "1")],
    }
    import_("checkthat", archive(**tables), by=administrator)
    assert Claim.objects.latest("pk").statement == PLAIN
    with zipfile.ZipFile(io.BytesIO(export("checkthat")[0])) as written:
        for name, rows in tables.items():
            assert written.read(f"{name}.tsv").decode() == "".join("\t".join(row) + "\n" for row in rows)


def test_a_return_inside_a_cell_goes_out_as_a_space_and_comes_back(administrator):
    line = "\t".join([*LIAR[:2], "The bridge\rfell.", *LIAR[3:13], "a speech\r"]) + "\r\n"
    assert outcomes(import_("liar", line.encode(), by=administrator)) == ["created"]
    written = export("liar")[0]
    assert written.decode() == "\t".join([*LIAR[:2], "The bridge fell.", *LIAR[3:13], "a speech "]) + "\n"
    assert outcomes(import_("liar", written, by=administrator)) == ["already here"]


def averitec(**changes):
    answer = {
        "answer": "It stands.",
        "answer_type": "Extractive",
        "source_url": "https://a.example.org/",
        "source_medium": "Web text",
    }
    claim = {
        "claim": "The bridge fell.",
        "label": "Refuted",
        "claim_date": "9-8-2022",
        "speaker": "Ada",
        "questions": [{"question": "Does it stand?", "answers": [answer | changes]}],
    }
    return json.dumps([claim]).encode()


@pytest.mark.parametrize(
    ("changes", "quotes"),
    [
        ({}, ["It stands."]),
        (
            {"answer_type": "Boolean", "answer": "Yes", "boolean_explanation": "It is seen."},
            ["Yes. It is seen."],
        ),
        ({"answer_type": "Unanswerable", "source_url": ""}, []),
        ({"source_url": "javascript:alert(1)"}, []),
        ({"source_url": "a" * 9000}, []),
    ],
)
def test_answers_become_context_where_they_have_an_address(administrator, changes, quotes):
    assert outcomes(import_("averitec", averitec(**changes), by=administrator)) == ["created"]
    assert [(item.quote, item.stance) for item in Evidence.objects.all()] == [
        (quote, "context") for quote in quotes
    ]
    claim = Claim.objects.get()
    assert (str(claim.claimant), claim.claimed_on.isoformat()) == ("Ada", "2022-08-09")


@pytest.mark.parametrize("day", ["2022-08-09", "31-2-2022", "1-1-1", "9-8-22", "1-1-9999", "٩-8-2022"])
def test_days_of_averitec_are_read_in_one_way_only(administrator, day):
    content = averitec().replace(b"9-8-2022", day.encode())
    (result,) = import_("averitec", content, by=administrator)
    assert result.message.startswith("claim_date: ")


EMOJI_TEXT = "😀 The troops were regrouped. 😀 The troops were regrouped. So it was said."
WORDS = "The troops were regrouped."


@pytest.mark.parametrize(
    ("start", "end", "words", "place"),
    [
        (2, 28, WORDS, 2),
        (31, 57, WORDS, 31),
        (33, 59, WORDS, 31),
        (31, 57, None, 31),
        (29, 55, WORDS, 31),
        (900, 926, WORDS, 31),
    ],
    ids=["code points", "the second", "UTF-16", "without words", "shifted", "far off"],
)
def test_places_are_found_by_position_or_by_words(administrator, start, end, words, place):
    assert outcomes(studio(task(EMOJI_TEXT, (start, end, words)), by=administrator)) == ["created"]
    found = Appearance.objects.get()
    assert (found.start, found.exact) == (place, WORDS)


@pytest.mark.parametrize(
    ("region", "reason"),
    [
        ((0, 5, "nowhere in it"), "do not stand in the text"),
        ((5, 5, None), "the end must lie behind the start"),
        ((0, 10**6, None), "the text has"),
        ((-1, 5, None), "start: must be a whole number"),
        ((10**30, 10**30 + 1, None), "start: must be a whole number"),
        (("1", 5, None), "start: must be a whole number"),
        ((True, 5, None), "start: must be a whole number"),
    ],
)
def test_a_place_that_is_none_refuses_its_task_whole(administrator, region, reason):
    results = studio(
        task(EMOJI_TEXT, (2, 28, WORDS), region), task(MINISTRY_TEXT, (0, 12, None)), by=administrator
    )
    assert outcomes(results) == ["refused", "created"]
    assert reason in results[0].message
    assert Claim.objects.count() == Article.objects.count() == 1


def test_text_that_is_spelled_another_way_keeps_its_places(administrator):
    text = "\ufeffCafe\u0301 news.\r\nThe troops left. The troops left."
    start = text.rindex("The troops")
    studio(task(text, (start, start + 16, "The troops left.")), by=administrator)
    found = Appearance.objects.select_related("revision").get()
    assert found.revision.text == "Café news.\nThe troops left. The troops left."
    assert found.start == found.revision.text.rindex("The troops")


def test_a_known_address_keeps_the_text_that_the_desk_has(administrator):
    article = make_article(by=administrator, url="https://a.example.org/1")
    words = "It gave no figure for losses."
    results = studio(
        task(f"Shortened. {words}", (11, 40, words), url="https://A.example.org/1"), by=administrator
    )
    assert outcomes(results) == ["created"]
    assert article.revisions.count() == Article.objects.count() == 1
    assert Appearance.objects.get().revision == article.current_revision


def test_doccano_is_read_in_both_of_its_forms(administrator):
    rows = [
        {"text": EMOJI_TEXT, "label": [[2, 28, "MISC"]]},
        {"id": 2, "text": MINISTRY_TEXT, "entities": [{"id": 1, "label": "x", "start_offset": 0, "end_offset": 12}],
         "relations": [], "Comments": []},
        {"text": "All of it.", "label": ["spam"]},
        {"text": "All of it.", "label": [[0, 3]]},
        {"text": "All of it.", "label": [[0, 99, "x"]]},
    ]  # fmt: skip
    content = "\n".join(map(json.dumps, rows)).encode()
    results = import_("doccano", content, by=administrator)
    assert outcomes(results) == ["created", "created", "refused", "refused", "refused"]
    assert sorted(Claim.objects.values_list("statement", flat=True)) == ["The ministry", WORDS]
    assert "label[0]: has no place in the text" in results[2].message


SPAN = {"id": 1, "label": "x", "start_offset": 0, "end_offset": 12}


@pytest.mark.parametrize("name", ["label", "labels", "entities"])
@pytest.mark.parametrize("span", [[0, 12, "x"], SPAN], ids=["a list", "an object"])
def test_labels_of_doccano_are_read_under_each_of_their_names(administrator, name, span):
    row = {"text": MINISTRY_TEXT, name: [span], "Comments": []}
    content = f"{json.dumps(row, ensure_ascii=False)}\n".encode()
    (result,) = import_("doccano", content, by=administrator)
    assert (outcomes([result]), result.notice) == (["created"], "")
    assert Claim.objects.get().statement == "The ministry"
    assert export("doccano")[0] == content


@pytest.mark.parametrize("name", ["label", "labels", "entities"])
@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("spam", ": must be a list"),
        (["spam"], "[0]: has no place in the text"),
        ([[0, 3]], "[0]: must be a start, an end and a word"),
        ([["0", 3, "x"]], "[0]: must be a whole number"),
        ([7], "[0]: must be a start"),
        ([SPAN, {"start": 0, "end": 3}], "[1].start_offset: must be a whole number"),
        ([[0, 9999, "x"]], "[0]: the text has"),
    ],
)
def test_a_label_of_the_wrong_shape_is_refused_by_its_name(administrator, name, value, reason):
    content = b"\n" + json.dumps({"text": MINISTRY_TEXT, name: value}).encode()
    (result,) = import_("doccano", content, by=administrator)
    assert (result.outcome, result.source) == (None, "file:2")
    assert result.message.startswith(f"{name}{reason}")
    assert not Article.objects.exists()


def test_a_text_without_a_known_field_of_labels_says_so(administrator):
    rows = [{"text": "One text.", "spans": [[0, 3, "x"]]}, {"text": "Another.", "label": []}]
    results = import_("doccano", "\n".join(map(json.dumps, rows)).encode(), by=administrator)
    assert outcomes(results) == ["created", "created"]
    assert [result.notice for result in results] == [
        "no field entities, label or labels: the text came in without claims",
        "",
    ]
    assert Article.objects.count() == 2
    assert not Claim.objects.exists()


def annotation(exact="were being regrouped", source="https://a.example.org/1", **target):
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "Annotation",
        "body": {"type": "TextualBody", "purpose": "commenting", "value": "They regrouped."},
        "target": {"source": source, "selector": {"type": "TextQuoteSelector", "exact": exact}, **target},
    }


@pytest.mark.parametrize(
    "wrap",
    [
        lambda item: json.dumps(item),
        lambda item: json.dumps(item) + "\n",
        lambda item: json.dumps(item, indent=2),
        lambda item: json.dumps([item], indent=2),
        lambda item: json.dumps({"type": "AnnotationPage", "items": [item]}, indent=1),
        lambda item: json.dumps(
            {"@context": ["x", "y"], "first": {"type": "AnnotationPage", "items": [item]}}
        ),
    ],
    ids=["one", "a line", "one on several lines", "a list", "a page", "a collection"],
)
def test_annotations_come_in_every_wrapping(administrator, wrap):
    make_article(by=administrator, url="https://a.example.org/1")
    assert outcomes(import_("web-annotation", wrap(annotation()).encode(), by=administrator)) == ["created"]
    found = Appearance.objects.select_related("claim").get()
    assert (found.exact, found.claim.statement) == ("were being regrouped", "They regrouped.")


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (annotation(source="https://nowhere.example.org/"), "There is no article of https://nowhere"),
        (annotation(exact="never said"), "do not stand in the text"),
        (annotation(exact=""), "exact: missing"),
        (annotation(selector=[]), "a TextQuoteSelector is needed"),
        (annotation(source=7), "target.source: must be a text"),
        ({"type": "Annotation"}, "target: no place"),
        ({"type": "Annotation", "target": "https://a.example.org/1"}, "target: no place"),
        ({"type": "Annotation", "target": []}, "target: no place"),
        (
            {"type": "Annotation", "target": [{"source": "https://a.example.org/1"}]},
            "target[0].selector: a Text",
        ),
        (annotation() | {"body": 7}, "body: must be an object"),
        (annotation() | {"body": [{"purpose": "commenting", "value": 7}]}, "body[0].value: must be a text"),
    ],
)
def test_an_annotation_without_its_place_is_refused(administrator, item, reason):
    make_article(by=administrator, url="https://a.example.org/1")
    (result,) = import_("web-annotation", json.dumps([item]).encode(), by=administrator)
    assert result.outcome is None
    assert reason in result.message


QUOTE = {"type": "TextQuoteSelector", "exact": "were being regrouped"}
POSITION = {"type": "TextPositionSelector", "start": 0, "end": 1}
PAGE = "https://a.example.org/1"


@pytest.mark.parametrize(
    "changes",
    [
        {"target": [{"source": PAGE, "selector": [QUOTE]}]},
        {"target": [{"source": {"id": PAGE}, "selector": QUOTE}]},
        {"target": {"source": PAGE, "selector": ["urn:x:selector", {**QUOTE, "type": ["TextQuoteSelector"]}]}},
        {"body": "https://elsewhere.example.org/comment"},
        {"body": ["https://elsewhere.example.org/comment", {"type": "Image", "id": "https://elsewhere.example.org/"}]},
        {"body": []},
        {"body": None},
    ],
    ids=["a list", "one selector", "other selectors", "an address", "several", "none", "null"],
)  # fmt: skip
def test_what_the_recommendation_allows_is_taken(administrator, changes):
    make_article(by=administrator, url=PAGE)
    item = annotation() | changes
    content = json.dumps(item).encode()
    (result,) = import_("web-annotation", content, by=administrator)
    assert (outcomes([result]), result.notice) == (["created"], "")
    found, record = Appearance.objects.select_related("claim").get(), ImportedRecord.objects.get()
    assert found.exact == "were being regrouped"
    assert found.claim.statement == ("were being regrouped" if "body" in changes else "They regrouped.")
    assert record.label == ""
    for utf16 in (False, True):
        assert json.loads(export("web-annotation", utf16=utf16)[0])["first"]["items"] == [item]


def test_purposes_and_makers_may_be_several(administrator):
    make_article(by=administrator, url=PAGE)
    claim = {
        "id": "urn:x:1",
        "value": "It regrouped.",
        "creator": ["https://a.example.org/ada", {"name": "Ada"}],
    }
    bodies = [
        {"purpose": ["identifying", "describing"], "source": claim},
        {"purpose": ["classifying"], "value": "false"},
    ]
    import_("web-annotation", json.dumps(annotation() | {"body": bodies}).encode(), by=administrator)
    found = Claim.objects.get()
    assert (found.statement, found.claimant.name) == ("It regrouped.", "Ada")
    assert ImportedRecord.objects.get().label == "false"


def test_of_several_targets_one_is_taken_and_the_others_are_told(administrator):
    make_article(by=administrator, url=PAGE)
    item = annotation() | {
        "target": [
            "https://nowhere.example.org/",
            {"source": PAGE},
            {"source": PAGE, "selector": [POSITION, QUOTE]},
            {"source": PAGE, "selector": [POSITION, {**QUOTE, "exact": "troops"}]},
        ]
    }
    content = json.dumps([item]).encode()
    (result,) = import_("web-annotation", content, by=administrator)
    assert outcomes([result]) == ["created"]
    assert "3 more of it stayed in the record" in result.notice
    assert import_("web-annotation", content, by=administrator)[0].notice == result.notice
    place = Appearance.objects.get()
    assert json.loads(export("web-annotation")[0])["first"]["items"] == [item]
    (written,) = json.loads(export("web-annotation", utf16=True)[0])["first"]["items"]
    moved = {"type": "TextPositionSelector", "start": place.start, "end": place.end}
    assert [target["selector"][0] for target in written["target"][2:]] == [moved, POSITION]


@pytest.mark.parametrize("key", ["rows", "target"])
def test_a_list_of_something_else_is_not_passed_over_in_silence(administrator, key):
    content = json.dumps({"total": 1, "more": {"x" * 9000: key}, key: [annotation()]}, indent=1).encode()
    (result,) = import_("web-annotation", content, by=administrator)
    assert result.outcome is None
    assert f"{key} is no list of annotations" in result.message


def archive(**tables):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, rows in tables.items():
            made.writestr(f"task/{name}.tsv", "\n".join("\t".join(row) for row in rows))
    return file.getvalue()


def test_an_archive_of_checkthat_is_read_by_its_marks(administrator):
    content = archive(
        verified_claims=[
            ("vclaim_id", "vclaim", "title"),
            ("c1", "The bridge fell.", "Did it?"),
            ("c 2", "x", "y"),
        ],
        queries=[("tweet_id", "tweet_content"), ("t1", "it fell!!"), ("t2", "whose?")],
        qrels=[("t1", "0", "c1", "1"), ("t3", "0")],
    )
    results = import_("checkthat", content, by=administrator)
    assert outcomes(results) == ["refused", "refused", "created", "refused"]
    again = import_("checkthat", export("checkthat")[0], by=administrator)
    assert outcomes(again) == ["already here"]


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04" + b"\0" * 1000, archive(other=[("a",)])])
def test_an_archive_that_is_none_is_refused(administrator, content):
    assert outcomes(import_("checkthat", content, by=administrator)) == ["refused"]


@pytest.mark.parametrize("content", [b'[{"data": {"text": "a', b"[", b"[}", b"[1] x", b"{", b'"a"', b"[[1}]"])
def test_a_document_that_breaks_off_says_so(administrator, content):
    results = import_("label-studio", content, by=administrator)
    assert results
    assert all(result.outcome is None and result.message for result in results)


JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.text(max_size=20),
        st.sampled_from(['"', "\\", "[{", "]}"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(
    values=st.lists(JSON, max_size=5),
    indent=st.sampled_from([None, 1]),
    ascii=st.booleans(),
    piece=st.integers(1, 9),
)
def test_elements_are_cut_where_json_cuts_them(values, indent, ascii, piece):
    text = json.dumps(values, indent=indent, ensure_ascii=ascii).encode("utf-8", "surrogatepass")

    class Slow(io.BytesIO):
        def read(self, size=-1):
            return super().read(piece)

    found = list(elements(Slow(text), limit=10**6))
    assert [json.loads(element.text.decode("utf-8", "surrogatepass")) for element in found] == values
    assert not any(element.problem for element in found)


def test_elements_know_their_line_and_their_size():
    text = b'{"a": [1,\n\n {"b": "' + b"x" * 100 + b'"},\n [2]], "c": [\n3]}'
    found = list(elements(io.BytesIO(text), limit=50))
    assert [(element.line, element.key, element.text) for element in found] == [
        (1, "a", b"1"),
        (3, "a", None),
        (4, "a", b"[2]"),
        (5, "c", b"3"),
    ]


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    content=st.one_of(
        st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))
    )
)
def test_no_bytes_break_a_reader(name, content):
    list(BY_NAME[name].read(io.BytesIO(content), name="file"))


def test_pages_take_a_claim_that_stands_in_no_article(as_reviewer, administrator):
    climate(line(), by=administrator)
    claim = Claim.objects.get()
    for address in (f"/claims/{claim.pk}/", f"/claims/{claim.pk}/history/", f"/review/{claim.pk}/", "/claims/",
                    f"/claims/{claim.pk}/evidence/", f"/claims/{claim.pk}/edit/", "/settle/", "/"):  # fmt: skip
        assert as_reviewer.get(address).status_code == 200, address
    claiming.edit_claim(
        by=administrator, claim=claim, version=1, statement="Mended.", claimant_name="", claimed_on=None,
        changes_meaning=False,
    )  # fmt: skip

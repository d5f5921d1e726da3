"""What the datasets say, read by programs that know nothing of the desk."""

import csv
import io
import json
import math
import zipfile
from collections import Counter
from datetime import UTC, datetime
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft7Validator

from claims.domain import evidence, rulings
from claims.domain.checks.claim_review import organisation
from claims.domain.datasets import averitec, claimskg, climate_fever, liar, tsv
from claims.domain.datasets.places import articles_of, count_places
from claims.domain.datasets.registry import FORMATS
from claims.domain.datasets.writing import dumps
from claims.models import Article, Claim, DeskSettings
from claims.tests.domain.datasets.desks import BASE_URL, empty_desk, export, import_
from claims.tests.factories import (
    INSTITUTE_TEXT,
    REPORTER_TEXT,
    make_article,
    make_claim,
    make_evidence,
    make_user,
    make_verdict,
)
from claims.vocabulary import UNKNOWN_PUBLISHER, Label, Role, Stance

pytestmark = pytest.mark.django_db

TEXT = {"type": "string"}
MAY_BE_NONE = {"type": ["string", "null"]}
VOTES = ["SUPPORTS", "REFUTES", "NOT_ENOUGH_INFO"]


def exactly(**properties):
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def list_of(items, least=0):
    return {"type": "array", "items": items, "minItems": least}


CLIMATE_FEVER_LINE = exactly(
    claim_id=TEXT,
    claim=TEXT,
    claim_label={"enum": [*VOTES, "DISPUTED"]},
    evidences=list_of(
        exactly(
            evidence_id={"type": "string", "pattern": r"^.+:\d+$"},
            evidence_label={"enum": VOTES},
            article=TEXT,
            evidence=TEXT,
            entropy={"type": "number", "minimum": 0},
            votes=list_of({"enum": [*VOTES, None]}),
        )
    ),
)
AVERITEC_FILE = list_of(
    exactly(
        claim={"type": "string", "minLength": 1},
        required_reannotation={"type": "boolean"},
        label={"enum": ["Supported", "Refuted", "Not Enough Evidence", "Conflicting Evidence/Cherrypicking"]},
        justification=TEXT,
        claim_date={"type": ["string", "null"], "pattern": r"^[1-9]\d?-[1-9]\d?-\d{4}$"},
        speaker=MAY_BE_NONE,
        original_claim_url=MAY_BE_NONE,
        fact_checking_article=MAY_BE_NONE,
        reporting_source=MAY_BE_NONE,
        location_ISO_code=MAY_BE_NONE,
        claim_types=list_of({"enum": []}),
        fact_checking_strategies=list_of({"enum": ["Written Evidence"]}),
        questions=list_of(
            exactly(
                question=TEXT,
                answers=list_of(
                    {
                        **exactly(
                            answer=TEXT,
                            answer_type={"enum": ["Extractive", "Unanswerable"]},
                            source_url=TEXT,
                            source_medium={"enum": ["Web text", "Other", ""]},
                        ),
                        "if": {"properties": {"answer_type": {"const": "Unanswerable"}}},
                        "then": {
                            "properties": {
                                "answer": {"const": "No answer could be found."},
                                "source_url": {"const": ""},
                                "source_medium": {"const": ""},
                            }
                        },
                    },
                    least=1,
                ),
            ),
            least=1,
        ),
    )
)


def check(schema, value):
    assert [error.message for error in Draft7Validator(schema).iter_errors(value)] == []


def publish(claim, label, *, editor):
    claim.refresh_from_db()
    rulings.publish(
        by=editor,
        claim=claim,
        label=label,
        claim_version=claim.version,
        client_id=uuid4(),
        summary=f"It is {label}.",
        explanation="One witness on site is enough.",
    )


@pytest.fixture
def desk(reviewer, second_reviewer, editor):
    """One claim of each label, all but the unproven one published, and one that is still open."""
    made = {}
    for label in Label:
        claim = make_claim(by=reviewer, statement=f"A claim that is {label.value}.")
        if label != Label.UNPROVEN:
            make_evidence(by=reviewer, claim=claim, stance=Stance.SUPPORTS, text=REPORTER_TEXT)
            make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES, text=INSTITUTE_TEXT)
        make_verdict(by=second_reviewer, claim=claim, label=label, rationale="canary-rationale")
        if label != Label.UNPROVEN:
            publish(claim, label, editor=editor)
        made[label.value] = claim
    made["open"] = make_claim(by=reviewer, statement="A claim that is open.")
    return made


def lines_of(name, **options):
    return [json.loads(line) for line in export(name, **options)[0].decode().split("\n")[:-1]]


def by_statement(rows, name="claim"):
    return {row[name].removeprefix("A claim that is ").rstrip("."): row for row in rows}


def test_climate_fever_keeps_all_four_labels_apart(desk):
    rows = lines_of("climate-fever")
    for row in rows:
        check(CLIMATE_FEVER_LINE, row)
        sides = {item["evidence_label"] for item in row["evidences"]}
        assert (row["claim_label"] == "DISPUTED") == (sides >= {"SUPPORTS", "REFUTES"})
    labels = {statement: row["claim_label"] for statement, row in by_statement(rows).items()}
    assert labels == {
        "true": "SUPPORTS",
        "false": "REFUTES",
        "disputed": "DISPUTED",
        "unproven": "NOT_ENOUGH_INFO",
    }


def test_every_reviewer_has_a_vote_on_what_was_there_to_see(desk, reviewer, second_reviewer):
    claim = desk["false"]
    seen = by_statement(lines_of("climate-fever"))["false"]["evidences"]
    assert [(item["evidence_label"], item["votes"]) for item in seen] == [
        ("NOT_ENOUGH_INFO", ["NOT_ENOUGH_INFO"]),
        ("REFUTES", ["REFUTES"]),
    ]
    make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES, text=INSTITUTE_TEXT)
    make_verdict(by=reviewer, claim=claim, label=Label.UNPROVEN)
    items = by_statement(lines_of("climate-fever"))["false"]["evidences"]
    assert [item["votes"] for item in items] == [
        ["NOT_ENOUGH_INFO", "NOT_ENOUGH_INFO"],
        ["REFUTES", "NOT_ENOUGH_INFO"],
        [None, "NOT_ENOUGH_INFO"],
    ]
    assert [item["entropy"] for item in items] == [0.0, math.log(2), 0.0]


def test_every_piece_of_climate_fever_has_a_name_of_its_own(reviewer):
    claim = make_claim(by=reviewer)
    for _ in range(2):
        page = make_article(by=reviewer, title="One title", text=INSTITUTE_TEXT).current_revision
        evidence.add_passage(by=reviewer, claim=claim, revision=page, start=0, end=20, stance=Stance.REFUTES)
    for quote in ("First words.", "Second words."):
        evidence.add_link(
            by=reviewer, claim=claim, url="https://a.example.org/1", quote=quote, stance=Stance.REFUTES
        )
    make_verdict(by=reviewer, claim=claim, label=Label.FALSE)
    (row,) = lines_of("climate-fever")
    names = [item["evidence_id"] for item in row["evidences"]]
    assert len(set(names)) == len(names) == 4
    assert [name.split(" (")[0] for name in names] == ["One title"] * 2 + ["a.example.org"] * 2
    check(CLIMATE_FEVER_LINE, row)


def test_a_disputed_claim_that_lost_a_side_is_left_out(desk, reviewer):
    evidence.retract_evidence(
        by=reviewer, evidence=desk["disputed"].evidence.get(stance=Stance.REFUTES), reason="Forged."
    )
    content, tally = export("climate-fever")
    assert b"DISPUTED" not in content
    assert tally.left_out[climate_fever.ONE_SIDE_GONE] == 1


def test_averitec_is_as_its_schema_says(desk):
    found = json.loads(export("averitec")[0])
    check(AVERITEC_FILE, found)
    rows = by_statement(found)
    assert {name: row["label"] for name, row in rows.items()} == {
        "true": "Supported",
        "false": "Refuted",
        "disputed": "Conflicting Evidence/Cherrypicking",
        "unproven": "Not Enough Evidence",
    }
    assert rows["false"]["claim_date"] == "10-9-2022"
    assert rows["false"]["justification"] == "One witness on site is enough."
    assert rows["false"]["fact_checking_article"] == f"{BASE_URL}/checks/a-claim-that-is-false/"
    assert rows["unproven"]["questions"][0]["answers"][0]["answer_type"] == "Unanswerable"


@pytest.mark.parametrize(("written", "day"), [("9-8-2022", (2022, 8, 9)), ("31-12-1999", (1999, 12, 31))])
def test_averitec_days_have_no_zeros(written, day):
    read = averitec.read_date(written)
    assert (read.year, read.month, read.day) == day
    assert averitec.write_date(read) == written


def fever_score(rows, predictions):
    """The strict score of FEVER: label right, and one whole set of evidence among the first five."""
    points = 0
    for row, (label, sentences) in zip(rows, predictions, strict=True):
        sets = [{(page, number) for _, _, page, number in group} for group in row["evidence"]]
        right = row["label"] == "NOT ENOUGH INFO" or any(group <= set(sentences[:5]) for group in sets)
        points += label == row["label"] and right
    return points / len(rows)


def test_fever_is_scored_by_its_rules(desk):
    rows = lines_of("fever")
    perfect = [
        (row["label"], [(page, number) for group in row["evidence"] for _, _, page, number in group])
        for row in rows
    ]
    assert fever_score(rows, perfect) == 1
    assert fever_score(rows, [(label, []) for label, _ in perfect]) == 0.5
    for row in rows:
        assert list(row)[:4] == ["id", "label", "claim", "evidence"]
        assert isinstance(row["id"], int)
        unsettled = row["label"] == "NOT ENOUGH INFO"
        for _, _, page, number in (item for group in row["evidence"] for item in group):
            assert (page is None, number is None) == (unsettled, unsettled)
    named = by_statement(rows)
    assert (named["true"]["label"], named["false"]["label"]) == ("SUPPORTS", "REFUTES")
    assert (named["disputed"]["desk_label"], named["unproven"]["desk_label"]) == ("disputed", "unproven")


def test_liar_has_fourteen_columns_and_no_quotes(desk):
    content, tally = export("liar")
    rows = [line.split("\t") for line in content.decode().split("\n")[:-1]]
    assert {len(row) for row in rows} == {len(liar.COLUMNS)} == {14}
    assert [(row[1], row[2]) for row in rows] == [
        ("true", "A claim that is true."),
        ("false", "A claim that is false."),
        ("half-true", "A claim that is disputed."),
    ]
    assert all(row[0].endswith(".json") and all(cell.isdigit() for cell in row[8:13]) for row in rows)
    assert rows[0][8:13] == ["0", "1", "1", "0", "0"]
    assert tally.left_out[liar.UNPROVEN] == 1


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("a\tb", "a b"),
        ("a\nb\r", "a b "),
        ("a\r\nb", "a b"),
        ("a\\tb", "a\\tb"),
        ('Says "C:\\new" is bad', 'Says "C:\\new" is bad'),
        ("\\", "\\"),
        ("\\\\t", "\\\\t"),
        ("", ""),
    ],
)
def test_a_cell_has_no_tab_no_line_end_and_no_escapes(words, written):
    assert tsv.row([words, 7]) == f"{written}\t7"
    assert tsv.cells(tsv.row([words, 7])) == [written, "7"]
    assert tsv.row(tsv.cells(written)) == written


AWKWARD_WORDS = 'Says "C:\\new" and "\\\\tmp"'


def test_tables_are_written_as_an_ordinary_reader_reads_them(reviewer):
    article = make_article(by=reviewer, text=f"{AWKWARD_WORDS}\tor\nso.", title=AWKWARD_WORDS)
    claim = make_claim(
        by=reviewer, article=article, statement=AWKWARD_WORDS, quote=f"{AWKWARD_WORDS}\tor\nso"
    )
    make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES)
    make_verdict(by=reviewer, claim=claim, label=Label.FALSE)

    def read(content):
        return list(csv.reader(io.StringIO(content.decode()), delimiter="\t", quoting=csv.QUOTE_NONE))

    (line,) = read(export("liar")[0])
    assert line[2] == AWKWARD_WORDS
    assert line[13].endswith(f", {AWKWARD_WORDS}")
    with zipfile.ZipFile(io.BytesIO(export("checkthat")[0])) as archive:
        assert read(archive.read("vclaims.tsv"))[1][1:] == [AWKWARD_WORDS, AWKWARD_WORDS]
        assert read(archive.read("queries.tsv"))[1][1] == f"{AWKWARD_WORDS} or so"


def test_claimskg_holds_published_checks_in_its_columns(desk):
    content, tally = export("claimskg")
    table = csv.DictReader(io.StringIO(content.decode(), newline=""))
    rows = by_statement(table, "claimReview_claimReviewed")
    assert tuple(table.fieldnames) == claimskg.COLUMNS
    assert len(claimskg.COLUMNS) == 23
    rated = {name: (row["rating_ratingValue"], row["rating_alternateName"]) for name, row in rows.items()}
    assert rated == {"true": ("3", "TRUE"), "false": ("1", "FALSE"), "disputed": ("2", "MIXTURE")}
    assert rows["true"]["claimReview_url"] == f"{BASE_URL}/checks/a-claim-that-is-true/"
    assert tally.left_out[claimskg.NOT_PUBLISHED] == 1


def test_claimskg_dates_a_check_by_its_first_publication(reviewer, editor):
    claim = make_claim(by=reviewer)
    make_verdict(by=reviewer, claim=claim, label="unproven")
    with patch("django.utils.timezone.now", return_value=datetime(2024, 3, 2, 12, tzinfo=UTC)):
        publish(claim, "unproven", editor=editor)
    rulings.correct(by=editor, claim=claim, label="unproven", note="New.", claim_version=1, client_id=uuid4())
    row = next(csv.DictReader(io.StringIO(export("claimskg")[0].decode(), newline="")))
    assert row["claimReview_datePublished"] == "2024-03-02"


@pytest.mark.parametrize("url", ["", "https://desk.example.org/about/"])
def test_claimskg_names_the_desk_as_claim_review_does(desk, url):
    DeskSettings.objects.create(url=url)
    row = next(csv.DictReader(io.StringIO(export("claimskg")[0].decode(), newline="")))
    named = organisation(DeskSettings.current(), base_url=BASE_URL)
    assert row["claimReview_author_url"] == named["url"] == (url or f"{BASE_URL}/checks/")
    assert row["claimReview_author_name"] == named["name"]


def test_claimskg_unproven_is_other_and_bears_no_scale(desk, editor):
    publish(desk["unproven"], "unproven", editor=editor)
    table = csv.DictReader(io.StringIO(export("claimskg")[0].decode(), newline=""))
    row = by_statement(table, "claimReview_claimReviewed")["unproven"]
    rating = {
        name: row[f"rating_{name}"] for name in ("ratingValue", "alternateName", "worstRating", "bestRating")
    }
    assert rating == {"ratingValue": "-1", "alternateName": "OTHER", "worstRating": "", "bestRating": ""}


def test_a_spreadsheet_takes_no_cell_of_claimskg_for_a_formula(reviewer, editor):
    claim = make_claim(by=reviewer, statement="=1+1 troops were lost.", claimant="@minister")
    make_verdict(by=reviewer, claim=claim, label=Label.UNPROVEN)
    publish(claim, "unproven", editor=editor)
    row = next(csv.DictReader(io.StringIO(export("claimskg")[0].decode(), newline="")))
    assert row["claimReview_claimReviewed"] == "'=1+1 troops were lost."
    assert row["creativeWork_author_name"] == "'@minister"


def test_checkthat_marks_each_text_with_its_claim(desk):
    with zipfile.ZipFile(io.BytesIO(export("checkthat")[0])) as archive:
        assert archive.testzip() is None
        tables = {
            name: [line.split("\t") for line in archive.read(name).decode().split("\n")[:-1]]
            for name in archive.namelist()
        }
    claims, queries, marks = tables["vclaims.tsv"], tables["queries.tsv"], tables["qrels.tsv"]
    assert claims[0] == ["vclaim_id", "vclaim", "title"]
    assert len(claims) == 5
    assert queries[0] == ["tweet_id", "tweet_content"]
    relevant = {}
    for topic, zero, document, relevance in marks:  # as trec_eval reads them
        assert (zero, int(relevance)) == ("0", 1)
        relevant.setdefault(topic, set()).add(document)
    assert set(relevant) == {row[0] for row in queries[1:]}
    assert set().union(*relevant.values()) == {row[0] for row in claims[1:]}


def test_label_studio_regions_share_an_id_and_stand_where_they_say(desk):
    for task in json.loads(export("label-studio")[0]):
        text = task["data"]["text"]
        for annotation in task["annotations"]:
            assert isinstance(annotation["completed_by"], int)
            parts = Counter(part["id"] for part in annotation["result"])
            regions = [part for part in annotation["result"] if part["type"] == "labels"]
            assert set(parts) == {region["id"] for region in regions}
            for region in regions:
                value = region["value"]
                assert text[value["start"] : value["end"]] == value["text"]
                assert value["labels"] == ["Claim"]


def test_doccano_marks_stand_where_they_say(desk):
    labels = Counter(label for row in lines_of("doccano") for _, _, label in row["label"])
    assert labels == {"true": 1, "false": 1, "disputed": 1, "unproven": 1, "claim": 1}


@pytest.mark.parametrize("utf16", [False, True])
def test_annotations_have_both_selectors(reviewer, utf16):
    article = make_article(
        by=reviewer, text="😀😀 He said: the troops were being regrouped. So.", url="https://a.example.org/1"
    )
    make_claim(by=reviewer, article=article)
    found = json.loads(export("web-annotation", utf16=utf16)[0])
    assert found["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert (found["type"], found["total"], found["first"]["type"]) == (
        "AnnotationCollection",
        1,
        "AnnotationPage",
    )
    (text,), (annotation,) = found["dcterms:source"], found["first"]["items"]
    assert (annotation["@context"], annotation["type"]) == (found["@context"], "Annotation")
    assert annotation["motivation"] == "classifying"
    assert {body["purpose"] for body in annotation["body"]} == {"identifying", "commenting", "tagging"}
    target = annotation["target"]
    assert target["source"] == text["id"] == "https://a.example.org/1"
    quote, position = target["selector"]
    assert quote == {
        "type": "TextQuoteSelector",
        "exact": "the troops were being regrouped",
        "prefix": "😀😀 He said: ",
        "suffix": ". So.",
    }
    value = text["value"].encode("utf-16-le") if utf16 else text["value"]
    width = 2 if utf16 else 1
    words = value[position["start"] * width : position["end"] * width]
    assert (words.decode("utf-16-le") if utf16 else words) == quote["exact"]
    assert target["state"]["type"] == "TimeState"
    assert target["state"]["sourceDate"].endswith("Z")
    assert target["state"]["cached"] == f"{BASE_URL}/articles/{article.pk}/?revision=1"


@pytest.fixture
def unknown(reviewer, editor):
    """A check of a claim from a page of unknown publisher, with evidence from two more."""
    page = make_article(
        by=reviewer, publisher=UNKNOWN_PUBLISHER, title="A page", url="https://a.example.org/1"
    )
    claim = make_claim(by=reviewer, article=page)
    for title in ("First", "Second"):
        other = make_article(
            by=reviewer, publisher=UNKNOWN_PUBLISHER, title=title, text=f"{title}. {INSTITUTE_TEXT}"
        )
        evidence.add_passage(
            by=reviewer, claim=claim, revision=other.current_revision, start=0, end=20, stance=Stance.REFUTES
        )
    evidence.add_link(
        by=reviewer, claim=claim, url="https://a.example.org/2", quote="So it is.", stance=Stance.REFUTES,
        source_name=UNKNOWN_PUBLISHER, origin_name="The ministry",
    )  # fmt: skip
    make_verdict(by=reviewer, claim=claim, label=Label.UNPROVEN)
    publish(claim, "unproven", editor=editor)
    return claim


@pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.name)
def test_nobody_is_named_where_nobody_is_known(unknown, format):
    assert UNKNOWN_PUBLISHER.encode() not in export(format.name)[0]


def test_what_stands_in_a_format_where_nobody_is_known(unknown, editor):
    (row,) = json.loads(export("averitec")[0])
    check(AVERITEC_FILE, [row])
    assert row["reporting_source"] is None
    assert [question["question"] for question in row["questions"]] == [
        f"What does “{page}” say against this claim?"
        for page in ("First", "Second", "https://a.example.org/2")
    ]
    assert "dc:publisher" not in json.loads(export("web-annotation")[0])["dcterms:source"][0]
    assert json.loads(export("label-studio")[0])[0]["data"]["publisher"] == ""
    unknown.refresh_from_db()
    rulings.correct(
        by=editor, claim=unknown, label="false", claim_version=unknown.version, client_id=uuid4(),
        summary="It is false.", note="We know more.", explanation="One witness is enough.",
    )  # fmt: skip
    assert export("liar")[0].decode().rstrip("\n").split("\t")[13] == "A page"


@pytest.mark.parametrize("name", ["web-annotation", "label-studio", "doccano"])
def test_a_text_of_nobody_known_is_one_again(unknown, administrator, name):
    content, _ = export(name)
    with empty_desk():
        import_(name, content, by=administrator)
        assert Article.objects.get().publisher.name == UNKNOWN_PUBLISHER


@pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.name)
def test_what_must_not_leave_the_desk_does_not(desk, reviewer, second_reviewer, format):
    conflict = make_claim(by=reviewer, statement="A claim on which they differ.")
    make_evidence(by=reviewer, claim=conflict, stance=Stance.REFUTES)
    for person, label in ((reviewer, Label.FALSE), (second_reviewer, Label.UNPROVEN)):
        make_verdict(by=person, claim=conflict, label=label)
    retracted = make_claim(by=reviewer, statement="canary-retracted")
    retracted.retracted_at, retracted.retracted_by, retracted.retraction_reason = (
        retracted.created_at,
        reviewer,
        "No.",
    )
    retracted.save()
    ids = list(Claim.objects.order_by("pk").values_list("pk", flat=True))
    content, tally = export(format.name, ids=ids)
    for secret in ("canary", reviewer.username, reviewer.name, second_reviewer.name):
        assert secret.encode() not in content
    assert sum(tally.left_out.values()) > 0
    only = export(format.name, ids=[conflict.pk])[0]
    for word in ("REFUTES", "Refuted", '"false"', "NOT_ENOUGH_INFO", "unproven"):
        assert word.encode() not in only


@pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.name)
def test_the_same_claims_give_the_same_bytes_and_none_give_a_whole_file(desk, format):
    assert export(format.name)[0] == export(format.name)[0]
    content, tally = export(format.name, ids=[])
    assert tally.written == 0
    if format.extension in {"json", "jsonld"}:
        json.loads(content)


@pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.name)
def test_queries_do_not_grow_with_the_claims(desk, reviewer, format):
    def asked(ids):
        with CaptureQueriesContext(connection) as queries:
            export(format.name, ids=ids)
        return len(queries)

    second = make_claim(by=reviewer, statement="Somebody else’s.", claimant="Somebody else")
    make_verdict(by=reviewer, claim=second)
    ids = [*(claim.pk for claim in desk.values()), second.pk]
    assert asked(ids[:1]) == asked(ids)


def test_a_hundred_thousand_claims_are_one_parameter(desk):
    ids = list(Claim.objects.values_list("pk", flat=True)) * 20_000
    assert count_places(ids) == (5, 5)
    assert len(articles_of(ids)) == 5


def test_line_ends_of_other_programs_are_spelled_out():
    assert dumps({"a": "x\u2028y\u0085z\x0b"}).splitlines() == ['{"a": "x\\u2028y\\u0085z\\u000b"}']


def test_annotators_are_numbers_in_the_order_they_came(desk):
    late = make_user(Role.REVIEWER)
    make_claim(by=late, statement="One more.")
    people = {
        annotation["completed_by"]
        for task in json.loads(export("label-studio")[0])
        for annotation in task["annotations"]
    }
    assert people == {1, 2}

"""What is here already is known again: records, claims in a text that was changed by hand, and addresses."""

import csv
import io
import json
import zipfile

import pytest

from claims.domain import claiming
from claims.domain.datasets.registry import IMPORTED
from claims.domain.ingest import Draft, store_article
from claims.domain.reports import csv_format
from claims.models import Appearance, Article, Claim, Evidence, ImportedRecord
from claims.tests.domain.datasets.desks import empty_desk, export, import_, outcomes
from claims.tests.domain.reports.samples import document_of_all
from claims.tests.factories import make_evidence, make_verdict
from claims.vocabulary import Label, Stance

pytestmark = pytest.mark.django_db

FORMATS = [format.name for format in IMPORTED]
OF_TEXTS = ["label-studio", "doccano", "web-annotation"]
WORDS = "The bridge fell. Nobody was hurt. It was old."
STATEMENTS = ["Statement one.", "Statement two.", "Statement three."]


@pytest.fixture
def three(reviewer):
    """Three labelled claims from one text, each of which can leave in every format."""
    draft = Draft(text=WORDS, title="A page", publisher="Paper", url="https://paper.example.org/1")
    revision = store_article(by=reviewer, draft=draft).revision
    for statement, quote in zip(
        STATEMENTS, ["The bridge fell", "Nobody was hurt", "It was old"], strict=True
    ):
        start = WORDS.index(quote)
        claim = claiming.lift_claim(
            by=reviewer, statement=statement, revision=revision, start=start, end=start + len(quote),
            exact=quote, claimant_name="Ada",
        )  # fmt: skip
        make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES)
        make_verdict(by=reviewer, claim=claim, label=Label.FALSE)


def file_of(name):
    if name == "csv":
        return "".join(csv_format.write_csv(document_of_all())).encode()
    return export(name)[0]


def changed(name, content, before, after):
    """Return a file as somebody changed it by hand."""
    if name != "checkthat":
        assert before in content
        return content.replace(before, after)
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for member in old.namelist():
            new.writestr(member, old.read(member).replace(before, after))
    return file.getvalue()


@pytest.mark.parametrize("name", FORMATS)
def test_of_a_file_that_was_changed_by_hand_only_that_is_new(three, administrator, name):
    content = file_of(name)
    edited = changed(name, content, b"Statement two.", b"Statement two is mended.")
    with empty_desk():
        import_(name, content, by=administrator)
        assert sorted(Claim.objects.values_list("statement", flat=True)) == sorted(STATEMENTS)
        assert outcomes(import_(name, edited, by=administrator)).count("created") == 1
        found = sorted(Claim.objects.values_list("statement", flat=True))
        assert found == sorted([*STATEMENTS, "Statement two is mended."])
        if name in OF_TEXTS:
            assert Appearance.objects.count() == 4
            assert Article.objects.count() == 1
        assert set(outcomes(import_(name, edited, by=administrator))) == {"already here"}
        assert Claim.objects.count() == 4


@pytest.mark.parametrize("name", ["label-studio", "doccano"])
def test_a_text_that_is_known_otherwise_keeps_its_claims_and_goes_out_as_it_came_last(
    three, administrator, name
):
    content = file_of(name)
    edited = changed(name, content, b'"A page"', b'"Another title"')
    with empty_desk():
        import_(name, content, by=administrator)
        assert outcomes(import_(name, edited, by=administrator)) == ["created"]
        assert Claim.objects.count() == Appearance.objects.count() == 3
        assert export(name)[0] == edited


@pytest.mark.parametrize("name", OF_TEXTS)
@pytest.mark.parametrize("change", ["label", "words"])
def test_a_record_does_not_speak_over_what_the_desk_made_of_its_claim(
    three, administrator, reviewer, name, change
):
    content = file_of(name)
    edited = changed(name, content, b'"false"', b'"true"')
    with empty_desk():
        import_(name, content, by=administrator)
        claim = Claim.objects.get(statement="Statement two.")
        if change == "label":
            make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES)
            make_verdict(by=reviewer, claim=claim, label=Label.FALSE)
        else:
            for statement in ("Another.", "Statement two."):
                claiming.edit_claim(
                    by=administrator, claim=claim, version=claim.version, statement=statement,
                    claimant_name="Ada", claimed_on=None, changes_meaning=False,
                )  # fmt: skip
                claim.refresh_from_db()
        import_(name, edited, by=administrator)
        assert Claim.objects.count() == 3
        again = export(name, ids=[claim.pk])[0]
        assert (b'"false"' in again) == (change == "label")


def test_of_a_claim_that_was_changed_on_the_desk_a_new_place_does_not_say_what_it_said(administrator):
    first, second = places_of_one()
    store_article(by=administrator, draft=Draft(text=WORDS, url="https://paper.example.org/1"))
    import_("web-annotation", json.dumps([first]).encode(), by=administrator)
    claim = Claim.objects.get()
    claiming.edit_claim(
        by=administrator, claim=claim, version=1, statement="Mended.", claimant_name="", claimed_on=None,
        changes_meaning=False,
    )  # fmt: skip
    import_("web-annotation", json.dumps([first, second]).encode(), by=administrator)
    assert Claim.objects.count() == 1
    assert b"It fell." not in export("web-annotation")[0]


def places_of_one():
    claim = {"purpose": "identifying", "source": {"id": "urn:x:1", "value": "It fell."}}
    return [
        {
            "type": "Annotation",
            "body": claim,
            "target": {
                "source": "https://paper.example.org/1",
                "selector": {"type": "TextQuoteSelector", "exact": words},
            },
        }
        for words in ("The bridge fell", "It was old")
    ]


def test_an_import_that_was_broken_off_goes_on_with_the_same_claim(administrator):
    store_article(by=administrator, draft=Draft(text=WORDS, url="https://paper.example.org/1"))
    first, second = places_of_one()
    import_("web-annotation", json.dumps([first]).encode(), by=administrator)
    results = import_("web-annotation", json.dumps([first, second]).encode(), by=administrator)
    assert outcomes(results) == ["already here", "created"]
    assert Claim.objects.get().appearances.count() == 2
    rows = [
        json.dumps({"text": f"{text} The bridge fell.", "label": [[6, 21, "x"]]})
        for text in ("First", "Other")
    ]
    import_("doccano", rows[0].encode(), by=administrator)
    import_("doccano", "\n".join(rows).encode(), by=administrator)
    assert Claim.objects.get(statement="The bridge fell").appearances.count() == 2


def test_two_claims_that_say_the_same_at_one_place_stay_two(administrator):
    content = json.dumps({"text": WORDS, "label": [[0, 15, "x"], [0, 15, "y"]]}).encode()
    import_("doccano", content, by=administrator)
    assert Claim.objects.count() == 2
    import_("doccano", content.replace(b'"y"', b'"z"'), by=administrator)
    assert Claim.objects.count() == 2


OTHER_SPELLING = "http://paper.example.org/1/#top"


def task(text, url):
    value = {"start": 0, "end": 10, "labels": ["Claim"]}
    region = {"id": "a", "from_name": "claim", "to_name": "text", "type": "labels", "value": value}
    return {"data": {"text": text, "url": url}, "annotations": [{"result": [region]}]}


def test_an_article_is_known_by_another_spelling_of_its_address(three, administrator):
    article = Article.objects.get(url__gt="")
    notices = [
        import_("label-studio", json.dumps([task(words, OTHER_SPELLING)]).encode(), by=administrator)[
            0
        ].notice
        for words in (WORDS, f"{WORDS} More.")
    ]
    assert notices == ["", "the desk has another text of this article, and keeps that"]
    assert Appearance.objects.latest("pk").revision == article.current_revision
    annotation = places_of_one()[0]
    annotation["target"]["source"] = OTHER_SPELLING
    import_("web-annotation", json.dumps(annotation).encode(), by=administrator)
    assert Appearance.objects.latest("pk").revision == article.current_revision
    rows = list(csv.reader(io.StringIO(file_of("csv").decode().removeprefix("\ufeff"))))[:2]
    row = dict(zip(*rows, strict=True)) | {"claim": "Statement four.", "article_url": OTHER_SPELLING}
    file = io.StringIO()
    csv.writer(file).writerows([rows[0], [row[name] for name in rows[0]]])
    assert outcomes(import_("csv", file.getvalue().encode(), by=administrator)) == ["created"]
    assert Claim.objects.get(statement="Statement four.").lifted_from == article
    assert Article.objects.filter(url__gt="").count() == 1


def test_texts_that_a_file_tells_apart_stay_apart(administrator):
    """Also where their addresses lead to the same page: no text is lost."""
    tasks = [
        task("The first of them.", "https://paper.example.org/1"),
        task("The second text.", OTHER_SPELLING),
    ]
    for number in (1, 2):
        import_("label-studio", json.dumps(tasks[:number]).encode(), by=administrator)
    assert Article.objects.count() == ImportedRecord.objects.count() == 2
    assert json.loads(export("label-studio")[0]) == tasks


def test_the_same_words_of_a_page_are_brought_once_whatever_its_spelling(administrator):
    urls = ("https://paper.example.org/1", "http://www.paper.example.org/1/?utm_source=x", "javascript:1")
    answers = [
        {"answer": "It stands.", "answer_type": "Extractive", "source_url": url, "source_medium": "Web text"}
        for url in urls
    ]
    claim = {
        "claim": "It fell.",
        "label": "Refuted",
        "questions": [{"question": "Does it?", "answers": answers}],
    }
    import_("averitec", json.dumps([claim]).encode(), by=administrator)
    assert Evidence.objects.get().url == urls[0]

"""The desk's own CSV, brought in by a second desk: every supported column comes back, cell for cell."""

import csv
import io
from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.domain import claiming, evidence
from claims.domain.ingest import Draft, store_article
from claims.domain.refusals import Refused
from claims.domain.reports import csv_format
from claims.models import Article, Claim, Evidence, ImportedRecord, Ruling, Verdict
from claims.tests.domain.datasets.desks import empty_desk, import_, outcomes
from claims.tests.domain.reports.samples import document_of_all
from claims.tests.factories import make_check, make_claim, make_evidence, make_verdict
from claims.vocabulary import UNKNOWN_PUBLISHER, Label, Stance

pytestmark = pytest.mark.django_db

SUPPORTED = (
    *("number", "of", "claim_row", "claim_rows", "claim", "claimant", "claimed_on"),
    *("article_title", "article_publisher", "article_url", "article_date"),
    *(
        "evidence_stance",
        "evidence_quote",
        "evidence_origin",
        "evidence_source",
        "evidence_url",
        "evidence_date",
    ),
)
LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")
AWKWARD = st.sampled_from(
    ["=1+1", "+1", "-1", "@x", "'", "''", '"', '""', ",", ";", "\t", "\r\n", "\n", "\u202eevil", "😀", "e\u0301", "\u2028"]
)  # fmt: skip
WORDS = st.lists(st.one_of(AWKWARD, st.text(LETTERS, max_size=10)), min_size=1, max_size=5).map("".join)
SENSE = WORDS.filter(lambda words: any(letter.isalnum() for letter in words))
DAY = st.one_of(
    st.none(), st.integers(0, 500_000).map(lambda number: date(1500, 1, 1) + timedelta(days=number))
)
PAGE = st.fixed_dictionaries({"title": SENSE, "publisher": SENSE, "day": DAY, "url": st.integers(0, 3)})
PIECE = st.fixed_dictionaries(
    {"kind": st.sampled_from(["passage", "link", "own"]), "page": PAGE, "quote": SENSE, "origin": st.one_of(st.just(""), SENSE)}
)  # fmt: skip
CLAIM = st.fixed_dictionaries(
    {
        "statement": SENSE,
        "claimant": st.one_of(st.just(""), SENSE),
        "day": DAY,
        "page": st.one_of(st.none(), PAGE),
        "evidence": st.lists(PIECE, max_size=3),
    }
)


def table(**options):
    return "".join(csv_format.write_csv(document_of_all(**options)))


def read(text):
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    return [{name: csv_format.restore(cell) for name, cell in row.items()} for row in rows]


def supported(text):
    return [{name: row[name] for name in SUPPORTED} for row in read(text)]


def store(page, words, *, by):
    draft = Draft(
        text=words,
        title=page["title"],
        publisher=page["publisher"],
        published_on=page["day"],
        url=f"https://Paper.example.org/{page['url']}?a=1" if page["url"] else "",
    )
    return store_article(by=by, draft=draft).revision


def build(plan, *, by):
    """Make claims as planned; what the desk refuses is left out."""
    for number, item in enumerate(plan):
        with suppress(Refused), transaction.atomic():
            build_claim(item, number, by=by)


def build_claim(item, number, *, by):
    about = {"statement": item["statement"], "claimant_name": item["claimant"], "claimed_on": item["day"]}
    own = None
    if item["page"]:
        own = store(item["page"], f"{item['statement']} {number}", by=by)
        own.refresh_from_db()
        words = own.text.split(maxsplit=1)[0]
        start = own.text.index(words)
        claim = claiming.lift_claim(
            by=by, revision=own, start=start, end=start + len(words), exact=words, **about
        )
    else:
        claim = claiming.note_claim(by=by, **about)
    for place, piece in enumerate(item["evidence"]):
        with suppress(Refused), transaction.atomic():
            bring(claim, piece, own=own, stance=[*Stance][(number + place) % 3], by=by)


def bring(claim, piece, *, own, stance, by):
    say = {"by": by, "claim": claim, "stance": stance, "origin_name": piece["origin"]}
    if piece["kind"] == "link":
        evidence.add_link(
            **say,
            url=f"https://Elsewhere.example.org/{piece['page']['url']}?q=%20#=1",
            quote=piece["quote"],
            source_name=piece["page"]["publisher"],
            source_date=piece["page"]["day"],
        )
        return
    revision = own if piece["kind"] == "own" and own else store(piece["page"], piece["quote"], by=by)
    quote = revision.text.strip()
    start = revision.text.index(quote)
    evidence.add_passage(**say, revision=revision, start=start, end=start + len(quote))


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=st.lists(CLAIM, min_size=1, max_size=4))
def test_every_supported_cell_comes_back(administrator, plan):
    with transaction.atomic():
        build(plan, by=administrator)
        check_cells(administrator)
        transaction.set_rollback(True)


def check_cells(by):
    """Assert that a second desk's table has the same cells; return what became of each claim."""
    first = table()
    with empty_desk():
        results = import_("csv", first.encode(), by=by)
        assert set(outcomes(results)) <= {"created"}, results
        assert supported(table()) == supported(first)
        assert not Verdict.objects.exists()
        assert not Ruling.objects.exists()
        assert set(Claim.objects.values_list("stage", "label")) <= {("open", "")}
        number = Claim.objects.count()
        assert set(outcomes(import_("csv", first.encode(), by=by))) <= {"already here"}
        assert Claim.objects.count() == number
    return results


def test_the_newsroom_of_the_seeds_comes_in(db, administrator):
    call_command("load_seeds", verbosity=0)
    assert len(check_cells(administrator)) == 25


def test_what_a_desk_decided_stays_in_the_record(reviewer, editor, administrator):
    make_check(reviewer=reviewer, editor=editor, statement="=1+1 is two", claimant="'Quoted'")
    first = table().encode()
    with empty_desk():
        import_("csv", first, by=administrator)
        claim = Claim.objects.get()
        assert (claim.statement, claim.claimant.name, claim.stage, claim.label) == (
            "=1+1 is two",
            "'Quoted'",
            "open",
            "",
        )
        record = ImportedRecord.objects.get()
        assert (record.claim, record.format, record.label) == (claim, "csv", "false")
        assert '"ruling_summary": "One institute contradicts it."' in record.record
        assert '"verdicts": "false"' in record.record


def test_evidence_of_the_own_article_is_no_other_source_on_the_second_desk(reviewer, administrator):
    for url in ("", "https://paper.example.org/1"):
        own = store_article(
            by=reviewer,
            draft=Draft(text="He said so. The troops left.", title=f"Own {url}", publisher="Paper", url=url),
        ).revision
        claim = claiming.lift_claim(by=reviewer, statement="S", revision=own, start=0, end=2, exact="He")
        evidence.add_passage(by=reviewer, claim=claim, revision=own, start=12, end=28, stance=Stance.SUPPORTS)
        make_evidence(by=reviewer, claim=claim)
    first = table()
    assert [row["evidence_other_source"] for row in read(first)] == ["no", "yes", "no", "yes"]
    with empty_desk():
        import_("csv", first.encode(), by=administrator)
        assert [row["evidence_other_source"] for row in read(table())] == ["no", "yes", "no", "yes"]
        for claim in Claim.objects.all():
            with pytest.raises(Refused, match="another source"):
                make_verdict(by=administrator, claim=claim, label=Label.TRUE)


def test_nobody_is_named_where_nobody_is_known(reviewer, administrator):
    own = store_article(by=reviewer, draft=Draft(text="The troops left.", title="Own")).revision
    claim = claiming.lift_claim(by=reviewer, statement="S", revision=own, start=0, end=3, exact="The")
    for url in ("", "https://paper.example.org/1"):
        draft = Draft(text=f"It is so. {url}", title=f"Other {url}", url=url)
        other = store_article(by=reviewer, draft=draft).revision
        evidence.add_passage(by=reviewer, claim=claim, revision=other, start=0, end=9, stance=Stance.SUPPORTS)
    first = table()
    assert [(row["article_publisher"], row["evidence_source"]) for row in read(first)] == [("", "")] * 2
    with empty_desk():
        import_("csv", first.encode(), by=administrator)
        assert supported(table()) == supported(first)
        assert set(Article.objects.values_list("publisher__name", flat=True)) == {UNKNOWN_PUBLISHER}
        assert [item.source_name for item in Evidence.objects.exclude(url="")] == [UNKNOWN_PUBLISHER]
    rows = read(first)
    for row in rows:
        row |= {"evidence_origin": ""}
    with empty_desk():
        import_("csv", written(rows), by=administrator)
        link = Evidence.objects.select_related("origin").get(url__gt="")
        assert (link.source_name, link.origin.name) == ("paper.example.org", "paper.example.org")


def test_a_copy_of_the_own_article_is_told_in_a_note(reviewer, administrator):
    make_evidence(by=reviewer, claim=make_claim(by=reviewer))
    rows = read(table())
    rows[0]["evidence_other_source"] = "no"
    with empty_desk():
        import_("csv", written(rows), by=administrator)
        assert Evidence.objects.get().note.startswith("Its desk did not count this")


def test_one_article_without_an_address_stays_one(reviewer, administrator):
    claim = make_claim(by=reviewer)
    make_claim(by=reviewer, article=claim.lifted_from)
    first = table().encode()
    with empty_desk():
        import_("csv", first, by=administrator)
        article = Article.objects.get()
        assert article.current_revision.text == f"{article.title}\n2022-09-10"
        assert Claim.objects.filter(lifted_from=article).count() == 2


def test_several_words_of_one_page_come_in_each(reviewer, administrator):
    """From an article without an address, and by the same words of one link that rest on two origins."""
    draft = Draft(text="He came. She went.", title="Page", publisher="Paper")
    page = store_article(by=reviewer, draft=draft).revision
    for start, end in ((0, 8), (9, 18)):
        claim = make_claim(by=reviewer)
        for origin in ("First", "Second"):
            evidence.add_link(
                by=reviewer,
                claim=claim,
                url="https://elsewhere.example.org/",
                quote="Q",
                stance=Stance.SUPPORTS,
                origin_name=origin,
            )
        evidence.add_passage(
            by=reviewer, claim=claim, revision=page, start=start, end=end, stance=Stance.SUPPORTS
        )
    assert len(read(table())) == 6
    check_cells(administrator)


def test_an_article_that_is_here_keeps_its_text(reviewer, administrator):
    url = "https://paper.example.org/here"
    draft = Draft(text="The whole of it.", title="Here", publisher="Paper", url=url)
    revision = store_article(by=reviewer, draft=draft).revision
    claiming.lift_claim(by=reviewer, statement="S", revision=revision, start=0, end=3, exact="The")
    import_("csv", table().encode(), by=administrator)
    assert list(Article.objects.values_list("current_revision__text", flat=True)) == ["The whole of it."]
    assert Claim.objects.filter(lifted_from=revision.article).count() == 2


def written(rows, *, columns=csv_format.COLUMNS):
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, columns, lineterminator="\r\n", extrasaction="ignore")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: csv_format.neutralise(cell) for name, cell in row.items()})
    return ("\ufeff" + file.getvalue()).encode()


@pytest.fixture
def rows(reviewer):
    """Two claims: one with two pieces of evidence, one with none."""
    claim = make_claim(by=reviewer)
    make_evidence(by=reviewer, claim=claim)
    make_evidence(by=reviewer, claim=claim)
    make_claim(by=reviewer)
    return read(table())


@pytest.mark.parametrize(
    ("place", "change", "words"),
    [
        (0, {"claim": ""}, "claim"),
        (2, {"claim": "x" * 100_000}, "100,000 characters"),
        (2, {"claim": "a\0b"}, "claim: holds a NUL"),
        (2, {"claimed_on": "10.9.2022"}, "claimed_on: not a day"),
        (2, {"claimant": "x" * 201}, "claimant"),
        (2, {"article_url": "javascript:alert(1)"}, "url"),
        (2, {"article_date": "9999-99-99"}, "article_date"),
        (2, {"stage": "retracted"}, "retracted on its desk"),
        (1, {"claim": "Another"}, "rows of one claim differ"),
        (1, {"claim_row": "7"}, "cut off or sorted"),
        (1, {"evidence_stance": "likes"}, "evidence_stance: must be one of"),
        (1, {"evidence_quote": "x" * 5001}, "5,000 characters is the most"),
        (1, {"evidence_title": "", "evidence_url": ""}, "neither an address nor a title"),
        (1, {"evidence_url": "https://user@example.org/"}, "user name"),
        (1, {"evidence_date": "soon"}, "evidence_date"),
    ],
)
def test_a_claim_with_a_bad_cell_is_refused_whole_and_stops_no_other(
    rows, administrator, place, change, words
):
    rows[place] |= change
    with empty_desk():
        results = import_("csv", written(rows), by=administrator)
        assert sorted(outcomes(results)) == ["created", "refused"]
        refused = next(result for result in results if result.outcome is None)
        assert refused.source == ("file:4" if place == 2 else "file:2")
        assert words in refused.message
        assert Claim.objects.count() == ImportedRecord.objects.count() == 1


def test_hostile_cells_come_in_as_they_are(rows, administrator):
    rows[2] |= {
        "claim": "=HYPERLINK(\"https://x\") \u202eevil 😀, 'said'",
        "ruling_explanation": "x" * 100_000,
        "ruling_note": "line\r\nline\n\"quoted\"",
        "section": "passed over",
    }  # fmt: skip
    with empty_desk():
        assert outcomes(import_("csv", written(rows), by=administrator)) == ["created", "created"]
        again = read(table())
        assert again[2]["claim"] == rows[2]["claim"]
        assert "x" * 100_000 in ImportedRecord.objects.last().record
        assert "passed over" not in ImportedRecord.objects.last().record


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: b"", "not the header"),
        (lambda text: text.replace(b"claimant", b"speaker", 1), "the column claimant is missing"),
        (lambda text: text.replace(b",section", b",section,more", 1), "a column too many"),
        (lambda text: text[: text.index(b"file")] if b"file" in text else text[:-40], ""),
        (lambda text: text + b'1,"never closed', "nothing behind this was read"),
        (lambda text: text + b"\xff\n", "not UTF-8"),
        (lambda text: text + b'"a"b,c\r\n', "nothing behind this was read"),
        (lambda text: text + b"too,few\r\n", "must have 35 cells"),
        (lambda text: b"\0" + text, "not the header"),
    ],
)
def test_a_file_that_is_broken_says_where(rows, administrator, change, words):
    with empty_desk():
        results = import_("csv", change(written(rows)), by=administrator)
        assert results[-1].outcome is None
        assert words in results[-1].message


def test_columns_may_stand_in_another_order(rows, administrator):
    with empty_desk():
        content = written(rows, columns=sorted(csv_format.COLUMNS))
        assert outcomes(import_("csv", content, by=administrator)) == ["created", "created"]


def test_claims_that_came_in_have_pages(rows, administrator, as_reviewer):
    last = Claim.objects.latest("pk").pk
    import_("csv", written(rows), by=administrator)
    claims = Claim.objects.filter(pk__gt=last)
    assert len(claims) == 2
    for claim in claims:
        assert as_reviewer.get(reverse("claim-detail", args=[claim.pk])).status_code == 200
        assert as_reviewer.get(reverse("review-claim", args=[claim.pk])).status_code == 200
        article = as_reviewer.get(reverse("article-detail", args=[claim.lifted_from_id]))
        assert article.status_code == 200
        make_verdict(by=administrator, claim=claim)
    assert as_reviewer.get(reverse("claim-list")).status_code == 200


def test_it_is_brought_in_on_the_page_and_leaves_among_the_exports(rows, as_administrator):
    page = as_administrator.get(reverse("dataset-import")).content.decode()
    assert "CSV of a desk" in page
    assert as_administrator.get(reverse("dataset-export", args=["csv"])).status_code == 404
    file = io.BytesIO(written(rows))
    file.name = "claims.csv"
    answer = as_administrator.post(reverse("dataset-import"), {"format": "csv", "file": file})
    assert answer.status_code == 200
    assert ImportedRecord.objects.filter(format="csv").count() == 2

"""Export, import into an empty desk, export again: the same bytes."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.domain import claiming, evidence, rulings
from claims.domain.datasets.registry import IMPORTED
from claims.domain.ingest import Draft, store_article
from claims.models import Appearance, Claim, Evidence, ImportedRecord, Verdict
from claims.tests.domain.datasets.desks import empty_desk, export, import_, outcomes
from claims.tests.factories import REPORTER_TEXT, make_claim, make_evidence, make_verdict
from claims.vocabulary import Label, Stance

pytestmark = pytest.mark.django_db

FORMATS = [format.name for format in IMPORTED if format.write]
OF_TEXTS = ["label-studio", "doccano", "web-annotation"]
OF_LABELS = [name for name in FORMATS if name not in OF_TEXTS]
LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
AWKWARD = st.sampled_from(
    [
        "\t",
        "\\",
        "\\n",
        '"',
        "'",
        "\u2028",
        "\u0085",
        "\x0b",
        "\r\n",
        "😀",
        "e\u0301",
        "\u202e",
        "=1+1",
        "</script>",
    ]
)
WORDS = st.lists(st.one_of(st.text(LETTERS, min_size=1, max_size=12), AWKWARD), min_size=1, max_size=6).map(
    "".join
)
SENSE = WORDS.filter(lambda words: any(letter.isalnum() for letter in words))
CLAIM = st.fixed_dictionaries(
    {
        "text": st.tuples(WORDS, SENSE, WORDS),
        "statement": SENSE,
        "claimant": st.one_of(st.just(""), SENSE),
        "day": st.one_of(st.none(), st.integers(0, 500_000)),
        "label": st.sampled_from(["", *Label.values]),
        "again": st.booleans(),
        "url": st.booleans(),
        "link": SENSE,
    }
)


@pytest.fixture
def newsroom(db):
    call_command("load_seeds", verbosity=0)


@pytest.mark.parametrize("name", FORMATS)
def test_the_newsroom_comes_back_byte_for_byte(newsroom, administrator, name):
    first, tally = export(name)
    assert tally.written
    with empty_desk():
        results = import_(name, first, by=administrator)
        assert set(outcomes(results)) == {"created"}, results
        again, _ = export(name)
        assert again == first
        assert not Verdict.objects.exists()
        assert set(Claim.objects.values_list("label", flat=True)) == {""}
        number = Claim.objects.count()
        assert set(outcomes(import_(name, first, by=administrator))) == {"already here"}
        assert Claim.objects.count() == number
        assert export(name)[0] == first


def build(plan, *, by, editor):
    """Make a newsroom as planned, through the desk's own functions."""
    for number, item in enumerate(plan):
        before, quote, after = item["text"]
        address = f"https://paper.example.org/{number}" if item["url"] else ""
        draft = Draft(
            text=f"{before}{quote}{after}",
            title=f"Article {number}",
            publisher=f"Paper {number}",
            url=address,
        )
        revision = store_article(by=by, draft=draft).revision
        start = len(revision.text) // 3
        exact = revision.text[start:]
        if not exact.strip():
            continue
        claim = claiming.lift_claim(
            by=by,
            statement=item["statement"],
            claimant_name=item["claimant"],
            claimed_on=date(1500, 1, 1) + timedelta(days=item["day"]) if item["day"] else None,
            revision=revision,
            start=start,
            end=len(revision.text),
            exact=exact,
        )
        if item["again"] and revision.text[:start].strip():
            claiming.add_appearance(
                by=by, claim=claim, revision=revision, start=0, end=start, exact=revision.text[:start]
            )
        for stance in (Stance.SUPPORTS, Stance.REFUTES):
            evidence.add_link(
                by=by,
                claim=claim,
                url=f"https://source.example.org/{number}/{stance}",
                quote=f"{item['link']} {stance}",
                stance=stance,
            )
        if item["label"]:
            make_verdict(by=by, claim=claim, label=Label(item["label"]))
            claim.refresh_from_db()
            if number % 2:
                rulings.publish(
                    by=editor,
                    claim=claim,
                    label=item["label"],
                    claim_version=claim.version,
                    client_id=uuid4(),
                    explanation="One witness on site is enough.",
                )


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(plan=st.lists(CLAIM, min_size=1, max_size=4))
def test_any_newsroom_comes_back_byte_for_byte(administrator, editor, name, plan):
    with empty_desk():
        build(plan, by=administrator, editor=editor)
        first, tally = export(name)
        statements = sorted(Claim.objects.values_list("statement", flat=True))
        with empty_desk():
            results = import_(name, first, by=administrator)
            assert set(outcomes(results)) <= {"created"}, results
            assert export(name)[0] == first
            taken = sorted(Claim.objects.values_list("statement", flat=True))
            if name in OF_TEXTS:
                assert set(taken) == set(statements)
                for place in Appearance.objects.select_related("revision"):
                    assert place.revision.text[place.start : place.end] == place.exact
            else:
                assert len(taken) == tally.written
                assert set(taken) <= set(statements)


@pytest.fixture
def disputed(reviewer):
    """A claim found disputed, with its evidence."""
    claim = make_claim(by=reviewer, statement="The troops were being regrouped.")
    make_evidence(by=reviewer, claim=claim, stance=Stance.SUPPORTS, text=REPORTER_TEXT)
    make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES)
    make_verdict(by=reviewer, claim=claim, label=Label.DISPUTED)
    return claim


@pytest.mark.parametrize("name", OF_LABELS)
def test_labels_of_others_are_kept_and_are_no_verdicts(disputed, administrator, name):
    content, _ = export(name)
    with empty_desk():
        import_(name, content, by=administrator)
        claim, record = Claim.objects.get(), ImportedRecord.objects.get()
        assert (claim.stage, claim.label) == ("open", "")
        assert record.claim == claim
        assert record.label in {
            "DISPUTED",
            "Conflicting Evidence/Cherrypicking",
            "NOT ENOUGH INFO",
            "half-true",
            "",
        }


@pytest.mark.parametrize("name", FORMATS)
def test_once_the_desk_has_its_own_label_it_speaks_for_itself(disputed, administrator, reviewer, name):
    content, _ = export(name)
    with empty_desk():
        import_(name, content, by=administrator)
        claim = Claim.objects.get()
        make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES)
        assert export(name)[0] == content
        make_verdict(by=reviewer, claim=claim, label=Label.FALSE)
        own, _ = export(name)
        assert own != content


@pytest.mark.parametrize("name", FORMATS)
def test_a_claim_that_was_changed_no_longer_goes_out_as_it_came_in(disputed, administrator, name):
    content, _ = export(name)
    with empty_desk():
        import_(name, content, by=administrator)
        claim = Claim.objects.get()
        claiming.edit_claim(
            by=administrator,
            claim=claim,
            version=1,
            statement="Something else.",
            claimant_name="",
            claimed_on=None,
            changes_meaning=True,
        )
        assert (
            b"The troops were being regrouped."
            not in export(name)[0].replace(b'"value": "The ministry', b"").split(b'"first"')[-1]
        )


def test_evidence_comes_along_where_a_format_holds_it(disputed, administrator):
    content, _ = export("climate-fever")
    with empty_desk():
        import_("climate-fever", content, by=administrator)
        found = Evidence.objects.order_by("pk").values_list("stance", "quote", "origin__name")
        assert [stance for stance, _, _ in found] == ["supports", "refutes"]
        assert {origin for _, _, origin in found} == {"Unknown publisher"}

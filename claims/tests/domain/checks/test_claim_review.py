from uuid import uuid4

import pytest
from django.core.management import call_command

from claims.domain import curation, evidence, rulings
from claims.domain.checks.claim_review import claim_review, organisation, withdrawal
from claims.domain.checks.rules import problems
from claims.domain.checks.standing import checks
from claims.domain.speech.naming import kind_of
from claims.models import Claim, DeskSettings, Ruling
from claims.tests.factories import make_article, make_claim, make_evidence, make_verdict
from claims.vocabulary import Label, RulingKind, Stance

pytestmark = pytest.mark.django_db
BASE = "https://desk.example"


def published(*, reviewer, editor, label=Label.FALSE, **fields):
    claim = make_claim(by=reviewer, **fields)
    for stance in (Stance.REFUTES, Stance.SUPPORTS):
        make_evidence(by=reviewer, claim=claim, stance=stance)
    make_verdict(by=reviewer, claim=claim, label=label)
    claim.refresh_from_db()
    rulings.publish(
        by=editor,
        claim=claim,
        label=label,
        claim_version=claim.version,
        client_id=uuid4(),
        explanation="One witness on site is enough.",
    )
    claim.refresh_from_db()
    return claim


def review_of(claim, **settings):
    [found] = [check for check in checks() if check.current.claim_id == claim.pk]
    return claim_review(
        found.current, base_url=BASE, settings=DeskSettings(**settings), versions=found.versions
    )


def nothing_is_null(value):
    if isinstance(value, dict):
        return all(nothing_is_null(item) for item in value.values())
    if isinstance(value, list):
        return all(nothing_is_null(item) for item in value)
    return value is not None


def test_every_check_of_the_seeds_passes_every_profile():
    call_command("load_seeds", verbosity=0)
    found = list(checks())
    assert len(found) == 5
    for check in found:
        review = claim_review(
            check.current, base_url=BASE, settings=DeskSettings.current(), versions=check.versions
        )
        assert nothing_is_null(review)
        for profile in (
            ("google", "desk") if check.current.label == Label.UNPROVEN else ("google", "bing", "desk")
        ):
            assert problems(review, profile=profile, host="desk.example") == [], check.current.statement
        assert review["itemReviewed"]["author"]["@type"] in ("Person", "Organization")


@pytest.mark.parametrize(
    ("label", "word", "value"), [("false", "False", 1), ("disputed", "Disputed", 2), ("true", "True", 3)]
)
def test_the_truer_the_higher(reviewer, editor, label, word, value):
    rating = review_of(published(reviewer=reviewer, editor=editor, label=label))["reviewRating"]
    assert rating["alternateName"] == word
    assert (rating["worstRating"], rating["ratingValue"], rating["bestRating"]) == (1, value, 3)


def test_what_is_unproven_has_a_word_and_no_number(reviewer, editor):
    rating = review_of(published(reviewer=reviewer, editor=editor, label="unproven"))["reviewRating"]
    assert rating.keys() == {"@type", "alternateName", "ratingExplanation"}
    assert rating["alternateName"] == "Unproven"


def test_who_said_it_where_and_when(reviewer, editor):
    article = make_article(by=reviewer, title="Memo", publisher="Courier", url="https://courier.example/1")
    review = review_of(published(reviewer=reviewer, editor=editor, article=article))
    place = {
        "@type": "CreativeWork",
        "url": "https://courier.example/1",
        "headline": "Memo",
        "datePublished": "2022-09-10",
        "publisher": {"@type": "Organization", "name": "Courier"},
    }
    assert review["itemReviewed"] == {
        "@type": "Claim",
        "text": review["claimReviewed"],
        "author": {"@type": "Organization", "name": "Russian Ministry of Defence"},
        "datePublished": "2022-09-10",
        "firstAppearance": place,
        "appearance": [place],
    }


def test_an_unknown_publisher_is_no_organisation(reviewer, editor):
    article = make_article(by=reviewer, publisher="Unknown publisher", url="https://courier.example/1")
    claim = make_claim(by=reviewer, article=article)
    other = make_article(by=reviewer, publisher="Unknown publisher", url="https://a.example/1")
    evidence.add_passage(
        by=reviewer,
        claim=claim,
        revision=other.current_revision,
        start=0,
        end=20,
        stance="context",
        origin_name="Institute",
    )
    make_verdict(by=reviewer, claim=claim, label="unproven")
    rulings.publish(by=editor, claim=claim, label="unproven", claim_version=1, client_id=uuid4())
    kept = Ruling.objects.get()
    assert kept.said_in[0]["publisher"] == kept.evidence[0]["source"] == "Unknown publisher"
    review = review_of(claim)
    [cited] = review["citation"]
    for place in (review["itemReviewed"]["firstAppearance"], *review["itemReviewed"]["appearance"], cited):
        assert place["url"]
        assert "publisher" not in place


@pytest.mark.parametrize(
    ("name", "type_"),
    [
        ("Sergei Shoigu", "Person"),
        ("Example Gazette", "Organization"),
        ("Facebook posts", "Organization"),
        ("Путин", "Person"),
        ("Maria", "Person"),
        ("Ursula von der Leyen", "Person"),
        ("somebody", "Organization"),
        ("a passer-by", "Organization"),
        ("3 soldiers", "Organization"),
        ("van", "Organization"),
    ],
)
def test_a_claimant_always_has_a_type(reviewer, editor, name, type_):
    review = review_of(published(reviewer=reviewer, editor=editor, claimant=name))
    assert review["itemReviewed"]["author"] == {"@type": type_, "name": name}
    assert problems(review, host="desk.example") == []


def test_what_people_say_of_a_claimant_goes_first_from_the_next_version_on(reviewer, editor, administrator):
    claim = published(reviewer=reviewer, editor=editor, claimant="Example Gazette")
    curation.save_claimant(by=administrator, claimant=claim.claimant, name="Example Gazette", kind="person")
    assert Ruling.objects.get().claimant_kind == ""
    assert review_of(claim)["itemReviewed"]["author"]["@type"] == "Organization"
    rulings.correct(
        by=editor,
        claim=claim,
        label="false",
        note="Who.",
        claim_version=1,
        client_id=uuid4(),
        explanation="One witness on site is enough.",
    )
    assert review_of(claim)["itemReviewed"]["author"]["@type"] == "Person"
    curation.save_claimant(by=administrator, claimant=claim.claimant, name="Gazette", kind="organisation")
    assert review_of(claim)["itemReviewed"]["author"] == {"@type": "Person", "name": "Example Gazette"}


def test_nobody_named_is_left_out(reviewer, editor):
    claim = published(reviewer=reviewer, editor=editor, claimant="")
    assert "author" not in review_of(claim)["itemReviewed"]


def test_evidence_is_cited_once_each_and_context_decides_nothing(reviewer, editor):
    claim = make_claim(by=reviewer)
    for stance, url in (("refutes", "https://a.example/1"), ("context", "https://b.example/2")):
        article = make_article(by=reviewer, url=url, title=url)
        for start, end in ((0, 20), (5, 30)):
            evidence.add_passage(
                by=reviewer,
                claim=claim,
                revision=article.current_revision,
                start=start,
                end=end,
                stance=stance,
                origin_name="Institute",
            )
    make_verdict(by=reviewer, claim=claim, label="false")
    claim.refresh_from_db()
    rulings.publish(
        by=editor,
        claim=claim,
        label="false",
        claim_version=1,
        client_id=uuid4(),
        explanation="One witness on site is enough.",
    )
    review = review_of(claim)
    assert [page["url"] for page in review["citation"]] == ["https://a.example/1", "https://b.example/2"]
    assert review["isBasedOn"] == ["https://a.example/1"]


def test_a_correction_is_told_and_the_first_day_stays(reviewer, editor):
    claim = published(reviewer=reviewer, editor=editor)
    rulings.correct(
        by=editor,
        claim=claim,
        label="disputed",
        note="A second source came.",
        claim_version=1,
        client_id=uuid4(),
        explanation="One witness on site is enough.",
    )
    first, second = Ruling.objects.order_by("number")
    review = review_of(claim)
    assert review["datePublished"] == first.created_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert review["dateModified"] == second.created_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert [change["text"] for change in review["correction"]] == ["A second source came."]
    assert review["reviewRating"]["alternateName"] == "Disputed"


def test_a_withdrawn_check_has_no_rating(reviewer, editor):
    claim = published(reviewer=reviewer, editor=editor)
    rulings.withdraw_ruling(
        by=editor, claim=claim, note="Wrong sentence.", claim_version=1, client_id=uuid4()
    )
    last = Ruling.objects.select_related("claim").get(kind=RulingKind.WITHDRAWAL)
    with pytest.raises(ValueError, match="withdrawn"):
        claim_review(last, base_url=BASE, settings=DeskSettings())
    told = withdrawal(last, base_url=BASE, settings=DeskSettings())
    assert told["creativeWorkStatus"] == "Withdrawn"
    assert told["correction"][0]["text"] == "Wrong sentence."
    assert "reviewRating" not in told


def test_policies_stand_where_the_vocabulary_has_them():
    news = organisation(DeskSettings(organisation="The Desk"), base_url=BASE)
    assert news["verificationFactCheckingPolicy"] == f"{BASE}/method/#method"
    other = organisation(DeskSettings(is_news_organisation=False), base_url=BASE)
    assert "verificationFactCheckingPolicy" not in other
    assert other["correctionsPolicy"] == f"{BASE}/method/#corrections"


def test_settings_name_the_publisher(reviewer, editor):
    claim = published(reviewer=reviewer, editor=editor)
    review = review_of(
        claim,
        organisation="The Desk",
        url="https://paper.example/",
        logo_url="https://paper.example/logo.png",
        licence="https://creativecommons.org/licenses/by/4.0/",
        language="en-GB",
        same_as="https://social.example/@desk\nhttps://video.example/desk",
    )
    assert review["publisher"]["name"] == "The Desk"
    assert review["publisher"]["logo"] == "https://paper.example/logo.png"
    assert review["publisher"]["sameAs"] == ["https://social.example/@desk", "https://video.example/desk"]
    assert review["sdLicense"] == "https://creativecommons.org/licenses/by/4.0/"
    assert review["inLanguage"] == "en-GB"
    assert problems(review, host="desk.example") == []


@pytest.mark.parametrize("number", [1, 3])
def test_checks_are_read_in_bulk_by_few_queries(reviewer, editor, number, django_assert_num_queries):
    for _ in range(number):
        claim = published(reviewer=reviewer, editor=editor)
        rulings.correct(
            by=editor,
            claim=claim,
            label="false",
            note="Mended.",
            claim_version=1,
            client_id=uuid4(),
            explanation="One witness on site is enough.",
        )
    with django_assert_num_queries(2):
        assert [len(check.versions) for check in checks()] == [2] * number


def test_chunks_leave_nothing_out(reviewer, editor):
    for _ in range(3):
        published(reviewer=reviewer, editor=editor)
    assert [check.current.claim_id for check in checks(size=2)] == list(
        Claim.objects.order_by("pk").values_list("pk", flat=True)
    )


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Sergei Shoigu", "person"),
        ("Russian Ministry of Defence", "body"),
        ("The Kremlin", "body"),
        ("Reuters", "body"),
        ("Міністерство оборони Росії", "body"),
        ("Володимир Зеленський", "person"),
        ("Example Gazette", "body"),
        ("Kharkiv Daily", "body"),
        ("The Moscow Times", "body"),
        ("Facebook posts", "body"),
        ("Viral videos", "body"),
        ("social media users", "body"),
        ("Maria", ""),
        ("somebody", ""),
        ("a passer-by", ""),
        ("Russian", ""),
        ("", ""),
    ],
)
def test_persons_and_bodies_are_told_apart_where_the_name_tells(name, kind):
    assert kind_of(name) == kind

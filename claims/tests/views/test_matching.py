"""Checked before? While a claim is written, on its page, and where two cannot both be true."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from claims.domain import claim_links, claiming
from claims.forms.matching import Proposed, read_proposed
from claims.models import Appearance, Article, Choice, Claim, ClaimLink
from claims.tests.factories import make_article, make_claim, make_evidence, make_verdict
from claims.vocabulary import Action, Label, Proposal, Relation, Stance

pytestmark = pytest.mark.django_db
TEXT = "Officials spoke. The troops were being regrouped near Izium on Saturday. It gave no figure."
QUOTE = "The troops were being regrouped near Izium on Saturday."
HTMX = {"HX-Request": "true", "HX-Target": "similar"}


@pytest.fixture(autouse=True)
def words_alone(settings):
    settings.EMBEDDER = "none"


@pytest.fixture
def earlier(reviewer) -> Claim:
    article = make_article(by=reviewer, text=TEXT)
    return make_claim(by=reviewer, article=article, statement=QUOTE, quote=QUOTE)


@pytest.fixture
def article(reviewer, earlier) -> Article:
    return make_article(by=reviewer, text=TEXT, published_on=date(2022, 9, 10))


def filled(article, **changes):
    start = TEXT.index(QUOTE)
    return {
        "revision": article.current_revision_id,
        "start": start,
        "end": start + len(QUOTE),
        "exact": QUOTE,
        "client_id": str(uuid4()),
        "statement": QUOTE,
        "claimant": "",
        "claimed_on": "",
        **changes,
    }


def lift_url(article):
    return reverse("claim-lift", args=[article.pk])


def body(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def proposed_on(response) -> str:
    """Return how the page names its first proposal."""
    return response.context["shown"][0].proposed


class TestWhileWriting:
    def test_the_list_comes_alone_when_asked_for_beside_the_form(self, as_reviewer, earlier):
        response = as_reviewer.get(
            reverse("claim-similar"), {"statement": f"{QUOTE} Say officials.", "lifting": "1"}, headers=HTMX
        )
        text = body(response)
        assert "<html" not in text
        assert reverse("claim-detail", args=[earlier.pk]) in text
        assert "Same claim: add this place to it" in text
        assert "shares:" in text

    def test_a_page_of_its_own_compares_what_is_pasted(self, as_reviewer, earlier):
        assert "Paste a statement" in body(as_reviewer.get(reverse("claim-similar")))
        text = body(as_reviewer.get(reverse("claim-similar"), {"statement": QUOTE}))
        assert "<html" in text
        assert earlier.statement in text
        assert "Same claim" not in text
        assert "No earlier claim resembles this" in body(
            as_reviewer.get(reverse("claim-similar"), {"statement": "Grain prices doubled in Lisbon"})
        )

    @pytest.mark.parametrize(
        "statement", ["", "-" * 33, "|---" * 30, "word " * 10_000, "😀", "a\0b", "міст", "bridge"]
    )
    def test_whatever_is_typed_is_answered(self, as_reviewer, earlier, statement):
        response = as_reviewer.get(reverse("claim-similar"), {"statement": statement}, headers=HTMX)
        assert response.status_code == 200 or (response.status_code == 400 and "\0" in statement)

    @pytest.mark.parametrize("number", [1, 4])
    def test_queries_stay_the_same(self, as_reviewer, reviewer, number, django_assert_num_queries):
        Claim.objects.bulk_create(Claim(statement=QUOTE, created_by=reviewer) for _ in range(number))
        with django_assert_num_queries(10):
            as_reviewer.get(reverse("claim-similar"), {"statement": QUOTE}, headers=HTMX)


class TestLifting:
    def test_a_probable_match_is_shown_first_and_what_was_typed_is_kept(self, as_reviewer, article, earlier):
        response = as_reviewer.post(lift_url(article), filled(article, claimant="Ministry"))
        text = body(response, 422)
        assert "Checked before?" in text
        assert "Probably the same" in text
        assert "Lift it all the same" in text
        assert 'value="Ministry"' in text
        assert Claim.objects.get() == earlier

    def test_seen_once_it_is_lifted_all_the_same_and_the_refusal_is_kept(self, as_reviewer, article, earlier):
        form = filled(article)
        first = as_reviewer.post(lift_url(article), form)
        again = form | {"checked": proposed_on(first)}
        assert as_reviewer.post(lift_url(article), again).status_code == 302
        lifted = Claim.objects.latest("pk")
        choice = Choice.objects.get(kind=Proposal.MATCH)
        assert (choice.action, choice.claim) == (Action.REFUSED, lifted)
        assert (choice.rank, choice.shown, choice.data) == (1, 1, {"other": earlier.pk})
        assert as_reviewer.post(lift_url(article), again).status_code == 302  # sent twice, kept once
        assert Claim.objects.count() == 2
        assert Choice.objects.get(kind=Proposal.MATCH) == choice

    def test_sent_twice_it_is_not_its_own_match(self, as_reviewer, article, earlier):
        form = filled(article, statement="Grain prices doubled in Lisbon.")
        for _ in range(2):
            assert as_reviewer.post(lift_url(article), form).status_code == 302
        assert Claim.objects.count() == 2

    def test_the_place_is_added_to_the_earlier_claim_instead(self, as_reviewer, article, earlier):
        form = filled(article)
        first = as_reviewer.post(lift_url(article), form)
        response = as_reviewer.post(lift_url(article), form | {"same": proposed_on(first)})
        assert response.status_code == 302
        assert response["Location"].endswith(f"#claim-{earlier.pk}")
        place = Appearance.objects.latest("pk")
        assert (place.claim, place.revision.article, place.exact) == (earlier, article, QUOTE)
        assert Claim.objects.get() == earlier
        choice = Choice.objects.get()
        assert (choice.action, choice.claim, choice.article) == (Action.TAKEN, earlier, article)

    def test_a_claim_that_left_meanwhile_gets_no_place(self, as_reviewer, editor, article, earlier):
        form = filled(article)
        same = proposed_on(as_reviewer.post(lift_url(article), form))
        claiming.retract_claim(by=editor, claim=earlier, reason="Never said.")
        text = body(as_reviewer.post(lift_url(article), form | {"same": same}), 422)
        assert "retracted meanwhile" in text
        assert Appearance.objects.count() == 1
        assert Choice.objects.count() == 0

    def test_what_resembles_nothing_is_lifted_at_once(self, as_reviewer, article):
        assert (
            as_reviewer.post(lift_url(article), filled(article, statement="Grain rose.")).status_code == 302
        )


class TestClaimPage:
    @pytest.fixture
    def later(self, reviewer, article) -> Claim:
        return make_claim(by=reviewer, article=article, statement=f"Officials: {QUOTE}", quote=QUOTE)

    def decide(self, client, claim, other, relation, **more):
        return client.post(
            reverse("claim-link", args=[claim.pk]),
            {"other": other.pk, "relation": relation, **more},
            follow=True,
        )

    def test_it_shows_what_resembles_it_and_why(self, as_reviewer, later, earlier):
        text = body(as_reviewer.get(reverse("claim-detail", args=[later.pk])))
        assert "Checked before?" in text
        assert "Probably the same" in text
        assert "said the same day" in text
        assert 'value="same"' in text

    def test_different_is_noted_and_not_shown_again_until_undone(self, as_reviewer, later, earlier):
        page = as_reviewer.get(reverse("claim-detail", args=[later.pk]))
        after = self.decide(as_reviewer, later, earlier, "different", proposed=proposed_on(page))
        assert after.context["shown"] == []
        assert "1 claim was found different" in body(after)
        assert Choice.objects.get().action == Action.REFUSED
        link = ClaimLink.objects.get()
        undone = as_reviewer.post(reverse("claim-unlink", args=[link.pk]), {"from": later.pk}, follow=True)
        assert undone.redirect_chain[-1][0] == f"/claims/{later.pk}/#checked-before"
        assert undone.context["shown"][0].match.claim == earlier

    def test_same_leads_to_the_claim_that_stays(self, as_reviewer, reviewer, later, earlier):
        after = self.decide(as_reviewer, later, earlier, "same")
        assert after.redirect_chain[-1][0] == f"/claims/{earlier.pk}/#checked-before"
        text = body(after)
        assert f"claim {later.pk} is the same as claim {earlier.pk}" in text
        assert "Olena Koval said so" in text
        gone = body(as_reviewer.get(reverse("claim-detail", args=[later.pk])))
        assert f"Its places stand on claim {earlier.pk} now" in gone
        as_reviewer.post(reverse("claim-unlink", args=[ClaimLink.objects.get().pk]), {"from": earlier.pk})
        later.refresh_from_db()
        assert not later.is_retracted

    @pytest.mark.parametrize(
        ("relation", "mine", "theirs"),
        [
            ("narrower", "Narrower than", "Broader than"),
            ("broader", "Broader than", "Narrower than"),
            ("contradicts", "Contradicts", "Contradicts"),
        ],
    )
    def test_a_relation_shows_on_both_pages(self, as_reviewer, later, earlier, relation, mine, theirs):
        assert mine in body(self.decide(as_reviewer, later, earlier, relation, note="See the map."))
        text = body(as_reviewer.get(reverse("claim-detail", args=[earlier.pk])))
        assert theirs in text
        assert "See the map." in text

    def test_a_refusal_says_why(self, as_reviewer, as_second_reviewer, later, earlier):
        self.decide(as_reviewer, later, earlier, "different")
        text = body(self.decide(as_second_reviewer, later, earlier, "same"))
        assert "Olena Koval linked these two already" in text
        text = body(self.decide(as_reviewer, later, earlier, "cousin"))
        assert "Choose what the two claims are" in text
        assert ClaimLink.objects.count() == 1

    def test_the_log_tells_it(self, as_reviewer, later, earlier):
        self.decide(as_reviewer, later, earlier, "narrower")
        text = body(as_reviewer.get(reverse("claim-history", args=[later.pk])))
        assert f"Narrower than claim {earlier.pk}." in text

    @pytest.mark.parametrize("number", [1, 4])
    def test_queries_stay_the_same(
        self, as_reviewer, reviewer, later, earlier, number, django_assert_num_queries
    ):
        for place in range(number):
            other = make_claim(by=reviewer, statement=f"{QUOTE} {place}")
            kind = Relation.NARROWER if place % 2 else Relation.DIFFERENT
            claim_links.link_claims(by=reviewer, claim=later, other=other, relation=kind)
            make_claim(by=reviewer, statement=QUOTE)
        with django_assert_num_queries(19):
            page = as_reviewer.get(reverse("claim-detail", args=[later.pk]))
        assert len(page.context["shown"]) == number + 1


class TestContradictions:
    def test_both_pages_the_desk_and_the_editors_are_told(self, as_editor, editor, reviewer):
        one = make_claim(by=reviewer, statement="All of them left on Saturday.")
        other = make_claim(by=reviewer, statement="Nobody left.")
        claim_links.link_claims(by=reviewer, claim=one, other=other, relation=Relation.CONTRADICTS)
        for claim in (one, other):
            make_evidence(by=reviewer, claim=claim, stance=Stance.SUPPORTS)
        pages = [
            reverse("claim-detail", args=[one.pk]),
            reverse("claim-detail", args=[other.pk]),
            reverse("desk"),
            reverse("settle"),
        ]
        make_verdict(by=reviewer, claim=one, label=Label.TRUE)
        assert not any("cannot both be true" in body(as_editor.get(page)) for page in pages)
        make_verdict(by=reviewer, claim=other, label=Label.TRUE)
        for page in pages:
            assert "These two cannot both be true" in body(as_editor.get(page)), page


def test_what_comes_back_is_read_only_as_it_was_written():
    assert read_proposed("12:1:5:0.8700:claim-matcher-words-1") == Proposed(
        12, 1, 5, 0.87, "claim-matcher-words-1"
    )
    for value in ("", "12", "12:1:5:87:x", "a:1:5:0.1000:x", "١:1:5:0.1000:x", "1:1:1:0.1000:<b>", "9" * 30):
        assert read_proposed(value) is None

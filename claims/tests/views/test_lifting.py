"""Lifting claims from a text, and placing claims that lost their place."""

from datetime import date
from uuid import uuid4

import pytest

from claims.domain import curation, retraction
from claims.domain.ingest import Draft, add_revision
from claims.models import Article, Choice, Claim
from claims.tests.factories import make_article, make_claim

pytestmark = pytest.mark.django_db
TEXT = "Weather 😀🇺🇦 first.\n\nThe ministry said\nthe troops were being regrouped. It gave no figure."
QUOTE = "The ministry said\nthe troops were being regrouped."
HTMX = {"HX-Request": "true", "HX-Target": "lift"}


@pytest.fixture
def article(reviewer) -> Article:
    return make_article(by=reviewer, text=TEXT, published_on=date(2022, 9, 10))


def place(article, quote=QUOTE):
    text = article.current_revision.text
    start = text.index(quote)
    return {"start": start, "end": start + len(quote)}


def filled(article, quote=QUOTE, **changes):
    return {
        "revision": article.current_revision_id,
        **place(article, quote),
        "exact": quote,
        "client_id": str(uuid4()),
        "statement": "The troops were being regrouped.",
        "claimant": "Ministry of Defence",
        "claimed_on": "2022-09-10",
        **changes,
    }


def address(article):
    return f"/articles/{article.pk}/lift/"


def body(response):
    return response.content.decode()


class TestForm:
    def test_it_comes_filled_in(self, as_reviewer, article):
        form = as_reviewer.get(address(article), place(article)).context["form"]
        assert form["exact"].value() == QUOTE
        assert form["statement"].value() == "The ministry said the troops were being regrouped."
        assert form["claimed_on"].value() == date(2022, 9, 10)

    def test_it_comes_alone_when_asked_for_beside_the_text(self, as_reviewer, article):
        response = as_reviewer.get(address(article), place(article), headers=HTMX)
        assert body(response).lstrip().startswith("<form")
        assert "<html" not in body(response)

    def test_white_space_at_the_ends_is_left_out(self, as_reviewer, article):
        span = place(article)
        form = as_reviewer.get(
            address(article), {"start": span["start"] - 2, "end": span["end"] + 1}
        ).context["form"]
        assert {name: form[name].value() for name in ("start", "end", "exact")} == span | {"exact": QUOTE}

    @pytest.mark.parametrize(
        "query",
        [
            "",
            "start=1",
            "start=a&end=b",
            "start=-1&end=5",
            "start=5&end=5",
            "start=9&end=2",
            "start=0&end=99999",
            "start=0&end=99999999999999999999",
            "start=2147483640&end=2147483647",
            "start=%C2%B2&end=%C2%B3",
            "start=18&end=20",
        ],
    )
    def test_a_place_without_words_is_a_message(self, as_reviewer, article, query):
        response = as_reviewer.get(f"{address(article)}?{query}")
        assert response.status_code == 422
        assert "Nothing to lift" in body(response)

    def test_too_many_words_are_a_message(self, as_reviewer, reviewer):
        long = make_article(by=reviewer, text="word " * 2000)
        response = as_reviewer.get(address(long), {"start": 0, "end": 6000})
        assert response.status_code == 422
        assert "Choose fewer words" in body(response)

    def test_without_scripts_each_sentence_has_a_link_to_it(self, as_reviewer, article):
        page = body(as_reviewer.get(f"/articles/{article.pk}/"))
        span = place(article, "the troops were being regrouped.")
        assert f'href="{address(article)}?start={span["start"]}&amp;end={span["end"]}"' in page

    @pytest.mark.parametrize("claims", [0, 3])
    def test_queries_stay_the_same(self, as_reviewer, reviewer, article, claims, django_assert_num_queries):
        for number in range(claims):
            make_claim(by=reviewer, article=article, claimant=f"Claimant {number}")
        with django_assert_num_queries(5):
            as_reviewer.get(address(article), place(article))


class TestProposedClaimant:
    SAID = "Minister Anna Petrenko came. “The bridge is open,” she said.\n\nCars cross it."
    QUOTED = "The bridge is open"

    @pytest.fixture
    def said(self, reviewer) -> Article:
        return make_article(by=reviewer, text=self.SAID, publisher="Daily")

    def test_comes_filled_in_with_what_tells(self, as_reviewer, said):
        page = as_reviewer.get(address(said), place(said, self.QUOTED))
        assert page.context["form"]["claimant"].value() == "Anna Petrenko"
        assert "Proposed: “she said”, and Anna Petrenko is meant." in body(page)
        assert 'data-clears="id_claimant"' in body(page)
        assert 'aria-describedby="id_claimant-proposed"' in body(page)

    def test_is_the_publisher_of_words_that_nobody_is_quoted_with(self, as_reviewer, said):
        page = as_reviewer.get(address(said), place(said, "Cars cross it."))
        assert page.context["form"]["claimant"].value() == "Daily"
        assert "own words" in body(page)

    def test_is_nobody_where_nothing_tells(self, as_reviewer, article):
        page = as_reviewer.get(address(article), place(article))
        assert not page.context["form"]["claimant"].value()
        assert "Proposed" not in body(page)

    @pytest.mark.parametrize(
        ("claimant", "action"),
        [("Anna Petrenko", "taken"), ("Boris Lang", "changed"), ("", "refused")],
    )
    def test_what_became_of_it_is_kept_once(self, as_reviewer, said, claimant, action):
        form = filled(said, self.QUOTED, claimant=claimant)
        for _ in range(2):
            as_reviewer.post(address(said), form)
        choice = Choice.objects.get()
        assert (choice.kind, choice.action, choice.claim) == ("claimant", action, Claim.objects.get())

    def test_an_alias_gives_the_claimant(self, as_reviewer, said, administrator):
        known = curation.save_claimant(by=administrator, name="A. Petrenko", aliases=["Anna Petrenko"])
        page = as_reviewer.get(address(said), place(said, self.QUOTED))
        assert page.context["form"]["claimant"].value() == "A. Petrenko"
        as_reviewer.post(address(said), filled(said, self.QUOTED, claimant="anna petrenko"))
        assert Claim.objects.get().claimant == known

    def test_takes_one_query_more(self, as_reviewer, said, django_assert_num_queries):
        with django_assert_num_queries(6):
            as_reviewer.get(address(said), place(said, self.QUOTED))


class TestLifting:
    def test_the_claim_stands_at_its_words_behind_an_emoji(self, as_reviewer, reviewer, article):
        response = as_reviewer.post(address(article), filled(article))
        claim = Claim.objects.get()
        appearance = claim.appearances.get()
        assert TEXT[appearance.start : appearance.end] == appearance.exact == QUOTE
        assert (claim.claimant.name, claim.claimed_on, claim.created_by) == (
            "Ministry of Defence",
            date(2022, 9, 10),
            reviewer,
        )
        assert response.status_code == 302
        assert (
            response.url
            == f"/articles/{article.pk}/?at={appearance.start}&lifted={claim.pk}#claim-{claim.pk}"
        )

    def test_it_leads_back_to_the_highlight_with_a_way_to_review_it(self, as_reviewer, article):
        page = body(as_reviewer.post(address(article), filled(article), follow=True))
        claim = Claim.objects.get()
        assert f'id="claim-{claim.pk}"' in page
        assert f'<a href="/review/{claim.pk}/">Review it now</a>' in page
        assert f'Lifted: <a href="/claims/{claim.pk}/">' in page

    def test_line_ends_as_browsers_send_them_are_the_same_words(self, as_reviewer, article):
        as_reviewer.post(address(article), filled(article, exact=QUOTE.replace("\n", "\r\n")))
        assert Claim.objects.get().appearances.get().exact == QUOTE

    def test_beside_the_text_the_whole_page_is_loaded_anew(self, as_reviewer, article):
        response = as_reviewer.post(address(article), filled(article), headers=HTMX)
        assert response.headers["HX-Redirect"].startswith(f"/articles/{article.pk}/?at=")

    def test_sent_twice_it_is_lifted_once(self, as_reviewer, article):
        sent = filled(article)
        for _ in range(2):
            assert as_reviewer.post(address(article), sent).status_code == 302
        assert Claim.objects.count() == 1

    @pytest.mark.parametrize(
        "changes",
        [
            {"exact": "the troops"},
            {"exact": ""},
            {"start": "0"},
            {"end": "abc"},
            {"end": "99999"},
            {"start": "-1"},
            {"start": "99999999999999999999"},
            {"revision": "x"},
            {"client_id": "no-uuid"},
            {"statement": " "},
            {"statement": "s" * 1001},
            {"statement": "null \x00 character"},
            {"claimant": "c" * 201},
            {"claimed_on": "soon"},
            {"claimed_on": "0001-01-01"},
        ],
    )
    def test_a_refusal_saves_nothing_and_keeps_what_was_typed(self, as_reviewer, article, changes):
        kept = {"statement": "My careful wording.", "claimant": "Careful claimant"}
        response = as_reviewer.post(address(article), filled(article, **kept) | changes)
        assert response.status_code == 422
        assert not Claim.objects.exists()
        for name, words in kept.items():
            assert name in changes or words in body(response)
        assert "Not lifted yet" in body(response)

    def test_utf16_offsets_are_refused(self, as_reviewer, article):
        start = len(TEXT[: TEXT.index(QUOTE)].encode("utf-16-le")) // 2
        assert start != place(article)["start"]
        response = as_reviewer.post(address(article), filled(article, start=start, end=start + len(QUOTE)))
        assert response.status_code == 422
        assert not Claim.objects.exists()

    def test_what_is_typed_is_escaped(self, as_reviewer, article):
        as_reviewer.post(address(article), filled(article, statement="<script>alert(1)</script>"))
        page = body(as_reviewer.get(f"/articles/{article.pk}/"))
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert(1)" not in page

    def test_an_article_revised_meanwhile_offers_the_words_at_their_new_place(
        self, as_reviewer, reviewer, article
    ):
        sent = filled(article, statement="Typed before.")
        revision = add_revision(by=reviewer, article=article, draft=Draft(text="New start. " + TEXT)).revision
        response = as_reviewer.post(address(article), sent)
        assert response.status_code == 409
        assert not Claim.objects.exists()
        form = response.context["form"]
        assert form["statement"].value() == "Typed before."
        again = sent | {name: form[name].value() for name in ("revision", "start", "end", "exact")}
        assert as_reviewer.post(address(article), again).status_code == 302
        assert Claim.objects.get().appearances.get().revision == revision

    def test_an_article_revised_meanwhile_without_the_words_keeps_what_was_typed(
        self, as_reviewer, reviewer, article
    ):
        sent = filled(article, statement="Typed before.")
        add_revision(by=reviewer, article=article, draft=Draft(text="Nothing of the kind is here any more."))
        response = as_reviewer.post(address(article), sent)
        assert response.status_code == 409
        assert "Typed before." in body(response)
        assert not Claim.objects.exists()

    def test_nothing_is_lifted_from_a_retracted_article(self, as_reviewer, editor, article):
        retraction.retract(by=editor, row=article, reason="Hoax.")
        assert as_reviewer.get(address(article), place(article)).status_code == 422
        assert as_reviewer.post(address(article), filled(article)).status_code == 422
        assert not Claim.objects.exists()

    def test_a_revision_of_another_article_is_not_found(self, as_reviewer, reviewer, article):
        other = make_article(by=reviewer, text=TEXT)
        sent = filled(article, revision=other.current_revision_id)
        assert as_reviewer.post(address(article), sent).status_code == 404

    def test_people_without_a_role_lift_nothing(self, as_stranger, visitor, article):
        assert as_stranger.post(address(article), filled(article)).status_code == 404
        assert visitor.post(address(article), filled(article)).status_code == 302
        assert not Claim.objects.exists()


class TestPlacing:
    NEW = "It said that troops regroup now, at last."

    @pytest.fixture
    def claim(self, reviewer, article) -> Claim:
        claim = make_claim(by=reviewer, article=article, quote="the troops were being regrouped")
        add_revision(by=reviewer, article=article, draft=Draft(text=self.NEW))
        article.refresh_from_db()
        return claim

    def url(self, article, claim):
        return f"/articles/{article.pk}/place/{claim.pk}/"

    def test_the_text_offers_to_place_the_claim(self, as_reviewer, article, claim):
        page = body(as_reviewer.get(f"/articles/{article.pk}/?place={claim.pk}"))
        assert f'data-lift-url="{self.url(article, claim)}"' in page
        assert "Where does this claim stand now?" in page

    def test_the_chosen_words_become_its_place(self, as_reviewer, article, claim):
        span = place(article, "troops regroup now")
        form = as_reviewer.get(self.url(article, claim), span).context["form"]
        sent = {name: form[name].value() for name in ("revision", "start", "end", "exact")}
        assert as_reviewer.post(self.url(article, claim), sent).status_code == 302
        assert claim.appearances.get(revision=article.current_revision_id).exact == "troops regroup now"
        assert as_reviewer.get(self.url(article, claim), span).status_code == 404

    @pytest.mark.parametrize(
        "changes", [{"exact": "other words"}, {"start": "x"}, {"end": "99999"}, {"revision": "0"}]
    )
    def test_wrong_places_are_refused(self, as_reviewer, article, claim, changes):
        span = place(article, "troops regroup now")
        sent = {"revision": article.current_revision_id, **span, "exact": "troops regroup now"} | changes
        assert as_reviewer.post(self.url(article, claim), sent).status_code == 422
        assert claim.appearances.count() == 1

    def test_a_claim_that_has_its_place_is_not_found(self, as_reviewer, reviewer, article, claim):
        other = make_claim(by=reviewer, article=article, quote="troops regroup")
        assert as_reviewer.get(self.url(article, other)).status_code == 404

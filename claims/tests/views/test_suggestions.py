"""What is worth checking, beside an article's text and in the list of articles."""

import pytest

from claims.domain import claiming, suggesting
from claims.domain.ingest import Draft, add_revision, store_article
from claims.domain.suggesting import weights
from claims.models import Choice, Claim, SentenceScores, Suggestion
from claims.tests.factories import make_article, make_claim, make_suggestion
from claims.vocabulary import Action

pytestmark = pytest.mark.django_db
TEXT = "Good evening. Unemployment fell to 4%. A spokesman said 3,000 went east. Thank you all."
FELL, WENT = "Unemployment fell to 4%.", "A spokesman said 3,000 went east."
HTMX = {"HX-Request": "true", "HX-Target": "suggestions"}


@pytest.fixture
def article(reviewer):
    return store_article(by=reviewer, draft=Draft(text=TEXT, title="A debate", publisher="Daily")).article


@pytest.fixture
def both(article):
    return make_suggestion(article=article, quote=WENT), make_suggestion(article=article, quote=FELL, rank=2)


def page(client, article, **query):
    return client.get(f"/articles/{article.pk}/", query).content.decode()


def underlined(response):
    blocks = response.context["blocks"]
    return [s.words for block in blocks for line in block.lines for s in line if s.is_suggested]


def act(client, suggestion, action, **options):
    return client.post(f"/suggestions/{suggestion.pk}/{action}/", **options)


class TestArticle:
    def test_suggestions_are_underlined_and_listed_best_first_with_reasons(self, as_reviewer, article, both):
        response = as_reviewer.get(f"/articles/{article.pk}/")
        body = response.content.decode()
        assert underlined(response) == [FELL, WENT]
        assert body.count('class="sentence suggestion"') == 2
        listed = body[body.index('id="suggestions"') :]
        assert listed.index(WENT) < listed.index(FELL)
        assert "A number, a quoted official" in listed

    def test_every_sentence_stays_liftable(self, as_reviewer, article, both):
        assert page(as_reviewer, article).count('class="sentence-lift') == 4

    @pytest.mark.parametrize("number", [0, 1, 2])
    def test_queries_stay_the_same(self, as_reviewer, article, number, django_assert_num_queries):
        for quote in [WENT, FELL][:number]:
            make_suggestion(article=article, quote=quote)
        with django_assert_num_queries(10):
            as_reviewer.get(f"/articles/{article.pk}/")

    def test_what_was_not_read_says_so(self, as_reviewer, article):
        assert "Not read yet." in page(as_reviewer, article)

    def test_a_text_without_suggestions_says_so(self, as_reviewer, article):
        SentenceScores.objects.create(revision=article.current_revision, model="test/words", scores=[])
        assert "Nothing here stands out." in page(as_reviewer, article)

    def test_another_language_says_what_was_looked_at(self, as_reviewer, article, both):
        assert "Only figures, dates and names" not in page(as_reviewer, article)
        SentenceScores.objects.update(model="test/figures")
        assert "Only figures, dates and names" in page(as_reviewer, article)

    def test_damaged_weights_are_said_and_the_page_works(self, as_reviewer, article, tmp_path, monkeypatch):
        monkeypatch.setattr(weights, "FOLDER", tmp_path)
        body = page(as_reviewer, article)
        assert "Suggestions are off. The file of their weights cannot be read" in body
        assert body.count('class="sentence-lift') == 4

    def test_older_texts_retracted_ones_and_placing_show_none(self, as_reviewer, reviewer, article, both):
        claim = make_claim(by=reviewer, article=article, quote="Good evening.")
        add_revision(by=reviewer, article=article, draft=Draft(text="Wholly other words stand here now."))
        assert 'id="suggestions"' not in page(as_reviewer, article, revision=1)
        assert 'id="suggestions"' not in page(as_reviewer, article, place=claim.pk)


class TestDeciding:
    def test_dismissing_without_scripts_goes_back_to_the_place(self, as_reviewer, article, both):
        response = act(as_reviewer, both[0], "dismiss", follow=True)
        assert response.redirect_chain == [(f"/articles/{article.pk}/?at={both[0].start}#at", 302)]
        assert underlined(response) == [FELL]
        assert "1 dismissed" in response.content.decode()
        assert underlined(act(as_reviewer, both[0], "restore", follow=True)) == [FELL, WENT]

    def test_dismissing_beside_the_text_answers_with_the_list(self, as_reviewer, both):
        body = act(as_reviewer, both[0], "dismiss", headers=HTMX).content.decode()
        assert body.lstrip().startswith("<h2")
        assert "Dismissed." in body
        assert f'data-suggestion="{both[0].pk}"' not in body
        assert f'data-suggestion="{both[1].pk}"' in body
        assert "data-suggestion-undo" in body

    def test_only_ones_own_dismissals_are_undone_by_key(self, as_reviewer, second_reviewer, both):
        suggesting.dismiss(by=second_reviewer, suggestion=both[0])
        body = page(as_reviewer, both[0].revision.article)
        assert "Put back" in body
        assert "data-suggestion-undo" not in body

    def test_when_all_is_decided_the_page_says_so(self, as_reviewer, article, both):
        for one in both:
            act(as_reviewer, one, "dismiss")
        assert "Nothing left" in page(as_reviewer, article)

    def test_what_somebody_lifted_meanwhile_cannot_be_dismissed(self, as_reviewer, reviewer, article, both):
        make_claim(by=reviewer, article=article, quote=WENT)
        response = act(as_reviewer, both[0], "dismiss", headers=HTMX)
        assert response.status_code == 409
        assert "Somebody lifted a claim from these words" in response.content.decode()

    def test_it_takes_a_post_of_somebody_with_a_role(self, as_reviewer, as_stranger, both):
        assert as_reviewer.get(f"/suggestions/{both[0].pk}/dismiss/").status_code == 405
        assert act(as_stranger, both[0], "dismiss").status_code == 404
        assert act(as_reviewer, both[0], "dismiss").status_code == 302
        assert as_reviewer.post(f"/suggestions/{2**62}/dismiss/").status_code == 404

    def test_lifting_carries_the_suggestion(self, as_reviewer, article, both):
        where = {"start": both[0].start, "end": both[0].end, "suggestion": both[0].pk}
        form = as_reviewer.get(f"/articles/{article.pk}/lift/", where).context["form"]
        assert form["statement"].value() == WENT
        sent = {name: form[name].value() or "" for name in form.fields}
        assert as_reviewer.post(f"/articles/{article.pk}/lift/", sent).status_code == 302
        both[0].refresh_from_db()
        assert both[0].claim == Claim.objects.get()
        assert Choice.objects.get().action == Action.TAKEN
        assert underlined(as_reviewer.get(f"/articles/{article.pk}/")) == [FELL]

    @pytest.mark.parametrize("suggestion", ["x", "-1", "9" * 30, str(2**62)])
    def test_no_suggestion_breaks_the_lift(self, as_reviewer, article, both, suggestion):
        where = {"start": both[0].start, "end": both[0].end, "suggestion": suggestion}
        assert as_reviewer.get(f"/articles/{article.pk}/lift/", where).status_code == 200
        sent = {
            "revision": article.current_revision_id, "exact": WENT, "statement": WENT, **where,
            "client_id": "0189f2c4-0000-4000-8000-000000000000",
        }  # fmt: skip
        assert as_reviewer.post(f"/articles/{article.pk}/lift/", sent).status_code in (302, 422)


class TestList:
    def test_articles_say_how_much_is_worth_checking(self, as_reviewer, reviewer, both):
        make_article(by=reviewer)
        suggesting.dismiss(by=reviewer, suggestion=both[1])
        rows = as_reviewer.get("/articles/").context["rows"]
        assert sorted(row.suggestions for row in rows) == [0, 1]

    def test_articles_with_suggestions_can_be_asked_for(self, as_reviewer, reviewer, article, both):
        make_article(by=reviewer)
        response = as_reviewer.get("/articles/", {"suggested": "1"})
        assert [row.article for row in response.context["rows"]] == [article]
        for one in Suggestion.objects.all():
            suggesting.dismiss(by=reviewer, suggestion=one)
        assert as_reviewer.get("/articles/", {"suggested": "1"}).context["rows"] == []


def test_a_lift_from_elsewhere_in_the_sentence_settles_it_too(reviewer, article, both):
    start = TEXT.index("3,000")
    claiming.lift_claim(
        by=reviewer, statement="3,000 went east.", revision=article.current_revision, start=start, end=start + 15,
        exact="3,000 went east",
    )  # fmt: skip
    assert list(Suggestion.objects.open()) == [both[1]]
    assert Choice.objects.get().action == Action.CHANGED

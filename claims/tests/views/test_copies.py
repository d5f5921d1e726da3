"""The pages on which copies fold, are asked about, compared and taken out."""

from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

from claims.domain import curation
from claims.domain.copies import find_copies_pending, join, part
from claims.domain.ingest import Draft, store_article
from claims.models import Article, CopyPair
from claims.tests.factories import make_article, make_claim
from claims.tests.texts import are_one, sentences, stories, text_of
from claims.vocabulary import PairState

pytestmark = pytest.mark.django_db

A = sentences("a")
PART = text_of(A[:8], sentences("b", 12))


@pytest.fixture
def make(reviewer):
    def make(text="", **fields):
        return make_article(by=reviewer, text=text or text_of(A), **fields)

    return make


@pytest.fixture
def store(reviewer):
    """Return a function that stores an article, findable at once."""

    def store(text, title="A headline"):
        draft = Draft(text=text, title=title, publisher=f"Paper {title}", language="en")
        return store_article(by=reviewer, draft=draft).article

    return store


@pytest.fixture
def asked(make):
    articles = make(title="The first"), make(PART, title="The second")
    find_copies_pending()
    return *articles, CopyPair.objects.get()


def listed(client, **query):
    page = client.get(reverse("article-list"), query)
    return page, [row.article for row in page.context["rows"]]


class TestList:
    def test_a_story_has_one_row_its_oldest_article(self, make, as_reviewer):
        newer = make(published_on=date(2022, 9, 12), title="Newer")
        oldest = make(published_on=date(2022, 9, 10), title="Oldest")
        undated = make(published_on=None, title="Undated")
        alone = make(text_of(sentences("b")), published_on=date(2022, 9, 11))
        find_copies_pending()
        page, rows = listed(as_reviewer)
        assert rows == [alone, oldest]
        assert {copy.pk for copy in page.context["rows"][1].copies} == {newer.pk, undated.pk}
        assert "and 2 copies" in page.text

    def test_folds_among_what_a_filter_leaves(self, make, as_reviewer):
        make(published_on=date(2022, 9, 10))
        newer = make(published_on=date(2022, 9, 12), publisher="The Courier")
        find_copies_pending()
        page, rows = listed(as_reviewer, publisher=newer.publisher_id)
        assert rows == [newer]
        assert "and 1 copy" in page.text

    def test_a_retracted_article_does_not_hide_its_copies(self, make, as_reviewer, editor):
        oldest, newer = make(published_on=date(2022, 9, 10)), make(published_on=date(2022, 9, 12))
        find_copies_pending()
        curation.retract_article(by=editor, article=oldest, reason="A mistake.")
        page, rows = listed(as_reviewer)
        assert rows == [newer]
        assert "copies" not in page.text.split('id="results"')[1]

    def test_a_search_folds_to_the_best_match(self, as_reviewer, store):
        one, other = store(text_of(A), title="Harvest of words"), store(text_of(A), title="Something")
        find_copies_pending()
        assert are_one(one, other)
        _, rows = listed(as_reviewer, q="harvest")
        assert rows == [one]
        word = A[0].split()[3]
        _, rows = listed(as_reviewer, q=word)
        assert len(rows) == 1

    def test_all_articles_of_a_story_are_listed_when_asked_for(self, make, as_reviewer):
        copies = [make() for _ in range(9)]
        make(text_of(sentences("b")))
        find_copies_pending()
        page, rows = listed(as_reviewer)
        assert len(rows) == 2
        story = stories(copies[0])[0]
        assert f"?story={story}" in page.text
        assert "All 9 articles of the story" in page.text
        page, rows = listed(as_reviewer, story=story)
        assert set(rows) == set(copies)
        assert "Filtered by story" in page.text

    def test_paging_by_key_shows_every_story_once(self, make, as_reviewer):
        for number in range(24):
            for day in (1, 2 + number % 20):
                make(text_of(sentences(number)), published_on=date(2022, 9, day))
        find_copies_pending()
        seen, address = [], reverse("article-list")
        while address:
            page = as_reviewer.get(address)
            seen += [row.article.story_id for row in page.context["rows"]]
            older = page.context["older"]
            address = older and reverse("article-list") + older
        assert len(seen) == len(set(seen)) == 24

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_stay_the_same(self, make, as_reviewer, count, django_assert_num_queries):
        for number in range(count):
            for _ in range(2):
                make(text_of(sentences(number)))
        find_copies_pending()
        with django_assert_num_queries(9):
            _, rows = listed(as_reviewer)
        assert len(rows) == count

    def test_says_that_pairs_wait(self, asked, as_reviewer):
        assert "1 pair of articles may be the same story" in listed(as_reviewer)[0].text.replace("\n", " ")


class TestArticle:
    def test_shows_its_copies_and_how_alike_they_are(self, make, as_reviewer):
        one, same, excerpt = make(), make(title="Just the same"), make(text_of(A[5:13]), title="Shorter")
        find_copies_pending()
        assert are_one(one, same, excerpt)
        page = as_reviewer.get(reverse("article-detail", args=[one.pk]))
        said = {
            copy.article.title: (copy.shares.words, copy.shares.percent) for copy in page.context["copies"]
        }
        assert said["Just the same"] == ("The same text", 100)
        assert said["Shorter"][0] == "Nearly all of it stands in this text"
        page = as_reviewer.get(reverse("article-detail", args=[excerpt.pk]))
        words = {copy.article.pk: copy.shares.words for copy in page.context["copies"]}
        assert words[one.pk] == "It holds nearly all of this text"
        assert "2 copies of the same story" in page.text

    def test_two_that_were_never_compared_are_measured_by_their_signatures(self, make, as_reviewer):
        articles = [make() for _ in range(3)]
        find_copies_pending()
        pages = [as_reviewer.get(reverse("article-detail", args=[one.pk])) for one in articles]
        shares = [copy.shares for page in pages for copy in page.context["copies"]]
        assert {share.is_estimate for share in shares} == {True, False}
        assert {share.percent for share in shares} == {100}

    @pytest.mark.parametrize("count", [2, 6])
    def test_queries_stay_the_same(self, make, as_reviewer, count, django_assert_num_queries):
        articles = [make() for _ in range(count)]
        find_copies_pending()
        with django_assert_num_queries(12):
            as_reviewer.get(reverse("article-detail", args=[articles[0].pk]))

    def test_is_taken_out_and_put_back(self, make, as_reviewer):
        one, other = make(), make()
        find_copies_pending()
        answer = as_reviewer.post(reverse("article-part", args=[one.pk]), follow=True)
        assert "a source of its own now" in answer.text
        assert stories(one, other) == [None, None]
        undone = answer.context["undone"]
        back = as_reviewer.post(reverse("copy-undo", args=[undone.pk]), {"article": one.pk})
        assert back["Location"] == reverse("article-detail", args=[one.pk])
        assert are_one(one, other)

    def test_only_who_decided_is_offered_to_take_it_back(self, make, as_reviewer, as_second_reviewer):
        one, _ = make(), make()
        find_copies_pending()
        address = as_reviewer.post(reverse("article-part", args=[one.pk]))["Location"]
        assert as_second_reviewer.get(address).context["undone"] is None


class TestAsking:
    def test_shows_both_headlines_what_they_share_and_why_it_asks(self, asked, as_reviewer):
        page = as_reviewer.get(reverse("article-copies"))
        assert page.context["pair"] == asked[2]
        for words in ("The first", "The second", "% of the shorter text", "Only a part of them is the same"):
            assert words in page.text
        assert page.context["said_by_both"] == [] or page.context["said_by_both"][0] in text_of(A[:8])

    def test_shows_sentences_that_both_have(self, store, as_reviewer):
        store(text_of(A))
        store(PART, title="Another")
        find_copies_pending()
        page = as_reviewer.get(reverse("article-copies"))
        assert len(page.context["said_by_both"]) == 3
        assert all(sentence in text_of(A[:8]) for sentence in page.context["said_by_both"])

    @pytest.mark.parametrize(("same", "state"), [("yes", PairState.CONFIRMED), ("no", PairState.REFUSED)])
    def test_an_answer_leads_on_and_can_be_taken_back(self, asked, as_reviewer, same, state):
        one, other, pair = asked
        page = as_reviewer.post(reverse("copy-decide", args=[pair.pk]), {"same": same}, follow=True)
        assert page.context["pair"] is None
        assert page.context["undone"] == CopyPair.objects.get(state=state)
        assert are_one(one, other) == (same == "yes")
        page = as_reviewer.post(reverse("copy-undo", args=[pair.pk]), follow=True)
        assert page.context["pair"] == pair
        assert stories(one, other) == [None, None]

    def test_goes_from_pair_to_pair_and_round(self, make, as_reviewer):
        for number in range(3):
            make(text_of(sentences(f"{number} a")))
            make(text_of(sentences(f"{number} a", 8), sentences(f"{number} b", 12)))
        find_copies_pending()
        seen, address = [], reverse("article-copies")
        for _ in range(4):
            page = as_reviewer.get(address)
            seen.append(page.context["pair"].pk)
            address = f"{reverse('article-copies')}?after={seen[-1]}"
        assert seen[:3] == sorted(seen[:3], reverse=True)
        assert seen[3] == seen[0]

    def test_an_answer_that_is_none_changes_nothing(self, asked, as_reviewer):
        page = as_reviewer.post(reverse("copy-decide", args=[asked[2].pk]), {"same": "perhaps"}, follow=True)
        assert "Nothing was saved" in page.text
        assert CopyPair.objects.get().state == PairState.ASKED

    def test_a_refusal_is_told_in_words(self, asked, make, as_reviewer, reviewer):
        one, other, pair = asked
        third = make()
        join(by=reviewer, articles=[other, third])
        join(by=reviewer, articles=[one, make(text_of(sentences("c")))])
        CopyPair.objects.update_or_create(
            first=one,
            second=third,
            defaults={"state": PairState.REFUSED, "decided_by": reviewer, "decided_at": one.created_at},
        )
        page = as_reviewer.post(reverse("copy-decide", args=[pair.pk]), {"same": "yes"}, follow=True)
        assert "are different stories" in page.text

    def test_nothing_waits(self, as_reviewer):
        assert "No pair of articles waits" in as_reviewer.get(reverse("article-copies")).text


class TestComparing:
    def test_shows_what_differs(self, make, as_reviewer):
        one, other = make(), make(text_of(A[:6], ["Entirely other words."], A[7:]))
        page = as_reviewer.get(reverse("article-compare", args=[one.pk, other.pk]))
        assert "<ins>" in page.text
        assert "Entirely" in page.text
        assert "Nobody has said yet" in page.text

    def test_any_two_articles_can_be_put_together_and_apart(self, make, as_reviewer):
        one, other = make(), make(text_of(sentences("b")))
        address = reverse("article-compare", args=[one.pk, other.pk])
        page = as_reviewer.post(address, {"same": "yes"}, follow=True)
        assert are_one(one, other)
        assert "said that they are the same story" in page.text
        as_reviewer.post(address, {"same": "no"})
        assert stories(one, other) == [None, None]
        as_reviewer.post(address, {"same": ""})
        assert CopyPair.objects.get().state == PairState.REFUSED

    def test_an_article_is_not_compared_with_itself_or_with_nothing(self, make, as_reviewer):
        one = make()
        for other in (one.pk, 0):
            assert as_reviewer.get(reverse("article-compare", args=[one.pk, other])).status_code == 404

    def test_long_texts_are_cut(self, make, as_reviewer):
        words = "\n".join(f"Line {number} of a long text that goes on." for number in range(20_000))
        one, other = make(words), make(words + "\nThe end.")
        page = as_reviewer.get(reverse("article-compare", args=[one.pk, other.pk]))
        assert "their first 500,000 characters are compared" in page.text


def test_the_demonstration_folds_its_two_copies(reviewer, as_reviewer):
    call_command("load_seeds", verbosity=0)
    call_command("find_copies", verbosity=0)
    assert {article.publisher.name for article in Article.objects.filter(story__isnull=False)} == {
        "USA Today",
        "Yahoo News",
    }
    page, rows = listed(as_reviewer)
    assert len(rows) == 4
    assert "and 1 copy" in page.text
    assert not CopyPair.objects.asked().exists()


def test_history_tells_of_copies(make, as_reviewer, reviewer):
    one, _ = make(title="Copied"), make(title="Copy")
    find_copies_pending()
    part(by=reviewer, article=one)
    make_claim(by=reviewer)
    page = as_reviewer.get(reverse("desk")).text
    assert "put with its copies" in page
    assert "told apart from others" in page

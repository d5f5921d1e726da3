import pytest
from django.db import connection

from claims.domain import candidates, claiming, evidence, ingest, matching, retraction
from claims.domain.ingest import Draft
from claims.domain.matching import ranking, words
from claims.models import Article, Passage, Story
from claims.tests.factories import INSTITUTE_TEXT, MINISTRY_TEXT, REPORTER_TEXT, make_claim
from claims.vocabulary import PassageKind, Stance

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_frequencies():
    matching.forget_frequencies()
    yield
    matching.forget_frequencies()


@pytest.fixture
def store(reviewer):
    def store(text: str, *, publisher: str = "Somebody", **fields) -> Article:
        return ingest.store_article(
            by=reviewer, draft=Draft(text=text, publisher=publisher, **fields)
        ).article

    return store


@pytest.fixture
def claim(reviewer, store):
    return make_claim(
        by=reviewer,
        article=store(MINISTRY_TEXT, publisher="Ministry"),
        statement="The troops were being regrouped.",
    )


def texts(candidates):
    return [item.passage.text for item in candidates.items]


def test_passages_of_other_articles_come_best_first_and_the_claims_own_does_not(claim, store):
    store(INSTITUTE_TEXT, publisher="Institute")
    store("The troops were regrouping, a reporter wrote. Weather was fine.", publisher="Reporter")
    store("Nothing to see here. Harvest has begun.", publisher="Farmer")
    found = matching.candidate_passages(claim=claim)
    assert texts(found)[0] == "The troops were regrouping, a reporter wrote."
    assert set(texts(found)[1:]) == {
        "The institute called the regrouping account a false narrative.",
        "Its analysts saw a hurried flight, not a controlled withdrawal of troops.",
    }
    assert "by their words alone so far" in found.message


def test_more_than_asked_for_is_said_and_what_was_put_aside_is_not_counted(claim, store, reviewer):
    for number in range(3):
        store(f"Regrouping was seen, reporter {number} wrote.", publisher=f"Reporter {number}")
    assert matching.candidate_passages(claim=claim, limit=2).has_more
    found = matching.candidate_passages(claim=claim, limit=3)
    assert not found.has_more
    passage = found.items[0].passage
    candidates.refuse_candidate(
        by=reviewer, claim=claim, revision=passage.revision, start=passage.start, end=passage.end
    )
    assert not matching.candidate_passages(claim=claim, limit=2).has_more


def test_any_word_of_the_claim_is_enough(claim, store):
    store("One lonely platoon regrouped near the river while cooks made soup.")
    assert len(matching.candidate_passages(claim=claim).items) == 1


def test_each_item_brings_its_source_its_neighbours_and_its_hits(claim, store):
    store("It rained. The troops had regrouped nowhere. It snowed.", publisher="Reporter", title="Weather")
    item = matching.candidate_passages(claim=claim).items[0]
    assert (item.before, item.after) == ("It rained.", "It snowed.")
    assert [words for words, is_hit in item.parts if is_hit] == ["troops", "regrouped"]
    assert "".join(words for words, _ in item.parts) == item.passage.text
    assert item.origin_name == "Reporter"
    assert (item.stance, item.evidence) == (None, None)


def test_sources_come_without_further_queries(claim, store, django_assert_num_queries):
    store(REPORTER_TEXT, publisher="Reporter")
    store(INSTITUTE_TEXT, publisher="Institute")
    matching.candidate_passages(claim=claim)
    with django_assert_num_queries(4):  # a savepoint, the words, the passages, its release
        found = matching.candidate_passages(claim=claim, attached=[])
        assert {item.passage.revision.article.publisher.name for item in found.items} == {
            "Reporter",
            "Institute",
        }


def test_one_article_gives_three_passages_at_most(claim, store):
    store(" ".join(f"Troops regrouped at place {number}." for number in range(8)), publisher="Chatty")
    store(REPORTER_TEXT, publisher="Reporter")
    publishers = [
        i.passage.revision.article.publisher.name for i in matching.candidate_passages(claim=claim).items
    ]
    assert publishers.count("Chatty") == 3
    assert "Reporter" in publishers


def test_an_article_that_holds_all_of_the_best_does_not_hide_the_others(claim, store, monkeypatch):
    monkeypatch.setattr(ranking, "BEST", 4)
    store(" ".join(f"Troops regrouped at place {number}." for number in range(8)), publisher="Chatty")
    store("Somewhere, troops; of other things this long passage speaks at length too.", publisher="Reporter")
    publishers = {
        i.passage.revision.article.publisher.name for i in matching.candidate_passages(claim=claim).items
    }
    assert publishers == {"Chatty", "Reporter"}


def test_what_was_brought_shows_its_stance_and_origin(reviewer, claim, store):
    store(REPORTER_TEXT, publisher="Reporter")
    passage = matching.candidate_passages(claim=claim).items[0].passage
    brought = evidence.add_passage(
        by=reviewer,
        claim=claim,
        revision=passage.revision,
        start=passage.start,
        end=passage.end,
        stance=Stance.REFUTES,
        origin_name="Eyewitness",
    )
    item = matching.candidate_passages(claim=claim).items[0]
    assert (item.stance, item.origin_name, item.evidence) == (Stance.REFUTES, "Eyewitness", brought)


def test_boilerplate_old_revisions_and_retracted_articles_stay_out(reviewer, claim, store):
    store(REPORTER_TEXT, publisher="Reporter")
    Passage.objects.filter(revision__article__publisher__name="Reporter").update(kind=PassageKind.BOILERPLATE)
    gone = store(INSTITUTE_TEXT, publisher="Institute")
    retraction.retract(by=reviewer, row=gone, reason="Not ours.")
    revised = store("Troops regrouped in vain.", publisher="Blog")
    ingest.add_revision(by=reviewer, article=revised, draft=Draft(text="Nothing about it any more."))
    found = matching.candidate_passages(claim=claim)
    assert not found
    assert "No other article" in found.message


def test_a_typed_query_takes_the_place_of_the_claims_words(claim, store):
    store(REPORTER_TEXT, publisher="Reporter")
    found = matching.candidate_passages(claim=claim, query="  scattered\tAMMUNITION ")
    assert texts(found) == ["A reporter saw ammunition scattered at positions left in haste."]
    assert found.query == "scattered AMMUNITION"


def test_other_languages_are_found_by_their_own_words(claim, store):
    store("Війська перегрупувалися біля Ізюма. Йшов дощ.", publisher="Укрінформ", language="uk")
    store("Войска перегруппировали под Изюмом. Шёл дождь.", publisher="Лента", language="ru")
    found = matching.candidate_passages(claim=claim, query="Ізюма")
    assert texts(found) == ["Війська перегрупувалися біля Ізюма."]
    found = matching.candidate_passages(claim=claim, query="войсками под Изюм")
    assert texts(found) == ["Войска перегруппировали под Изюмом."]


@pytest.mark.parametrize(
    "query",
    [
        "troops",
        "troops " * 10_000,
        " ".join(f"word{number}" for number in range(10_000)),
        "-" * 33,
        "|" + "---|" * 30,
        "😀 troops 😀",
        "troops\0regrouped",
        "\x1b[31mtroops\x02",
        "troops \ud800",
        "O'Brien's \\ 'troops' & | ! <-> ( :* ",
        '"troops" -regrouped OR (AND',
        "войска 軍隊 قوات צבא",
        "e-mail https://example.com/troops?a=b&c=d 3,000 -1e5",
        "%s %(x)s {0} %",
        "x" * 5000,
        "the of and",
    ],
)
def test_no_query_breaks_the_search(claim, store, query):
    store(REPORTER_TEXT, publisher="Reporter")
    found = matching.candidate_passages(claim=claim, query=query)
    assert len(found.query) <= 256
    assert found.items or found.message
    assert Article.objects.exists()  # the transaction still stands


def test_a_cut_query_says_so(claim, store):
    store(REPORTER_TEXT, publisher="Reporter")
    found = matching.candidate_passages(claim=claim, query="troops " * 100)
    assert found
    assert "first 256 characters" in found.message


def test_a_query_without_words_asks_for_one(claim):
    assert "Type a name" in matching.candidate_passages(claim=claim, query="the ---").message


def test_a_search_that_runs_away_is_ended_with_a_message(claim, store):
    store(" ".join(f"Troops regrouped at place {number}." for number in range(4000)), publisher="Chatty")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 1")
        found = matching.candidate_passages(claim=claim)
        cursor.execute("SET LOCAL statement_timeout = 0")
    assert not found
    assert "could not be run" in found.message
    assert Article.objects.exists()


def test_common_words_together_are_found_though_each_alone_has_too_many_passages(
    reviewer, store, monkeypatch
):
    monkeypatch.setattr(words, "ROWS_EXPECTED", 60)
    monkeypatch.setattr(ranking, "ROWS_LOOKED_AT", 100)
    store("\n".join(f"Troops slept, note {number}." for number in range(300)), publisher="One")
    store("\n".join(f"Soup regrouped, note {number}." for number in range(300)), publisher="Two")
    store("\n".join(f"Filler stands here, note {number}." for number in range(2000)), publisher="Three")
    both = store("The troops regrouped.", publisher="Four")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_passage")
    matching.forget_frequencies()
    claim = make_claim(by=reviewer, statement="Troops regrouped.")
    found = matching.candidate_passages(claim=claim)
    assert found.items[0].passage.revision.article == both


def test_a_claim_lifted_from_nowhere_has_candidates_too(reviewer, claim, store):
    store(REPORTER_TEXT, publisher="Reporter")
    claim.lifted_from = None
    claim.save()
    assert "The ministry said the troops were being regrouped." in texts(
        matching.candidate_passages(claim=claim)
    )


def test_a_reworded_claim_is_searched_by_its_new_words(editor, claim, store):
    store(REPORTER_TEXT, publisher="Reporter")
    reworded = claiming.edit_claim(
        by=editor,
        claim=claim,
        version=1,
        statement="Ammunition lay about.",
        claimant_name="",
        claimed_on=None,
        changes_meaning=True,
    )
    assert texts(matching.candidate_passages(claim=reworded))[0].startswith("A reporter saw ammunition")


def one_story(*articles: Article) -> None:
    story = Story.objects.create()
    for article in articles:
        article.story = story
        article.save(update_fields=["story"])


def test_a_sentence_that_copies_share_stands_there_once(claim, store):
    first = store("Troops were regrouped, an officer said. Rain fell.", publisher="One")
    second = store("Troops were regrouped, an officer said. Snow fell.", publisher="Two")
    assert texts(matching.candidate_passages(claim=claim)) == ["Troops were regrouped, an officer said."] * 2
    one_story(first, second)
    assert texts(matching.candidate_passages(claim=claim)) == ["Troops were regrouped, an officer said."]


def test_copies_give_no_more_passages_than_one_article(claim, store):
    one_story(
        *(
            store(f"Troops came on day {number}. Troops left on day {number}.", publisher=f"P{number}")
            for number in range(1, 4)
        )
    )
    assert len(texts(matching.candidate_passages(claim=claim))) == 3


def test_a_copy_of_the_claims_own_article_is_no_other_source(claim, store):
    copy = store("Troops were being regrouped, said the ministry.", publisher="Repeater")
    assert texts(matching.candidate_passages(claim=claim))
    one_story(claim.lifted_from, copy)
    claim.lifted_from.refresh_from_db()
    assert not texts(matching.candidate_passages(claim=claim))

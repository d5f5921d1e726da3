"""Reading articles: every sentence has a score, the best are proposed, what people decided stays."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction

from claims.domain import claiming, embedding, suggesting
from claims.domain.ingest import Draft, add_revision, index_pending, store_article
from claims.domain.refusals import Refused
from claims.domain.suggesting import reading, weights
from claims.models import (
    Article,
    Choice,
    EmbeddedRevision,
    Passage,
    PassageVector,
    SentenceScores,
    Suggestion,
)
from claims.tests.factories import make_article, make_user
from claims.vocabulary import Action, PassageKind, Role, SuggestionState

pytestmark = pytest.mark.django_db
FIGURES = "Unemployment fell from 8% in 2010 to 4% in 2016."
DEED = "President Obama signed 300 laws and spent $40 million last year."
TEXT = f"Good evening to you all. {FIGURES} I hope so. Is that right? Thank you. {DEED} Well, let us see."


def store(by, text=TEXT, **fields) -> Article:
    draft = Draft(text=text, title=fields.pop("title", "A debate"), publisher="Daily", **fields)
    return store_article(by=by, draft=draft).article


@pytest.fixture
def article(reviewer) -> Article:
    return store(reviewer)


@pytest.fixture
def read(article) -> list[Suggestion]:
    suggesting.suggest_pending()
    return list(Suggestion.objects.order_by("rank"))


class TestReading:
    def test_every_sentence_has_a_score_and_the_best_are_proposed(self, article, read):
        scores = SentenceScores.objects.get(revision=article.current_revision).scores
        passages = list(Passage.objects.filter(revision=article.current_revision))
        assert len(scores) == len(passages)
        assert [score is not None for score in scores] == [one.kind == PassageKind.TEXT for one in passages]
        assert {one.exact for one in read} == {FIGURES, DEED}
        assert [one.rank for one in read] == [1, 2]
        assert read[0].score >= read[1].score
        assert "a number" in read[0].reasons
        for one in read:
            assert article.current_revision.text[one.start : one.end] == one.exact

    def test_headings_have_no_score(self, reviewer):
        article = store(reviewer, f"Two million jobs lost in 2010\n\n{TEXT}\n\n{TEXT.replace('8', '9')}")
        suggesting.suggest_pending()
        assert article.current_revision.sentence_scores.scores[0] is None

    def test_what_was_read_is_not_read_again(self, article):
        assert suggesting.count_pending() == 1
        counts = []
        assert suggesting.suggest_pending(progress=counts.append) == 1
        assert counts == [1]
        assert suggesting.count_pending() == 0
        before = list(Suggestion.objects.values_list("pk"))
        assert suggesting.suggest_pending() == 0
        assert list(Suggestion.objects.values_list("pk")) == before

    def test_batches_go_on_where_they_stopped(self, reviewer):
        for number in range(5):
            store(reviewer, f"{number} soldiers fell. {TEXT}")
        assert suggesting.suggest_pending(batch=2) == 5
        assert SentenceScores.objects.count() == 5

    def test_large_texts_are_taken_one_by_one(self, reviewer, monkeypatch):
        monkeypatch.setattr(reading, "BATCH_BYTES", 1)
        for number in range(3):
            store(reviewer, f"{number} soldiers fell. {TEXT}")
        counts = []
        assert suggesting.suggest_pending(progress=counts.append) == 3
        assert counts == [1, 1, 1]

    def test_one_revision_is_read_once(self, article):
        assert suggesting.suggest_revision(revision_id=article.current_revision_id)
        assert not suggesting.suggest_revision(revision_id=article.current_revision_id)
        assert not suggesting.suggest_revision(revision_id=2**40)
        assert Suggestion.objects.count() == 2

    def test_unindexed_and_retracted_articles_wait(self, reviewer, article):
        make_article(by=reviewer, text=TEXT)
        Article.objects.filter(pk=article.pk).update(
            retracted_at="2022-09-10T00:00Z", retracted_by=reviewer, retraction_reason="Twice."
        )
        assert suggesting.suggest_pending() == 0
        index_pending()
        assert suggesting.suggest_pending() == 1

    def test_passages_that_are_cut_anew_are_read_anew(self, article, read):
        Passage.objects.filter(revision=article.current_revision).last().delete()
        Passage.objects.create(revision=article.current_revision, number=99, start=0, end=4, text="Good")
        assert suggesting.count_pending() == 1
        suggesting.suggest_pending()
        scores = SentenceScores.objects.get(revision=article.current_revision).scores
        assert len(scores) == article.current_revision.passages.count()
        article.current_revision.passages.filter(number=99).update(text="Bad.")
        assert suggesting.count_pending() == 1

    def test_text_in_another_language_is_read_by_figures(self, reviewer):
        article = store(
            reviewer, "У 2021 році експорт зріс на 12% до $3,4 млрд. Дякую всім за увагу!", language="uk"
        )
        suggesting.suggest_pending()
        assert article.current_revision.sentence_scores.model.endswith("/figures")
        assert Suggestion.objects.get().exact.startswith("У 2021")

    def test_a_better_model_reads_everything_again(self, article, read, monkeypatch):
        suggesting.dismiss(by=article.added_by, suggestion=read[0])
        monkeypatch.setattr(weights, "NAME", "check-worthiness-2")
        assert suggesting.count_pending() == 1
        assert suggesting.suggest_pending() == 1
        assert set(Suggestion.objects.values_list("exact", "state", "model")) == {
            (read[0].exact, "dismissed", read[0].model),
            (read[1].exact, "open", "check-worthiness-2/words"),
        }


class TestMeaning:
    """What the embedding adds, once a text has one."""

    def test_an_embedded_text_is_read_again_and_better(self, article, read):
        assert article.current_revision.sentence_scores.model == "check-worthiness-1/words"
        embedding.embed_passages_pending()
        assert suggesting.count_pending() == 1
        assert suggesting.suggest_pending() == 1
        scored = SentenceScores.objects.get(revision=article.current_revision)
        assert scored.model == "check-worthiness-1/vectors"
        sentences = list(article.current_revision.passages.values_list("text", flat=True))
        expected = suggesting.score(sentences, embedding.embed(sentences))
        assert scored.scores == pytest.approx([one.value for one in expected], abs=0.005)
        # What is proposed again is the same suggestion.
        assert {one.pk for one in read} >= set(Suggestion.objects.values_list("pk", flat=True))
        assert suggesting.count_pending() == 0

    def test_vectors_of_another_model_are_of_no_use(self, article):
        embedding.embed_passages_pending()
        PassageVector.objects.update(model="another")
        EmbeddedRevision.objects.update(model="another")
        suggesting.suggest_pending()
        assert article.current_revision.sentence_scores.model == "check-worthiness-1/words"


class TestNewText:
    def test_what_was_decided_does_not_come_back_for_the_same_words(self, article, read, reviewer):
        dismissed = next(one for one in read if one.exact == DEED)
        suggesting.dismiss(by=reviewer, suggestion=dismissed)
        add_revision(by=reviewer, article=article, draft=Draft(text=f"Corrected. {TEXT}"))
        suggesting.suggest_pending()
        assert [one.exact for one in Suggestion.objects.open()] == [FIGURES]
        assert Suggestion.objects.open().get().revision_id == Article.objects.get().current_revision_id

    def test_a_sentence_that_a_claim_was_lifted_from_is_not_proposed(self, article, reviewer):
        start = TEXT.index("Unemployment")
        claiming.lift_claim(
            by=reviewer, statement="It fell.", revision=article.current_revision, start=start, end=start + 17,
            exact="Unemployment fell",
        )  # fmt: skip
        suggesting.suggest_pending()
        assert [one.exact for one in Suggestion.objects.all()] == [DEED]


class TestDeciding:
    def test_dismissing_is_noted_with_rank_and_score(self, article, read, reviewer):
        suggesting.dismiss(by=reviewer, suggestion=read[1])
        suggesting.dismiss(by=reviewer, suggestion=read[1])
        kept = Choice.objects.get()
        assert (kept.kind, kept.action, kept.rank, kept.shown) == ("suggestion", Action.REFUSED, 2, 2)
        assert (kept.score, kept.made_by, kept.article) == (
            read[1].score,
            "check-worthiness-1/words",
            article,
        )
        assert kept.data == {"suggestion": read[1].pk, "reasons": read[1].reasons}
        read[1].refresh_from_db()
        assert (read[1].state, read[1].decided_by) == (SuggestionState.DISMISSED, reviewer)

    def test_restoring_puts_it_back(self, read, reviewer):
        suggesting.dismiss(by=reviewer, suggestion=read[0])
        suggesting.restore(by=reviewer, suggestion=read[0])
        assert Suggestion.objects.open().count() == 2
        assert Choice.objects.count() == 1

    @pytest.mark.parametrize(("cut", "action"), [(0, Action.TAKEN), (5, Action.CHANGED)])
    @pytest.mark.parametrize("by_id", [True, False])
    def test_lifting_takes_it(self, read, reviewer, cut, action, by_id):
        one = read[0]
        claim = claiming.lift_claim(
            by=reviewer, statement="A claim.", revision=one.revision, start=one.start, end=one.end - cut,
            exact=one.exact[: len(one.exact) - cut], suggestion_id=one.pk if by_id else None,
        )  # fmt: skip
        one.refresh_from_db()
        assert (one.state, one.claim, one.decided_by) == (SuggestionState.TAKEN, claim, reviewer)
        assert Choice.objects.get().action == action
        assert Choice.objects.get().claim == claim
        with pytest.raises(Refused, match="lifted a claim"):
            suggesting.dismiss(by=reviewer, suggestion=one)

    def test_a_suggestion_of_another_text_is_not_taken(self, read, reviewer):
        other = store(reviewer, "Nothing to see here at all, is there?", title="Another")
        claiming.lift_claim(
            by=reviewer, statement="A claim.", revision=other.current_revision, start=0, end=7, exact="Nothing",
            suggestion_id=read[0].pk,
        )  # fmt: skip
        assert not Choice.objects.exists()
        assert Suggestion.objects.open().count() == 2

    def test_strangers_decide_nothing(self, read, stranger):
        for act in (suggesting.dismiss, suggesting.restore):
            with pytest.raises(PermissionDenied):
                act(by=stranger, suggestion=read[0])

    def test_one_that_was_read_away_is_refused(self, read, reviewer):
        gone = read[0]
        Suggestion.objects.filter(pk=gone.pk).delete()
        with pytest.raises(Refused, match="read anew"):
            suggesting.dismiss(by=reviewer, suggestion=gone)


class TestDatabase:
    @pytest.mark.parametrize(
        "change",
        [
            {"exact": "other words"},
            {"end": 10_000},
            {"start": 30},
            {"state": "dismissed"},
            {"state": "taken"},
            {"score": 1.5},
            {"rank": 0},
        ],
    )
    def test_it_refuses_what_cannot_be(self, read, change):
        with pytest.raises(DatabaseError), transaction.atomic():
            Suggestion.objects.filter(pk=read[0].pk).update(**change)

    def test_it_keeps_what_people_decided(self, read, reviewer):
        suggesting.dismiss(by=reviewer, suggestion=read[0])
        with pytest.raises(DatabaseError), transaction.atomic():
            Suggestion.objects.filter(pk=read[0].pk).delete()


class TestCommand:
    def test_it_reads_and_says_how_many(self, article, capsys):
        call_command("suggest_claims")
        assert "1 articles read" in capsys.readouterr().out
        call_command("suggest_claims", "--again")
        assert "1 articles read" in capsys.readouterr().out
        assert Suggestion.objects.count() == 2

    def test_damaged_weights_are_said_and_nothing_is_lost(self, article, read, tmp_path, monkeypatch):
        monkeypatch.setattr(weights, "FOLDER", tmp_path)
        assert "cannot be read" in suggesting.why_not()
        with pytest.raises(CommandError, match="Suggestions are off"):
            call_command("suggest_claims", "--again")
        with pytest.raises(suggesting.NoWeights):
            suggesting.suggest_pending()
        assert not suggesting.suggest_revision(revision_id=article.current_revision_id)
        assert SentenceScores.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_several_at_once_read_each_article_once():
    by = make_user(Role.REVIEWER)
    for number in range(12):
        store(by, f"{number} soldiers fell in {1990 + number}. {TEXT}")
    read, faults = [], []

    def run():
        try:
            read.append(suggesting.suggest_pending(batch=2))
        except Exception as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    # An article that another had locked is left to it.
    assert sum(read) == 12
    assert SentenceScores.objects.count() == 12
    assert Suggestion.objects.count() == 24

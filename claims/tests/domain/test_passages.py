"""Passages joined and split by hand."""

import pytest
from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from claims.domain import curation, passages
from claims.domain.ingest import Draft, add_revision
from claims.domain.ingest.indexing import Indexable, index_anew
from claims.domain.ingest.pending import index_pending
from claims.domain.refusals import Refused
from claims.domain.text import apply_cuts, split_passages
from claims.models import AuditEvent, PassageCut, Task
from claims.tests.factories import make_article

pytestmark = pytest.mark.django_db
TEXT = "😀 One is here. Two is there.\nThree is cut\nby a line. Four ends."


@pytest.fixture
def revision(reviewer):
    article = make_article(by=reviewer, text=TEXT)
    index_pending()
    return article.current_revision


def texts(revision):
    found = list(revision.passages.order_by("number"))
    assert [each.number for each in found] == list(range(len(found)))
    assert all(revision.text[each.start : each.end] == each.text for each in found)
    return [each.text for each in found]


CUT = ["😀 One is here.", "Two is there.", "Three is cut", "by a line.", "Four ends."]


class TestApplyCuts:
    def cut(self, *cuts):
        return [TEXT[each.start : each.end] for each in apply_cuts(TEXT, split_passages(TEXT), cuts)]

    def test_nothing_asked_changes_nothing(self):
        assert self.cut() == CUT

    def test_several_joins_make_one_passage(self):
        places = [TEXT.index(word) for word in ("Two", "Three", "by a")]
        assert self.cut(*[(at, "join") for at in places]) == [TEXT.partition(" Four")[0], "Four ends."]

    def test_splits_come_inside_a_join(self):
        cuts = [(TEXT.index("Two"), "join"), (TEXT.index("is there"), "split")]
        assert self.cut(*cuts)[:2] == ["😀 One is here. Two", "is there."]

    @pytest.mark.parametrize(
        "cut",
        [
            (5, "join"),
            (0, "join"),
            (999, "join"),
            (TEXT.index("Two"), "split"),
            (999, "split"),
            (len(TEXT) - 1, "jump"),
        ],
    )
    def test_what_does_not_fit_is_passed_over(self, cut):
        assert self.cut(cut) == CUT

    def test_white_space_is_no_passage(self):
        text = "one   "
        assert apply_cuts(text, split_passages(text), [(3, "split"), (4, "split")]) == split_passages(text)


class TestJoining:
    def test_makes_one_of_two(self, reviewer, revision):
        cut = passages.join_passages(by=reviewer, revision=revision, at=TEXT.index("cut"))
        assert texts(revision) == [*CUT[:2], "Three is cut\nby a line.", "Four ends."]
        event = AuditEvent.objects.last()
        assert (event.action, event.actor, event.data) == (
            "passage.joined",
            reviewer,
            {"cut": cut.pk, "at": TEXT.index("by a")},
        )

    def test_the_joined_passage_is_found_by_words_of_both(self, reviewer, revision):
        passages.join_passages(by=reviewer, revision=revision, at=TEXT.index("Three"))
        query = SearchQuery("three & line", search_type="raw", config="english")
        assert revision.passages.get(search=query).text == "Three is cut\nby a line."

    def test_lets_a_worker_read_the_new_passages(self, reviewer, revision):
        Task.objects.all().delete()
        cut = passages.join_passages(by=reviewer, revision=revision, at=0)
        task = Task.objects.get()
        assert (task.name, task.args) == ("prepare_revision", {"revision_id": revision.pk})
        Task.objects.all().delete()
        passages.undo(by=reviewer, cut=cut)
        assert Task.objects.get().args == {"revision_id": revision.pk}

    def test_outlasts_a_new_index(self, reviewer, revision):
        passages.join_passages(by=reviewer, revision=revision, at=TEXT.index("Three"))
        before = texts(revision)
        article = revision.article
        index_anew(Indexable(revision.pk, revision.text, article.title, article.language))
        assert texts(revision) == before

    def test_outlasts_a_change_of_language(self, reviewer, revision):
        passages.join_passages(by=reviewer, revision=revision, at=0)
        article = revision.article
        curation.change_article(
            by=reviewer,
            article=article,
            publisher=article.publisher,
            title="Another",
            byline="",
            published_on=None,
            language="uk",
        )
        assert texts(revision)[0] == "😀 One is here. Two is there."

    def test_of_the_last_is_refused(self, reviewer, revision):
        with pytest.raises(Refused, match="last passage"):
            passages.join_passages(by=reviewer, revision=revision, at=TEXT.index("Four"))

    def test_of_too_much_is_refused(self, reviewer):
        article = make_article(by=reviewer, text=("Start " + "on " * 310 + "end. ") * 4)
        index_pending()
        revision = article.current_revision
        passages.join_passages(by=reviewer, revision=revision, at=0)
        with pytest.raises(Refused, match="too long"):
            passages.join_passages(by=reviewer, revision=revision, at=0)


class TestSplitting:
    def test_makes_two_of_one(self, reviewer, revision):
        cut = passages.split_passage(by=reviewer, revision=revision, at=TEXT.index(" is there"))
        assert texts(revision)[1:3] == ["Two", "is there."]
        assert (cut.at, cut.kind, cut.made_by) == (TEXT.index("is there"), "split", reviewer)
        assert AuditEvent.objects.last().action == "passage.split"

    @pytest.mark.parametrize("at", [0, TEXT.index("Two"), len(TEXT), 10**9])
    def test_where_no_words_stand_on_one_side_is_refused(self, reviewer, revision, at):
        with pytest.raises(Refused):
            passages.split_passage(by=reviewer, revision=revision, at=at)
        assert texts(revision) == CUT

    def test_of_a_join_undoes_it(self, reviewer, revision):
        joined = passages.join_passages(by=reviewer, revision=revision, at=0)
        undone = passages.split_passage(by=reviewer, revision=revision, at=TEXT.index("Two"))
        assert undone == joined
        assert undone.is_retracted
        assert texts(revision) == CUT

    def test_is_undone_by_a_join(self, reviewer, revision):
        passages.split_passage(by=reviewer, revision=revision, at=TEXT.index("is there"))
        passages.join_passages(by=reviewer, revision=revision, at=TEXT.index("Two"))
        assert texts(revision) == CUT
        assert not PassageCut.objects.standing().exists()


class TestUndoing:
    def test_brings_the_rules_back_and_keeps_the_cut(self, reviewer, second_reviewer, revision):
        cut = passages.join_passages(by=reviewer, revision=revision, at=0)
        for _ in range(2):
            undone = passages.undo(by=second_reviewer, cut=cut)
        assert texts(revision) == CUT
        assert (undone.retracted_by, PassageCut.objects.count()) == (second_reviewer, 1)
        assert AuditEvent.objects.filter(action="passagecut.retracted").count() == 1

    def test_leaves_the_place_for_another_cut(self, reviewer, revision):
        passages.undo(by=reviewer, cut=passages.join_passages(by=reviewer, revision=revision, at=0))
        passages.join_passages(by=reviewer, revision=revision, at=0)
        assert texts(revision)[0] == "😀 One is here. Two is there."


class TestWhoAndWhen:
    def test_nobody_without_a_role(self, stranger, reviewer, revision):
        for deed in (passages.join_passages, passages.split_passage):
            with pytest.raises(PermissionDenied):
                deed(by=stranger, revision=revision, at=TEXT.index("is there"))
        cut = passages.join_passages(by=reviewer, revision=revision, at=0)
        with pytest.raises(PermissionDenied):
            passages.undo(by=stranger, cut=cut)

    def test_not_in_an_older_text(self, reviewer, revision):
        add_revision(
            by=reviewer, article=revision.article, draft=Draft(text="Newer text. It is short.", title="T")
        )
        with pytest.raises(Refused, match="newer text"):
            passages.join_passages(by=reviewer, revision=revision, at=0)

    def test_not_in_a_retracted_article(self, reviewer, editor, revision):
        curation.retract_article(by=editor, article=revision.article, reason="A duplicate.")
        with pytest.raises(Refused, match="retracted"):
            passages.join_passages(by=reviewer, revision=revision, at=0)

    def test_not_before_the_text_is_indexed(self, reviewer):
        article = make_article(by=reviewer, text=TEXT)
        with pytest.raises(Refused, match="indexed"):
            passages.join_passages(by=reviewer, revision=article.current_revision, at=0)

    def test_one_place_is_cut_once(self, reviewer, revision):
        cut = passages.join_passages(by=reviewer, revision=revision, at=0)
        assert passages.join_passages(by=reviewer, revision=revision, at=0) != cut  # the next two
        with pytest.raises(IntegrityError), transaction.atomic():
            PassageCut.objects.create(revision=revision, at=cut.at, kind="split", made_by=reviewer)

"""What is queued for a new article or claim, and what is there once a worker has done it."""

import pytest

from claims import tasks
from claims.domain import claiming, curation, ingest, passages, suggesting
from claims.domain.ingest import Draft, pending
from claims.domain.ingest.indexing import IN_BULK
from claims.models import Article, ClaimVector, CopySignature, PassageVector, Task
from claims.tests.factories import MINISTRY_TEXT, make_article, make_claim
from claims.vocabulary import TaskState

pytestmark = pytest.mark.django_db


def store(by, **fields) -> Article:
    return ingest.store_article(
        by=by, draft=Draft(text=MINISTRY_TEXT, publisher="Ministry", **fields)
    ).article


def work_off() -> None:
    while waiting := Task.objects.filter(state=TaskState.WAITING).order_by("pk"):
        for task in waiting:
            tasks.work_on(task_id=task.pk)
    assert not Task.objects.exclude(state=TaskState.DONE).exists()


def test_a_stored_article_is_prepared_in_the_background(reviewer):
    article = store(reviewer, title="Troops regroup")
    task = Task.objects.get()
    assert (task.name, task.args) == ("prepare_revision", {"revision_id": article.current_revision_id})
    assert "Troops regroup" in task.title
    assert not PassageVector.objects.exists()
    work_off()
    cut = article.current_revision.passages.count()
    assert PassageVector.objects.filter(passage__revision=article.current_revision_id).count() == cut > 0
    assert CopySignature.objects.filter(revision=article.current_revision_id).exists()


def test_an_article_stored_twice_is_prepared_once(reviewer):
    store(reviewer)
    store(reviewer)
    assert Task.objects.count() == 1


def test_a_text_that_is_indexed_anew_is_prepared_anew(reviewer):
    article = store(reviewer)
    work_off()
    curation.change_article(
        by=reviewer,
        article=article,
        publisher=article.publisher,
        title=article.title,
        byline="",
        published_on=None,
        language="uk",
    )
    assert not PassageVector.objects.exists()
    work_off()
    assert PassageVector.objects.exists()


def test_a_restored_article_is_prepared(reviewer, editor):
    article = store(reviewer)
    curation.retract_article(by=editor, article=article, reason="Twice.")
    work_off()
    assert not PassageVector.objects.exists()
    article.refresh_from_db()
    curation.restore_article(by=editor, article=article)
    work_off()
    assert PassageVector.objects.exists()


def test_joined_passages_are_prepared_anew(reviewer):
    article = store(reviewer)
    work_off()
    first = article.current_revision.passages.first()
    passages.join_passages(by=reviewer, revision=article.current_revision, at=first.start)
    work_off()
    now = article.current_revision.passages.count()
    assert PassageVector.objects.filter(passage__revision=article.current_revision_id).count() == now > 0


def test_an_import_queues_one_job_of_each_kind_for_all_that_it_brought(reviewer):
    for _ in range(3):
        make_article(by=reviewer)
    assert pending.index_pending() == 3
    assert sorted(Task.objects.values_list("name", flat=True)) == sorted(IN_BULK)
    work_off()
    assert CopySignature.objects.count() == 3
    assert suggesting.count_pending() == 0


def test_a_lifted_and_an_edited_claim_are_prepared(reviewer):
    article = store(reviewer)
    claim = make_claim(by=reviewer, article=article, statement="The troops were regrouped.")
    work_off()
    before = ClaimVector.objects.get(claim=claim).statement_sha256
    claiming.edit_claim(
        by=reviewer,
        claim=claim,
        version=1,
        statement="The troops fled.",
        claimant_name="",
        claimed_on=None,
        changes_meaning=True,
    )
    work_off()
    assert ClaimVector.objects.get(claim=claim).statement_sha256 != before


def test_without_a_model_everything_else_is_prepared(reviewer, settings):
    settings.EMBEDDER = "none"
    article = store(reviewer)
    work_off()
    assert CopySignature.objects.filter(revision=article.current_revision_id).exists()
    assert not PassageVector.objects.exists()

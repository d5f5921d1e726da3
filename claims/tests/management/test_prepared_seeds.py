"""What the machine makes of the demonstration newsroom."""

import pytest
from django.core.management import call_command

from claims import tasks
from claims.domain.claim_matching import similar_claims
from claims.domain.matching import candidate_passages
from claims.models import Article, Claim, Suggestion, Task
from claims.vocabulary import TaskState

pytestmark = pytest.mark.django_db
FIRST_PAGE = 6  # passages that the review loop shows


@pytest.fixture
def newsroom(db):
    call_command("load_seeds", verbosity=0)
    while waiting := Task.objects.filter(state=TaskState.WAITING).order_by("pk"):
        for task in waiting:
            tasks.work_on(task_id=task.pk)
    assert not Task.objects.exclude(state=TaskState.DONE).exists()


def test_the_newsroom_shows_the_machine_off(newsroom):
    two = Article.objects.filter(story__isnull=False)
    assert sorted(article.publisher.name for article in two) == ["USA Today", "Yahoo News"]
    assert Suggestion.objects.filter(revision__article__publisher__name="Polygraph.info").exists()

    claim = Claim.objects.select_related("claimant", "lifted_from").get(
        statement__startswith="Russia is merely regrouping"
    )
    found = candidate_passages(claim=claim, limit=FIRST_PAGE)
    assert found.message == ""  # by meaning as well as by words
    texts = [item.passage.text for item in found.items]
    assert any("because they were about to be encircled" in text for text in texts)
    assert any("calls that account false" in item.after for item in found.items)
    assert all(item.passage.revision.article_id != claim.lifted_from_id for item in found.items)
    assert len(texts) == len(set(texts))

    matches = similar_claims(statement="Moscow only regroups its troops near Izium and Balakliia.")
    assert matches.items[0].claim == claim

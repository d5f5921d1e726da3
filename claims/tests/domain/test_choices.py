"""What people made of the machine's proposals is kept as it was."""

import pytest
from django.db import DatabaseError, transaction

from claims.domain import choices
from claims.models import Choice
from claims.vocabulary import Action, Proposal

pytestmark = pytest.mark.django_db


def test_a_choice_keeps_which_proposal_it_was_and_at_what_rank(reviewer):
    noted = choices.note(
        by=reviewer,
        kind=Proposal.MATCH,
        action=Action.REFUSED,
        rank=2,
        shown=5,
        score=0.4,
        made_by="match-1",
        candidate=7,
    )
    kept = Choice.objects.get(pk=noted.pk)
    assert (kept.kind, kept.action, kept.rank, kept.shown, kept.score) == ("match", "refused", 2, 5, 0.4)
    assert (kept.made_by, kept.data, kept.by) == ("match-1", {"candidate": 7}, reviewer)


@pytest.mark.parametrize(
    "change",
    [lambda: Choice.objects.update(action=Action.REFUSED), lambda: Choice.objects.all().delete()],
    ids=["changed", "deleted"],
)
def test_the_database_changes_no_choice(reviewer, change):
    choices.note(by=reviewer, kind=Proposal.COPY, action=Action.TAKEN)
    with pytest.raises(DatabaseError), transaction.atomic():
        change()


def test_a_rank_that_is_none_is_kept_as_none(reviewer):
    assert choices.note(by=reviewer, kind=Proposal.ORIGIN, action=Action.TAKEN, rank=0).rank is None

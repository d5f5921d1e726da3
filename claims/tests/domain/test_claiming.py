from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from claims.domain import claiming, rulings
from claims.domain.refusals import Changed, Refused
from claims.models import Appearance, AuditEvent, Claim, Claimant
from claims.tests.factories import MINISTRY_TEXT, make_article, make_claim, make_verdict
from claims.vocabulary import Stage

pytestmark = pytest.mark.django_db


def lift(by, article, *, start, end, exact, statement="A claim.", **fields):
    return claiming.lift_claim(
        by=by,
        statement=statement,
        revision=article.current_revision,
        start=start,
        end=end,
        exact=exact,
        **fields,
    )


def test_a_lifted_claim_knows_where_it_stands(reviewer):
    claim = make_claim(by=reviewer)
    place = claim.appearances.get()
    assert MINISTRY_TEXT[place.start : place.end] == place.exact == "the troops were being regrouped"
    assert (place.prefix, place.suffix) == ("The ministry said ", ". It gave no figure for losses. ")
    assert AuditEvent.objects.get().action == "claim.lifted"


def test_an_emoji_before_the_span_changes_nothing(reviewer):
    article = make_article(by=reviewer)
    start = MINISTRY_TEXT.index("by Saturday")
    claim = lift(reviewer, article, start=start, end=start + 11, exact="by Saturday")
    assert claim.appearances.get().exact == "by Saturday"


@pytest.mark.parametrize(("start", "end"), [(0, 3), (-3, 0), (5, 5), (9, 4), (0, 10**6), (1, 32)])
def test_a_span_that_is_not_the_quote_is_refused_and_nothing_is_stored(reviewer, start, end):
    article = make_article(by=reviewer)
    with pytest.raises(Refused, match="do not stand at that place"):
        lift(reviewer, article, start=start, end=end, exact="the troops were being regrouped")
    assert not Claim.objects.exists()
    assert not AuditEvent.objects.exists()


def test_the_database_itself_refuses_a_false_span(reviewer):
    claim = make_claim(by=reviewer)
    revision = claim.appearances.get().revision
    with pytest.raises(IntegrityError, match="does not stand at that place"), transaction.atomic():
        Appearance.objects.create(
            claim=claim, revision=revision, start=0, end=4, exact="Else", created_by=reviewer
        )


@pytest.mark.parametrize("statement", ["", "   \n ", "x" * 1001])
def test_a_statement_must_be_one_sentence_of_sane_length(reviewer, statement):
    article = make_article(by=reviewer)
    with pytest.raises(Refused) as refusal:
        lift(reviewer, article, start=0, end=3, exact="The", statement=statement)
    assert refusal.value.field == "statement"


def test_a_form_sent_twice_lifts_one_claim(reviewer):
    article, key = make_article(by=reviewer), uuid4()
    first = lift(reviewer, article, start=0, end=3, exact="The", client_id=key)
    assert lift(reviewer, article, start=0, end=3, exact="The", client_id=key) == first
    assert (Claim.objects.count(), Appearance.objects.count()) == (1, 1)


@pytest.mark.parametrize("other", [{"statement": "Another claim."}, {"claimant_name": "X"}, {"end": 5}])
def test_a_form_sent_again_with_other_words_is_not_taken_for_the_first(reviewer, other):
    article, key = make_article(by=reviewer), uuid4()
    words = {"start": 0, "end": 3, "statement": "A claim.", "client_id": key}
    lift(reviewer, article, exact=article.current_revision.text[:3], **words)
    words |= other
    with pytest.raises(Refused, match="already used"):
        lift(reviewer, article, exact=article.current_revision.text[: words["end"]], **words)


def test_anothers_form_cannot_be_sent_as_ones_own(reviewer, second_reviewer):
    article, key = make_article(by=reviewer), uuid4()
    lift(reviewer, article, start=0, end=3, exact="The", client_id=key)
    with pytest.raises(Refused, match="already used"):
        lift(second_reviewer, article, start=0, end=3, exact="The", client_id=key)


def test_a_claimant_is_known_by_name_whatever_its_capitals(reviewer):
    article = make_article(by=reviewer)
    one = lift(reviewer, article, start=0, end=3, exact="The", claimant_name="Igor Konashenkov")
    two = lift(reviewer, article, start=0, end=3, exact="The", claimant_name=" igor  KONASHENKOV ")
    assert one.claimant == two.claimant
    assert Claimant.objects.count() == 1


def edit(by, claim, *, version=None, statement="Troops were moved.", changes_meaning=True):
    return claiming.edit_claim(
        by=by,
        claim=claim,
        version=version or claim.version,
        statement=statement,
        claimant_name="",
        claimed_on=date(2022, 9, 11),
        changes_meaning=changes_meaning,
    )


def test_an_edit_raises_the_version_and_keeps_the_old_wording(reviewer):
    claim = make_claim(by=reviewer, statement="Troops were regrouped.")
    edited = edit(reviewer, claim)
    assert (edited.version, edited.meaning_version) == (2, 2)
    before = AuditEvent.objects.get(action="claim.edited").data["before"]
    assert before["statement"] == "Troops were regrouped."
    assert claim.events.get(version=1).statement == "Troops were regrouped."


def test_an_edit_of_a_claim_changed_meanwhile_is_refused(reviewer, editor):
    claim = make_claim(by=reviewer)
    edit(editor, claim)
    with pytest.raises(Changed) as refusal:
        edit(reviewer, claim, version=1, statement="Mine.")
    assert (refusal.value.seen, refusal.value.current) == (1, 2)
    assert Claim.objects.get().statement == "Troops were moved."


def test_raw_sql_raises_the_version_too(reviewer):
    claim = make_claim(by=reviewer)
    Claim.objects.filter(pk=claim.pk).update(statement="Changed behind the desk's back.")
    claim.refresh_from_db()
    assert claim.version == 2


def test_an_edit_that_changes_nothing_is_no_new_version(reviewer):
    claim = make_claim(by=reviewer)
    same = claiming.edit_claim(
        by=reviewer,
        claim=claim,
        version=1,
        statement=claim.statement,
        claimant_name=claim.claimant.name,
        claimed_on=claim.claimed_on,
        changes_meaning=True,
    )
    assert same.version == 1
    assert not AuditEvent.objects.filter(action="claim.edited").exists()


def test_only_editors_retract_a_claim_and_nothing_is_lost(reviewer, editor):
    claim = make_claim(by=reviewer)
    with pytest.raises(PermissionDenied):
        claiming.retract_claim(by=reviewer, claim=claim, reason="Twice.")
    with pytest.raises(Refused, match="Say why"):
        claiming.retract_claim(by=editor, claim=claim, reason="  ")
    gone = claiming.retract_claim(by=editor, claim=claim, reason="Twice.")
    assert (gone.is_retracted, gone.retraction_reason, gone.retracted_by) == (True, "Twice.", editor)
    back = claiming.restore_claim(by=editor, claim=claim)
    assert (back.is_retracted, back.stage) == (False, Stage.OPEN)


def test_a_claim_is_never_deleted(reviewer):
    make_claim(by=reviewer)
    with pytest.raises(Exception, match=r"Cannot delete|protected"), transaction.atomic():
        Claim.objects.all().delete()


def test_only_an_editor_mends_the_words_under_a_ruling(reviewer, editor):
    claim = make_claim(by=reviewer)
    make_verdict(by=reviewer, claim=claim)
    rulings.publish(by=editor, claim=claim, label="unproven", claim_version=1, client_id=uuid4())
    with pytest.raises(Refused, match="ask an editor"):
        edit(reviewer, claim, changes_meaning=False)
    assert edit(editor, claim, changes_meaning=False).version == 2

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from claims.domain import claiming, evidence, verdicts
from claims.domain.refusals import Changed, Refused
from claims.models import AuditEvent, Verdict
from claims.tests.factories import make_claim, make_evidence, make_verdict
from claims.vocabulary import Label, Stage, Stance

pytestmark = pytest.mark.django_db


def give(claim, by, label, *, version=None, client_id=None, rationale="Because."):
    return verdicts.submit(
        by=by,
        claim=claim,
        label=label,
        rationale=rationale,
        claim_version=version or claim.version,
        client_id=client_id or uuid4(),
    )


@pytest.mark.parametrize(
    ("label", "stances", "accepted"),
    [
        (Label.TRUE, [], False),
        (Label.TRUE, [Stance.REFUTES], False),
        (Label.TRUE, [Stance.CONTEXT], False),
        (Label.TRUE, [Stance.SUPPORTS], True),
        (Label.FALSE, [], False),
        (Label.FALSE, [Stance.SUPPORTS], False),
        (Label.FALSE, [Stance.REFUTES], True),
        (Label.DISPUTED, [Stance.SUPPORTS], False),
        (Label.DISPUTED, [Stance.REFUTES], False),
        (Label.DISPUTED, [Stance.SUPPORTS, Stance.REFUTES], True),
        (Label.UNPROVEN, [], True),
    ],
)
def test_each_label_asks_for_its_evidence(reviewer, label, stances, accepted):
    claim = make_claim(by=reviewer)
    for stance in stances:
        make_evidence(by=reviewer, claim=claim, stance=stance)
    if accepted:
        assert give(claim, reviewer, label).label == label
    else:
        with pytest.raises(verdicts.EvidenceMissing) as refusal:
            give(claim, reviewer, label)
        assert refusal.value.missing
        assert not Verdict.objects.exists()


@pytest.mark.parametrize("label", [Label.TRUE, Label.FALSE, Label.DISPUTED])
def test_the_database_itself_refuses_a_verdict_without_evidence(reviewer, label):
    claim = make_claim(by=reviewer)
    with pytest.raises(IntegrityError, match="needs evidence from another source"), transaction.atomic():
        Verdict.objects.create(
            claim=claim, reviewer=reviewer, label=label, claim_version=1, client_id=uuid4()
        )


def test_evidence_from_the_claims_own_article_does_not_count(reviewer):
    claim = make_claim(by=reviewer)
    revision = claim.appearances.get().revision
    evidence.add_passage(by=reviewer, claim=claim, revision=revision, start=0, end=20, stance=Stance.SUPPORTS)
    with pytest.raises(verdicts.EvidenceMissing):
        give(claim, reviewer, Label.TRUE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Verdict.objects.create(
            claim=claim, reviewer=reviewer, label="true", claim_version=1, client_id=uuid4()
        )


def test_retracted_evidence_does_not_count(reviewer):
    claim = make_claim(by=reviewer)
    brought = make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES)
    evidence.retract_evidence(by=reviewer, evidence=brought, reason="Misread.")
    with pytest.raises(verdicts.EvidenceMissing):
        give(claim, reviewer, Label.FALSE)


def test_a_submission_sent_twice_is_stored_once(reviewer):
    claim = make_claim(by=reviewer)
    key = uuid4()
    first = give(claim, reviewer, Label.UNPROVEN, client_id=key)
    assert give(claim, reviewer, Label.UNPROVEN, client_id=key) == first
    assert Verdict.objects.count() == 1
    assert AuditEvent.objects.filter(action="verdict.given").count() == 1


def test_words_added_after_a_lost_answer_are_stored_as_well(reviewer):
    claim = make_claim(by=reviewer)
    key = uuid4()
    first = give(claim, reviewer, Label.UNPROVEN, client_id=key, rationale="Too little.")
    second = give(claim, reviewer, Label.UNPROVEN, client_id=key, rationale="Too little. And late.")
    assert (second.rationale, second.is_current) == ("Too little. And late.", True)
    # Neither of them comes a second time, in whatever order they are sent again.
    assert give(claim, reviewer, Label.UNPROVEN, client_id=key, rationale="Too little.") == first
    assert give(claim, reviewer, Label.UNPROVEN, client_id=key, rationale=second.rationale) == second
    assert Verdict.objects.count() == 2


def test_a_form_sent_by_a_script_and_by_the_browser_is_the_same(reviewer):
    claim, key = make_claim(by=reviewer), uuid4()
    first = give(claim, reviewer, Label.UNPROVEN, client_id=key, rationale="One.\nTwo: caf\u00e9.")
    again = give(claim, reviewer, Label.UNPROVEN, client_id=key, rationale="One.\r\nTwo: cafe\u0301. ")
    assert again == first


def test_a_verdict_that_was_taken_back_is_not_given_by_its_old_form(reviewer):
    claim, key = make_claim(by=reviewer), uuid4()
    verdicts.withdraw(by=reviewer, verdict=give(claim, reviewer, Label.UNPROVEN, client_id=key))
    with pytest.raises(Refused, match="taken back"):
        give(claim, reviewer, Label.UNPROVEN, client_id=key)


def test_a_submission_key_cannot_be_used_for_another_claim(reviewer):
    key = uuid4()
    give(make_claim(by=reviewer), reviewer, Label.UNPROVEN, client_id=key)
    with pytest.raises(Refused, match="already used"):
        give(make_claim(by=reviewer), reviewer, Label.UNPROVEN, client_id=key)


def test_a_claim_edited_meanwhile_is_a_conflict_and_stores_nothing(reviewer, editor):
    claim = make_claim(by=reviewer)
    claiming.edit_claim(
        by=editor,
        claim=claim,
        version=1,
        statement="Another wording.",
        claimant_name="",
        claimed_on=None,
        changes_meaning=True,
    )
    with pytest.raises(Changed) as refusal:
        give(claim, reviewer, Label.UNPROVEN, version=1)
    assert (refusal.value.seen, refusal.value.current) == (1, 2)
    assert not Verdict.objects.exists()


def test_a_newer_verdict_supersedes_and_the_older_one_stays(reviewer):
    claim = make_claim(by=reviewer)
    make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES)
    first = give(claim, reviewer, Label.UNPROVEN)
    second = give(claim, reviewer, Label.FALSE)
    first.refresh_from_db()
    assert (first.is_current, second.is_current) == (False, True)
    claim.refresh_from_db()
    assert (claim.stage, claim.label) == (Stage.AGREED, Label.FALSE)


def test_undo_takes_the_verdict_back_and_the_one_before_it_stands_again(reviewer):
    claim = make_claim(by=reviewer)
    make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES)
    first = give(claim, reviewer, Label.UNPROVEN)
    verdicts.withdraw(by=reviewer, verdict=give(claim, reviewer, Label.FALSE))
    first.refresh_from_db()
    claim.refresh_from_db()
    assert first.is_current
    assert claim.label == Label.UNPROVEN
    verdicts.withdraw(by=reviewer, verdict=first)
    claim.refresh_from_db()
    assert (claim.stage, claim.label) == (Stage.OPEN, "")


def test_nobody_takes_back_anothers_verdict(reviewer, second_reviewer):
    verdict = make_verdict(by=reviewer, claim=make_claim(by=reviewer))
    with pytest.raises(Refused, match="Only the reviewer"):
        verdicts.withdraw(by=second_reviewer, verdict=verdict)


def test_verdicts_that_differ_put_the_claim_in_conflict(reviewer, second_reviewer):
    claim = make_claim(by=reviewer)
    make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES)
    make_verdict(by=reviewer, claim=claim, label=Label.FALSE)
    make_verdict(by=second_reviewer, claim=claim, label=Label.UNPROVEN)
    claim.refresh_from_db()
    assert (claim.stage, claim.label, claim.disagrees) == (Stage.CONFLICT, "", True)


def test_others_verdicts_stay_hidden_until_ones_own_is_in(settings, reviewer, second_reviewer):
    settings.VERDICTS_NEEDED = 2
    claim = make_claim(by=reviewer)
    make_verdict(by=reviewer, claim=claim)
    claim.refresh_from_db()
    assert claim.stage == Stage.OPEN
    assert verdicts.may_see_verdicts(user=reviewer, claim=claim)
    assert not verdicts.may_see_verdicts(user=second_reviewer, claim=claim)


def test_a_changed_meaning_reopens_the_claim_and_a_mended_typo_does_not(reviewer, editor):
    claim = make_claim(by=reviewer)
    make_verdict(by=reviewer, claim=claim)
    claim.refresh_from_db()

    def reword(statement, *, changes_meaning):
        claim.refresh_from_db()
        return claiming.edit_claim(
            by=editor,
            claim=claim,
            version=claim.version,
            statement=statement,
            claimant_name="",
            claimed_on=None,
            changes_meaning=changes_meaning,
        )

    assert reword("The same, spelt better.", changes_meaning=False).stage == Stage.AGREED
    assert reword("Something else entirely.", changes_meaning=True).stage == Stage.OPEN


def test_someone_without_a_role_cannot_judge(stranger, reviewer):
    from django.core.exceptions import PermissionDenied

    with pytest.raises(PermissionDenied):
        make_verdict(by=stranger, claim=make_claim(by=reviewer))


@pytest.mark.parametrize(
    "change",
    ["label = 'true'", "rationale = 'rewritten'", "reviewer_id = reviewer_id + 1", "claim_version = 9"],
)
def test_the_database_refuses_to_edit_a_verdict(reviewer, change):
    make_verdict(by=reviewer, claim=make_claim(by=reviewer))
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE claims_verdict SET {change}")


def test_the_database_refuses_to_delete_a_verdict(reviewer):
    make_verdict(by=reviewer, claim=make_claim(by=reviewer))
    with pytest.raises(Exception, match="Cannot delete"), transaction.atomic():
        Verdict.objects.all().delete()

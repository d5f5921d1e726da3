from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from claims.domain import claiming, evidence, rulings
from claims.domain.refusals import Changed, Refused
from claims.domain.verdicts import EvidenceMissing
from claims.models import AuditEvent, Claim, Ruling
from claims.tests.factories import make_claim, make_evidence, make_verdict
from claims.vocabulary import Label, RulingKind, Stage, Stance

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreed(reviewer):
    """A claim that its one reviewer calls false, on one piece of evidence."""
    claim = make_claim(by=reviewer)
    make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES, origin="Institute")
    make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES, origin="Agency")
    make_verdict(by=reviewer, claim=claim, label=Label.FALSE)
    claim.refresh_from_db()
    return claim


@pytest.fixture
def thin(reviewer):
    """A claim that one institute alone refutes."""
    claim = make_claim(by=reviewer, statement="Cows fly.")
    make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES, origin="Institute")
    make_evidence(by=reviewer, claim=claim, stance=Stance.SUPPORTS, origin="Agency")
    make_verdict(by=reviewer, claim=claim, label=Label.FALSE)
    claim.refresh_from_db()
    return claim


def publish(claim, by, label=Label.FALSE, **fields):
    return rulings.publish(
        by=by,
        claim=claim,
        label=label,
        claim_version=fields.pop("claim_version", claim.version),
        client_id=fields.pop("client_id", uuid4()),
        **fields,
    )


def test_publishing_what_reviewers_agree_on_needs_no_more_words(agreed, editor):
    ruling = publish(agreed, editor)
    agreed.refresh_from_db()
    assert (ruling.number, ruling.kind, ruling.label) == (1, RulingKind.PUBLICATION, Label.FALSE)
    assert ruling.summary == "Two independent origins contradict it; no independent origins support it."
    assert (agreed.stage, agreed.label) == (Stage.PUBLISHED, Label.FALSE)
    assert agreed.slug
    assert AuditEvent.objects.last().action == "ruling.publication"


def test_one_independent_origin_asks_for_a_written_reason(thin, editor):
    with pytest.raises(Refused, match="Only one independent origin stands behind the ruling") as refusal:
        publish(thin, editor, explanation="  ")
    assert refusal.value.field == "explanation"
    assert not Ruling.objects.exists()
    publish(thin, editor, explanation="Nobody else can count cows from above.")
    thin.refresh_from_db()
    with pytest.raises(Refused, match="say in “Why” why one is enough"):
        rulings.correct(
            by=editor, claim=thin, label="false", note="Cut.", claim_version=thin.version, client_id=uuid4()
        )


def test_a_withdrawal_needs_no_origins(agreed, editor):
    publish(agreed, editor)
    for piece in agreed.evidence.all():
        evidence.retract_evidence(by=editor, evidence=piece, reason="Misread.")
    agreed.refresh_from_db()
    last = rulings.withdraw_ruling(
        by=editor,
        claim=agreed,
        note="All of it was misread.",
        claim_version=agreed.version,
        client_id=uuid4(),
    )
    assert last.kind == RulingKind.WITHDRAWAL


def test_accepting_all_leaves_a_claim_that_rests_on_one_origin(agreed, thin, editor):
    accepted = [rulings.Acceptance(claim, "false", claim.version, uuid4()) for claim in (agreed, thin)]
    made, left = rulings.accept_unanimous(by=editor, accepted=accepted)
    assert [ruling.claim_id for ruling in made] == [agreed.pk]
    assert [(claim, "why one is enough" in why) for claim, why in left] == [(thin, True)]


def test_sent_twice_published_once(agreed, editor):
    client_id = uuid4()
    assert publish(agreed, editor, client_id=client_id) == publish(agreed, editor, client_id=client_id)
    assert Ruling.objects.count() == 1


def test_a_form_sent_again_with_other_words_is_not_taken_for_the_first(agreed, editor):
    key = uuid4()
    publish(agreed, editor, client_id=key, explanation="As all say.")
    for words in ({"explanation": "Other words."}, {"explanation": "As all say.", "summary": "Other."}):
        with pytest.raises(Refused, match="another ruling"):
            publish(agreed, editor, client_id=key, **words)


def test_a_form_cannot_be_used_for_another_claim(agreed, reviewer, editor):
    key = uuid4()
    publish(agreed, editor, client_id=key)
    other = make_claim(by=reviewer)
    make_verdict(by=reviewer, claim=other, label=Label.UNPROVEN)
    other.refresh_from_db()
    with pytest.raises(Refused, match="another ruling"):
        publish(other, editor, label=Label.UNPROVEN, client_id=key)


def test_only_editors_publish(agreed, reviewer):
    with pytest.raises(PermissionDenied):
        publish(agreed, reviewer)


def test_departing_from_the_reviewers_asks_for_an_explanation(agreed, editor):
    with pytest.raises(Refused) as refusal:
        publish(agreed, editor, label=Label.UNPROVEN)
    assert refusal.value.field == "explanation"
    assert (
        publish(agreed, editor, label=Label.UNPROVEN, explanation="One source is too few.").label
        == "unproven"
    )


def test_a_conflict_is_settled_with_an_explanation(agreed, editor, second_reviewer):
    make_verdict(by=second_reviewer, claim=agreed, label=Label.UNPROVEN)
    agreed.refresh_from_db()
    assert agreed.stage == Stage.CONFLICT
    with pytest.raises(Refused):
        publish(agreed, editor)
    publish(agreed, editor, explanation="The institute saw it.")
    agreed.refresh_from_db()
    assert agreed.stage == Stage.PUBLISHED


def test_an_open_claim_cannot_be_published(reviewer, editor):
    with pytest.raises(Refused, match="waits for verdicts"):
        publish(make_claim(by=reviewer), editor, label=Label.UNPROVEN)


def test_a_ruling_needs_its_evidence_too(agreed, editor):
    for piece in agreed.evidence.all():
        evidence.retract_evidence(by=editor, evidence=piece, reason="Misread.")
    with pytest.raises(EvidenceMissing):
        publish(agreed, editor)
    assert not Ruling.objects.exists()


def test_a_stale_page_cannot_publish(agreed, editor):
    with pytest.raises(Changed):
        publish(agreed, editor, claim_version=agreed.version + 1)


def test_a_correction_is_a_new_version_with_a_public_note(agreed, editor):
    publish(agreed, editor)
    agreed.refresh_from_db()

    def correct(note):
        return rulings.correct(
            by=editor,
            claim=agreed,
            label=Label.UNPROVEN,
            note=note,
            claim_version=agreed.version,
            client_id=uuid4(),
            explanation="One witness on site is enough.",
        )

    with pytest.raises(Refused) as refusal:
        correct("  ")
    assert refusal.value.field == "note"
    assert correct("The institute took its report back.").number == 2
    agreed.refresh_from_db()
    assert (agreed.stage, agreed.label) == (Stage.PUBLISHED, Label.UNPROVEN)


def test_a_withdrawn_ruling_gives_the_claim_back_to_the_reviewers(agreed, editor):
    publish(agreed, editor)
    agreed.refresh_from_db()
    withdrawn = rulings.withdraw_ruling(
        by=editor, claim=agreed, note="Wrong claim.", claim_version=agreed.version, client_id=uuid4()
    )
    agreed.refresh_from_db()
    assert (withdrawn.kind, agreed.stage) == (RulingKind.WITHDRAWAL, Stage.AGREED)
    with pytest.raises(Refused, match="already"):
        rulings.withdraw_ruling(
            by=editor, claim=agreed, note="Again.", claim_version=agreed.version, client_id=uuid4()
        )


def test_the_evidence_of_a_ruling_is_what_stood_when_it_was_made(agreed, editor):
    ruling = publish(agreed, editor)
    brought = agreed.evidence.get(origin__name="Institute")
    evidence.change_evidence(by=editor, evidence=brought, stance=Stance.CONTEXT, origin_name="Other")
    ruling.refresh_from_db()
    kept = [(item["stance"], item["origin"], item["counts"]) for item in ruling.evidence]
    assert kept == [("refutes", "Institute", True), ("refutes", "Agency", True)]


def test_two_claims_of_the_same_words_get_two_addresses(reviewer, editor):
    slugs = set()
    for _ in range(2):
        claim = make_claim(by=reviewer, statement="The same words.")
        make_verdict(by=reviewer, claim=claim)
        claim.refresh_from_db()
        publish(claim, editor, label=Label.UNPROVEN)
        claim.refresh_from_db()
        slugs.add(claim.slug)
    assert len(slugs) == 2


def test_accepting_all_leaves_what_is_no_longer_as_it_was_seen(agreed, reviewer, editor):
    other = make_claim(by=reviewer)
    make_verdict(by=reviewer, claim=other)
    other.refresh_from_db()
    made, left = rulings.accept_unanimous(
        by=editor,
        accepted=[
            rulings.Acceptance(agreed, Label.UNPROVEN, agreed.version, uuid4()),
            rulings.Acceptance(other, Label.UNPROVEN, other.version, uuid4()),
        ],
    )
    assert [ruling.claim for ruling in made] == [other]
    assert [(claim, "reviewers" in why) for claim, why in left] == [(agreed, True)]


def test_only_editors_accept_all(agreed, reviewer):
    with pytest.raises(PermissionDenied):
        rulings.accept_unanimous(by=reviewer, accepted=[])


def test_a_claim_published_a_moment_ago_cannot_be_retracted_by_an_old_page(agreed, editor):
    read_before = Claim.objects.get(pk=agreed.pk)
    publish(agreed, editor)
    with pytest.raises(Refused, match="is published"):
        claiming.retract_claim(by=editor, claim=read_before, reason="Not ours.")


def test_a_ruling_stays_under_the_words_that_it_is_about(agreed, reviewer, editor):
    publish(agreed, editor)

    def edit(version, statement, *, changes_meaning):
        return claiming.edit_claim(
            by=editor,
            claim=agreed,
            version=version,
            statement=statement,
            claimant_name="Russian Ministry of Defence",
            claimed_on=agreed.claimed_on,
            changes_meaning=changes_meaning,
        )

    with pytest.raises(Refused, match="its ruling is about these words"):
        edit(1, "The moon is made of cheese.", changes_meaning=True)
    agreed.refresh_from_db()
    assert (agreed.version, agreed.label) == (1, Label.FALSE)
    assert edit(1, f"{agreed.statement} ", changes_meaning=False).version == 1

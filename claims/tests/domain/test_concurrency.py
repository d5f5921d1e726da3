"""Many people at once, on real transactions: nothing is lost, nothing is stored twice."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection, transaction

from claims.domain import audit, claiming, verdicts
from claims.domain.ingest import Draft, add_revision, store_article
from claims.domain.refusals import Changed, Refused
from claims.models import AuditEvent, Claim, Verdict
from claims.tests.factories import make_claim, make_evidence, make_user
from claims.vocabulary import Label, Role, Stance

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 20
ROUNDS = 3


def all_at_once(tasks):
    """Run every task in a thread of its own, released together; return their results in order."""
    barrier = threading.Barrier(len(tasks))

    def run(task):
        try:
            barrier.wait(timeout=30)
            return task()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return [future.result(timeout=120) for future in [pool.submit(run, task) for task in tasks]]


def edit_from(claim_id, by, number, everyone_has_read):
    """Read the claim, then write it: an acknowledged edit adds its own number to the wording."""

    def task():
        for attempt in range(200):
            seen = Claim.objects.get(pk=claim_id)
            if attempt == 0:
                connection.close()  # back to the pool, which has fewer connections than there are people
                everyone_has_read.wait(timeout=30)
            try:
                claiming.edit_claim(
                    by=by,
                    claim=seen,
                    version=seen.version,
                    statement=f"{seen.statement} {number}",
                    claimant_name="",
                    claimed_on=None,
                    changes_meaning=False,
                )
            except Changed:
                continue
            return number
        raise AssertionError("no edit came through in 200 tries")

    return task


def test_twenty_people_edit_and_judge_at_once_and_nothing_is_lost():
    people = [make_user(Role.REVIEWER) for _ in range(PEOPLE)]
    claim = make_claim(by=people[0], statement="Edits:")
    make_evidence(by=people[0], claim=claim, stance=Stance.REFUTES)

    def judge(by):
        def task():
            for _ in range(200):
                version = Claim.objects.values_list("version", flat=True).get(pk=claim.pk)
                try:
                    return verdicts.submit(
                        by=by,
                        claim=claim,
                        label=Label.FALSE,
                        rationale=f"By {by.pk}.",
                        claim_version=version,
                        client_id=uuid4(),
                    ).pk
                except Changed:
                    continue
            raise AssertionError("no verdict came through in 200 tries")

        return task

    editors, judges = people[: PEOPLE // 2], people[PEOPLE // 2 :]
    everyone_has_read = threading.Barrier(len(editors))
    tasks = [edit_from(claim.pk, by, number, everyone_has_read) for number, by in enumerate(editors)]
    tasks += [judge(by) for by in judges]
    results = all_at_once(tasks)

    claim.refresh_from_db()
    written = sorted(int(word) for word in claim.statement.removeprefix("Edits:").split())
    assert written == list(range(len(editors))), "an acknowledged edit is missing"
    assert claim.version == 1 + len(editors)
    assert set(Verdict.objects.values_list("pk", flat=True)) == set(results[len(editors) :])
    assert Verdict.objects.current().count() == len(judges)
    assert audit.verify().is_whole
    actions = Counter(AuditEvent.objects.values_list("action", flat=True))
    assert (actions["claim.edited"], actions["verdict.given"]) == (len(editors), len(judges))


def test_edits_are_lost_when_the_version_is_not_checked():
    """The race is real: the same edits without a version check lose some of what was acknowledged."""
    people = [make_user(Role.REVIEWER) for _ in range(PEOPLE)]
    claim = make_claim(by=people[0], statement="Edits:")
    everyone_has_read = threading.Barrier(PEOPLE)

    def overwrite(number):
        def task():
            seen = Claim.objects.get(pk=claim.pk)
            connection.close()  # back to the pool, which has fewer connections than there are people
            everyone_has_read.wait(timeout=30)
            Claim.objects.filter(pk=claim.pk).update(statement=f"{seen.statement} {number}")

        return task

    all_at_once([overwrite(number) for number in range(PEOPLE)])
    claim.refresh_from_db()
    assert len(claim.statement.removeprefix("Edits:").split()) == 1


def test_one_submission_sent_twenty_times_at_once_is_stored_once():
    reviewer = make_user(Role.REVIEWER)
    for _ in range(ROUNDS):
        claim, key = make_claim(by=reviewer), uuid4()

        def send(claim=claim, key=key):
            return verdicts.submit(
                by=reviewer, claim=claim, label=Label.UNPROVEN, rationale="", claim_version=1, client_id=key
            ).pk

        assert len(set(all_at_once([send] * PEOPLE))) == 1
        assert Verdict.objects.filter(claim=claim).count() == 1


def test_one_lift_sent_twenty_times_at_once_is_lifted_once():
    reviewer = make_user(Role.REVIEWER)
    place = make_claim(by=reviewer).appearances.get()
    key = uuid4()

    def send():
        return claiming.lift_claim(
            by=reviewer,
            statement="Once.",
            revision=place.revision,
            start=place.start,
            end=place.end,
            exact=place.exact,
            claimant_name="Somebody new",
            client_id=key,
        ).pk

    assert len(set(all_at_once([send] * PEOPLE))) == 1
    assert Claim.objects.filter(statement="Once.").count() == 1


def test_the_log_has_no_fork_and_no_gap_under_load():
    reviewer = make_user(Role.REVIEWER)
    claims = [make_claim(by=reviewer) for _ in range(PEOPLE)]

    def judge(claim):
        return lambda: verdicts.submit(
            by=reviewer, claim=claim, label=Label.UNPROVEN, rationale="", claim_version=1, client_id=uuid4()
        )

    before = AuditEvent.objects.count()
    all_at_once([judge(claim) for claim in claims])
    found = audit.verify()
    assert (found.count, found.problems) == (before + PEOPLE, [])


def test_a_claim_lifted_while_its_article_is_revised_is_not_left_behind():
    person = make_user(Role.REVIEWER)
    stored = store_article(by=person, draft=Draft(text="The troops moved. That is all.", publisher="Daily"))

    def lift():
        try:
            return claiming.lift_claim(
                by=person,
                statement="The troops moved.",
                revision=stored.revision,
                start=0,
                end=17,
                exact="The troops moved.",
            )
        except Refused as refusal:
            return refusal.message
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            add_revision(by=person, article=stored.article, draft=Draft(text="Today the troops moved."))
            lifted = pool.submit(lift)
            with pytest.raises(TimeoutError):
                lifted.result(timeout=0.5)
        assert "newer text" in lifted.result(timeout=30)
    assert not Claim.objects.exists()

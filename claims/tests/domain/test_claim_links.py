"""Two claims and what they are to one another: joining, undoing exactly, and who may."""

import json
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.serializers import serialize
from django.db import IntegrityError, connection, transaction

from claims.domain import audit, claim_links, claiming, rulings
from claims.domain.claim_links import contradictions, link_claims, links_of, mark_same, unlink_claims
from claims.domain.claim_matching import similar_claims
from claims.domain.ingest import Draft, add_revision
from claims.domain.refusals import Refused
from claims.models import Appearance, AuditEvent, Choice, Claim, ClaimLink, ClaimWord, Verdict
from claims.tests.domain.test_concurrency import all_at_once
from claims.tests.factories import make_article, make_claim, make_evidence, make_user, make_verdict
from claims.vocabulary import Action, Label, Proposal, Relation, Role, Stage, Stance

pytestmark = pytest.mark.django_db
PROPOSAL = {"rank": 2, "shown": 5, "score": 0.61, "made_by": "claim-matcher-words-1"}


@pytest.fixture
def earlier(reviewer) -> Claim:
    return make_claim(by=reviewer, statement="The troops regrouped.")


@pytest.fixture
def later(reviewer) -> Claim:
    return make_claim(by=reviewer, statement="Troops were being regrouped.")


def rows(*querysets) -> list:
    """Return rows as they are stored, whatever the order."""
    return sorted(
        json.dumps(row, sort_keys=True)
        for queryset in querysets
        for row in json.loads(serialize("json", queryset))
    )


def desk() -> list:
    """Return what the desk shows of claims: claims, where they stand, their words and their verdicts."""
    words = sorted(ClaimWord.objects.values_list("word", "claim_id", "count", "length"))
    return [rows(Claim.objects.defer("search"), Appearance.objects.standing(), Verdict.objects.all()), words]


def places(claim):
    return set(
        Appearance.objects.standing().filter(claim=claim).values_list("revision_id", "start", "end", "exact")
    )


def publish(claim, editor):
    make_evidence(by=editor, claim=claim, stance=Stance.SUPPORTS)
    make_verdict(by=editor, claim=claim, label=Label.TRUE)
    claim.refresh_from_db()
    rulings.publish(
        by=editor,
        claim=claim,
        label="true",
        claim_version=claim.version,
        client_id=uuid4(),
        explanation="One witness on site is enough.",
    )
    claim.refresh_from_db()


class TestSame:
    def test_the_earlier_claim_gets_the_places_and_the_later_one_leaves(self, reviewer, earlier, later):
        theirs = places(later)
        link = mark_same(by=reviewer, claim=later, other=earlier, note="Word for word.")
        later.refresh_from_db()
        assert (link.claim, link.other, link.gone, link.made_by) == (earlier, later, later, reviewer)
        assert theirs < places(earlier)
        assert (later.retraction_reason, later.retracted_by) == (f"same as claim {earlier.pk}", reviewer)
        assert places(later) == theirs  # they stay with it, too

    def test_a_place_that_both_have_is_noted_once(self, reviewer, earlier, later):
        place = later.appearances.get()
        span = {"revision": place.revision, "start": place.start, "end": place.end, "exact": place.exact}
        claiming.add_appearance(by=reviewer, claim=earlier, **span)
        before = places(earlier)
        assert mark_same(by=reviewer, claim=earlier, other=later).added == []
        assert places(earlier) == before

    def test_evidence_and_verdicts_stay_where_they_were_given(self, reviewer, earlier, later):
        make_evidence(by=reviewer, claim=later)
        make_verdict(by=reviewer, claim=later, label=Label.FALSE)
        mark_same(by=reviewer, claim=earlier, other=later)
        assert later.evidence.count() == later.verdicts.count() == 1
        assert earlier.evidence.count() == earlier.verdicts.count() == 0

    def test_undoing_leaves_everything_as_it_was(self, reviewer, earlier, later):
        make_verdict(by=reviewer, claim=later)
        before = desk()
        link = mark_same(by=reviewer, claim=later, other=earlier)
        assert desk() != before
        unlink_claims(by=reviewer, link=link)
        assert desk() == before
        assert not ClaimLink.objects.standing().exists()
        again = mark_same(by=reviewer, claim=later, other=earlier)
        unlink_claims(by=reviewer, link=again)
        assert desk() == before

    def test_undoing_takes_along_places_that_moved_to_a_newer_text(self, reviewer, earlier, later):
        link = mark_same(by=reviewer, claim=earlier, other=later)
        mine = earlier.lifted_from_id
        article = later.lifted_from
        add_revision(by=reviewer, article=article, draft=Draft(text=f"{article.current_revision.text} More."))
        assert Appearance.objects.standing().filter(claim=earlier, revision__article=article).count() == 2
        unlink_claims(by=reviewer, link=link)
        left = Appearance.objects.standing().filter(claim=earlier)
        assert set(left.values_list("revision__article", flat=True)) == {mine}

    def test_a_claim_that_somebody_restored_meanwhile_is_left_alone(self, reviewer, editor, earlier, later):
        link = mark_same(by=reviewer, claim=earlier, other=later)
        claiming.restore_claim(by=editor, claim=later)
        claiming.retract_claim(by=editor, claim=later, reason="Never said.")
        unlink_claims(by=reviewer, link=link)
        later.refresh_from_db()
        assert later.retraction_reason == "Never said."

    def test_a_published_claim_stays(self, reviewer, editor, earlier, later):
        publish(later, editor)
        link = mark_same(by=reviewer, claim=later, other=earlier)
        assert link.gone == earlier
        later.refresh_from_db()
        assert (later.stage, later.is_retracted) == (Stage.PUBLISHED, False)

    def test_two_published_claims_are_not_joined(self, reviewer, editor, earlier, later):
        publish(earlier, editor)
        publish(later, editor)
        before = desk()
        with pytest.raises(Refused, match="Both claims are published"):
            mark_same(by=editor, claim=later, other=earlier)
        assert desk() == before

    def test_what_others_judged_an_editor_joins(self, reviewer, second_reviewer, editor, earlier, later):
        make_verdict(by=second_reviewer, claim=later)
        before = desk()
        with pytest.raises(Refused, match="Ask an editor"):
            mark_same(by=reviewer, claim=earlier, other=later)
        assert desk() == before
        link = mark_same(by=editor, claim=earlier, other=later)
        with pytest.raises(Refused, match="Ask an editor"):
            unlink_claims(by=reviewer, link=link)
        unlink_claims(by=editor, link=link)
        assert desk() == before

    def test_a_failure_leaves_nothing_behind(self, reviewer, earlier, later, monkeypatch):
        before = desk()

        def fails(**data):
            raise RuntimeError

        monkeypatch.setattr(audit, "record", fails)
        with pytest.raises(RuntimeError):
            mark_same(by=reviewer, claim=earlier, other=later)
        assert (desk(), ClaimLink.objects.count()) == (before, 0)


class TestRelations:
    @pytest.mark.parametrize(
        ("relation", "turned"),
        [
            (Relation.NARROWER, Relation.BROADER),
            (Relation.BROADER, Relation.NARROWER),
            (Relation.CONTRADICTS, Relation.CONTRADICTS),
            (Relation.DIFFERENT, Relation.DIFFERENT),
        ],
    )
    def test_a_link_reads_from_both_sides(self, reviewer, earlier, later, relation, turned):
        link = link_claims(by=reviewer, claim=later, other=earlier, relation=relation)
        assert [(end.other, end.relation) for end in links_of(later)] == [(earlier, relation)]
        assert [(end.other, end.relation) for end in links_of(earlier)] == [(later, turned)]
        assert (link.claim, link.relation) == (earlier, turned)
        assert not Claim.objects.exclude(retracted_at=None).exists()

    def test_the_same_said_twice_is_kept_once_and_otherwise_is_refused(
        self, reviewer, second_reviewer, earlier, later
    ):
        link = link_claims(by=reviewer, claim=later, other=earlier, relation=Relation.NARROWER)
        assert link_claims(by=second_reviewer, claim=earlier, other=later, relation=Relation.BROADER) == link
        with pytest.raises(Refused, match="Olena Koval linked these two already"):
            link_claims(by=second_reviewer, claim=later, other=earlier, relation=Relation.DIFFERENT)
        unlink_claims(by=second_reviewer, link=link)
        link_claims(by=second_reviewer, claim=later, other=earlier, relation=Relation.DIFFERENT)
        assert ClaimLink.objects.standing().get().relation == Relation.DIFFERENT

    def test_what_was_found_different_is_not_proposed_again_until_undone(self, reviewer, earlier, later):
        def proposed():
            return [match.claim for match in similar_claims(statement=later.statement, claim=later).items]

        assert proposed() == [earlier]
        link = link_claims(by=reviewer, claim=earlier, other=later, relation=Relation.DIFFERENT)
        assert proposed() == []
        unlink_claims(by=reviewer, link=link)
        assert proposed() == [earlier]

    def test_a_claim_is_not_linked_to_itself_nor_to_one_that_left(self, reviewer, editor, earlier, later):
        with pytest.raises(Refused, match="itself"):
            link_claims(by=reviewer, claim=earlier, other=earlier, relation=Relation.SAME)
        claiming.retract_claim(by=editor, claim=later, reason="Never said.")
        with pytest.raises(Refused, match="retracted meanwhile"):
            link_claims(by=reviewer, claim=earlier, other=later, relation=Relation.NARROWER)
        with pytest.raises(Refused, match="Choose what"):
            link_claims(by=reviewer, claim=earlier, other=later, relation="cousin")

    def test_both_logs_say_so(self, reviewer, earlier, later):
        link = link_claims(
            by=reviewer, claim=later, other=earlier, relation=Relation.NARROWER, note="A part of it."
        )
        unlink_claims(by=reviewer, link=link)
        logged = AuditEvent.objects.filter(action__in=["claim.linked", "claim.unlinked"]).order_by("seq")
        assert [(e.action, e.target_id, e.data["other"], e.data["relation"]) for e in logged] == [
            ("claim.linked", earlier.pk, later.pk, "broader"),
            ("claim.linked", later.pk, earlier.pk, "narrower"),
            ("claim.unlinked", earlier.pk, later.pk, "broader"),
            ("claim.unlinked", later.pk, earlier.pk, "narrower"),
        ]
        assert audit.verify().is_whole

    def test_the_choice_is_kept(self, reviewer, earlier, later):
        link_claims(by=reviewer, claim=later, other=earlier, relation=Relation.DIFFERENT, proposal=PROPOSAL)
        choice = Choice.objects.get()
        assert (
            choice.kind,
            choice.action,
            choice.claim,
            choice.rank,
            choice.shown,
            choice.score,
            choice.made_by,
        ) == (
            Proposal.MATCH,
            Action.REFUSED,
            later,
            2,
            5,
            0.61,
            "claim-matcher-words-1",
        )
        assert choice.data == {"other": earlier.pk, "relation": "different"}
        third = make_claim(by=reviewer)
        mark_same(by=reviewer, claim=third, other=earlier, proposal=PROPOSAL)
        assert Choice.objects.last().action == Action.TAKEN

    def test_people_without_a_role_link_nothing(self, stranger, reviewer, earlier, later):
        with pytest.raises(PermissionDenied):
            link_claims(by=stranger, claim=earlier, other=later, relation=Relation.SAME)
        link = link_claims(by=reviewer, claim=earlier, other=later, relation=Relation.NARROWER)
        with pytest.raises(PermissionDenied):
            unlink_claims(by=stranger, link=link)
        place = earlier.appearances.get()
        with pytest.raises(PermissionDenied):
            claim_links.add_place(
                by=stranger,
                claim=later,
                revision=place.revision,
                start=place.start,
                end=place.end,
                exact=place.exact,
            )


class TestContradictions:
    def hold_true(self, *claims, by):
        for claim in claims:
            make_evidence(by=by, claim=claim, stance=Stance.SUPPORTS)
            make_verdict(by=by, claim=claim, label=Label.TRUE)

    def test_two_that_contradict_and_are_held_to_be_true_are_told(self, reviewer, editor, earlier, later):
        link = link_claims(by=reviewer, claim=earlier, other=later, relation=Relation.CONTRADICTS)
        self.hold_true(earlier, by=reviewer)
        assert contradictions() == []
        self.hold_true(later, by=reviewer)
        assert contradictions() == [link]
        assert contradictions(among=[later.pk]) == [link]
        assert contradictions(among=[later.pk + 1]) == []
        make_evidence(by=reviewer, claim=later, stance=Stance.REFUTES)
        make_verdict(by=reviewer, claim=later, label=Label.FALSE)
        assert contradictions() == []

    def test_one_that_left_the_desk_contradicts_nothing(self, reviewer, editor, earlier, later):
        link_claims(by=reviewer, claim=earlier, other=later, relation=Relation.CONTRADICTS)
        self.hold_true(earlier, later, by=reviewer)
        claiming.retract_claim(by=editor, claim=later, reason="Never said.")
        assert contradictions() == []


class TestDatabase:
    def test_one_standing_link_a_pair(self, reviewer, earlier, later):
        link = link_claims(by=reviewer, claim=earlier, other=later, relation=Relation.NARROWER)
        with pytest.raises(IntegrityError, match="claim_link_once"), transaction.atomic():
            ClaimLink.objects.create(claim=earlier, other=later, relation="different", made_by=reviewer)
        with pytest.raises(IntegrityError, match="claim_link_earlier_first"), transaction.atomic():
            ClaimLink.objects.create(claim=later, other=earlier, relation="different", made_by=reviewer)
        with pytest.raises(IntegrityError, match="claim_link_same_takes_one"), transaction.atomic():
            ClaimLink.objects.create(
                claim=earlier, other=make_claim(by=reviewer), relation="same", made_by=reviewer
            )
        with (
            pytest.raises(Exception, match="Cannot update"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("UPDATE claims_claimlink SET relation = 'broader' WHERE id = %s", [link.pk])


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_two_people_who_link_one_pair_make_one_link(self):
        people = [make_user(Role.REVIEWER) for _ in range(6)]
        earlier, later = make_claim(by=people[0]), make_claim(by=people[0])

        def link(by, number):
            def task():
                pair = (earlier, later) if number % 2 else (later, earlier)
                relation = [Relation.SAME, Relation.DIFFERENT, Relation.CONTRADICTS][number % 3]
                try:
                    return link_claims(by=by, claim=pair[0], other=pair[1], relation=relation).pk
                except Refused:
                    return None

            return task

        made = set(all_at_once([link(by, number) for number, by in enumerate(people)])) - {None}
        standing = ClaimLink.objects.standing().get()
        assert made == {standing.pk}
        gone = Claim.objects.exclude(retracted_at=None).count()
        assert gone == (standing.relation == Relation.SAME)
        assert audit.verify().is_whole

    def test_joining_while_places_are_added_and_words_changed_loses_nothing(self):
        people = [make_user(Role.REVIEWER) for _ in range(4)]
        earlier, later = make_claim(by=people[0]), make_claim(by=people[0])
        revision = make_article(by=people[0]).current_revision

        def add(by, start):
            exact = revision.text[start : start + 9]
            return lambda: claiming.add_appearance(
                by=by, claim=earlier, revision=revision, start=start, end=start + 9, exact=exact
            )

        all_at_once(
            [lambda: mark_same(by=people[0], claim=earlier, other=later)]
            + [add(by, 10 * number) for number, by in enumerate(people[1:])]
        )
        assert Appearance.objects.standing().filter(claim=earlier).count() == 5
        words = set(ClaimWord.objects.filter(claim=earlier).values_list("word", flat=True))
        assert words
        with connection.cursor() as cursor:
            cursor.execute("SELECT index_claim_words(%s)", [[earlier.pk]])
        assert set(ClaimWord.objects.filter(claim=earlier).values_list("word", flat=True)) == words

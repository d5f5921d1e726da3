"""Every noun's pages: who comes in, how many queries, and that nothing is deleted."""

import hashlib
from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.checks import run_checks
from django.urls import reverse
from django.utils import timezone

from claims import models
from claims.domain import access, choices, jobs, rulings
from claims.domain.machines import tokens
from claims.domain.reports import exporting, making, publishing, sections
from claims.tests.factories import (
    make_article,
    make_claim,
    make_evidence,
    make_passages,
    make_suggestion,
    make_user,
    make_verdict,
)
from claims.vocabulary import Action, Label, PairState, Proposal, Relation, Role, Stance

pytestmark = pytest.mark.django_db

# Queries of a list's page: session, person with roles, the count, the rows, and what its columns and filters need.
QUERIES = {
    models.ApiToken: 4,
    models.Appearance: 4,
    models.Article: 4,
    models.ArticleRevision: 4,
    models.AuditEvent: 4,
    models.Capture: 4,
    models.Choice: 4,
    models.Claim: 6,  # the first and last date, and the years between
    models.Claimant: 4,
    models.ClaimantAlias: 4,
    models.ClaimLink: 4,
    models.CopyPair: 4,
    models.DeskSettings: 4,
    models.Evidence: 4,
    models.Export: 4,
    models.ImportedRecord: 5,  # the formats to filter by
    models.Lease: 4,
    models.Origin: 4,
    models.Passage: 4,
    models.PassageCut: 4,
    models.Publisher: 4,
    models.Report: 4,
    models.ReportItem: 4,
    models.ReportSection: 4,
    models.ReportVersion: 4,
    models.ReportVersionItem: 4,
    models.Ruling: 4,
    models.SearchChunk: 4,
    models.SignInLink: 4,
    models.Task: 4,
    models.RefusedPassage: 4,
    models.Story: 4,
    models.Suggestion: 4,
    models.User: 6,  # the roles to filter by, and the roles of all rows
    models.Verdict: 4,
}
# Numbers that the machine makes of texts, and makes again: there is nothing in them for people to read.
NUMBERS = {
    models.KeptAnswer,  # what programs were told, for as long as they may ask again
    models.RequestCount,
    models.ClaimVector,
    models.ClaimWord,
    models.ClaimWords,
    models.CopyMark,
    models.CopySignature,
    models.EmbeddedRevision,
    models.PassageVector,
    models.SentenceScores,
}
NOUNS = sorted(QUERIES, key=lambda model: model.__name__)


def fill(reviewer, editor, *, number):
    """Make ``number`` rows of every noun, or a few more."""
    for _ in range(number):
        claim = make_claim(by=reviewer)
        evidence = make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES)
        make_passages(evidence.revision)
        models.SearchChunk.objects.create(revision=evidence.revision, search="words")
        content = uuid4().bytes
        models.Capture.objects.create(
            sha256=hashlib.sha256(content).hexdigest(), content=content, media_type="text/plain"
        )
        make_verdict(by=reviewer, claim=claim, label=Label.FALSE)
        claim.refresh_from_db()
        rulings.publish(
            by=editor,
            claim=claim,
            label="false",
            claim_version=1,
            client_id=uuid4(),
            explanation="One witness on site is enough.",
        )
        models.Lease.objects.create(
            claim=claim, reviewer=reviewer, expires_at=timezone.now() + timedelta(hours=1)
        )
        report = making.make_report(
            by=reviewer, title="Week 37", claims=models.Claim.objects.filter(pk=claim.pk)
        )
        sections.add_section(by=reviewer, report=report, title="Losses")
        publishing.publish_report(by=editor, report=report, seen=2, client_id=uuid4())
        access.make_sign_in_link(user=make_user(Role.REVIEWER))
        first, second = sorted((make_article(by=reviewer) for _ in "ab"), key=lambda article: article.pk)
        story = models.Story.objects.create()
        models.CopyPair.objects.create(first=first, second=second, state=PairState.JOINED, together_in=story)
        other = make_claim(by=reviewer)
        models.ClaimLink.objects.create(
            claim=claim, other=other, relation=Relation.CONTRADICTS, made_by=reviewer
        )
        make_suggestion(article=claim.lifted_from, quote=claim.lifted_from.current_revision.text[:20])
        models.RefusedPassage.objects.create(
            claim=claim, revision=evidence.revision, start=0, end=5, refused_by=reviewer
        )
        models.ClaimantAlias.objects.create(claimant=claim.claimant, name=uuid4().hex, added_by=reviewer)
        models.PassageCut.objects.create(revision=evidence.revision, at=5, kind="join", made_by=reviewer)
        choices.note(by=reviewer, kind=Proposal.PASSAGE, action=Action.TAKEN, rank=1, claim=claim)
        jobs.enqueue("index", by=reviewer)
        tokens.make_token(by=reviewer, name="A program", scopes=["read"], lifetime=timedelta(days=1))
        models.DeskSettings.objects.bulk_create([models.DeskSettings()], ignore_conflicts=True)
        exporting.ask(by=reviewer, form="csv", claims=1, report=report)
        models.ImportedRecord.objects.create(
            format="fever", digest=uuid4().hex * 2, record="{}", state="1:", claim=claim, imported_by=reviewer
        )


def address(model, page, *arguments):
    return reverse(f"admin:claims_{model._meta.model_name}_{page}", args=arguments)


def test_every_noun_is_registered():
    events = {
        model for model in apps.get_app_config("claims").get_models() if model.__name__.endswith("Event")
    }
    nouns = set(apps.get_app_config("claims").get_models(include_auto_created=False)) - events - NUMBERS
    nouns.add(models.AuditEvent)
    assert (
        {model for model in admin.site._registry if model._meta.app_label == "claims"} == nouns == set(NOUNS)
    )


def test_nothing_else_can_be_edited_behind_the_desks_back():
    assert {model for model in admin.site._registry if model._meta.app_label != "claims"} == set()


def test_djangos_own_checks_find_nothing():
    assert [problem for problem in run_checks() if problem.id and problem.id.startswith("admin")] == []


@pytest.mark.parametrize("noun", NOUNS, ids=lambda model: model.__name__)
@pytest.mark.parametrize("number", [1, 3])
def test_a_list_takes_a_fixed_number_of_queries(
    as_administrator, reviewer, editor, noun, number, django_assert_num_queries
):
    fill(reviewer, editor, number=number)
    as_administrator.get(reverse("admin:index"))
    with django_assert_num_queries(QUERIES[noun]):
        response = as_administrator.get(address(noun, "changelist"))
    assert response.status_code == 200


@pytest.mark.parametrize("noun", NOUNS, ids=lambda model: model.__name__)
def test_a_row_can_be_looked_at_and_never_deleted(as_administrator, reviewer, editor, noun):
    fill(reviewer, editor, number=1)
    row = noun.objects.order_by("pk").last()
    assert as_administrator.get(address(noun, "change", row.pk)).status_code == 200
    for send in (as_administrator.get, as_administrator.post):
        assert send(address(noun, "delete", row.pk), {"post": "yes"}).status_code == 403
    as_administrator.post(
        address(noun, "changelist"),
        {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"},
    )
    assert noun.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("noun", NOUNS, ids=lambda model: model.__name__)
def test_searching_and_malformed_queries_do_no_harm(as_administrator, reviewer, editor, noun):
    fill(reviewer, editor, number=1)
    for query in ("?q=regrouped", "?q=99999999999999999999999", "?p=x", "?o=99.x", "?all=", "?id__exact=x"):
        assert as_administrator.get(address(noun, "changelist") + query).status_code in (200, 302)


@pytest.mark.parametrize("noun", NOUNS, ids=lambda model: model.__name__)
@pytest.mark.parametrize("who", ["visitor", "as_stranger", "as_reviewer", "as_editor"])
def test_only_administrators_come_in(request, who, noun):
    client = request.getfixturevalue(who)
    response = client.get(address(noun, "changelist"))
    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("admin:login"))


def test_the_staff_mark_alone_opens_nothing(reviewer, as_reviewer):
    reviewer.is_staff = True
    reviewer.save()
    assert as_reviewer.get(reverse("admin:index")).status_code == 302


HISTORY = {
    models.Appearance,
    models.ArticleRevision,
    models.AuditEvent,
    models.Capture,
    models.Lease,
    models.Passage,
    models.Report,
    models.ReportItem,
    models.ReportSection,
    models.ReportVersion,
    models.ReportVersionItem,
    models.Ruling,
    models.SearchChunk,
    models.SignInLink,
    models.Task,
    models.Verdict,
}


@pytest.mark.parametrize("noun", sorted(HISTORY, key=lambda model: model.__name__))
def test_history_is_only_looked_at(as_administrator, reviewer, editor, noun):
    fill(reviewer, editor, number=1)
    row = noun.objects.order_by("pk").last()
    assert as_administrator.get(address(noun, "add")).status_code == 403
    assert as_administrator.post(address(noun, "change", row.pk), {}).status_code == 403


def test_the_wrong_password_is_counted_here_too(visitor, administrator, settings):
    settings.AXES_FAILURE_LIMIT = 3
    for _ in range(4):
        response = visitor.post(
            reverse("admin:login"), {"username": administrator.username, "password": "wrong"}
        )
    assert response.status_code == 429


def test_administrators_judge_blind_too(as_administrator, reviewer, settings):
    settings.VERDICTS_NEEDED = 2
    claim = make_claim(by=reviewer)
    verdict = make_verdict(by=reviewer, claim=claim, rationale="canary-rationale")
    event = models.AuditEvent.objects.get(action="verdict.given")

    def shown():
        return [
            claim.statement in as_administrator.get(address(models.Verdict, "changelist")).content.decode(),
            "canary" in as_administrator.get(address(models.AuditEvent, "change", event.pk)).content.decode(),
            as_administrator.get(address(models.Verdict, "change", verdict.pk)).status_code,
        ]

    assert shown() == [False, False, 302]
    settings.VERDICTS_NEEDED = 1
    make_verdict(by=make_user(Role.REVIEWER), claim=claim)
    assert shown() == [True, True, 200]


@pytest.mark.parametrize("value", ["-1", "0", "99999", "9" * 30])
@pytest.mark.parametrize(("noun", "lookup"), [("claim", "claimed_on__year"), ("ruling", "claimed_on__year")])
def test_a_year_of_no_calendar_is_no_error_of_ours(as_administrator, reviewer, noun, lookup, value):
    address = reverse(f"admin:claims_{noun}_changelist")
    assert as_administrator.get(address, {lookup: value}).status_code in (200, 302)

"""The rules that the database keeps, found by looking at the database and not at the code."""

import pytest
from django.apps import apps
from django.db import connection, models

from claims.models import (
    Article,
    ArticleRevision,
    AuditEvent,
    Capture,
    Claim,
    Claimant,
    ClaimVector,
    ClaimWord,
    ClaimWords,
    CopyMark,
    CopySignature,
    EmbeddedRevision,
    Evidence,
    KeptAnswer,
    Lease,
    Origin,
    Passage,
    PassageVector,
    Publisher,
    ReportVersion,
    ReportVersionItem,
    RequestCount,
    Ruling,
    SearchChunk,
    SentenceScores,
    SignInLink,
    Suggestion,
    Task,
    User,
    Verdict,
)
from claims.models.kept import Kept

pytestmark = pytest.mark.django_db

OURS = [
    model for model in apps.get_app_config("claims").get_models() if not hasattr(model, "pgh_tracked_model")
]
# Rows that may go: they are made anew from others, or mean nothing once they are over.
PASSING = {
    User,
    SignInLink,
    Lease,
    Passage,
    SearchChunk,
    PassageVector,
    ClaimVector,
    EmbeddedRevision,
    CopySignature,
    CopyMark,
    SentenceScores,
    # Those that nobody has decided on; a guard keeps the others.
    Suggestion,
    Task,
    ClaimWord,
    ClaimWords,
    # Kept for as long as a program may ask again, and counted for a minute.
    KeptAnswer,
    RequestCount,
}
# Rows that nothing may change, and those of which a few columns may.
FROZEN = [ArticleRevision, Capture, Ruling, ReportVersion, ReportVersionItem, AuditEvent]


def triggers_on(model: type[models.Model], operation: str) -> set[str]:
    """Return the names of our triggers that fire before ``operation`` (INSERT, UPDATE, DELETE, TRUNCATE)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT t.tgname FROM pg_trigger t
            WHERE t.tgrelid = %s::regclass AND NOT t.tgisinternal AND t.tgenabled = 'O'
              AND t.tgtype & 2 > 0
              AND t.tgtype & CASE %s WHEN 'INSERT' THEN 4 WHEN 'DELETE' THEN 8 WHEN 'UPDATE' THEN 16 ELSE 32 END > 0
            """,
            [model._meta.db_table, operation],
        )
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.parametrize("model", [m for m in OURS if m not in PASSING], ids=lambda m: m._meta.model_name)
def test_what_matters_cannot_be_deleted(model):
    assert issubclass(model, Kept) or model is AuditEvent
    assert triggers_on(model, "DELETE")


@pytest.mark.parametrize("model", FROZEN, ids=lambda m: m._meta.model_name)
def test_what_was_said_cannot_be_changed(model):
    assert triggers_on(model, "UPDATE")


def test_verdicts_claims_and_spans_have_guards_of_their_own():
    assert any("never_changed" in name for name in triggers_on(Verdict, "UPDATE"))
    assert any("rests_on_evidence" in name for name in triggers_on(Verdict, "INSERT"))
    assert any("version_rises" in name for name in triggers_on(Claim, "UPDATE"))
    assert any("span_is_true" in name for name in triggers_on(Evidence, "INSERT"))
    assert any("decided_stay" in name for name in triggers_on(Suggestion, "DELETE"))
    assert any("never_emptied" in name for name in triggers_on(AuditEvent, "TRUNCATE"))


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.model_name)
def test_no_link_lets_go_of_what_it_holds(model):
    """Deleting something takes along only rows that are made anew or are over."""
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey):
            deleted = field.remote_field.on_delete
            allowed = {models.PROTECT, models.CASCADE} if model in PASSING else {models.PROTECT}
            if field.remote_field.model is Task:  # a job is forgotten once it is over, what it made stays
                allowed = {models.SET_NULL}
            assert deleted in allowed, f"{model.__name__}.{field.name}"


@pytest.mark.parametrize("model", [Publisher, Article, Claimant, Origin, Claim, Evidence])
def test_what_may_change_keeps_its_earlier_states(model):
    assert model.pgh_event_model.objects.count() == 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE '%%changed_update%%'",
            [model._meta.db_table],
        )
        assert cursor.fetchone() == (1,)


def test_raw_sql_leaves_the_earlier_state_behind(reviewer):
    publisher = Publisher.objects.create(name="The Daily")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE claims_publisher SET name = 'The Weekly' WHERE id = %s", [publisher.pk])
    assert publisher.events.get().name == "The Daily"

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from claims.domain import audit
from claims.domain.desk_settings import LOGO_MOST_BYTES, change_settings
from claims.domain.refusals import Refused
from claims.models import AuditEvent, DeskSettings

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\nthe rest"
JPEG = b"\xff\xd8\xff\xe0the rest"


def test_without_settings_the_defaults_stand(settings):
    settings.DESK_NAME = "The desk"
    assert DeskSettings.current().name == "The desk"
    assert DeskSettings.current().language == "en"
    assert not DeskSettings.objects.exists()


def test_a_change_is_kept_and_logged_with_what_was_before(administrator):
    change_settings(by=administrator, values={"organisation": "  The   Morning Desk "})
    change_settings(by=administrator, values={"language": "uk"})
    current = DeskSettings.current()
    assert (current.name, current.language) == ("The Morning Desk", "uk")
    event = AuditEvent.objects.get(action="settings.changed", data__after__language="uk")
    assert event.data == {"before": {"language": "en"}, "after": {"language": "uk"}}
    assert event.actor == administrator
    assert audit.verify().is_whole


def test_the_row_keeps_its_history(administrator):
    for name in ("First", "Second", "Third"):
        change_settings(by=administrator, values={"organisation": name})
    with connection.cursor() as cursor:
        cursor.execute("SELECT organisation FROM claims_desksettingsevent ORDER BY pgh_id")
        assert [name for (name,) in cursor.fetchall()] == ["", "First", "Second"]


def test_the_same_again_is_no_change(administrator):
    for _ in range(2):
        change_settings(by=administrator, values={"organisation": "The Desk"})
    assert AuditEvent.objects.filter(action="settings.changed").count() == 1


@pytest.mark.parametrize("who", ["reviewer", "editor", "stranger"])
def test_only_administrators_change_them(request, who):
    with pytest.raises(PermissionDenied):
        change_settings(by=request.getfixturevalue(who), values={"organisation": "Mine"})
    assert not DeskSettings.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("url", "javascript:alert(1)"),
        ("url", "desk.example"),
        ("url", "https://user@desk.example/"),
        ("logo_url", "data:image/png;base64,AAAA"),
        ("contact_url", "ftp://desk.example/"),
        ("licence", "CC BY 4.0"),
        ("licence", "https://desk.example/" + "a" * 9000),
        ("same_as", "https://a.example/\nnot an address"),
        ("same_as", "\n".join(f"https://a.example/{number}" for number in range(21))),
        ("contact_email", "nobody"),
        ("language", "English"),
        ("language", "en_GB"),
        ("organisation", "a" * 201),
        ("organisation", "a\0b"),
        ("methodology", "a" * 50_001),
    ],
)
def test_what_cannot_stand_is_refused_beside_its_field(administrator, field, value):
    with pytest.raises(Refused) as refusal:
        change_settings(by=administrator, values={field: value})
    assert refusal.value.field in (field, "")
    assert not AuditEvent.objects.filter(action="settings.changed").exists()


def test_a_logo_is_a_small_png_or_jpeg(administrator):
    for data, kind in ((PNG, "image/png"), (JPEG, "image/jpeg")):
        change_settings(by=administrator, values={}, logo=data)
        assert DeskSettings.current().logo_type == kind
    for data in (b"<svg onload='alert(1)'/>", b"GIF89a", b"\x89PNG", PNG + b"0" * LOGO_MOST_BYTES):
        with pytest.raises(Refused) as refusal:
            change_settings(by=administrator, values={}, logo=data)
        assert refusal.value.field == "logo_file"
    assert DeskSettings.current().logo_type == "image/jpeg"
    change_settings(by=administrator, values={}, logo=b"")
    assert not DeskSettings.current().has_logo


def test_the_log_holds_a_logos_checksum_and_not_the_picture(administrator):
    change_settings(by=administrator, values={}, logo=PNG)
    after = AuditEvent.objects.get(action="settings.changed").data["after"]
    assert after["logo_type"] == "image/png"
    assert len(after["logo_sha256"]) == 64


def test_an_unknown_setting_is_a_mistake_of_the_caller(administrator):
    with pytest.raises(TypeError):
        change_settings(by=administrator, values={"id": 2})


@pytest.mark.parametrize(
    "row",
    [
        {"id": 2},
        {"url": "javascript:alert(1)"},
        {"licence": "CC BY"},
        {"language": "English"},
        {"logo": b"x", "logo_type": ""},
        {"logo": b"x", "logo_type": "image/svg+xml"},
        {"logo_type": "image/png"},
    ],
)
def test_the_database_refuses_what_went_past_the_desk(db, row):
    with pytest.raises(IntegrityError), transaction.atomic():
        DeskSettings.objects.create(**row)


def test_there_is_one_row_at_most(administrator):
    change_settings(by=administrator, values={"organisation": "The Desk"})
    with pytest.raises(IntegrityError), transaction.atomic():
        DeskSettings.objects.create()

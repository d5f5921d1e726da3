"""Where administrators say what the public is told: the desk's page and the admin's."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from claims.models import AuditEvent, DeskSettings

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\nthe rest"
VALUES = {"organisation": "The Morning Desk", "language": "en", "is_news_organisation": "on"}


def logo(data=PNG):
    return SimpleUploadedFile("logo.png", data, content_type="image/png")


@pytest.fixture(params=["page", "admin"])
def address(request):
    return reverse("desk-settings" if request.param == "page" else "admin:claims_desksettings_add")


def test_they_are_changed_and_the_public_sees_it(as_administrator, visitor, address):
    response = as_administrator.post(address, VALUES | {"logo_file": logo()})
    assert response.status_code == 302
    assert "The Morning Desk" in visitor.get(reverse("check-list")).content.decode()
    picture = visitor.get(reverse("logo"))
    assert (picture.content, picture["Content-Type"]) == (PNG, "image/png")
    assert picture["X-Content-Type-Options"] == "nosniff"
    assert AuditEvent.objects.filter(action="settings.changed").count() == 1


def test_a_refusal_keeps_what_was_typed(as_administrator, address):
    response = as_administrator.post(
        address, VALUES | {"url": "javascript:alert(1)", "logo_file": logo(b"<svg/>")}
    )
    assert response.status_code in (200, 422)
    page = response.content.decode()
    assert "The Morning Desk" in page
    assert "http://" in page
    assert not DeskSettings.objects.exclude(organisation="").exists()


def test_a_picture_of_another_kind_is_said_to_be_one(as_administrator, address):
    response = as_administrator.post(address, VALUES | {"logo_file": logo(b"<svg/>")})
    assert "neither a PNG nor a JPEG" in response.content.decode()


def test_a_logo_is_taken_away(as_administrator, visitor):
    address = reverse("desk-settings")
    as_administrator.post(address, VALUES | {"logo_file": logo()})
    as_administrator.post(address, VALUES)
    assert visitor.get(reverse("logo")).status_code == 200
    as_administrator.post(address, VALUES | {"no_logo": "on"})
    assert visitor.get(reverse("logo")).status_code == 404


def test_the_admin_changes_the_one_row(as_administrator):
    as_administrator.post(reverse("desk-settings"), VALUES)
    change = reverse("admin:claims_desksettings_change", args=[1])
    response = as_administrator.post(change, VALUES | {"organisation": "The Evening Desk"})
    assert response.status_code == 302
    assert DeskSettings.current().name == "The Evening Desk"
    again = as_administrator.post(reverse("admin:claims_desksettings_add"), {"language": "uk"})
    assert again["Location"] == change
    assert DeskSettings.current().name == "The Evening Desk"


def test_the_menu_leads_there(as_administrator, as_editor):
    link = f'href="{reverse("desk-settings")}"'
    assert link in as_administrator.get(reverse("desk")).content.decode()
    assert link not in as_editor.get(reverse("desk")).content.decode()

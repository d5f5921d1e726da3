"""Signing in and out, one-time links, and the pages that say what went wrong."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path, reverse
from django.utils import timezone

from claims.domain import access
from claims.models import AuditEvent, SignInLink
from claims.tests.factories import make_user
from claims.views.middleware import open_to_all
from claims.vocabulary import Role
from factcheck.urls import handler400, handler403, handler404, handler500

PASSWORD = "correct horse battery"


def front(request: HttpRequest) -> HttpResponse:
    return HttpResponse("the desk")


@open_to_all
def breaks(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a fault of ours")


@open_to_all
def forbids(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("Only an editor can do this.")


urlpatterns = [
    path("", front, name="desk"),
    path("somewhere/", front),
    path("breaks/", breaks),
    path("forbids/", forbids),
    path("", include("claims.urls")),
]
__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def olena():
    return make_user(Role.REVIEWER, username="olena", name="Olena Koval", password=PASSWORD)


def try_to_sign_in(client, password=PASSWORD, **more):
    return client.post("/sign-in/", {"username": "olena", "password": password, **more})


def is_signed_in(client) -> bool:
    return client.get("/somewhere/").status_code == 200


def test_a_stranger_is_led_to_the_sign_in_page_and_back(client, olena):
    asked = client.get("/somewhere/?q=1")
    assert asked.status_code == 302
    assert asked.url == "/sign-in/?next=/somewhere/%3Fq%3D1"
    page = client.get(asked.url)
    assert page.status_code == 200
    assert 'name="next" value="/somewhere/?q=1"' in page.content.decode()
    assert try_to_sign_in(client, next="/somewhere/?q=1").url == "/somewhere/?q=1"
    assert is_signed_in(client)


def test_an_htmx_request_of_a_stranger_is_sent_to_the_sign_in_page(client):
    answer = client.get("/somewhere/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/sign-in/")


def test_unknown_name_and_wrong_password_read_the_same(client, olena):
    wrong = try_to_sign_in(client, password="wrong")
    unknown = client.post("/sign-in/", {"username": "nobody", "password": "wrong"})
    assert wrong.status_code == unknown.status_code == 422
    assert "Name and password do not match" in wrong.content.decode()
    assert "Name and password do not match" in unknown.content.decode()
    assert "wrong" not in wrong.content.decode()
    assert not is_signed_in(client)


def test_a_name_with_nul_is_refused_with_a_message(client):
    answer = client.post("/sign-in/", {"username": "ole\0na", "password": "x"})
    assert answer.status_code == 422
    assert "Null characters are not allowed" in answer.content.decode()


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/%2F%2Fevil.example",
        "/a/../..//evil.example",
        "/somewhere/..//evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        "/no-such-page/",
        "/sign-out/",
        "/sign-in/?next=//evil.example",
        "\x00",
        "http://[",
    ],
)
def test_only_our_own_pages_can_be_the_next_one(client, olena, target):
    assert try_to_sign_in(client, next=target).url == "/"


def test_who_is_signed_in_already_is_led_on(as_reviewer):
    assert as_reviewer.get("/sign-in/?next=/somewhere/").url == "/somewhere/"


def test_sign_in_is_throttled_per_name_and_address(client, olena, settings):
    settings.AXES_FAILURE_LIMIT = 3
    answers = [try_to_sign_in(client, password=f"wrong {n}").status_code for n in range(3)]
    assert answers == [422, 422, 429]
    page = try_to_sign_in(client)
    assert page.status_code == 429
    assert "Wait fifteen minutes" in page.content.decode()
    assert not is_signed_in(client)

    make_user(Role.REVIEWER, username="marko", password=PASSWORD)
    other = Client().post("/sign-in/", {"username": "marko", "password": PASSWORD})
    assert other.status_code == 302


def test_signing_out_takes_a_post(as_reviewer):
    assert as_reviewer.get("/sign-out/").status_code == 405
    assert is_signed_in(as_reviewer)
    assert as_reviewer.post("/sign-out/").url == "/sign-in/"
    assert not is_signed_in(as_reviewer)


@pytest.fixture
def demo(settings):
    settings.DEMO = True


def link_for(user) -> str:
    return reverse("sign-in-link", args=[access.make_sign_in_link(user=user)])


@pytest.mark.usefixtures("demo")
class TestOneTimeLink:
    def test_looking_does_not_spend_it(self, client, olena):
        link = link_for(olena)
        for _ in range(2):
            page = client.get(link)
            assert page.status_code == 200
            assert "Sign in as Olena Koval, reviewer" in page.content.decode()
        assert not is_signed_in(client)
        assert client.post(link).url == "/"
        assert is_signed_in(client)
        assert AuditEvent.objects.filter(action="account.signed_in_by_link").count() == 1

    def test_it_works_once(self, olena):
        link = link_for(olena)
        assert Client().post(link).status_code == 302
        late = Client()
        assert late.get(link).status_code == 410
        answer = late.post(link)
        assert answer.status_code == 410
        assert "This link has been used, or is too old" in answer.content.decode()
        assert not is_signed_in(late)

    def test_it_expires(self, client, olena):
        link = link_for(olena)
        SignInLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        assert client.post(link).status_code == 410
        assert not is_signed_in(client)

    def test_an_unknown_secret_opens_nothing(self, client):
        assert client.post(reverse("sign-in-link", args=["guess"])).status_code == 410

    def test_a_closed_account_stays_closed(self, client, olena):
        link = link_for(olena)
        olena.is_active = False
        olena.save()
        assert client.post(link).status_code == 410

    def test_it_needs_the_form_of_its_page(self, olena):
        strict = Client(enforce_csrf_checks=True)
        assert strict.post(link_for(olena)).status_code == 403
        assert SignInLink.objects.get().used_at is None


def test_links_do_not_work_outside_the_demonstration(client, olena, settings):
    settings.DEMO = False
    link = link_for(olena)
    assert client.get(link).status_code == 404
    assert client.post(link).status_code == 404
    assert SignInLink.objects.get().used_at is None


@pytest.mark.parametrize(
    ("address", "status", "title"),
    [
        ("/?q=%00", 400, "That request could not be read"),
        ("/forbids/", 403, "Not allowed"),
        ("/no-such-page/", 404, "Page not found"),
        ("/breaks/", 500, "Something went wrong"),
    ],
)
class TestErrorPages:
    def test_a_whole_page_says_what_happened(self, client, address, status, title):
        client.raise_request_exception = False
        page = client.get(address)
        text = page.content.decode()
        assert page.status_code == status
        assert f"<h1>{title}</h1>" in text
        assert "tokens.css" in text
        assert "RuntimeError" not in text

    def test_htmx_gets_a_notice_for_the_messages(self, client, address, status, title):
        client.raise_request_exception = False
        answer = client.get(address, headers={"HX-Request": "true"})
        assert (answer.status_code, answer["HX-Retarget"]) == (status, "#messages")
        assert "<html" not in answer.content.decode()
        assert title in answer.content.decode()


def test_an_old_form_is_refused_with_a_way_out():
    page = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "olena", "password": "x"})
    assert page.status_code == 403
    assert "reload the page and send it again" in page.content.decode()


def test_pages_keep_to_the_policy(client):
    page = client.get("/sign-in/")
    text = page.content.decode()
    assert "unsafe" not in page["Content-Security-Policy"]
    assert " style=" not in text
    assert "<style" not in text
    assert all("src=" in script for script in text.split("<script")[1:])


def test_a_name_of_any_length_is_counted_as_a_failure(client, db):
    address = reverse("sign-in")
    given = {"username": "n" * 5000, "password": "wrong"}
    for _ in range(10):
        assert client.post(address, given, HTTP_USER_AGENT="a" * 5000).status_code < 500
    assert client.post(address, given).status_code == 429

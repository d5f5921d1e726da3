"""Text that cannot be stored is refused at the door with a page that says so, never with a crash."""

import pytest
from django.urls import reverse

from claims.models import User

NOT_TEXT = {
    "NUL": "%00",
    "NUL inside": "a%00b",
    "an overlong NUL": "%c0%80",
    "a lone surrogate": "%ed%a0%80",
    "Latin-1": "caf%e9",
    "a cut character": "%d1",
}
TEXT = ["100%2525", "%D1%97%D0%B6%D0%B0%D0%BA", "100%", "%zz", "%F0%9F%A6%94", "a+b", ""]


@pytest.mark.django_db
@pytest.mark.parametrize("query", NOT_TEXT.values(), ids=NOT_TEXT)
def test_a_query_that_is_not_text_is_refused(client, query):
    for place in (f"q={query}", f"{query}=q"):
        answer = client.get(reverse("sign-in"), QUERY_STRING=place)
        assert answer.status_code == 400
        assert "could not be read" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("query", TEXT)
def test_a_query_of_any_language_is_let_through(client, query):
    assert client.get(reverse("sign-in"), QUERY_STRING=f"q={query}").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", NOT_TEXT.values(), ids=NOT_TEXT)
def test_a_path_that_is_not_text_is_refused(client, path):
    assert client.get(f"/articles/{path}/").status_code == 400


@pytest.mark.django_db
def test_a_path_of_any_language_is_an_address_like_others(client):
    assert client.get("/checks/%D1%97%D0%B6%D0%B0%D0%BA-100%25/").status_code == 404


@pytest.mark.django_db
def test_letters_that_spell_a_nul_in_another_encoding_are_refused(client):
    body = b"--x\r\nContent-Disposition: form-data; name=username\r\n\r\n+AAA-\r\n--x--\r\n"
    for charset in ("utf-7", "utf-16", "no-such-encoding"):
        content_type = f"multipart/form-data; boundary=x; charset={charset}"
        assert client.generic("POST", reverse("sign-in"), body, content_type).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("value", [value for name, value in NOT_TEXT.items() if "NUL" not in name])
def test_a_form_that_is_not_text_is_refused_instead_of_stored_changed(client, value):
    form = f"username={value}&password=x"
    answer = client.post(reverse("sign-in"), form, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400


@pytest.mark.django_db
def test_a_nul_in_a_form_is_a_message_beside_the_field(client):
    answer = client.post(reverse("sign-in"), {"username": "a\0b", "password": "x"})
    assert answer.status_code == 422
    assert "Null characters are not allowed" in answer.content.decode()
    assert not User.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("length", [str(64 * 2**20 + 1), "9" * 5000])
def test_more_than_fits_is_refused_unread(client, length):
    answer = client.generic(
        "POST", reverse("sign-in"), b"", "multipart/form-data; boundary=x", CONTENT_LENGTH=length
    )
    assert answer.status_code == 413
    assert "64 MiB" in answer.content.decode()

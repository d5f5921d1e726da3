"""Requests that arrive in pieces, against the real server: whole ones count, cut ones leave nothing."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from axes.models import AccessAttempt
from django.core.handlers.wsgi import LimitedStream
from django.db import connection

from factcheck.wsgi import CutShortError, WholeBody

CHECKOUT = Path(__file__).resolve().parents[2]
BOUNDARY = "desk-boundary"


def database_url():
    found = connection.get_connection_params()
    host, port = quote(str(found.get("host", "")), safe=""), found.get("port", 5432)
    login = quote(found["user"]) + (f":{quote(found['password'], safe='')}" if found.get("password") else "")
    return f"postgresql://{login}@{host}:{port}/{found['dbname']}"


@pytest.fixture(scope="module")
def server(django_db_setup, django_db_blocker):
    """The address of gunicorn, run as in production on the tests' database."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = probe.getsockname()
    with django_db_blocker.unblock():
        url = database_url()
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "BIND": f"{address[0]}:{address[1]}",
        "WEB_WORKERS": "1",
        "DEBUG": "0",
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py"]
    with subprocess.Popen(command, cwd=CHECKOUT, env=environment, stderr=subprocess.PIPE) as process:
        try:
            deadline = time.monotonic() + 30
            while True:
                try:
                    if b" 200 " in exchange(address, b"GET /healthz HTTP/1.0\r\n\r\n"):
                        break
                except OSError:
                    pass
                assert time.monotonic() < deadline, "gunicorn did not start"
                assert process.poll() is None, process.stderr.read().decode()
                time.sleep(0.1)
            yield address
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(10)


def exchange(address, request):
    """Send bytes, say that no more will come, and return everything that is answered."""
    with socket.create_connection(address, timeout=10) as client:
        client.sendall(request)
        client.shutdown(socket.SHUT_WR)
        answer = b""
        while data := client.recv(65536):
            answer += data
    return answer


def sign_in(address, kind, *, keep=None, claim=None, ending=None):
    """Try a wrong password with ``keep`` bytes of the form, announced as ``claim``; return the status."""
    page = exchange(address, b"GET /sign-in/ HTTP/1.0\r\nHost: localhost\r\n\r\n").decode()
    cookie = re.search(r"csrftoken=(\w+)", page)[1]
    fields = {
        "csrfmiddlewaretoken": re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1],
        "username": "nobody",
        "password": "a wrong password that is long enough",
    }
    if kind == "multipart":
        content_type = f"multipart/form-data; boundary={BOUNDARY}"
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        ]
        body = "".join(parts) + (f"--{BOUNDARY}--\r\n" if ending is None else ending)
    else:
        content_type = "application/x-www-form-urlencoded"
        body = urlencode(fields)
    head = (
        f"POST /sign-in/ HTTP/1.0\r\nHost: localhost\r\nCookie: csrftoken={cookie}\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {claim or len(body)}\r\n\r\n"
    )
    answer = exchange(address, (head + body[:keep]).encode())
    return int(answer.split()[1]), answer.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["urlencoded", "multipart"])
def test_a_whole_form_is_taken(server, kind):
    status, answer = sign_in(server, kind)
    assert status == 422, answer
    assert AccessAttempt.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["urlencoded", "multipart"])
@pytest.mark.parametrize("cut", [{"keep": -12}, {"keep": -1}, {"claim": 5000}], ids=str)
def test_a_form_cut_off_on_the_way_is_refused_and_leaves_nothing(server, kind, cut):
    status, answer = sign_in(server, kind, **cut)
    assert status == 400
    assert "Nothing was changed" in answer
    assert not AccessAttempt.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ending", ["", f"--{BOUNDARY}\r\n", "--another--\r\n"])
def test_a_form_of_full_length_without_its_closing_boundary_is_refused(server, ending):
    status, _ = sign_in(server, "multipart", ending=ending)
    assert status == 400
    assert not AccessAttempt.objects.exists()


def test_a_content_type_that_cannot_be_read_is_no_crash(server):
    head = b"POST /sign-in/ HTTP/1.0\r\nHost: localhost\r\nContent-Length: 2\r\n"
    for content_type in (b"multipart/form-data; boundary*=x-nope''abc", b"multipart/form-data", b"; ; ="):
        answer = exchange(server, head + b"Content-Type: " + content_type + b"\r\n\r\nab")
        assert answer.split()[1] in {b"400", b"403"}


class Drip:
    """A stream that gives at most three bytes at a time, as a slow connection may."""

    def __init__(self, data):
        self.data = data

    def read(self, size=-1):
        taken = self.data[: min(size, 3)]
        self.data = self.data[len(taken) :]
        return taken

    def readline(self, size=-1):
        return self.read(size)


def test_a_body_that_arrives_slowly_is_read_whole():
    body = WholeBody(Drip(b"0123456789"), length=10)
    assert body.read(4) == b"0123"
    assert body.read() == b"456789"
    assert body.read() == b""
    assert b"".join(WholeBody(Drip(b"0123456789"), length=10)) == b"0123456789"


@pytest.mark.parametrize("read", [WholeBody.read, WholeBody.readlines])
def test_a_body_that_ends_early_raises(read):
    with pytest.raises(CutShortError):
        read(WholeBody(Drip(b"01234"), length=10))


@pytest.mark.parametrize("cut", range(1, 40))
def test_no_cut_of_a_multipart_form_is_taken_for_a_whole_one(cut):
    form = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--{BOUNDARY}--\r\n'.encode()
    boundary = BOUNDARY.encode()
    assert WholeBody(Drip(form), length=len(form), boundary=boundary).read() == form
    if cut <= 2:
        return  # what is missing is the line end behind the closing boundary
    shorter = form[:-cut]
    stream = LimitedStream(WholeBody(Drip(shorter), length=len(shorter), boundary=boundary), len(shorter))
    with pytest.raises(CutShortError):
        stream.read()

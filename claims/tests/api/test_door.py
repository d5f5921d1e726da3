"""Who is let in, to what, how often, and how they are told no."""

import json
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.utils import timezone

from claims.api.desk.service import api
from claims.domain.machines import tokens
from claims.domain.reports import making
from claims.models import ApiToken, Article, AuditEvent, Claim, RequestCount
from claims.tests.api.conftest import Program, program_of
from claims.tests.factories import make_article, make_claim, make_evidence, make_export, make_verdict
from claims.vocabulary import Label, Scope, Stance
from factcheck.wsgi import whole_bodies

pytestmark = pytest.mark.django_db
EDITORS_ONLY = {
    "retract_claim",
    "restore_claim",
    "publish_ruling",
    "correct_ruling",
    "withdraw_ruling",
    "publish_report",
    "withdraw_report",
}
SCOPES = {
    "get_token": None,
    **dict.fromkeys(
        [
            "list_articles",
            "get_article",
            "list_revisions",
            "get_revision",
            "list_claims",
            "get_claim",
            "list_evidence",
            "get_evidence",
            "list_own_verdicts",
            "list_verdicts",
            "get_verdict",
            "list_rulings",
            "get_ruling",
            "list_reports",
            "get_report",
            "list_report_claims",
            "list_report_versions",
            "get_report_version",
        ],
        Scope.READ,
    ),
    **dict.fromkeys(
        [
            "create_article",
            "create_revision",
            "lift_claim",
            "change_claim",
            "retract_claim",
            "restore_claim",
            "add_passage",
            "add_link",
            "change_evidence",
            "retract_evidence",
            "restore_evidence",
            "create_report",
            "change_report",
            "add_report_claims",
            "remove_report_claims",
            "retract_report",
            "restore_report",
        ],
        Scope.WRITE,
    ),
    **dict.fromkeys(["give_verdict", "withdraw_verdict"], Scope.REVIEW),
    **dict.fromkeys(
        ["publish_ruling", "correct_ruling", "withdraw_ruling", "publish_report", "withdraw_report"],
        Scope.PUBLISH,
    ),
    **dict.fromkeys(
        ["export_claims", "export_report", "list_exports", "create_export", "get_export", "get_export_file"],
        Scope.EXPORT,
    ),
}
BODIES = {
    "create_article": {"text": "A new text that nobody has seen.", "publisher": "Somebody"},
    "create_revision": {"text": "Another text of the article."},
    "lift_claim": {"start": 0, "end": 12, "exact": "The ministry", "statement": "The ministry spoke."},
    "change_claim": {"changes_meaning": False, "statement": "The ministry said something else."},
    "retract_claim": {"reason": "Twice."},
    "restore_claim": {},
    "add_passage": {"start": 0, "end": 12, "stance": "context"},
    "add_link": {"url": "https://example.org/a", "quote": "Words.", "stance": "context"},
    "change_evidence": {"stance": "context"},
    "retract_evidence": {"reason": "Wrong."},
    "restore_evidence": {},
    "give_verdict": {"label": "unproven"},
    "withdraw_verdict": {},
    "publish_ruling": {"label": "false", "explanation": "One witness on site is enough."},
    "correct_ruling": {
        "label": "false",
        "note": "A date was wrong.",
        "explanation": "One witness on site is enough.",
    },
    "withdraw_ruling": {"note": "It rested on a forgery."},
    "create_export": {"format": "csv", "filters": {}},
    "create_report": {"title": "A week"},
    "change_report": {"title": "Another week"},
    "add_report_claims": {"claims": []},
    "remove_report_claims": {"claims": []},
    "retract_report": {"reason": "Twice."},
    "restore_report": {},
    "publish_report": {},
    "withdraw_report": {"note": "It rested on a forgery."},
}


def operations():
    """Every operation of the API, as (name, method, path)."""
    return [
        (operation.operation_id, operation.methods[0], path)
        for router in api._get_bound_routers()
        for path, view in router.path_operations.items()
        for operation in view.operations
    ]


NAMES = [name for name, _, _ in operations()]


@pytest.fixture
def ask(reviewer, editor, settings, tmp_path):
    """Return a function that asks for an operation by name, with a body and a state that fit."""
    article = make_article(by=reviewer)
    claim = make_claim(by=reviewer, article=article)
    piece = make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES)
    verdict = make_verdict(by=reviewer, claim=claim, label=Label.FALSE)
    report = making.make_report(by=reviewer, title="A report", claims=Claim.objects.all())
    ids = {"articles": article.pk, "claims": claim.pk, "evidence": piece.pk}
    settings.EXPORTS_DIR = tmp_path
    ids |= {"verdicts": verdict.pk, "reports": report.pk, "exports": make_export(by=reviewer).pk}
    where = {name: (method, path) for name, method, path in operations()}

    def send(program: Program, name: str, **more):
        method, path = where[name]
        if name.startswith("export_report"):
            path = path.replace("{int:pk}", str(report.pk))
        path = path.replace("{int:pk}", str(ids.get(path.split("/")[1], 1)))
        path = path.replace("{int:number}", "1").replace("{int:version}", "1")
        body = BODIES.get(name)
        if name in ("lift_claim", "add_passage"):
            body = {**body, "revision": article.current_revision_id}
        if name == "create_report":
            body = {**body, "claims": [claim.pk]}
        return program.ask(method, path, body, **({"state": "*"} if body is not None else {}) | more)

    return send


def test_every_operation_is_listed_with_its_scope():
    assert set(NAMES) == set(SCOPES)
    assert len(NAMES) == len(SCOPES)


@pytest.mark.parametrize("name", NAMES)
def test_an_operation_asks_for_its_scope_and_no_other_will_do(ask, editor, name):
    if SCOPES[name] is None:
        return
    others = program_of(editor, *[scope for scope in Scope if scope != SCOPES[name]])
    refused = ask(others, name)
    assert refused.status_code == 403
    assert refused.json()["code"] == "insufficient_scope"
    assert f'scope="{SCOPES[name]}"' in refused["WWW-Authenticate"]


@pytest.mark.parametrize("name", NAMES)
def test_nobody_without_a_live_token_is_let_in(ask, editor, name, nobody, as_editor):
    _, secret = tokens.make_token(
        by=editor, name="Old", scopes=list(Scope), lifetime=timedelta(microseconds=1)
    )
    for program in (nobody, Program(secret), Program("fct_0123456789_" + "a" * 43), Program("x")):
        refused = ask(program, name)
        assert refused.status_code == 401
        assert refused["WWW-Authenticate"].startswith("Bearer")
        assert refused["Content-Type"] == "application/problem+json"
    # A browser's session opens no door here.
    nobody.client = as_editor
    assert ask(nobody, name).status_code == 401


@pytest.mark.parametrize("name", NAMES)
def test_people_who_lost_their_role_find_nothing(ask, editor, name):
    program = program_of(editor)
    editor.groups.clear()
    assert ask(program, name).status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_reviewers_do_what_their_role_includes(ask, by_reviewer, editor, name):
    answer = ask(by_reviewer, name)
    if answer.streaming:
        b"".join(answer.streaming_content)
    if name in EDITORS_ONLY:
        assert answer.status_code == 403
        assert "editor" in answer.json()["detail"] or answer.json()["code"] == "insufficient_scope"
    elif name in ("get_ruling", "get_report_version"):
        assert answer.status_code == 404  # none is published yet
    else:
        assert answer.status_code in (200, 201, 202), answer.content


@pytest.mark.parametrize("name", sorted(EDITORS_ONLY))
def test_editors_reach_the_rules_of_their_own_work(ask, by_editor, name):
    answer = ask(by_editor, name)
    # Correcting and withdrawing what is not published yet is refused by the desk, not by the door; and so is
    # publishing a report whose claims wait for their rulings.
    refused = ("correct_ruling", "withdraw_ruling", "publish_report", "withdraw_report")
    assert answer.status_code == (422 if name in refused else 201 if "publish" in name else 200)


def test_an_address_that_is_none_of_ours_is_a_problem_without_html(by_reviewer, nobody):
    for program in (by_reviewer, nobody):
        for path in ("/nothing", "/claims/", "/claims/x", "/", ""):
            answer = program.get(path)
            assert answer.status_code == 404, path
            assert answer.json()["code"] == "not_found"
    for number in (2**63 - 1, 10**22):
        assert by_reviewer.get(f"/claims/{number}").status_code == 404
    refused = by_reviewer.ask("DELETE", "/claims")
    assert (refused.status_code, refused.json()["code"]) == (405, "method_not_allowed")
    assert refused["Allow"]


def test_what_a_middleware_refuses_is_a_problem_too(by_reviewer):
    assert by_reviewer.get("/claims?q=%00").json()["code"] == "malformed"
    assert by_reviewer.get("/claims?q=%ff").json()["code"] == "malformed"
    huge = by_reviewer.post("/articles", {}, CONTENT_LENGTH=str(65 * 2**20))
    assert (huge.status_code, huge.json()["code"]) == (413, "too_large")
    host = by_reviewer.get("/claims", HTTP_HOST="somewhere.example")
    assert (host.status_code, host.json()["code"]) == (400, "malformed")


def test_more_than_is_taken_is_refused_before_it_is_read(by_reviewer, settings):
    settings.API_REQUEST_MAX_BYTES = 200
    long = {"title": "x" * 300, "claims": [1]}
    assert by_reviewer.post("/reports", long).status_code == 413
    assert by_reviewer.post("/articles", {"text": "Words. " * 100}).status_code == 201


def test_a_crash_is_told_as_a_problem_that_says_nothing_of_ours(by_reviewer, monkeypatch):
    def crash(*args, **kwargs):
        raise RuntimeError("the password is hunter2")

    monkeypatch.setattr("claims.api.desk.shown.claims", crash)
    answer = by_reviewer.get("/claims")
    assert answer.status_code == 500
    assert answer["Content-Type"] == "application/problem+json"
    assert "hunter2" not in answer.content.decode()


def test_a_head_is_answered_like_a_get(by_reviewer):
    answer = by_reviewer.ask("HEAD", "/claims")
    assert answer.status_code == 200
    assert answer["ETag"]


def test_so_many_requests_in_a_minute_and_no_more(by_reviewer, by_editor, settings):
    settings.API_REQUESTS_PER_MINUTE = 3
    left = [by_reviewer.get("/token")["RateLimit-Remaining"] for _ in range(3)]
    assert left == ["2", "1", "0"]
    refused = by_reviewer.get("/token")
    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert refused["RateLimit-Limit"] == "3"
    assert by_editor.get("/token").status_code == 200
    RequestCount.objects.update(started_at=timezone.now() - timedelta(minutes=1))
    assert by_reviewer.get("/token").status_code == 200


def test_guessing_tokens_is_limited_by_address(nobody, by_reviewer):
    answers = [nobody.get("/token").status_code for _ in range(31)]
    assert answers == [401] * 30 + [429]
    assert by_reviewer.get("/token").status_code == 200


def test_a_token_tells_what_it_may_do(by_reviewer, reviewer):
    told = by_reviewer.get("/token").json()
    assert told["person"] == {"id": reviewer.pk, "name": "Olena Koval"}
    assert told["roles"] == ["reviewer"]
    assert told["scopes"] == ["read", "write", "review", "export"]


def test_every_change_is_in_the_log_as_the_person_through_the_token(ask, by_reviewer, reviewer, as_reviewer):
    prefix = ApiToken.objects.get(user=reviewer).prefix
    claim = Claim.objects.get()
    for name in ("create_article", "add_link", "change_claim", "give_verdict", "create_report"):
        before = AuditEvent.objects.count()
        assert ask(by_reviewer, name).status_code < 300
        assert AuditEvent.objects.count() > before
        for event in AuditEvent.objects.filter(seq__gt=before):
            assert event.actor == reviewer
            assert event.data["through"] == f"the API, token {prefix}"
    page = as_reviewer.get(f"/claims/{claim.pk}/history/").content.decode()
    assert f"Through the API, token {prefix}." in page
    # What the same person then does on a page is not said to come through it.
    make_claim(by=reviewer)
    assert "through" not in AuditEvent.objects.order_by("-seq")[0].data


def test_answers_are_for_their_caller_alone(by_reviewer):
    answer = by_reviewer.get("/claims")
    assert answer["Cache-Control"] == "private, no-cache"
    assert "Authorization" in answer["Vary"]
    assert "Set-Cookie" not in answer


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 422, "refused"),
        (b"{", 400, "malformed"),
        (b"[]", 422, "refused"),
        (b"null", 422, "refused"),
        (b'"text"', 422, "refused"),
        (b"[" * 100_000, 400, "malformed"),
        (b'{"a":' * 100_000, 400, "malformed"),
        (b'{"text": NaN}', 400, "malformed"),
        (b'{"text": "a", "text": "b"}', 400, "malformed"),
        (b'{"text": "a\\u0000b"}', 422, "refused"),
        (b'{"text": "a\\ud800b"}', 422, "refused"),
        (b'{"\\ud800": "a"}', 422, "refused"),
        (b'{"text": "caf\xe9"}', 400, "malformed"),
        (b'{"text": "\xed\xa0\x80"}', 400, "malformed"),
        ('{"text": "a"}'.encode("utf-16"), 400, "malformed"),
        (b'{"text": ' + b"9" * 5000 + b"}", 400, "malformed"),
        (b'{"text": 1e999}', 422, "refused"),
        (b'{"text": {"$ne": 1}}', 422, "refused"),
        (b'{"text": "a", "added_by": 1}', 422, "refused"),
        (b'{"text": "a", "published_on": "0000-01-01"}', 422, "refused"),
        (b'{"text": "a", "published_on": "infinity"}', 422, "refused"),
        (b'{"text": "a", "published_on": 0}', 422, "refused"),
        (b'{"text": "a", "html": "<p>b</p>"}', 422, "refused"),
        (b'{"text": "a", "url": "javascript:alert(1)"}', 422, "refused"),
        (b'{"text": "a", "url": "https://x.org/' + b"x" * 9000 + b'"}', 422, "refused"),
        (b'{"text": "   "}', 422, "refused"),
        (b'{"html": ""}', 422, "refused"),
    ],
    ids=lambda value: str(value)[:40] if not isinstance(value, int) else None,
)
def test_a_body_that_cannot_be_taken_is_told_and_changes_nothing(by_reviewer, body, status, code):
    before = AuditEvent.objects.count()
    answer = by_reviewer.post("/articles", body)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert AuditEvent.objects.count() == before


def test_only_json_is_taken(by_reviewer):
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""):
        assert by_reviewer.post("/articles", {"text": "A."}, content_type=kind).status_code == 415
    assert (
        by_reviewer.post(
            "/articles", {"text": "A."}, content_type="application/json; charset=utf-7"
        ).status_code
        == 400
    )


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"revision": True}, "#/revision"),
        ({"revision": "1"}, "#/revision"),
        ({"revision": 2**63}, "#/revision"),
        ({"start": -1}, "#/start"),
        ({"end": 1.5}, "#/end"),
        ({"exact": "Other words"}, "#/exact"),
        ({"statement": "x" * 1001}, "#/statement"),
        ({"statement": " "}, "#/statement"),
        ({"claimed_on": "1300-01-01"}, "#/claimed_on"),
        ({"stage": "published"}, "#/stage"),
        ({"id": 1}, "#/id"),
        ({"a/b~c": 1}, "#/a~1b~0c"),
    ],
)
def test_a_problem_points_at_the_field_that_is_at_fault(by_reviewer, reviewer, body, pointer):
    article = make_article(by=reviewer)
    good = {"revision": article.current_revision_id, **BODIES["lift_claim"]}
    answer = by_reviewer.post("/claims", good | body)
    assert answer.status_code == 422
    assert pointer in [error.get("pointer") for error in answer.json()["errors"]]
    assert not Claim.objects.exists()


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/claims?limit=0", "limit"),
        ("/claims?limit=1000000", "limit"),
        ("/claims?limit=1&limit=2", "limit"),
        ("/claims?expand=a.b.c", "expand"),
        ("/claims?_connector=OR", "_connector"),
        ("/claims?password__startswith=a", "password__startswith"),
        ("/claims?stage=x", "stage"),
        ("/claims?since=yesterday", "since"),
        ("/claims?publisher=9223372036854775808", "publisher"),
        ("/articles?language=english", "language"),
    ],
)
def test_a_parameter_that_cannot_be_taken_is_named(by_reviewer, path, parameter):
    answer = by_reviewer.get(path)
    assert answer.status_code == 422
    assert parameter in [error["parameter"] for error in answer.json()["errors"]]


@pytest.mark.parametrize(
    "query", ["-" * 33, "|---" * 30, "word " * 200, "' OR 1=1--", ")(:*&!|", "\U0001f600"]
)
def test_a_hostile_search_breaks_nothing(by_reviewer, query):
    for path in ("/claims", "/articles"):
        assert by_reviewer.client.get(
            f"/api/v1{path}", {"q": query[:250]}, headers={"Authorization": f"Bearer {by_reviewer.secret}"}
        ).status_code in (200, 422)


def test_the_public_description_needs_no_token_and_holds_no_page(nobody):
    answer = nobody.get("/openapi.json")
    assert answer.status_code == 200
    assert json.loads(answer.content)["openapi"] == "3.1.0"
    assert nobody.get("/docs").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_body_cut_off_on_its_way_is_stored_nowhere(by_reviewer):
    body = json.dumps({"text": "A text that was cut off", "publisher": "X"}).encode()
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/api/v1/articles",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "HTTP_AUTHORIZATION": f"Bearer {by_reviewer.secret}",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body) + 10),
        "wsgi.input": BytesIO(body),
        "wsgi.url_scheme": "http",
    }
    told = []
    whole_bodies(WSGIHandler())(environ, lambda status, headers: told.append((status, dict(headers))))
    assert told[0][0].startswith("400")
    assert told[0][1]["Content-Type"] == "application/problem+json"
    assert not Article.objects.exists()

"""Every route of the desk, asked by everybody, with good and with hostile queries.

The routes come from the URL configuration: one that is not listed here fails the tests.
"""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import URLPattern, reverse

from claims.domain import claim_links, jobs, rulings
from claims.domain.machines import tokens
from claims.domain.reports import making, publishing, sections
from claims.models import Claim, CopyPair
from claims.tests.factories import (
    make_article,
    make_claim,
    make_evidence,
    make_export,
    make_passages,
    make_suggestion,
    make_verdict,
)
from claims.urls import urlpatterns
from claims.vocabulary import Label, PairState, Relation, Stance

pytestmark = pytest.mark.django_db

OPEN = {
    "sign-in",
    "sign-in-link",
    "check-list",
    "check-detail",
    "check-version",
    "healthz",
    "check-feed",
    "check-bulk",
    "check-data",
    "check-embed",
    "oembed",
    "method",
    "logo",
    "sitemap",
    "sitemap-part",
    "robots",
    "search-description",
    "public-report",
    "public-report-version",
}
POSTED = {
    "claim-link",
    "claim-unlink",
    "sign-out",
    "evidence-restore",
    "article-restore",
    "claim-restore",
    "verdict-submit",
    "review-lease",
    "review-skip",
    "review-evidence",
    "verdict-withdraw",
    "settle-accept",
    "report-restore",
    "report-leave-out",
    "export-again",
    "job-retry",
    "job-cancel",
    "copy-decide",
    "copy-undo",
    "article-part",
    "suggestion-dismiss",
    "suggestion-restore",
    "token-revoke",
}
ADMINISTRATORS_ONLY = {"desk-settings"}
FRAMED = {"check-embed"}  # the only page that others may put into a frame
EDITORS_ONLY = {
    "article-retract",
    "claim-retract",
    "ruling-publish",
    "ruling-correct",
    "ruling-withdraw",
    "dataset-import",
    "report-publish",
    "report-withdraw",
}
READ = {
    "claim-similar",
    "desk",
    "article-list",
    "article-add",
    "article-detail",
    "article-edit",
    "claim-lift",
    "claim-place",
    "article-passages",
    "article-revisions",
    "article-original",
    "article-copies",
    "article-compare",
    "claim-list",
    "claim-detail",
    "claim-edit",
    "claim-history",
    "evidence-search",
    "evidence-add-link",
    "evidence-change",
    "evidence-retract",
    "review",
    "review-claim",
    "settle",
    "report-list",
    "report-make",
    "report-detail",
    "report-retract",
    "report-download",
    "report-edit",
    "report-arrange",
    "report-add-claims",
    "report-section-add",
    "report-section-edit",
    "report-versions",
    "claim-export",
    "export-list",
    "export-download",
    "job-list",
    "job-notice",
    "token-list",
    "dataset-list",
    "dataset-export",
}
# No words are chosen yet, no claim has lost its place, and the next claim has its own address.
NOT_READY = {"claim-lift": 422, "claim-place": 404, "review": 302}
HOSTILE = [
    "q=%00",
    "q=%ff%fe",
    "q=%ed%a0%80",
    "q=" + "-" * 33,
    "q=" + "|---" * 30,
    "q=" + "word+" * 3000,
    "q='%20OR%201=1--",
    "q=%F0%9F%98%80",
    "q=)(:*%26!|",
    "after=abc",
    "after=-1",
    "after=99999999999999999999999",
    "after=1e3",
    "after=%D9%A1",
    "before=null&after=",
    "page=-1&offset=-1&limit=NaN",
    "date_from=0000-00-00&date_to=99999-01-01",
    "since=infinity&until=4713-01-01+BC",
    "claimed_from=x&claimed_until=9999-99-99",
    "publisher=9223372036854775808&claimant=abc&label=x&stage=x",
    "revision=0&start=-5&end=99999999999999",
    "start=a&end=b&exact=%0a",
    "given=abc&again=99999999999999999999",
    "_connector=OR&password__startswith=a&order_by=password",
]


def routes() -> dict[str, URLPattern]:
    return {pattern.name or "": pattern for pattern in urlpatterns}


@pytest.fixture
def addresses(reviewer, editor) -> dict[str, str]:
    """One working address for each route."""
    article = make_article(by=reviewer)
    make_passages(article.current_revision)
    claim = make_claim(by=reviewer, article=article)
    make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES)
    verdict = make_verdict(by=reviewer, claim=claim, label=Label.FALSE)
    claim.refresh_from_db()
    rulings.publish(
        by=editor,
        claim=claim,
        label="false",
        claim_version=claim.version,
        client_id=uuid4(),
        explanation="One witness on site is enough.",
    )
    claim.refresh_from_db()
    waiting = make_claim(by=reviewer, article=article)
    piece = make_evidence(by=reviewer, claim=waiting)
    report = making.make_report(by=reviewer, title="A report", claims=Claim.objects.all())
    section = sections.add_section(by=reviewer, report=report, title="A section")
    public = making.make_report(by=reviewer, title="A public one", claims=Claim.objects.filter(pk=claim.pk))
    publishing.publish_report(by=editor, report=public, seen=1, client_id=uuid4())
    export = make_export(by=reviewer, report=report)
    task = jobs.enqueue("index", by=reviewer)
    copy = make_article(by=reviewer)
    pair = CopyPair.objects.create(first=article, second=copy, state=PairState.ASKED)
    suggestion = make_suggestion(article=article, quote="It gave no figure for losses.")
    given = {
        "copy-decide": [pair.pk],
        "copy-undo": [pair.pk],
        "article-part": [article.pk],
        "article-compare": [article.pk, copy.pk],
        "sign-in-link": ["secret"],
        "article-detail": [article.pk],
        "article-edit": [article.pk],
        "article-retract": [article.pk],
        "article-restore": [article.pk],
        "claim-lift": [article.pk],
        "claim-place": [article.pk, claim.pk],
        "article-passages": [article.pk],
        "article-revisions": [article.pk],
        "article-original": [article.pk],
        **{name: [waiting.pk] for name in routes() if name.startswith(("claim-", "review-"))},
        "verdict-submit": [waiting.pk],
        "evidence-search": [waiting.pk],
        "evidence-add-link": [waiting.pk],
        "evidence-change": [piece.pk],
        "evidence-retract": [piece.pk],
        "evidence-restore": [piece.pk],
        "verdict-withdraw": [verdict.pk],
        "ruling-publish": [waiting.pk],
        "ruling-correct": [claim.pk],
        "ruling-withdraw": [claim.pk],
        "check-detail": [claim.slug],
        "check-version": [claim.slug, 1],
        "check-data": [claim.slug],
        "check-embed": [claim.slug],
        "sitemap-part": [1],
        **{name: [report.pk] for name in routes() if name.startswith("report-")},
        "report-list": [],
        "report-make": [],
        "report-section-edit": [section.pk],
        "public-report": [public.slug],
        "public-report-version": [public.slug, 1],
        "report-download": [report.pk, "json"],
        "dataset-export": ["climate-fever"],
        "export-download": [export.pk],
        "export-again": [export.pk],
        "job-retry": [task.pk],
        "job-cancel": [task.pk],
        "suggestion-dismiss": [suggestion.pk],
        "suggestion-restore": [suggestion.pk],
        "token-revoke": [
            tokens.make_token(by=editor, name="T", scopes=["read"], lifetime=timedelta(1))[0].pk
        ],
    }
    link = claim_links.link_claims(by=reviewer, claim=claim, other=waiting, relation=Relation.BROADER)
    given |= {
        "claim-similar": [],
        "claim-unlink": [link.pk],
        "claim-list": [],
        "claim-export": ["json"],
        "claim-lift": [article.pk],
        "claim-place": [article.pk, claim.pk],
    }
    return {name: reverse(name, args=given.get(name, [])) for name in routes()}


def body_of(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_every_route_is_listed():
    assert set(routes()) == OPEN | POSTED | EDITORS_ONLY | ADMINISTRATORS_ONLY | READ


def test_strangers_are_sent_to_sign_in_and_see_nothing(addresses, visitor):
    statement = Claim.objects.get(slug=None).statement
    for name, address in addresses.items():
        for response in (visitor.get(address), visitor.post(address)):
            if name in OPEN:
                assert response.status_code in {200, 404, 405, 410, 422}, name
            else:
                assert response.status_code == 302, name
                assert response["Location"].startswith(reverse("sign-in")), name
            assert statement.encode() not in body_of(response), name


def test_people_without_a_role_find_no_page(addresses, as_stranger):
    for name, address in addresses.items():
        if name in OPEN | {"sign-out"}:
            continue
        for response in (as_stranger.get(address), as_stranger.post(address)):
            assert response.status_code in {404, 405}, name


def test_reviewers_read_everything_and_may_not_do_an_editors_work(addresses, as_reviewer):
    for name in READ:
        response = as_reviewer.get(addresses[name])
        body_of(response)
        assert response.status_code == NOT_READY.get(name, 200), name
    for name in EDITORS_ONLY:
        assert as_reviewer.get(addresses[name]).status_code == 403, name
        assert as_reviewer.post(addresses[name], {"reason": "x", "label": "false"}).status_code == 403, name


def test_editors_reach_their_pages(addresses, as_editor):
    for name in EDITORS_ONLY:
        assert as_editor.get(addresses[name]).status_code in {200, 302}, name


def test_settings_are_for_administrators(addresses, as_reviewer, as_editor, as_administrator):
    for name in ADMINISTRATORS_ONLY:
        for client in (as_reviewer, as_editor):
            assert client.get(addresses[name]).status_code == 403, name
            assert client.post(addresses[name], {"organisation": "x", "language": "en"}).status_code == 403
        assert as_administrator.get(addresses[name]).status_code == 200, name


def test_a_form_is_answered_only_when_posted(addresses, as_editor):
    for name in POSTED:
        assert as_editor.get(addresses[name]).status_code == 405, name


@pytest.mark.parametrize("query", HOSTILE)
def test_a_hostile_query_never_breaks_a_page(addresses, as_editor, query):
    for name, address in addresses.items():
        if name in POSTED:
            continue
        response = as_editor.get(f"{address}?{query}")
        body_of(response)
        assert response.status_code < 500, f"{name}?{query}"


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"statement": "a\0b", "rationale": "a\0b", "quote": "\0", "reason": "\0", "text": "\0", "q": "\0"},
        {"label": "maybe", "stance": "sideways", "client_id": "1", "claim_version": "x", "version": "-1"},
        {"claim": ["99999999999999999999", "abc", ""], "revision": "1e9", "start": "-1", "end": "٣"},
        {"url": "javascript:alert(1)", "published_on": "0000-01-01", "claimed_on": "infinity"},
        {"id": "1", "pk": "1", "created_by": "1", "is_superuser": "true", "stage": "published"},
    ],
    ids=["empty", "nul", "unknown", "numbers", "addresses", "extra"],
)
def test_a_hostile_form_never_breaks_a_page_and_publishes_nothing(addresses, as_editor, form):
    before = Claim.objects.order_by("pk").values_list("pk", "statement", "stage", "label")
    was = list(before)
    for name, address in addresses.items():
        if name in {"sign-out", "claim-restore", "review-skip", "evidence-restore", "report-restore"}:
            continue
        response = as_editor.post(address, form)
        assert response.status_code < 500, name
    assert list(before.all()) == was


@pytest.mark.parametrize(
    "address", ["/claims/99999999999999999999/", "/articles/0/", "/checks/none/", "/review/0/"]
)
def test_what_is_not_there_is_not_found(as_reviewer, address):
    assert as_reviewer.get(address).status_code == 404


def test_every_answer_carries_its_headers(addresses, as_editor):
    for name, address in addresses.items():
        if name in POSTED:
            continue
        response = as_editor.get(address)
        body_of(response)
        policy = response["Content-Security-Policy"]
        assert "unsafe" not in policy, name
        assert "default-src 'none'" in policy, name
        assert response.get("X-Frame-Options") == (None if name in FRAMED else "DENY"), name
        assert ("frame-ancestors *" in policy) == (name in FRAMED), name
        assert response["X-Content-Type-Options"] == "nosniff", name
        assert response["Referrer-Policy"] == "same-origin", name
        assert response["Cross-Origin-Opener-Policy"] == "same-origin", name

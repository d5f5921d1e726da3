"""axe-core finds nothing on any page, light and dark, wide and narrow."""

from datetime import timedelta
from operator import attrgetter

import pytest
from django.core.management import call_command
from django.urls import reverse

from claims.domain import access, suggesting
from claims.domain.machines import tokens
from claims.domain.reports import arranging, exporting, making, sections, wording
from claims.models import Article, Claim, CopyPair, Report
from claims.tests.browser.conftest import assert_accessible, somebody
from claims.tests.factories import make_export, make_tasks
from claims.vocabulary import Role, Stage

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("newsroom"),
]
LOOKS = [(1280, "light"), (390, "dark")]


REPORT_PAGES = ["detail", "edit", "arrange", "add-claims", "section-add", "publish", "versions", "retract"]
pk_of = attrgetter("pk")


def desk_pages(editor) -> list[str]:
    suggesting.suggest_pending()
    published = Claim.objects.filter(stage=Stage.PUBLISHED).first()
    conflict = Claim.objects.filter(stage=Stage.CONFLICT).first()
    agreed = Claim.objects.filter(stage=Stage.AGREED).first()
    waiting = Claim.objects.filter(stage=Stage.OPEN).first()
    article = Article.objects.get(publisher__name__startswith="Polygraph")
    revision = article.current_revision
    start = revision.text.index("On ")
    report = making.make_report(by=editor, title="A week", claims=Claim.objects.all())
    section = sections.add_section(by=editor, report=report, title="Losses", text="On both sides.")
    arranging.remove_claims(by=editor, report=report, items=[report.items.order_by("position")[1].pk])
    public = Report.objects.get(latest_version__isnull=False)
    wording.edit_report(
        by=editor, report=public, seen=public.version, title="The retreat", introduction="New."
    )
    make_tasks(by=editor)
    tokens.make_token(by=editor, name="Nightly export", scopes=["read", "export"], lifetime=timedelta(90))
    for form in ("pdf", "csv"):
        make_export(by=editor, form=form, report=report)
    exporting.ask(by=editor, form="xlsx", claims=report.items.count(), report=report)
    call_command("find_copies", verbosity=0)
    one, other = Article.objects.filter(story__isnull=False).order_by("pk")[:2]
    CopyPair.objects.create(
        first=min(article, one, key=pk_of),
        second=max(article, one, key=pk_of),
        state="asked",
        why="Only a part of them is the same",
    )
    return [
        reverse("desk"),
        reverse("article-list"),
        reverse("article-copies"),
        reverse("article-detail", args=[one.pk]),
        reverse("article-compare", args=[one.pk, other.pk]),
        f"{reverse('article-list')}?q=regroup",
        f"{reverse('article-list')}?suggested=1",
        f"{reverse('article-list')}?q=nothingfindsthis",
        reverse("article-add"),
        reverse("article-detail", args=[article.pk]),
        f"{reverse('claim-lift', args=[article.pk])}?revision={revision.pk}&start={start}&end={start + 40}",
        f"{reverse('article-passages', args=[article.pk])}?at={start}",
        reverse("article-revisions", args=[article.pk]),
        reverse("article-edit", args=[article.pk]),
        reverse("article-retract", args=[article.pk]),
        reverse("claim-similar"),
        f"{reverse('claim-similar')}?statement=Russia+is+regrouping+its+troops",
        reverse("claim-list"),
        f"{reverse('claim-list')}?stage=open&q=Russia",
        *[reverse("claim-detail", args=[claim.pk]) for claim in (published, conflict, agreed, waiting)],
        reverse("claim-edit", args=[waiting.pk]),
        reverse("claim-history", args=[published.pk]),
        reverse("claim-retract", args=[waiting.pk]),
        reverse("evidence-search", args=[waiting.pk]),
        reverse("evidence-add-link", args=[waiting.pk]),
        reverse("review-claim", args=[waiting.pk]),
        reverse("settle"),
        reverse("ruling-publish", args=[conflict.pk]),
        reverse("ruling-correct", args=[published.pk]),
        reverse("ruling-withdraw", args=[published.pk]),
        reverse("report-list"),
        reverse("dataset-list"),
        f"{reverse('dataset-list')}?label=false&stage=published",
        reverse("dataset-import"),
        f"{reverse('report-list')}?show=drafts",
        reverse("report-make"),
        *[reverse(f"report-{name}", args=[report.pk]) for name in REPORT_PAGES],
        reverse("report-section-edit", args=[section.pk]),
        reverse("report-publish", args=[public.pk]),
        reverse("report-withdraw", args=[public.pk]),
        f"{reverse('report-versions', args=[public.pk])}?to=draft",
        reverse("export-list"),
        reverse("job-list"),
        f"{reverse('job-list')}?state=failed",
        reverse("token-list"),
        "/nowhere/",
    ]


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_no_page_of_the_desk_has_an_accessibility_fault(open_desk, width, scheme):
    editor = somebody(Role.EDITOR)
    administrator = open_desk(
        somebody(Role.ADMINISTRATOR), viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    administrator.goto(reverse("desk-settings"))
    assert_accessible(administrator)
    page = open_desk(editor, viewport={"width": width, "height": 900}, color_scheme=scheme)
    for address in desk_pages(editor):
        page.goto(address)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{address} scrolls sideways"


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_no_public_page_has_an_accessibility_fault(open_desk, settings, width, scheme):
    settings.DEMO = True
    slug = Claim.objects.filter(slug__isnull=False).order_by("pk")[0].slug
    secret = access.make_sign_in_link(user=somebody(Role.REVIEWER))
    page = open_desk(None, viewport={"width": width, "height": 900}, color_scheme=scheme)
    for address in [
        reverse("sign-in"),
        reverse("sign-in-link", args=[secret]),
        reverse("check-list"),
        reverse("check-detail", args=[slug]),
        reverse("check-version", args=[slug, 1]),
        reverse("check-embed", args=[slug]),
        f"{reverse('check-list')}?q=nothingfindsthis",
        f"{reverse('check-list')}?label=false",
        reverse("method"),
        reverse("public-report", args=[Report.objects.get().slug]),
        reverse("public-report-version", args=[Report.objects.get().slug, 1]),
    ]:
        page.goto(address)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{address} scrolls sideways"

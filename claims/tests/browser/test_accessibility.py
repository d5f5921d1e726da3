"""axe-core finds nothing on any page, light and dark, wide and narrow."""

from operator import attrgetter

import pytest
from django.core.management import call_command
from django.urls import reverse

from claims.domain import access, suggesting
from claims.domain.reports import exporting, making
from claims.models import Article, Claim, CopyPair
from claims.tests.browser.conftest import assert_accessible, somebody
from claims.tests.factories import make_export, make_tasks
from claims.vocabulary import Role, Stage

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("newsroom"),
]
LOOKS = [(1280, "light"), (390, "dark")]


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
    make_tasks(by=editor)
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
        reverse("report-detail", args=[report.pk]),
        reverse("export-list"),
        reverse("job-list"),
        f"{reverse('job-list')}?state=failed",
        "/nowhere/",
    ]


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_no_page_of_the_desk_has_an_accessibility_fault(open_desk, width, scheme):
    editor = somebody(Role.EDITOR)
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
    ]:
        page.goto(address)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{address} scrolls sideways"

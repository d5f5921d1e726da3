"""The Jobs page keeps itself up to date while something goes on, and is quiet afterwards."""

import pytest
from playwright.sync_api import expect

from claims.domain import jobs
from claims.models import Task
from claims.tests.browser.conftest import SCRIPTS, somebody
from claims.tests.factories import make_tasks
from claims.vocabulary import Role

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("quiet_newsroom"),
]


@pytest.fixture
def quiet_newsroom(newsroom):
    """The newsroom without the jobs that its articles and claims queued."""
    Task.objects.all().delete()


def test_progress_shows_by_itself_and_asking_ends_with_the_work(open_desk):
    editor = somebody(Role.EDITOR)
    made = make_tasks(by=editor)
    page = open_desk(editor)
    page.goto("/jobs/")
    expect(page.get_by_text("120 of 480 articles", exact=True)).to_be_visible()
    retry = page.get_by_role("button", name="Retry")
    retry.focus()
    jobs.report(task=made["running"], done=240, total=480, unit="article")
    expect(page.get_by_text("240 of 480 articles")).to_be_visible()
    expect(retry).to_be_focused()
    jobs.finish(task=made["running"])
    Task.objects.filter(pk=made["waiting"].pk).delete()
    expect(page.get_by_role("heading", name="Running", exact=True)).to_have_count(0)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(4000)
    assert asked == []


@pytest.mark.parametrize("scripts", SCRIPTS)
def test_a_failed_job_is_tried_again(open_desk, scripts):
    editor = somebody(Role.EDITOR)
    make_tasks(by=editor)
    page = open_desk(editor, scripts=scripts)
    page.goto("/jobs/")
    page.get_by_role("button", name="Retry").click()
    expect(page.get_by_text("“A job that is failed” waits to be tried again.")).to_be_visible()
    expect(page.get_by_role("heading", name="Failed", exact=True)).to_have_count(0)
    expect(page.get_by_role("button", name="Cancel: A job that is failed")).to_be_visible()

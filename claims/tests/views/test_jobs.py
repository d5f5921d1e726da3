"""The page of background jobs, and the line about them on other pages."""

import pytest
from django.db import connection
from django.urls import reverse

from claims.domain import jobs
from claims.models import Task
from claims.tests.factories import make_tasks
from claims.views.jobs import PAGE_SIZE, SHOWN
from claims.vocabulary import TaskState

pytestmark = pytest.mark.django_db

FRAGMENT = {"HX-Request": "true", "HX-Target": "jobs"}
POLLS = 'hx-trigger="every 3s"'


def html(client, address="/jobs/", **headers):
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def part(text, name):
    return text.split(f'id="{name}-title"')[1].split("</section>")[0]


def register_worker():
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_register_worker_v1()")


def test_an_empty_page_says_what_will_stand_here(as_reviewer):
    text = html(as_reviewer)
    assert "Nothing has run yet" in text
    assert POLLS not in text


def test_every_state_stands_in_its_place(editor, as_editor):
    made = make_tasks(by=editor)
    text = html(as_editor)
    running = part(text, "running")
    assert "120 of 480 articles" in running
    assert 'max="480" value="120"' in running
    assert "Retry" not in running
    assert "Cancel" not in running
    failed = part(text, "failed")
    assert "The model’s file is damaged." in failed
    assert f'action="/jobs/{made["failed"].pk}/retry/"' in failed
    assert f'action="/jobs/{made["waiting"].pk}/cancel/"' in part(text, "waiting")
    over = part(text, "over")
    assert "A job that is done" in over
    assert "A job that is cancelled" in over


def test_it_asks_again_only_while_something_goes_on(editor, as_editor):
    make_tasks(by=editor)
    assert POLLS in html(as_editor)
    fragment = html(as_editor, **FRAGMENT)
    assert "<html" not in fragment
    assert fragment.strip().startswith('<div id="jobs"')
    Task.objects.active().delete()
    assert POLLS not in html(as_editor, **FRAGMENT)


def test_waiting_without_a_worker_is_told(as_reviewer):
    jobs.enqueue("index")
    assert "No worker is running" in html(as_reviewer)
    register_worker()
    assert "No worker is running" not in html(as_reviewer)


def test_reviewers_read_and_do_not_mind(reviewer, as_reviewer):
    made = make_tasks(by=reviewer)
    text = html(as_reviewer)
    assert "Retry" not in text
    assert "/cancel/" not in text
    assert as_reviewer.post(reverse("job-retry", args=[made["failed"].pk])).status_code == 403
    assert as_reviewer.post(reverse("job-cancel", args=[made["waiting"].pk])).status_code == 403
    assert Task.objects.get(pk=made["failed"].pk).state == TaskState.FAILED
    assert Task.objects.get(pk=made["waiting"].pk).state == TaskState.WAITING


def test_an_editor_tries_again_and_cancels_without_scripts(editor, as_editor):
    made = make_tasks(by=editor)
    response = as_editor.post(reverse("job-retry", args=[made["failed"].pk]), {"state": "failed"})
    assert response["Location"] == "/jobs/?state=failed"
    as_editor.post(reverse("job-cancel", args=[made["waiting"].pk]))
    states = dict(Task.objects.values_list("title", "state"))
    assert states["A job that is failed"] == TaskState.WAITING
    assert states["A job that is waiting"] == TaskState.CANCELLED


def test_with_htmx_the_list_comes_back_and_says_what_happened(editor, as_editor):
    made = make_tasks(by=editor)
    address = reverse("job-retry", args=[made["failed"].pk])
    text = as_editor.post(address, headers=FRAGMENT).content.decode()
    assert text.strip().startswith('<div id="jobs"')
    assert "waits to be tried again" in text
    again = as_editor.post(address, headers=FRAGMENT).content.decode()
    assert "there is nothing to try again" in again


def test_lists_go_on_by_key(editor, as_editor):
    for _ in range(PAGE_SIZE + 2):
        make_tasks(by=editor)
    text = html(as_editor)
    assert part(text, "failed").count('class="row"') == SHOWN
    assert part(text, "over").count('class="row"') == PAGE_SIZE
    seen = set()
    address = "/jobs/?state=failed"
    while address:
        page = as_editor.get(address).context["page"]
        seen |= {task.pk for task in page.rows}
        address = page.older_url and f"/jobs/{page.older_url}"
    assert seen == set(Task.objects.filter(state=TaskState.FAILED).values_list("pk", flat=True))
    earlier = html(as_editor, "/jobs/" + as_editor.get("/jobs/").context["over"].older_url)
    assert part(earlier, "over").count('class="row"') == PAGE_SIZE
    assert "running-title" not in earlier


@pytest.mark.parametrize("number", [1, 3])
def test_pages_take_a_fixed_number_of_queries(number, editor, as_editor, django_assert_num_queries):
    for _ in range(number):
        make_tasks(by=editor)
    with django_assert_num_queries(7):
        html(as_editor)
    with django_assert_num_queries(3):
        html(as_editor, "/jobs/?state=failed")
    with django_assert_num_queries(3):
        html(as_editor, "/jobs/notice/")


@pytest.mark.parametrize("address", ["/", "/articles/"])
def test_other_pages_say_what_goes_on(address, as_reviewer):
    assert "jobs-notice" not in html(as_reviewer, address)
    for number in range(3):
        jobs.enqueue("prepare_revision", lock=f"revision {number}", revision_id=number)
    assert "Reading 3 articles in the background" in html(as_reviewer, address)
    jobs.enqueue("index")
    assert "4 jobs in the background" in html(as_reviewer, address)
    Task.objects.all().delete()
    assert html(as_reviewer, "/jobs/notice/").strip() == ""

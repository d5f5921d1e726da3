"""The background jobs: what runs, what waits, what failed and why; and a line about them for other pages."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from procrastinate.contrib.django.models import ProcrastinateWorker

from claims.domain import access, jobs
from claims.domain.refusals import Refused
from claims.models import Task, User
from claims.templatetags.desk import count
from claims.views.desk_access import DeskRequest, desk_page
from claims.views.paging import page_of
from claims.vocabulary import JobName, TaskState

SHOWN = 10
PAGE_SIZE = 30
COUNTED = 1000

UNDER_WAY = """
    SELECT name, count(*) FROM (
        SELECT name FROM claims_task WHERE state IN ('running', 'waiting') LIMIT %s
    ) AS active GROUP BY name
"""
# Whole lists, each of which the overview shows the beginning of.
LISTS = {
    TaskState.WAITING.value: "Waiting",
    TaskState.FAILED.value: "Failed",
}


def under_way() -> str:
    """Say what goes on in the background, in a few words; empty when nothing does. One query."""
    with connection.cursor() as cursor:
        cursor.execute(UNDER_WAY, [COUNTED])
        numbers: dict[str, int] = dict(cursor.fetchall())
    total = sum(numbers.values())
    if not total:
        return ""
    more = "more than " if total >= COUNTED else ""
    if set(numbers) == {JobName.PREPARE_REVISION.value}:
        return f"Reading {more}{count(total, 'article')} in the background"
    return f"{more}{count(total, 'job')} in the background".capitalize()


def _tasks() -> QuerySet[Task]:
    return Task.objects.select_related("queued_by")


def _has_worker() -> bool:
    """Tell whether any worker gave a sign of life lately."""
    since = timezone.now() - timedelta(seconds=settings.WORKER_SILENT_SECONDS)
    return ProcrastinateWorker.objects.filter(last_heartbeat__gte=since).exists()


def _overview(query: QueryDict) -> dict[str, Any]:
    """What runs, then the beginnings of what failed and what waits, and what is over by pages."""
    over = page_of(
        Task.objects.over().select_related("queued_by"), query, keys=("finished_at", "id"), size=PAGE_SIZE
    )
    context: dict[str, Any] = {"over": over, "is_first": over.is_first}
    if over.is_first:
        running = list(_tasks().filter(state=TaskState.RUNNING).order_by("started_at", "id"))
        failed = list(_tasks().filter(state=TaskState.FAILED).order_by("-id")[: SHOWN + 1])
        waiting = list(_tasks().filter(state=TaskState.WAITING).order_by("id")[: SHOWN + 1])
        context |= {
            "running": running,
            "failed": failed[:SHOWN],
            "more_failed": len(failed) > SHOWN,
            "waiting": waiting[:SHOWN],
            "more_waiting": len(waiting) > SHOWN,
            "is_active": bool(running or waiting),
            "has_worker": _has_worker(),
        }
    return context


def _context(user: User, query: QueryDict) -> dict[str, Any]:
    state = query.get("state", "")
    if state in LISTS:
        page = page_of(_tasks().filter(state=state), query, size=PAGE_SIZE)
        context = {"page": page, "title": LISTS[state]}
    else:
        state, context = "", _overview(query)
    return {**context, "state": state, "may_mind": access.can_mind_jobs(user)}


@desk_page
@require_safe
def job_list(request: DeskRequest) -> HttpResponse:
    """All background jobs; with ``?state=`` the whole list of those that wait or failed."""
    template = "jobs/list.html"
    if request.htmx and request.htmx.target == "jobs":
        template += "#jobs"
    return render(request, template, _context(request.user, request.GET))


@desk_page
@require_safe
def job_notice(request: DeskRequest) -> HttpResponse:
    """The line about background jobs that other pages carry; empty when nothing goes on."""
    return render(request, "jobs/_notice.html", {"under_way": under_way()})


def _act(request: DeskRequest, pk: int, act: Callable[..., Task], done: str) -> HttpResponse:
    """Do something to a job and show the list that it was asked from."""
    access.require(access.can_mind_jobs, request.user)
    task = get_object_or_404(Task, pk=pk)
    try:
        messages.success(request, done.format(act(by=request.user, task=task)))
    except Refused as refusal:
        messages.error(request, refusal.message)
    if request.htmx:
        context = {**_context(request.user, request.POST), "tells": True}
        return render(request, "jobs/list.html#jobs", context)
    state = request.POST.get("state", "")
    query = f"?{urlencode({'state': state})}" if state in LISTS else ""
    return redirect(reverse("job-list") + query)


@desk_page
@require_POST
def job_retry(request: DeskRequest, pk: int) -> HttpResponse:
    return _act(request, pk, jobs.retry, "“{}” waits to be tried again.")


@desk_page
@require_POST
def job_cancel(request: DeskRequest, pk: int) -> HttpResponse:
    return _act(request, pk, jobs.cancel, "“{}” is cancelled.")

"""What a worker writes down while it runs a job.

Each start has a time of its own, and only the run with that time writes to the task: one that was
taken to be dead and comes back finds that it is no longer meant.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from claims.domain.jobs.queueing import wait_again
from claims.models import Task
from claims.vocabulary import TaskState

ATTEMPTS = 5
# 10 s, 40 s, 160 s, 640 s: together a quarter of an hour, which most outages don't last.
FIRST_PAUSE = timedelta(seconds=10)
PAUSE_GROWS = 4
LONGEST_PROBLEM = 500


def start(*, task_id: int, job_id: int | None = None) -> Task | None:
    """Take a waiting task and return it; None when it doesn't wait, so that there is nothing to do.

    Waits for transactions that rest on the task (``enqueue``), and sees afterwards what they stored.
    """
    now = timezone.now()
    waiting = Task.objects.filter(pk=task_id, state=TaskState.WAITING)
    started = waiting.update(
        state=TaskState.RUNNING,
        attempts=F("attempts") + 1,
        started_at=now,
        reported_at=now,
        due_at=None,
        job_id=job_id,
    )
    return Task.objects.get(pk=task_id) if started else None


def _mine(task: Task) -> QuerySet[Task]:
    return Task.objects.filter(pk=task.pk, state=TaskState.RUNNING, started_at=task.started_at)


def report(*, task: Task, done: int, total: int | None = None, unit: str = "") -> bool:
    """Say how far a run is; False when the task is no longer this run's, which must stop then."""
    now = timezone.now()
    task.done, task.total, task.unit, task.reported_at = done, total, unit, now
    return bool(_mine(task).update(done=done, total=total, unit=unit, reported_at=now))


def finish(*, task: Task) -> bool:
    """Say that a run has done all that there was; False when the task is no longer this run's."""
    done = _mine(task).update(
        state=TaskState.DONE,
        problem="",
        done=task.done,
        total=task.total,
        unit=task.unit,
        finished_at=timezone.now(),
    )
    return bool(done)


@transaction.atomic
def fail(*, task: Task, problem: str, may_help: bool = True) -> bool:
    """Keep why a run failed, in words; tell whether it is tried again.

    Another attempt comes after a pause that grows, unless it was the last or ``may_help`` is False.
    """
    if not _mine(task).select_for_update().exists():
        return False
    problem = problem[:LONGEST_PROBLEM] or "It ended without saying why."
    if may_help and task.attempts < ATTEMPTS:
        pause = FIRST_PAUSE * PAUSE_GROWS ** (task.attempts - 1)
        wait_again(task=task, at=timezone.now() + pause, problem=problem, done=task.done)
        return True
    _mine(task).update(
        state=TaskState.FAILED, problem=problem, done=task.done, total=task.total, finished_at=timezone.now()
    )
    return False


@transaction.atomic
def put_back(*, task: Task) -> None:
    """Let a run that stops between two batches go on later, behind what waits; no attempt is counted."""
    if _mine(task).select_for_update().exists():
        wait_again(
            task=task, attempts=max(0, task.attempts - 1), done=task.done, total=task.total, unit=task.unit
        )


def others_wait() -> bool:
    """Tell whether a job waits that could start now."""
    due = Q(due_at=None) | Q(due_at__lte=timezone.now())
    return Task.objects.filter(due, state=TaskState.WAITING).exists()

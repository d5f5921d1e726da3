"""Queue a job together with the change that it follows from; cancel it; try it again."""

import json
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from claims.domain import access, audit
from claims.domain.refusals import Refused
from claims.models import Task, User
from claims.vocabulary import TaskState

QUEUE = "desk"
# The one function that the queue knows: it looks at a Task and does what that says.
CALL = "claims.tasks.run"
LOOKS = 8

# One statement, without a savepoint: a conflict is no error, so the caller's transaction lives on.
MAKE = """
    WITH made AS (
        INSERT INTO claims_task
            (name, title, unit, lock, args, state, done, problem, attempts, queued_by_id, queued_at)
        VALUES (%s, %s, '', %s, %s::jsonb, 'waiting', 0, '', 0, %s, %s)
        ON CONFLICT (lock) WHERE lock > '' AND state = 'waiting' DO NOTHING
        RETURNING id, lock
    )
    SELECT id, procrastinate_defer_jobs_v1(ARRAY[ROW(
        %s, %s, 0, nullif(lock, ''), NULL, jsonb_build_object('task_id', id), NULL
    )::procrastinate_job_to_defer_v1]) FROM made
"""
# Held until the caller commits: whoever starts the task waits so long, and sees what the caller stored.
WAITING = "SELECT * FROM claims_task WHERE lock = %s AND state = 'waiting' FOR SHARE"
NUDGE = """
    SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(
        %s, %s, 0, nullif(%s, ''), NULL, jsonb_build_object('task_id', %s::bigint), %s::timestamptz
    )::procrastinate_job_to_defer_v1])
"""


def enqueue(name: str, *, by: User | None = None, title: str = "", lock: str = "", **args: Any) -> Task:
    """Queue the job ``name`` with ``args`` (JSON), and return its task.

    It is queued in the caller's transaction: rolled back with it, and started only after its commit.
    A task that waits already under the same ``lock`` is returned instead; it will see the caller's
    changes. Call it before ``audit.record``: a lock that another transaction is just queuing is waited
    for, and the log's own comes last. Raises TypeError for arguments that are no JSON.
    """
    now = timezone.now()
    given = json.dumps(args)
    by_id = by.pk if by is not None else None
    for look in range(LOOKS + 1):
        # With so many of the same coming and going, one more does no harm.
        wanted = lock if look < LOOKS else ""
        with connection.cursor() as cursor:
            cursor.execute(MAKE, [name, title, wanted, given, by_id, now, QUEUE, CALL])
            made = cursor.fetchone()
        if made:
            return Task(
                id=made[0], name=name, title=title, lock=wanted, args=args, queued_by=by, queued_at=now
            )
        if waiting := next(iter(Task.objects.raw(WAITING, [lock])), None):
            return waiting
    raise AssertionError("a task without a lock has nothing to wait for")


def nudge(*, task: Task, lock: str, at: datetime | None = None) -> None:
    """Tell the workers to look at a waiting task, at once or not before ``at``."""
    with connection.cursor() as cursor:
        cursor.execute(NUDGE, [QUEUE, CALL, lock, task.pk, at])


def wait_again(*, task: Task, at: datetime | None = None, **changes: Any) -> None:
    """Let a task that ran, failed or was cancelled wait anew; a new nudge comes with it.

    When another of its lock waits already, this one goes on without the lock.
    """
    changes |= {"state": TaskState.WAITING, "due_at": at, "finished_at": None}
    for lock in (task.lock, ""):
        try:
            with transaction.atomic():
                Task.objects.filter(pk=task.pk).update(**changes, lock=lock)
                nudge(task=task, lock=task.lock, at=at)
        except IntegrityError:
            continue
        for field, value in (changes | {"lock": lock}).items():
            setattr(task, field, value)
        return


@transaction.atomic
def retry(*, by: User, task: Task) -> Task:
    """Try a failed or cancelled job again; its reason stays on record until it succeeds.

    Raises Refused when it waits, runs or is done, PermissionDenied for people who may not.
    """
    access.require(access.can_mind_jobs, by)
    task = Task.objects.select_for_update().get(pk=task.pk)
    if task.state not in (TaskState.FAILED, TaskState.CANCELLED):
        raise Refused(f"“{task}” is {task.get_state_display().lower()}: there is nothing to try again.")
    wait_again(task=task, attempts=0)
    audit.record(
        action="task.retried", by=by, target=task, name=task.name, title=str(task), problem=task.problem
    )
    return task


@transaction.atomic
def cancel(*, by: User, task: Task) -> Task:
    """Take a waiting job back. What it did in earlier attempts stays.

    Raises Refused when it doesn't wait any more, PermissionDenied for people who may not.
    """
    access.require(access.can_mind_jobs, by)
    task = Task.objects.select_for_update().get(pk=task.pk)
    if task.state != TaskState.WAITING:
        raise Refused(f"“{task}” is {task.get_state_display().lower()}: only a waiting job can be cancelled.")
    task.state, task.finished_at, task.due_at = TaskState.CANCELLED, timezone.now(), None
    task.save(update_fields=["state", "finished_at", "due_at"])
    audit.record(action="task.cancelled", by=by, target=task, name=task.name, title=str(task))
    return task

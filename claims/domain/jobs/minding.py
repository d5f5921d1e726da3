"""Look after the jobs of workers that are gone, and forget old ones."""

from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from claims.domain.jobs.queueing import nudge, wait_again
from claims.domain.jobs.running import ATTEMPTS
from claims.models import Task
from claims.vocabulary import TaskState

LEFT = "The worker that did it ended in the middle."
KEPT = timedelta(days=14)
FAILURES_KEPT = timedelta(days=90)

DROP = "SELECT procrastinate_finish_job_v1(%s, 'aborted', true)"
# What waits or runs without a job in the queue: those just dropped, or all after a backup came back.
FORGOTTEN = """
    SELECT t.* FROM claims_task t
    WHERE t.state IN ('waiting', 'running') AND NOT EXISTS (
        SELECT FROM procrastinate_jobs j
        WHERE j.status IN ('todo', 'doing') AND j.args->>'task_id' = t.id::text
    )
    FOR UPDATE OF t SKIP LOCKED
"""


@transaction.atomic
def rescue(*, silent: float | None = None) -> int:
    """Queue again what a worker left without a sign of life for ``silent`` seconds; return how many.

    Any number of workers may call it at once. A job that takes its worker down each time fails for good
    after as many attempts as any other.
    """
    silent = settings.WORKER_SILENT_SECONDS if silent is None else silent
    gone = Q(worker=None) | Q(worker__last_heartbeat__lt=timezone.now() - timedelta(seconds=silent))
    left = ProcrastinateJob.objects.select_for_update(of=("self",), skip_locked=True)
    with connection.cursor() as cursor:
        for job in left.filter(gone, status="doing").order_by("pk"):
            cursor.execute(DROP, [job.pk])
    forgotten = list(Task.objects.raw(FORGOTTEN))
    for task in forgotten:
        _bring_back(task)
    return len(forgotten)


def _bring_back(task: Task) -> None:
    if task.state == TaskState.WAITING:
        nudge(task=task, lock=task.lock, at=task.due_at)
    elif task.attempts < ATTEMPTS:
        wait_again(task=task, problem=LEFT)
    else:
        task.state, task.problem, task.finished_at = TaskState.FAILED, LEFT, timezone.now()
        task.save(update_fields=["state", "problem", "finished_at"])


def prune() -> int:
    """Forget tasks that ended long ago (the queue forgets its jobs as they end); return how many."""
    now = timezone.now()
    old = Q(state__in=(TaskState.DONE, TaskState.CANCELLED), finished_at__lt=now - KEPT)
    old |= Q(state=TaskState.FAILED, finished_at__lt=now - FAILURES_KEPT)
    return Task.objects.filter(old).delete()[0]

"""What the background jobs do; imported by workers alone.

To add a job: a line in ``JOBS`` below, and its name in ``vocabulary.JobName``. Then anything may call
``claims.domain.jobs.enqueue("name", ...)``. A job is told to stop, or makes room for others, when it calls
``progress``; so it works in batches that are committed when it does, and goes on where it was.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import InterfaceError, OperationalError, connection
from procrastinate.contrib.django import app
from procrastinate.job_context import JobContext

from claims.domain import claim_matching, copies, embedding, jobs, suggesting
from claims.domain.ingest import pending
from claims.domain.refusals import Refused
from claims.domain.reports import exporting
from claims.models import Task

log = logging.getLogger(__name__)

# Progress is written down at most so often, in seconds.
REPORT_EVERY = 1.0
# After so many seconds a job goes back behind those that wait: one article isn't kept waiting by an import.
TURN = 60.0

# What says by itself what is wrong, in words, and would say the same at another attempt.
HOPELESS = (Refused, embedding.NoEmbedding, suggesting.NoWeights)

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Job:
    """``do(**args, progress=...)`` works off everything; ``count(**args)`` says how many there are, each a ``unit``.

    ``do`` calls ``progress(number)`` after each committed batch. One that ``starts_over`` keeps nothing of
    a run that ended early, so it doesn't make room for others in the middle.
    """

    do: Callable[..., Any]
    unit: str = ""
    count: Callable[..., int] | None = None
    starts_over: bool = False


# What is made of one revision, step by step: functions that take revision_id= and may run twice.
REVISION_STEPS: list[Callable[..., Any]] = [
    copies.find_copies_revision,
    suggesting.suggest_revision,
]
# These need the model, so they come last: the others are done where it is damaged. What sentences mean
# bears on which are worth checking.
EMBEDDING_STEPS: list[Callable[..., Any]] = [embedding.embed_revision, suggesting.suggest_revision]


def _steps() -> list[Callable[..., Any]]:
    return REVISION_STEPS + (EMBEDDING_STEPS if not embedding.is_off() else [])


def prepare_revision(*, revision_id: int, progress: Progress) -> None:
    """Do everything that one new revision needs."""
    for step in _steps():
        step(revision_id=revision_id)
        progress(1)


def prepare_claim(*, claim_id: int, progress: Progress) -> None:
    """Do everything that a new or changed claim needs."""
    if not embedding.is_off():
        embedding.embed_claim(claim_id=claim_id)


def embed(*, progress: Progress) -> None:
    """Embed all passages that wait, then have the sentences scored again on which this bears."""
    if embedding.is_off():
        return
    if embedding.embed_passages_pending(progress=progress):
        jobs.enqueue("suggest", lock="suggest")
    embedding.index_vectors()


def embed_claims(*, progress: Progress) -> None:
    """Embed all claims that wait; nothing where the desk is meant to work on words alone."""
    if not embedding.is_off():
        embedding.embed_claims_pending(progress=progress)
        embedding.index_vectors()


JOBS: dict[str, Job] = {
    "index": Job(
        lambda progress: pending.index_pending(batch=50, progress=progress), "article", pending.count_pending
    ),
    "embed": Job(embed, "passage", embedding.count_passages_pending),
    "embed_claims": Job(embed_claims, "claim", embedding.count_claims_pending),
    "find_copies": Job(copies.find_copies_pending, "article", copies.count_pending),
    "suggest": Job(suggesting.suggest_pending, "article", suggesting.count_pending),
    "index_claims": Job(claim_matching.index_claims_pending, "claim", claim_matching.count_pending),
    "prepare_revision": Job(prepare_revision, "step", lambda revision_id: len(_steps()), starts_over=True),
    "prepare_claim": Job(prepare_claim),
    "export": Job(exporting.write, "claim", exporting.count_claims, starts_over=True),
}


class Interrupted(BaseException):
    """Raised by ``progress`` to end a run between two batches; no Exception, so that no job swallows it."""


class Gauge:
    """The ``progress`` of one run: counts, writes down now and then, and says when to stop.

    May be called from several threads.
    """

    def __init__(
        self,
        task: Task,
        *,
        total: int | None,
        unit: str,
        stopping: Callable[[], bool],
        makes_room: bool = True,
    ) -> None:
        self.task, self.total, self.unit, self.stopping = task, total, unit, stopping
        self.makes_room = makes_room
        self.done = task.done
        self.began = self.told = time.monotonic()
        self.mutex = threading.Lock()

    def __call__(self, number: int) -> None:
        with self.mutex:
            self.done += number
            now = time.monotonic()
            if now - self.told >= REPORT_EVERY:
                self.told = now
                if not self.write():
                    raise Interrupted("the task was given to another worker")
                if self.makes_room and now - self.began >= TURN and jobs.others_wait():
                    raise Interrupted("others wait")
            if self.stopping():
                raise Interrupted("the worker stops")

    def write(self) -> bool:
        self.settle()
        return jobs.report(task=self.task, done=self.task.done, total=self.task.total, unit=self.unit)

    def settle(self) -> None:
        """Bring the task in memory up to date; more may have come in than was counted."""
        self.task.done, self.task.unit = self.done, self.unit
        self.task.total = None if self.total is None else max(self.total, self.done)


def in_words(error: BaseException) -> str:
    """Say what went wrong for people; the log has the rest."""
    if isinstance(error, HOPELESS):
        return str(error)
    if isinstance(error, OperationalError | InterfaceError):
        return "The database could not be reached, or had too much to do."
    if isinstance(error, MemoryError):
        return "The machine had too little memory."
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename}." if error.filename else f"{error.strerror}."
    said = str(error).strip().split("\n")[0]
    return f"Something unexpected happened: {said or type(error).__name__}"


def work_on(*, task_id: int, job_id: int | None = None, stopping: Callable[[], bool] = lambda: False) -> None:
    """Do the job of a waiting task; nothing when it doesn't wait. Never raises what the job raises."""
    task = jobs.start(task_id=task_id, job_id=job_id)
    if task is None:
        return
    job = JOBS.get(task.name)
    if job is None:
        jobs.fail(task=task, problem=f"No worker knows a job called {task.name}.", may_help=False)
        return
    gauge = None
    try:
        if job.starts_over:
            task.done = 0
        total = task.done + job.count(**task.args) if job.count else None
        gauge = Gauge(task, total=total, unit=job.unit, stopping=stopping, makes_room=not job.starts_over)
        if not job.starts_over:  # the short ones are over before anybody looks
            gauge.write()
        job.do(**task.args, progress=gauge)
        gauge.settle()
    except Interrupted:
        assert gauge is not None
        gauge.settle()
        jobs.put_back(task=task)
    except Exception as error:
        log.exception("Attempt %s of the job %s failed", task.attempts, task)
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        jobs.fail(task=task, problem=in_words(error), may_help=not isinstance(error, HOPELESS))
    else:
        jobs.finish(task=task)


@app.task(name=jobs.CALL, queue=jobs.QUEUE, pass_context=True)
def run(context: JobContext, task_id: int) -> None:
    work_on(task_id=task_id, job_id=context.job.id, stopping=context.should_abort)


@app.periodic(cron="* * * * *")
@app.task(name="claims.tasks.rescue", queue=jobs.QUEUE, priority=10, queueing_lock="rescue")
def rescue(timestamp: int) -> None:
    if number := jobs.rescue():
        log.warning("%s left by a worker that is gone: queued again", number)


@app.periodic(cron="17 3 * * *")
@app.task(name="claims.tasks.prune", queue=jobs.QUEUE, queueing_lock="prune")
def prune(timestamp: int) -> None:
    jobs.prune()
    exporting.prune()

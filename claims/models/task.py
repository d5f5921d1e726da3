"""Background jobs as people see them: what waits, what runs, how far it is, what went wrong."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.vocabulary import JobName, TaskState

ENDED = (TaskState.DONE, TaskState.FAILED, TaskState.CANCELLED)


class TaskQuerySet(models.QuerySet):
    def active(self):
        """What runs or waits."""
        return self.filter(state__in=(TaskState.RUNNING, TaskState.WAITING))

    def over(self):
        """What was done or cancelled; failures are kept apart, since they wait for somebody."""
        return self.filter(state__in=(TaskState.DONE, TaskState.CANCELLED))


class Task(models.Model):
    """One background job, from the moment it is queued; written by ``domain.jobs`` alone.

    The queue itself is procrastinate's: its job holds nothing but this row's id, and one that finds
    the row in another state does nothing. Of one ``lock`` at most one task waits. ``done`` of ``total``
    ``unit`` are behind it; ``problem`` says in words why it failed last. Rows are deleted when old.
    """

    name = models.CharField(max_length=60, help_text="which job; claims.tasks knows what it does")
    title = models.CharField(max_length=200, blank=True)
    unit = models.CharField(max_length=40, blank=True, help_text="what is counted: article, claim")
    lock = models.CharField(max_length=200, blank=True, help_text="waiting tasks of one lock are one task")
    args = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=TaskState, default=TaskState.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    problem = models.CharField(max_length=500, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    queued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, help_text="not before; set between two attempts")
    started_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True, help_text="the last sign of progress")
    finished_at = models.DateTimeField(null=True)
    job_id = models.BigIntegerField(null=True, help_text="procrastinate's job that ran it last")

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["state", "id"], name="task_by_state"),
            models.Index(
                fields=["finished_at", "id"],
                name="task_over",
                condition=Q(state__in=(TaskState.DONE, TaskState.CANCELLED)),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="task_waits_once", fields=["lock"], condition=Q(state=TaskState.WAITING, lock__gt="")
            ),
            models.CheckConstraint(name="task_has_name", condition=~Q(name="")),
            models.CheckConstraint(name="task_state_is_known", condition=Q(state__in=TaskState.values)),
            models.CheckConstraint(
                name="task_running_has_start",
                condition=~Q(state=TaskState.RUNNING) | Q(started_at__isnull=False),
            ),
            models.CheckConstraint(
                name="task_ended_when_over",
                condition=Q(state__in=ENDED, finished_at__isnull=False)
                | (~Q(state__in=ENDED) & Q(finished_at=None)),
            ),
            models.CheckConstraint(
                name="task_failure_has_reason", condition=~Q(state=TaskState.FAILED) | ~Q(problem="")
            ),
        ]

    def __str__(self) -> str:
        if self.title:
            return self.title
        known: dict[Any, Any] = dict(JobName.choices)
        return str(known.get(self.name, self.name.replace("_", " ").capitalize()))

"""Background jobs, to look at, try again and cancel; the queue below them is nobody's to touch."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from procrastinate.contrib.django import admin as _queue_pages  # noqa: F401  # they come first, to be taken away
from procrastinate.contrib.django.models import ProcrastinateJob

from claims.admin.base import MOST_AT_ONCE, DeskAdmin, acting
from claims.domain import jobs
from claims.domain.refusals import Refused
from claims.models import Task

# Its actions would change jobs without the log and without the rows that people see.
admin.site.unregister(ProcrastinateJob)


@admin.register(Task)
class TaskAdmin(DeskAdmin):
    list_display = ("id", "words", "state", "done", "total", "attempts", "queued_by", "queued_at", "problem")
    list_filter = ("state",)
    list_select_related = ("queued_by",)
    search_fields = ("=id", "^name", "^title")
    ordering = ("-id",)
    actions = ("try_again", "cancel_waiting")

    @admin.display(description="job")
    def words(self, task: Task) -> str:
        return str(task)

    @admin.action(description="Try again")
    def try_again(self, request: HttpRequest, queryset: QuerySet[Task]) -> None:
        self._each(request, queryset, jobs.retry, "queued again")

    @admin.action(description="Cancel")
    def cancel_waiting(self, request: HttpRequest, queryset: QuerySet[Task]) -> None:
        self._each(request, queryset, jobs.cancel, "cancelled")

    def _each(
        self, request: HttpRequest, queryset: QuerySet[Task], act: Callable[..., Any], done: str
    ) -> None:
        number = 0
        for task in queryset[:MOST_AT_ONCE]:
            try:
                act(by=acting(request), task=task)
            except Refused as refusal:
                self.message_user(request, refusal.message, messages.WARNING)
            else:
                number += 1
        self.message_user(request, f"{number} {done}.", messages.SUCCESS if number else messages.WARNING)

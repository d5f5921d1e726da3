"""Background jobs: queued with what they belong to, tried again, minded."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from claims import tasks
from claims.domain import jobs
from claims.domain.refusals import Refused
from claims.models import AuditEvent, SearchChunk, Task
from claims.tasks import Job, work_on
from claims.tests.factories import make_article
from claims.vocabulary import JobName, TaskState

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(monkeypatch):
    """Return a function that makes a job of a function, for as long as the test runs."""

    def make(do, **fields):
        monkeypatch.setitem(tasks.JOBS, "trial", Job(do, **fields))
        return "trial"

    return make


def queued(task):
    return ProcrastinateJob.objects.filter(args__task_id=task.pk)


def test_every_job_has_its_words():
    assert set(tasks.JOBS) <= set(JobName.values)
    assert str(Task(name="index")) == "Make articles findable"


class TestQueueing:
    def test_what_is_rolled_back_leaves_no_job(self):
        with transaction.atomic():
            jobs.enqueue("index", lock="index")
            transaction.set_rollback(True)
        assert not Task.objects.exists()
        assert not ProcrastinateJob.objects.exists()

    def test_of_one_lock_one_waits_and_the_transaction_lives_on(self, reviewer, django_assert_num_queries):
        first = jobs.enqueue("index", by=reviewer, lock="index", title="Once")
        with django_assert_num_queries(2):
            assert jobs.enqueue("index", lock="index") == first
        assert jobs.enqueue("index", lock="other") != first
        assert jobs.enqueue("index") != jobs.enqueue("index")
        assert (Task.objects.count(), ProcrastinateJob.objects.count()) == (4, 4)

    def test_it_takes_one_statement(self, reviewer, django_assert_num_queries):
        with django_assert_num_queries(1):
            made = jobs.enqueue("prepare_revision", by=reviewer, lock="revision 7", revision_id=7)
        stored = Task.objects.get()
        for field in ("pk", "name", "title", "lock", "args", "state", "queued_by", "queued_at", "attempts"):
            assert getattr(stored, field) == getattr(made, field), field
        assert stored.args == {"revision_id": 7}

    def test_a_lock_is_free_once_its_task_runs(self):
        first = jobs.enqueue("index", lock="index")
        jobs.start(task_id=first.pk)
        assert jobs.enqueue("index", lock="index") != first

    @pytest.mark.django_db(transaction=True)
    def test_a_task_that_others_rest_on_starts_after_their_commit(self, reviewer):
        waiting = jobs.enqueue("index", lock="index")
        counted = []

        def work():
            try:
                work_on(task_id=waiting.pk)
                counted.append(SearchChunk.objects.count())
            finally:
                connection.close()

        worker = threading.Thread(target=work)
        with transaction.atomic():
            assert jobs.enqueue("index", lock="index") == waiting
            worker.start()
            worker.join(0.3)
            assert worker.is_alive()
            make_article(by=reviewer)
        worker.join(10)
        assert counted == [1]


class TestRunning:
    def test_a_job_counts_what_it_does_and_ends(self, job):
        def do(progress, words):
            assert words == "given"
            progress(2)
            progress(3)

        task = jobs.enqueue(job(do, unit="article", count=lambda words: 5), words="given")
        work_on(task_id=task.pk, job_id=99)
        task.refresh_from_db()
        assert (task.state, task.done, task.total, task.unit) == (TaskState.DONE, 5, 5, "article")
        assert (task.attempts, task.problem, task.job_id) == (1, "", 99)
        assert task.finished_at >= task.started_at

    def test_a_second_nudge_does_nothing(self, job):
        calls = []
        task = jobs.enqueue(job(lambda progress: calls.append(1)))
        work_on(task_id=task.pk)
        work_on(task_id=task.pk)
        work_on(task_id=task.pk + 1000)
        assert calls == [1]

    def test_failures_are_tried_again_after_growing_pauses_and_kept_in_words(self, job, caplog):
        def do(progress):
            raise OSError(28, "No space left on device", "/srv/models")

        task = jobs.enqueue(job(do), lock="trial")
        pauses = []
        for attempt in range(1, jobs.ATTEMPTS + 1):
            before = timezone.now()
            work_on(task_id=task.pk)
            task.refresh_from_db()
            assert task.attempts == attempt
            assert task.problem == "No space left on device: /srv/models."
            if task.due_at:
                pauses.append(round((task.due_at - before).total_seconds()))
                assert queued(task).order_by("-pk")[0].scheduled_at == task.due_at
        assert task.state == TaskState.FAILED
        assert pauses == [10, 40, 160, 640]
        assert "Traceback" in caplog.text

    def test_what_the_desk_refuses_is_not_tried_again(self, job):
        def do(progress):
            raise Refused("The model's file is damaged.")

        task = jobs.enqueue(job(do))
        work_on(task_id=task.pk)
        task.refresh_from_db()
        assert (task.state, task.problem) == (TaskState.FAILED, "The model's file is damaged.")

    def test_an_unknown_job_says_so(self):
        task = jobs.enqueue("unheard_of")
        work_on(task_id=task.pk)
        task.refresh_from_db()
        assert (task.state, task.problem) == (TaskState.FAILED, "No worker knows a job called unheard_of.")

    def test_a_stopping_worker_leaves_off_after_a_batch_and_another_goes_on(self, job):
        left = list(range(5))

        def do(progress):
            while left:
                left.pop()
                progress(1)

        task = jobs.enqueue(job(do, count=lambda: len(left)))
        work_on(task_id=task.pk, stopping=lambda: len(left) == 3)
        task.refresh_from_db()
        assert (task.state, task.done, task.total, task.attempts) == (TaskState.WAITING, 2, 5, 0)
        assert queued(task).count() == 2
        work_on(task_id=task.pk)
        task.refresh_from_db()
        assert (task.state, task.done, task.total) == (TaskState.DONE, 5, 5)

    def test_a_long_job_makes_room_for_others(self, job, monkeypatch):
        monkeypatch.setattr(tasks, "TURN", 0)
        monkeypatch.setattr(tasks, "REPORT_EVERY", 0)
        seen = []

        def do(progress):
            seen.append("began")
            progress(1)
            seen.append("went on")

        task = jobs.enqueue(job(do))
        other = jobs.enqueue("index")
        work_on(task_id=task.pk)
        assert seen == ["began"]
        work_on(task_id=other.pk)
        work_on(task_id=task.pk)
        assert seen == ["began", "began", "went on"]

    def test_a_run_that_was_given_up_writes_nothing_more(self, job, monkeypatch):
        monkeypatch.setattr(tasks, "REPORT_EVERY", 0)

        def do(progress):
            Task.objects.filter(pk=task.pk).update(started_at=timezone.now(), attempts=2)
            progress(1)

        task = jobs.enqueue(job(do))
        work_on(task_id=task.pk)
        task.refresh_from_db()
        assert (task.state, task.done, task.attempts) == (TaskState.RUNNING, 0, 2)

    def test_a_task_back_in_line_gives_way_to_the_one_that_waits(self, job):
        task = jobs.enqueue(job(lambda progress: progress(1)), lock="trial")
        started = jobs.start(task_id=task.pk)
        waiting = jobs.enqueue("trial", lock="trial")
        jobs.put_back(task=started)
        task.refresh_from_db()
        assert (task.state, task.lock) == (TaskState.WAITING, "")
        assert jobs.enqueue("trial", lock="trial") == waiting


class TestMinding:
    def left_behind(self, **fields):
        """A task that a worker without a row took."""
        task = jobs.enqueue("index", lock="index")
        jobs.start(task_id=task.pk)
        Task.objects.filter(pk=task.pk).update(**fields)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE status = 'todo'")
        return task

    def test_what_a_lost_worker_left_is_queued_again_once(self):
        task = self.left_behind()
        assert (jobs.rescue(), jobs.rescue()) == (1, 0)
        task.refresh_from_db()
        assert task.state == TaskState.WAITING
        assert [job.status for job in queued(task)] == ["todo"]
        work_on(task_id=task.pk)
        task.refresh_from_db()
        assert task.state == TaskState.DONE

    def test_a_living_worker_is_left_alone(self):
        task = self.left_behind()
        with connection.cursor() as cursor:
            cursor.execute("SELECT worker_id FROM procrastinate_register_worker_v1()")
            cursor.execute("UPDATE procrastinate_jobs SET worker_id = %s", cursor.fetchone())
        assert jobs.rescue(silent=60) == 0
        assert jobs.rescue(silent=-1) == 1
        assert queued(task).count() == 1

    def test_a_job_that_takes_every_worker_down_fails(self):
        task = self.left_behind(attempts=jobs.ATTEMPTS)
        jobs.rescue()
        task.refresh_from_db()
        assert (task.state, task.problem) == (TaskState.FAILED, "The worker that did it ended in the middle.")

    def test_a_task_without_a_nudge_gets_one(self):
        task = jobs.enqueue("index")
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs")
        assert (jobs.rescue(), queued(task).count()) == (1, 1)

    def test_old_tasks_are_forgotten_and_failures_kept_longer(self):
        month_ago = timezone.now() - timedelta(days=30)
        for state in (TaskState.DONE, TaskState.CANCELLED, TaskState.FAILED):
            Task.objects.create(
                name=state, state=state, queued_at=month_ago, finished_at=month_ago, problem="why"
            )
        jobs.enqueue("index")
        assert jobs.prune() == 2
        assert set(Task.objects.values_list("name", flat=True)) == {"failed", "index"}


class TestPeople:
    def failed(self):
        task = jobs.enqueue("unheard_of", title="Read “Storm”")
        work_on(task_id=task.pk)
        return task

    def test_an_editor_tries_again_and_the_reason_stays(self, editor, monkeypatch):
        task = self.failed()
        task = jobs.retry(by=editor, task=task)
        task.refresh_from_db()
        assert (task.state, task.attempts) == (TaskState.WAITING, 0)
        assert "No worker knows" in task.problem
        event = AuditEvent.objects.get()
        assert (event.action, event.target_id, event.data["title"]) == (
            "task.retried",
            task.pk,
            "Read “Storm”",
        )
        monkeypatch.setitem(tasks.JOBS, "unheard_of", Job(lambda progress: None))
        work_on(task_id=task.pk)
        task.refresh_from_db()
        assert (task.state, task.problem) == (TaskState.DONE, "")

    def test_a_cancelled_job_is_not_done_and_can_be_tried_again(self, editor):
        task = jobs.enqueue("index", lock="index")
        jobs.cancel(by=editor, task=task)
        work_on(task_id=task.pk)
        task.refresh_from_db()
        assert task.state == TaskState.CANCELLED
        jobs.retry(by=editor, task=task)
        work_on(task_id=task.pk)
        task.refresh_from_db()
        assert task.state == TaskState.DONE

    def test_only_what_failed_is_tried_and_only_what_waits_is_cancelled(self, editor):
        task = jobs.enqueue("index")
        with pytest.raises(Refused, match="is waiting: there is nothing"):
            jobs.retry(by=editor, task=task)
        with pytest.raises(Refused, match="is failed: only a waiting"):
            jobs.cancel(by=editor, task=self.failed())

    def test_reviewers_do_neither(self, reviewer):
        task = jobs.enqueue("index")
        for act in (jobs.retry, jobs.cancel):
            with pytest.raises(PermissionDenied):
                act(by=reviewer, task=task)

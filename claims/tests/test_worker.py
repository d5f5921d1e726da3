"""Workers as processes of their own, on the tests' database: killed, stopped, and several at once."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from claims.domain import jobs
from claims.models import Task
from claims.vocabulary import TaskState

CHECKOUT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ROWS = 60
# What the job of worker_jobs.py works on: rows, and a mark for each time that one was done.
TABLES = f"""
    CREATE TABLE trial_rows (id int PRIMARY KEY, done boolean NOT NULL DEFAULT false);
    CREATE TABLE trial_marks (row_id int NOT NULL, pid int NOT NULL);
    INSERT INTO trial_rows SELECT generate_series(1, {ROWS});
"""


@pytest.fixture(autouse=True)
def _rows(transactional_db):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
        cursor.execute(TABLES)
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE trial_rows, trial_marks")
        cursor.execute("DELETE FROM procrastinate_jobs")


def asked(query):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def marks():
    return [row for (row,) in asked("SELECT row_id FROM trial_marks ORDER BY row_id")]


@contextmanager
def worker(*options):
    """Start a worker on this test's database; it is killed at the end if it still runs."""
    given = connection.get_connection_params()
    password = f":{quote(given['password'])}" if given.get("password") else ""
    place = f"{quote(given['host'], safe='')}:{given['port']}/{given['dbname']}"
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgresql://{given['user']}{password}@{place}",
        "DJANGO_SETTINGS_MODULE": "claims.tests.worker_settings",
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, "manage.py", "work", "--nice", "0", *options]
    with subprocess.Popen(
        command, cwd=CHECKOUT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_until(true, *, seconds=60):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.02)


def test_killed_in_the_middle_nothing_is_done_twice_and_nothing_is_missing():
    task = jobs.enqueue("trial", lock="trial")
    with worker() as first:
        wait_until(lambda: len(marks()) >= 10)
        first.send_signal(signal.SIGKILL)
        first.wait(30)
    half = marks()
    assert 10 <= len(half) < ROWS
    task.refresh_from_db()
    assert task.state == TaskState.RUNNING
    assert jobs.rescue() == 0  # its last sign of life is too fresh
    assert jobs.rescue(silent=0) == 1
    with worker("--until-empty") as second:
        assert second.wait(60) == 0
    task.refresh_from_db()
    assert (task.state, task.problem, task.attempts) == (TaskState.DONE, "", 2)
    assert marks() == list(range(1, ROWS + 1))
    assert len(asked("SELECT DISTINCT pid FROM trial_marks")) == 2
    assert not asked("SELECT FROM procrastinate_jobs WHERE args ? 'task_id'")


def test_a_stop_is_heard_after_the_batch_and_two_workers_share_the_rest():
    task = jobs.enqueue("trial")
    with worker() as first:
        wait_until(lambda: len(marks()) >= 10)
        first.send_signal(signal.SIGTERM)
        assert first.wait(30) == 0
        assert "has stopped" in first.stdout.read()
    task.refresh_from_db()
    assert (task.state, task.attempts, task.done) == (TaskState.WAITING, 0, len(marks()))
    assert 10 <= len(marks()) < ROWS
    jobs.enqueue("trial")
    with worker("--until-empty") as second, worker("--until-empty") as third:
        assert (second.wait(60), third.wait(60)) == (0, 0)
    assert set(Task.objects.values_list("state", flat=True)) == {TaskState.DONE}
    assert marks() == list(range(1, ROWS + 1))


def test_a_worker_ends_with_the_program_that_feeds_it():
    with worker("--until-stdin-ends") as process:
        assert "is ready" in process.stdout.readline()
        process.stdin.close()
        assert process.wait(30) == 0

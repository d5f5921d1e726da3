"""A job like the desk's own, slow enough to be killed in the middle: it marks rows, three at a time."""

import os
import time

from django.db import connection, transaction

from claims.tasks import JOBS, Job

TAKE = "SELECT id FROM trial_rows WHERE NOT done ORDER BY id LIMIT 3 FOR UPDATE SKIP LOCKED"


@transaction.atomic
def mark_some() -> int:
    with connection.cursor() as cursor:
        cursor.execute(TAKE)
        taken = [row for (row,) in cursor.fetchall()]
        for row in taken:
            cursor.execute("INSERT INTO trial_marks VALUES (%s, %s)", [row, os.getpid()])
            time.sleep(0.02)
        cursor.execute("UPDATE trial_rows SET done = true WHERE id = ANY(%s)", [taken])
    return len(taken)


def mark_all(*, progress):
    while number := mark_some():
        progress(number)


JOBS["trial"] = Job(mark_all, "row")

"""How fast the machine is while it is measured: a shared processor's speed may double or halve in seconds.

Two things that the desk has no part in: a loop of Python's, and PostgreSQL turning plain text into
lexemes. Figures of two runs compare only as far as these do.
"""

import time

ADDITIONS = 1_000_000
ARTICLES = 2_000
# At its fastest on two such cores, in seconds; and what the targets were set beside, in articles/s.
BEST_ADDING = 0.25
USUAL_LEXING = 1_100
LEX = """
SELECT sum(length(to_tsvector('english', text))) FROM (
    SELECT text FROM claims_articlerevision ORDER BY id LIMIT %s
) texts
"""


def adding() -> float:
    """Return the seconds in which Python adds up five million numbers, by a fifth of them."""
    began, total = time.perf_counter(), 0
    for number in range(ADDITIONS):
        total += number
    return round((time.perf_counter() - began) * 5, 2)


def lexing() -> float:
    """Return how many stored articles a second PostgreSQL turns into lexemes, from memory, in one process."""
    from django.db import connection

    seconds = 0.0
    for _ in range(2):  # the first one reads them from the disk
        began = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(LEX, [ARTICLES])
            cursor.fetchall()
        seconds = time.perf_counter() - began
    return round(ARTICLES / seconds)

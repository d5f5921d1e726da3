"""Background jobs: queued with what they belong to, run by workers, minded when a worker is gone.

A ``Task`` row is the truth about a job. What lies in procrastinate's queue is a nudge that names the
row; a nudge too many does nothing, and a missing one is made again by ``rescue``.
"""

from claims.domain.jobs.minding import prune, rescue
from claims.domain.jobs.queueing import CALL, QUEUE, cancel, enqueue, retry
from claims.domain.jobs.running import ATTEMPTS, fail, finish, others_wait, put_back, report, start

__all__ = [
    "ATTEMPTS",
    "CALL",
    "QUEUE",
    "cancel",
    "enqueue",
    "fail",
    "finish",
    "others_wait",
    "prune",
    "put_back",
    "report",
    "rescue",
    "retry",
    "start",
]

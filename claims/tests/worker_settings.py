"""The desk's settings for the workers of test_worker.py, with one job more."""

from factcheck.settings import *  # noqa: F403

PROCRASTINATE_IMPORT_PATHS = ["claims.tasks", "claims.tests.worker_jobs"]

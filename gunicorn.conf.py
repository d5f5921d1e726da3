"""How gunicorn serves the desk: a few workers of several threads, each with its pool of connections."""

import gc
import os

wsgi_app = "factcheck.wsgi:application"
bind = os.environ.get("BIND", "0.0.0.0:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
# Loaded once and then forked: the workers start together, and share the memory of what they loaded.
preload_app = True
timeout = int(os.environ.get("WEB_TIMEOUT", "60"))
graceful_timeout = 20
keepalive = 5
# A worker is replaced before slow growth of its memory matters, not all of them at once.
max_requests = 20_000
max_requests_jitter = 2_000
# Only a proxy on one of these addresses may say that the browser came by https.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
control_socket_disable = True
accesslog = os.environ.get("ACCESS_LOG") or None
errorlog = "-"


def pre_fork(server, worker):
    """Keep what is loaded out of the collector: it is never garbage, and looking at it takes time and memory."""
    gc.collect()
    gc.freeze()


def post_fork(server, worker):
    """Collect less often: a page makes thousands of small things that go by themselves."""
    gc.set_threshold(20_000, 20, 20)

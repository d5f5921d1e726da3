"""The API is loaded by who asks for it, and by nobody else."""

import subprocess
import sys

PROGRAM = """
import sys, django
django.setup()
from django.urls import Resolver404, resolve, reverse
assert reverse("desk") == "/" and resolve("/claims/").url_name == "claim-list"
try:
    resolve("/no/such/page/")
except Resolver404:
    pass
assert "ninja" not in sys.modules and "pydantic" not in sys.modules, "a page loads the API"
assert reverse("desk-api:get_claim", args=[7]) == "/api/v1/claims/7"
assert resolve("/api/v1/claims/7").view_name == "desk-api:get_claim"
assert "ninja" in sys.modules
"""


def test_pages_do_not_wait_for_the_api():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

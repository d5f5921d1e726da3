"""Google's own clients, as they are, against the desk on this machine."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import httplib2
import pytest
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

NODE = shutil.which("node")
# A folder in which @googleapis/factchecktools was installed by npm: see .ci/run.
NODE_CLIENT = os.environ.get("NODE_CLIENT", "")
SCRIPT = Path(__file__).with_name("factchecktools.mjs")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def service(live_server, request):
    """The client, built from the description that comes with it, or from ours where the test asks for it."""
    given = {"developerKey": "any", "http": httplib2.Http()}
    if getattr(request, "param", False):
        given["discoveryServiceUrl"] = live_server.url + "/$discovery/rest?version={apiVersion}"
        given["static_discovery"] = False
    else:
        given["client_options"] = {"api_endpoint": live_server.url}
    made = build("factchecktools", "v1alpha1", **given)
    yield made
    made.close()


BOTH = pytest.mark.parametrize("service", [False, True], ids=["its-own-description", "ours"], indirect=True)


@BOTH
def test_it_reads_all_pages(service, publish):
    made = {publish(f"Claim number {number} about buses.").statement for number in range(7)}
    request = service.claims().search(query="buses", pageSize=3, languageCode="en-US", maxAgeDays=30)
    seen = []
    while request is not None:
        answer = request.execute()
        seen += [claim["text"] for claim in answer["claims"]]
        request = service.claims().search_next(request, answer)
    assert (len(seen), set(seen)) == (7, made)


@BOTH
def test_a_long_question_comes_as_a_post(service, publish):
    publish("The bridge fell.")
    request = service.claims().search(query="bridge " * 600)
    assert len(request.uri) > 2048
    assert [claim["text"] for claim in request.execute()["claims"]] == ["The bridge fell."]


@BOTH
def test_it_finds_nothing_by_an_image(service):
    assert service.claims().imageSearch(imageUri="https://example.org/a.jpg").execute() == {}


@BOTH
def test_it_understands_what_is_wrong(service):
    with pytest.raises(HttpError) as told:
        service.claims().search(pageSize=3).execute()
    assert told.value.status_code == 400
    assert told.value.reason == "Request contains an invalid argument."
    assert "query" in str(told.value.error_details)


@BOTH
def test_it_reads_pages_and_writes_none(service, publish, live_server):
    claim = publish("The bridge fell.")
    one = f"pages/{claim.slug}"
    page = service.pages().get(name=one).execute()
    assert page["versionId"] == "1"
    listed = service.pages().list(organization=live_server.url).execute()
    assert listed["claimReviewMarkupPages"] == [page]
    for request in (
        service.pages().create(body=page),
        service.pages().update(name=one, body=page),
        service.pages().delete(name=one),
    ):
        with pytest.raises(HttpError) as told:
            request.execute()
        assert told.value.status_code == 403
        assert "read-only" in told.value.reason


@pytest.mark.skipif(NODE is None, reason="Node is not installed")
@pytest.mark.skipif(not NODE_CLIENT, reason="NODE_CLIENT names no folder with @googleapis/factchecktools")
def test_the_client_for_node_reads_all_pages(live_server, publish):
    made = {publish(f"Claim number {number} about buses.").statement for number in range(5)}
    package = Path(NODE_CLIENT, "node_modules", "@googleapis", "factchecktools")
    assert package.is_dir(), f"NODE_CLIENT is set, and {package} is not there"
    done = subprocess.run(
        [str(NODE), str(SCRIPT), live_server.url, str(package)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert set(told["texts"]) == made
    assert told["pages"] == 3
    assert told["images"] == {}
    assert told["refused"] == 400

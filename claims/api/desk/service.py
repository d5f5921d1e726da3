"""The desk's API, put together: /api/v1/."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe
from ninja import NinjaAPI

from claims.api.desk import (
    account,
    articles,
    claims,
    evidence,
    export_jobs,
    exports,
    report_changes,
    rulings,
    verdicts,
)
from claims.api.desk.document import describe
from claims.api.desk.door import Bearer, machine_door
from claims.api.desk.handlers import add_handlers
from claims.api.desk.parsing import JsonParser

ABOUT = (
    "What the desk's pages do, for programs: the same rules, the same rights, the same log. A person makes a"
    " token on the page API tokens; it does what that person may do, within its scopes."
)

api = NinjaAPI(
    title="Factcheck desk",
    version="1",
    description=ABOUT,
    urls_namespace="desk-api",
    openapi_url=None,
    docs_url=None,
    parser=JsonParser(),
    # A view that forgot the door is shut: this asks for a token even where nobody thought of one.
    auth=Bearer(),
    servers=[{"url": "/", "description": "This desk"}],
    openapi_extra={"info": {"license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}},
)
add_handlers(api)
for part in (account, articles, claims, evidence, verdicts, rulings, report_changes, exports, export_jobs):
    api.add_router("", part.router)


@require_safe
def document(request: HttpRequest) -> HttpResponse:
    """Describe the API as OpenAPI 3.1. It holds nothing of the desk's, so anybody may read it."""
    response = JsonResponse(describe(api))
    response["Cache-Control"] = "public, max-age=300"
    return response


_views = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern)]
urlpatterns = [path("openapi.json", machine_door(document), name="openapi")]
urlpatterns += [
    path(str(pattern.pattern), machine_door(pattern.callback), name=pattern.name) for pattern in _views
]

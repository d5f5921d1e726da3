"""Whether the desk works, for machines that watch it."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from claims.views.middleware import open_to_all


@open_to_all
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 "ok" when the database answers, else 503 "fail"; strangers learn no more than that."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("fail\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")

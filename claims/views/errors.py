"""What people see when a request cannot be answered: what happened, what was kept, what to do."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def error_page(request: HttpRequest, *, status: int, title: str, message: str) -> HttpResponse:
    """Answer with a whole page, or for htmx with a notice that goes to the page's messages.

    A failure of our own (5xx) is told without the request's context, which may be what failed.
    """
    if request.headers.get("HX-Request"):
        notice = {"kind": "problem", "title": title, "text": message}
        response = HttpResponse(render_to_string("components/notice.html", notice), status=status)
        response["HX-Retarget"] = "#messages"
        response["HX-Reswap"] = "innerHTML"
        return response
    context = {"title": title, "message": message, "status": status}
    if status >= 500:
        context["desk_name"] = settings.DESK_NAME
        return HttpResponse(render_to_string("error.html", context), status=status)
    return render(request, "error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    message = "The request could not be read. Nothing was changed. Go back and try again."
    return error_page(request, status=400, title="That request could not be read", message=message)


def too_large(request: HttpRequest) -> HttpResponse:
    most = settings.REQUEST_MAX_BYTES // 2**20
    message = f"At most {most} MiB are taken at once. Nothing was stored. Go back and send fewer files."
    return error_page(request, status=413, title="That was too much at once", message=message)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    message = str(exception or "") or "Your role does not include this. Nothing was changed."
    return error_page(request, status=403, title="Not allowed", message=message)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    message = "There is no such page, or it is not yours to see."
    return error_page(request, status=404, title="Page not found", message=message)


def server_error(request: HttpRequest) -> HttpResponse:
    message = "Something went wrong on our side; nothing was changed. It is logged. Try again in a moment."
    return error_page(request, status=500, title="Something went wrong", message=message)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    message = (
        "This page was open for too long, or was opened before you signed in. Nothing was changed."
        " Go back, reload the page and send it again; what you typed is kept on your side."
    )
    return error_page(request, status=403, title="Please reload and send it again", message=message)

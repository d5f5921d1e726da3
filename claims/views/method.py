"""How the desk checks, for the public; and its logo."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.domain.checks.scale import steps
from claims.models import DeskSettings
from claims.views.middleware import open_to_all
from claims.views.public import base_url, desk_settings, last_changed, public


@open_to_all
@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """The scale, how sources are counted, how the desk corrects itself and how to complain."""
    context = {"steps": steps(), "base_url": base_url(request)}
    settings = desk_settings(request)
    response = render(request, "checks/method.html", context)
    return public(request, response, changed=last_changed(settings.changed_at))


@open_to_all
@require_safe
def logo(request: HttpRequest) -> HttpResponse:
    """The organisation's logo, where one was uploaded."""
    settings = DeskSettings.objects.exclude(logo=None).first()
    if settings is None:
        raise Http404
    response = HttpResponse(bytes(settings.logo or b""), content_type=settings.logo_type)
    response["Cross-Origin-Resource-Policy"] = "cross-origin"  # it stands in share previews elsewhere
    return public(request, response, changed=last_changed(settings.changed_at))

"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from claims.views.public import desk_settings


def desk(request: HttpRequest) -> dict[str, Any]:
    """The desk's name, whether it is a demonstration, and who publishes its checks (read when used)."""
    return {
        "desk_name": settings.DESK_NAME,
        "demo": settings.DEMO,
        "organisation": SimpleLazyObject(lambda: desk_settings(request)),
    }

"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def desk(request: HttpRequest) -> dict[str, Any]:
    return {"desk_name": settings.DESK_NAME, "demo": settings.DEMO}

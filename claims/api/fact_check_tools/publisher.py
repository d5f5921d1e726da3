"""Who publishes the checks, as this service tells it."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Organisation:
    """``site`` is the host of the checks without www; ``language`` (BCP-47) is what checks are written in."""

    name: str
    site: str
    language: str


def organisation(request: HttpRequest) -> Organisation:
    """Return who publishes the checks at the address that was asked."""
    return Organisation(
        name=settings.DESK_NAME,
        site=site_of(request.get_host()),
        language=settings.LANGUAGE_CODE.partition("-")[0],
    )


def site_of(address: str) -> str:
    """Return the host in an address or in what somebody calls a site, in small letters and without www."""
    address = address.strip().lower()
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")

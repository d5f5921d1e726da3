"""Who publishes the checks, as this service tells it."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import HttpRequest

from claims.models import DeskSettings


@dataclass(frozen=True, slots=True)
class Organisation:
    """``site`` is the host of the checks without www; ``language`` (BCP-47) is what checks are written in."""

    name: str
    site: str
    language: str


def organisation(request: HttpRequest) -> Organisation:
    """Return who publishes the checks at the address that was asked."""
    told = DeskSettings.current()
    return Organisation(name=told.name, site=site_of(request.get_host()), language=told.language)


def site_of(address: str) -> str:
    """Return the host in an address or in what somebody calls a site, in small letters and without www."""
    address = address.strip().lower()
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")

"""Who publishes the checks, as this service tells it."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import HttpRequest

from claims.domain.checks.claim_review import logo_address
from claims.domain.public_address import public_address
from claims.models import DeskSettings


@dataclass(frozen=True, slots=True)
class Organisation:
    """``site`` is the host of the checks without www; ``language`` (BCP-47) is what checks are written in.

    ``logo`` is the address of its logo, "" for none; ``base_url`` the desk's public one; ``also`` the host
    under which it was asked just now.
    """

    name: str
    site: str
    language: str
    base_url: str
    also: str
    logo: str

    def is_at(self, address: str) -> bool:
        """Say whether an address, or what somebody calls a site, is the desk's."""
        return site_of(address) in (self.site, self.also)


def organisation(request: HttpRequest) -> Organisation:
    """Return who publishes the checks, and where."""
    told, host = DeskSettings.current(), request.get_host()
    base_url = public_address(f"{request.scheme}://{host}")
    return Organisation(
        name=told.name,
        site=site_of(base_url),
        language=told.language,
        base_url=base_url,
        also=site_of(host),
        logo=logo_address(told, base_url=base_url),
    )


def site_of(address: str) -> str:
    """Return the host in an address or in what somebody calls a site, in small letters and without www."""
    address = address.strip().lower()
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")

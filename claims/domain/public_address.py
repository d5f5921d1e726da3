"""Where the public finds the desk: one address, under whatever name it was asked."""

from urllib.parse import urlsplit

from django.conf import settings

ON_THIS_MACHINE = "http://127.0.0.1:8000"
PORTS = {"http": 80, "https": 443}


def public_address(asked_at: str = ON_THIS_MACHINE) -> str:
    """Return the desk's address without a slash at the end: ``PUBLIC_URL`` where it is set, else ``asked_at``."""
    return settings.PUBLIC_URL or asked_at


def place_of(address: str) -> str:
    """Return the host of a web address in small letters, with its port unless it is the usual one; "" for none."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        return ""
    if not host or parts.scheme not in PORTS or "@" in parts.netloc:
        return ""
    return host if port in (None, PORTS[parts.scheme]) else f"{host}:{port}"


def is_ours(address: str, *, asked_at: str) -> bool:
    """Say whether an address leads to the desk: to its public one, or to where it was asked just now."""
    place = place_of(address)
    return bool(place) and place in (place_of(public_address(asked_at)), place_of(asked_at))

"""Whether a ClaimReview is one that its readers can take: rules of our own, in three profiles.

``google``: what Google's documentation of ClaimReview asks for, which Fact Check Explorer reads by.
``bing``: what Bing's help page asks for; it takes no check without numbers.
``desk``: what this desk promises on top.
"""

import math
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

PROFILES = ("google", "bing", "desk")
NUMBERS = ("ratingValue", "bestRating", "worstRating")
FALSE_WORDS = {"false", "pants on fire", "fake"}
TRUE_WORDS = {"true", "correct"}
ORGANISATIONS = {"Organization", "NewsMediaOrganization"}
THING = {"@type", "@id", "name", "url", "sameAs", "description", "image", "alternateName"}
WORK = THING | {
    "author", "publisher", "datePublished", "dateModified", "headline", "text", "inLanguage", "citation",
    "isBasedOn", "correction", "archivedAt", "creativeWorkStatus", "publishingPrinciples",
    "sdPublisher", "sdLicense", "sdDatePublished", "interpretedAsClaim",
}  # fmt: skip
ORGANISATION = THING | {"logo", "publishingPrinciples", "correctionsPolicy"}
PROPERTIES = {
    "ClaimReview": WORK | {"@context", "claimReviewed", "itemReviewed", "reviewRating", "reviewBody", "reviewAspect"},
    "Claim": WORK | {"appearance", "firstAppearance", "claimInterpreter"},
    "Rating": THING | {*NUMBERS, "ratingExplanation", "author", "reviewAspect"},
    "CreativeWork": WORK,
    "CorrectionComment": WORK,
    "Organization": ORGANISATION,
    "NewsMediaOrganization": ORGANISATION | {"verificationFactCheckingPolicy", "ethicsPolicy", "masthead"},
    "Person": THING | {"jobTitle"},
}  # fmt: skip
# What has to be an object of its own, and of which types; None: any that is known.
OBJECTS: dict[str, set[str] | None] = {
    "reviewRating": {"Rating"},
    "itemReviewed": None,
    "author": ORGANISATIONS | {"Person"},
    "publisher": ORGANISATIONS | {"Person"},
    "sdPublisher": ORGANISATIONS | {"Person"},
}
TEXTS = {
    "claimReviewed", "alternateName", "name", "headline", "text", "reviewBody", "ratingExplanation",
    "inLanguage", "jobTitle",
}  # fmt: skip
ADDRESSES = {"url", "logo"}
DEPTH = 50  # no sample that means anything goes deeper
DATES = {"datePublished", "dateModified", "sdDatePublished"}
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def problems(data: Any, *, profile: str = "desk", host: str = "") -> list[str]:
    """Return what is wrong with a ClaimReview, each with the path of the property; empty when nothing is.

    ``host``: that of the page it stands on. Raises ValueError for an unknown profile.
    """
    if profile not in PROFILES:
        raise ValueError(f"no profile {profile!r}")
    if not isinstance(data, Mapping):
        return ["$: not an object"]
    found = list(_shape(data, "$"))
    found += _identity(data, host)
    found += _rating(data.get("reviewRating"), profile)
    if profile == "bing":
        found += _bing(data)
    if profile == "desk":
        found += _desk(data)
    return found


def _shape(value: Any, path: str, depth: int = 0) -> Iterator[str]:
    """Walk all of it: nothing empty, no unknown property, objects, texts, dates and addresses that are some."""
    if depth > DEPTH:
        yield f"{path}: too deep"
    elif value is None or value == "" or value == [] or value == {}:
        yield f"{path}: empty; leave it out"
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value):
            yield from _shape(item, f"{path}[{number}]", depth + 1)
    elif isinstance(value, Mapping):
        known = PROPERTIES.get(str(value.get("@type")))
        if "@type" in value and known is None:
            yield f"{path}.@type: {value['@type']!r} is not expected here"
        for name, item in value.items():
            if known is not None and name not in known:
                yield f"{path}.{name}: no property of {value['@type']}"
            yield from _shape(item, f"{path}.{name}", depth + 1)
            yield from _kind(name, item, f"{path}.{name}")


def _kind(name: str, item: Any, path: str) -> Iterator[str]:
    """Say where a property is not the kind of thing that it has to be; what is empty was said before."""
    if item is None or item == "":
        return
    if name in OBJECTS:
        types = OBJECTS[name]
        if not isinstance(item, Mapping):
            yield f"{path}: {item!r} is no object with a type"
        elif not _type(item):
            yield f"{path}.@type: missing"
        elif types is not None and _type(item) not in types:
            yield f"{path}.@type: not one of {', '.join(sorted(types))}"
    elif name in DATES and not _is_date(item):
        yield f"{path}: {item!r} is no ISO 8601 date"
    elif name in TEXTS and not isinstance(item, str):
        yield f"{path}: {item!r} is no text"
    elif name in ADDRESSES and not _is_address(item):
        yield f"{path}: {item!r} is no absolute http(s) address"


def _identity(data: Mapping[str, Any], host: str) -> Iterator[str]:
    if str(data.get("@context", "")).rstrip("/") not in ("https://schema.org", "http://schema.org"):
        yield "$.@context: not schema.org alone"
    if data.get("@type") != "ClaimReview":
        yield "$.@type: not ClaimReview"
    for name in ("claimReviewed", "url", "reviewRating"):
        if not data.get(name):
            yield f"$.{name}: missing"
    own = _host(data.get("url"))
    if host and own != host and not own.endswith(f".{host}"):
        yield f"$.url: not on {host}"


def _rating(rating: Any, profile: str) -> Iterator[str]:
    if not isinstance(rating, Mapping):
        return
    word = rating.get("alternateName") or rating.get("name")
    if not word:
        yield "$.reviewRating.alternateName: missing"
    given = [name for name in NUMBERS if rating.get(name) is not None]
    if not given:
        if profile == "bing":
            yield "$.reviewRating.ratingValue: missing"
        return
    if len(given) < len(NUMBERS):
        yield "$.reviewRating: one of value, best and worst without the others"
        return
    value, best, worst = (_number(rating[name]) for name in NUMBERS)
    if value is None or best is None or worst is None:
        yield "$.reviewRating: not numbers"
        return
    if not best > worst:
        yield "$.reviewRating.bestRating: not above the worst"
    elif not worst <= value <= best:
        yield "$.reviewRating.ratingValue: outside worst and best"
    if str(word).lower() in FALSE_WORDS and value != worst:
        yield "$.reviewRating.ratingValue: false is not the worst; is the scale upside down?"
    if str(word).lower() in TRUE_WORDS and value != best:
        yield "$.reviewRating.ratingValue: true is not the best; is the scale upside down?"
    if str(word).lower() in {"unproven", "unverified"}:
        yield "$.reviewRating.ratingValue: a number for what could not be established"


def _bing(data: Mapping[str, Any]) -> Iterator[str]:
    if not _name(data.get("author")):
        yield "$.author.name: missing"
    if not data.get("datePublished"):
        yield "$.datePublished: missing"
    item = data.get("itemReviewed")
    if not isinstance(item, Mapping) or not _name(item.get("author")):
        yield "$.itemReviewed.author.name: missing"


def _desk(data: Mapping[str, Any]) -> Iterator[str]:
    for name in ("author", "publisher"):
        about = data.get(name)
        if not isinstance(about, Mapping) or not _name(about):
            yield f"$.{name}.name: missing"
        elif _type(about) not in ORGANISATIONS:
            yield f"$.{name}.@type: not an organisation"
        elif not about.get("url"):
            yield f"$.{name}.url: missing"
    for name in (
        "datePublished",
        "dateModified",
        "inLanguage",
        "reviewBody",
        "sdPublisher",
        "sdDatePublished",
    ):
        if not data.get(name):
            yield f"$.{name}: missing"
    if data.get("inLanguage") and not LANGUAGE.fullmatch(str(data["inLanguage"])):
        yield "$.inLanguage: no language tag"
    item = data.get("itemReviewed")
    if not isinstance(item, Mapping) or _type(item) != "Claim":
        yield "$.itemReviewed: no Claim"
    if str(data.get("dateModified", "")) < str(data.get("datePublished", "")):
        yield "$.dateModified: before datePublished"
    if data.get("dateModified") != data.get("datePublished") and not data.get("correction"):
        yield "$.correction: missing, though the check was changed"


def _name(about: Any) -> str:
    return str(about.get("name") or "") if isinstance(about, Mapping) else ""


def _type(about: Mapping[str, Any]) -> str:
    """Return the one type of an object, "" where there is none."""
    named = about.get("@type")
    return named if isinstance(named, str) else ""


def _number(value: Any) -> float | None:
    """Return a number, or a text that is one; None for anything else: a yes or no is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def _is_date(value: Any) -> bool:
    try:
        return bool(datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value))
    except (TypeError, ValueError):
        return False


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and bool(re.match("https?://", value, re.IGNORECASE)) and bool(_host(value))


def _host(value: Any) -> str:
    """Return the host of an address, "" for what is none."""
    try:
        return urlsplit(value).hostname or "" if isinstance(value, str) else ""
    except ValueError:
        return ""

"""A check as schema.org ClaimReview, for those who collect checks.

Vocabulary of schema.org 30. What is not known is left out, never null. Numbers rise with truth, and a
label outside the scale carries its word alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from claims.domain.checks.scale import BEST, VALUES, WORST
from claims.domain.naming import known_publisher
from claims.domain.speech.naming import kind_of
from claims.models import DeskSettings, Ruling
from claims.vocabulary import ClaimantKind, Label, RulingKind, Stance

CONTEXT = "https://schema.org"
AUTHOR_TYPES = {
    ClaimantKind.PERSON: "Person",
    ClaimantKind.ORGANISATION: "Organization",
    "body": "Organization",
}
# Small words inside the names of people.
PARTICLES = {"al", "bin", "da", "de", "del", "der", "di", "dos", "du", "ibn", "la", "le", "ter", "van", "von"}


def check_address(slug: str, *, base_url: str) -> str:
    """Return where the public reads a check; ``base_url`` has no slash at its end."""
    return f"{base_url}/checks/{slug}/"


def logo_address(settings: DeskSettings, *, base_url: str) -> str:
    """Return where the organisation's logo is, "" where it has none."""
    return f"{base_url}/logo" if settings.has_logo else settings.logo_url


def first_said(said_in: Sequence[dict[str, str]]) -> dict[str, str]:
    """Return the earliest of the dated articles that a claim stands in; empty where none is dated."""
    return min((place for place in said_in if place["date"]), key=lambda place: place["date"], default={})


def organisation(settings: DeskSettings, *, base_url: str) -> dict[str, Any]:
    """Return who publishes the checks, as schema.org has it."""
    method = f"{base_url}/method/"
    about = {
        "@type": "NewsMediaOrganization" if settings.is_news_organisation else "Organization",
        "name": settings.name,
        "url": settings.url or f"{base_url}/checks/",
        "logo": logo_address(settings, base_url=base_url),
        "sameAs": settings.elsewhere,
        "publishingPrinciples": method,
        "correctionsPolicy": f"{method}#corrections",
    }
    if settings.is_news_organisation:
        about["verificationFactCheckingPolicy"] = f"{method}#method"
    return _known(about)


def claim_review(
    ruling: Ruling, *, base_url: str, settings: DeskSettings, versions: Sequence[Ruling] = ()
) -> dict[str, Any]:
    """Return a ruling as ClaimReview, with ``@context``; keys whose value is unknown are left out.

    ``ruling`` comes fetched with its claim. ``versions`` are the check's versions up to this one, in any
    order: they give the first day of publication and the corrections. Without them a later version only
    knows its own note. Pure. Raises ValueError for a withdrawal: what no longer holds has no rating.
    """
    if ruling.kind == RulingKind.WITHDRAWAL:
        raise ValueError("a withdrawn check has no rating")
    address = check_address(ruling.claim.slug or "", base_url=base_url)
    publisher = organisation(settings, base_url=base_url)
    known = [version for version in versions if version.number <= ruling.number] or [ruling]
    first = min(known, key=lambda version: version.number)
    return _known(
        {
            "@context": CONTEXT,
            "@type": "ClaimReview",
            "@id": f"{address}#claimreview",
            "url": address,
            "claimReviewed": ruling.statement,
            "author": publisher,
            "publisher": publisher,
            "datePublished": stamp(first.created_at) if first.number == 1 else "",
            "dateModified": stamp(ruling.created_at),
            "inLanguage": settings.language,
            "itemReviewed": _item_reviewed(ruling),
            "reviewRating": rating(ruling),
            "reviewBody": "\n\n".join(
                filter(None, (ruling.summary, ruling.explanation, ruling.unestablished))
            ),
            "correction": [_correction(version) for version in _changes(known)],
            "citation": list(_citations(ruling.evidence)),
            "isBasedOn": _addresses(item for item in ruling.evidence if item["stance"] != Stance.CONTEXT),
            "sdPublisher": {key: publisher[key] for key in ("@type", "name", "url")},
            "sdLicense": settings.licence,
            "sdDatePublished": stamp(ruling.created_at),
        }
    )


def withdrawal(ruling: Ruling, *, base_url: str, settings: DeskSettings) -> dict[str, Any]:
    """Return what stands in the place of a withdrawn check: that it was withdrawn, and why; no rating."""
    return _known(
        {
            "@context": CONTEXT,
            "@type": "CreativeWork",
            "url": check_address(ruling.claim.slug or "", base_url=base_url),
            "publisher": organisation(settings, base_url=base_url),
            "creativeWorkStatus": "Withdrawn",
            "dateModified": stamp(ruling.created_at),
            "correction": [_correction(ruling)],
        }
    )


def rating(ruling: Ruling) -> dict[str, Any]:
    """Return the label as a Rating: its word, and its number where it stands on the scale."""
    label = Label(ruling.label)
    about: dict[str, Any] = {"@type": "Rating", "alternateName": str(label.label)}
    if label in VALUES:
        about |= {"ratingValue": VALUES[label], "bestRating": BEST, "worstRating": WORST}
    return about | {"ratingExplanation": ruling.summary}


def stamp(moment: datetime) -> str:
    """Return a moment as RFC 3339 in UTC, to the second."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def author_type(name: str, *, kind: str = "") -> str:
    """Return what a claimant is in schema.org: as people said, else as the name tells, else by its capitals."""
    told = AUTHOR_TYPES.get(kind or kind_of(name))
    if told:
        return told
    words = [word for word in name.split() if word not in PARTICLES]
    return "Person" if words and all(word[0].isupper() for word in words) else "Organization"


def _item_reviewed(ruling: Ruling) -> dict[str, Any]:
    first = first_said(ruling.said_in)
    name = ruling.claimant_name
    author = {"@type": author_type(name, kind=ruling.claimant_kind), "name": name} if name else {}
    return _known(
        {
            "@type": "Claim",
            "text": ruling.statement,
            "author": author,
            "datePublished": ruling.claimed_on.isoformat() if ruling.claimed_on else "",
            "firstAppearance": _article(first) if first else {},
            "appearance": [_article(place) for place in ruling.said_in],
        }
    )


def _article(place: dict[str, str]) -> dict[str, Any]:
    return _known(
        {
            "@type": "CreativeWork",
            "url": place["url"],
            "headline": place["title"],
            "datePublished": place["date"],
            "publisher": _publisher(place["publisher"]),
        }
    )


def _changes(versions: Iterable[Ruling]) -> list[Ruling]:
    changed = [version for version in versions if version.note]
    return sorted(changed, key=lambda version: version.number)


def _correction(version: Ruling) -> dict[str, Any]:
    return {"@type": "CorrectionComment", "text": version.note, "datePublished": stamp(version.created_at)}


def _citations(evidence: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield each page that the evidence stands on, once."""
    seen: set[str] = set()
    for item in evidence:
        if item["url"] and item["url"] not in seen:
            seen.add(item["url"])
            yield _known(
                {
                    "@type": "CreativeWork",
                    "url": item["url"],
                    "headline": item["title"],
                    "datePublished": item["date"],
                    "publisher": _publisher(item["source"]),
                }
            )


def _publisher(name: str) -> dict[str, str]:
    """Return who published an article; nobody where the desk doesn't know, whenever that was noted."""
    return {"@type": "Organization", "name": name} if known_publisher(name) else {}


def _addresses(evidence: Iterable[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(item["url"] for item in evidence if item["url"]))


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is not known."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}

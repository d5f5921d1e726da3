"""How machines find the checks: feed, sitemap, bulk data, robots.txt and the description of the search."""

import hashlib
import json
from collections.abc import Iterator
from urllib.parse import quote
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from claims.domain.checks import standing
from claims.domain.checks.claim_review import CONTEXT, check_address, claim_review, organisation, stamp
from claims.domain.checks.standing import Check, State
from claims.models import DeskSettings, Report, Ruling
from claims.views.middleware import open_to_all
from claims.views.paging import page_of
from claims.views.public import (
    base_url,
    desk_settings,
    for_programs,
    last_changed,
    public,
    public_stream,
    xml_text,
)
from claims.vocabulary import RulingKind

FEED_SIZE = 50
SITEMAP_SIZE = 50_000  # addresses that a sitemap may hold
ATOM = "http://www.w3.org/2005/Atom"
SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
SEARCHES = "http://a9.com/-/spec/opensearch/1.1/"
XML = '<?xml version="1.0" encoding="utf-8"?>\n'
BEFORE_ALL = "1970-01-01T00:00:00Z"
# Raised when these files are written differently: what readers have kept is then no longer the same.
EDITION = 2
# What robots may read; all else is the desk's own.
FOR_ROBOTS = ("/checks/", "/reports/", "/method/", "/logo", "/static/", "/sitemap", "/opensearch.xml")


def _xml(root: ET.Element, content_type: str) -> HttpResponse:
    text = XML.encode() + ET.tostring(root, encoding="utf-8") + b"\n"
    return HttpResponse(text, content_type=f"{content_type}; charset=utf-8")


def _add(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, tag, {name: xml_text(value) for name, value in attributes.items()})
    element.text = xml_text(text) or None
    return element


@open_to_all
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The checks as they last changed, newest first, as Atom; a withdrawn one says so in its last entry."""
    base, settings = base_url(request), desk_settings(request)
    page = page_of(standing.with_slugs(Ruling.objects.latest_versions()), request.GET, size=FEED_SIZE)
    address = base + reverse("check-feed")
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": settings.language})
    _add(root, "id", address)
    _add(root, "title", f"Checks by {settings.name}")
    _add(root, "updated", stamp(page.rows[0].created_at) if page.rows else BEFORE_ALL)
    _add(_add(root, "author"), "name", settings.name)
    _add(root, "link", rel="self", type="application/atom+xml", href=address + _query(request))
    _add(root, "link", rel="alternate", type="text/html", href=base + reverse("check-list"))
    for rel, query in (("next", page.older_url), ("previous", page.newer_url)):
        if query:
            _add(root, "link", rel=rel, type="application/atom+xml", href=address + query)
    if settings.licence:
        _add(root, "link", rel="license", href=settings.licence)
    for check in standing.with_versions(page.rows):
        _entry(root, check, base=base)
    changed = last_changed(*[ruling.created_at for ruling in page.rows[:1]], settings.changed_at)
    return for_programs(public(request, _xml(root, "application/atom+xml"), changed=changed))


def _query(request: HttpRequest) -> str:
    kept = {name: request.GET[name] for name in ("after", "before") if name in request.GET}
    return "?" + "&".join(f"{name}={quote(value)}" for name, value in kept.items()) if kept else ""


def _entry(root: ET.Element, check: Check, *, base: str) -> None:
    ruling, first = check.current, check.versions[0]
    address = check_address(ruling.claim.slug or "", base_url=base)
    is_withdrawn = ruling.kind == RulingKind.WITHDRAWAL
    word = "Withdrawn" if is_withdrawn else ruling.get_label_display()
    entry = _add(root, "entry")
    _add(entry, "id", address)
    _add(entry, "title", f"{word}: {ruling.statement}")
    _add(entry, "link", rel="alternate", type="text/html", href=address)
    if not is_withdrawn:
        data = f"{base}{reverse('check-data', args=[ruling.claim.slug])}"
        _add(entry, "link", rel="alternate", type="application/ld+json", href=data)
        _add(entry, "category", term=ruling.label, label=word)
    _add(entry, "published", stamp(first.created_at))
    _add(entry, "updated", stamp(ruling.created_at))
    if is_withdrawn:
        _add(entry, "summary", f"This check was withdrawn. {ruling.note}", type="text")
        return
    _add(entry, "summary", ruling.summary, type="text")
    notes = [f"Corrected: {version.note}" for version in check.versions if version.note]
    texts = [*reversed(notes), ruling.summary, *ruling.explanation.split("\n\n")]
    if ruling.unestablished:
        texts += ["What we could not establish:", *ruling.unestablished.split("\n\n")]
    content = "".join(f"<p>{escape(text)}</p>" for text in texts if text.strip())
    _add(entry, "content", content, type="html")


@open_to_all
@require_safe
def sitemap(request: HttpRequest) -> HttpResponseBase:
    """Every check that stands, with the day it last changed; an index of parts where they are many."""
    base = base_url(request)
    parts = standing.parts(size=SITEMAP_SIZE)
    if len(parts) < 2:
        first = parts[0].first if parts else 0
        return _addresses(request, first=first, pages=True)
    root = ET.Element("sitemapindex", {"xmlns": SITEMAPS})
    _add(_add(root, "sitemap"), "loc", base + reverse("sitemap-part", args=[0]))
    for part in parts:
        entry = _add(root, "sitemap")
        _add(entry, "loc", base + reverse("sitemap-part", args=[part.first]))
        _add(entry, "lastmod", stamp(part.changed_at))
    return public(request, _xml(root, "application/xml"), changed=None)


@open_to_all
@require_safe
def sitemap_part(request: HttpRequest, first: int) -> HttpResponseBase:
    """One part of the sitemap, from a claim on; part 0 holds the pages that are no checks."""
    return _addresses(request, first=min(first, 2**63 - 1), pages=first == 0)


def _addresses(request: HttpRequest, *, first: int, pages: bool) -> HttpResponseBase:
    base, state = base_url(request), standing.state()
    reports = Report.objects.standing().published().order_by("pk")
    newest = reports.aggregate(newest=Max("latest_version"), number=Count("pk")) if pages else {}

    def written() -> Iterator[str]:
        yield f'{XML}<urlset xmlns="{SITEMAPS}">\n'
        if pages:
            changed = f"<lastmod>{stamp(state.at)}</lastmod>" if state.at else ""
            yield f"<url><loc>{escape(base + reverse('check-list'))}</loc>{changed}</url>\n"
            yield f"<url><loc>{escape(base + reverse('method'))}</loc></url>\n"
            for slug, changed_at in reports.values_list("slug", "latest_version__published_at").iterator():
                loc = escape(base + reverse("public-report", args=[slug]))
                yield f"<url><loc>{loc}</loc><lastmod>{stamp(changed_at)}</lastmod></url>\n"
        if first:
            for slug, changed_at in standing.addresses(first=first, most=SITEMAP_SIZE):
                loc = escape(check_address(slug, base_url=base))
                yield f"<url><loc>{loc}</loc><lastmod>{stamp(changed_at)}</lastmod></url>\n"
        yield "</urlset>\n"

    response = StreamingHttpResponse(_in_pieces(written()), content_type="application/xml; charset=utf-8")
    return public_stream(request, response, etag=_etag(state, base, str(first), str(newest)))


@open_to_all
@require_safe
def bulk(request: HttpRequest) -> HttpResponseBase:
    """Every check as ClaimReview in one DataFeed, written while it is read; withdrawn ones have no review."""
    base, settings, state = base_url(request), desk_settings(request), standing.state()
    publisher = organisation(settings, base_url=base)
    head = {
        "@context": CONTEXT,
        "@type": "DataFeed",
        "name": f"Checks by {settings.name}",
        "publisher": publisher,
    }
    if state.at:
        head["dateModified"] = stamp(state.at)
    if settings.licence:
        head["license"] = settings.licence

    def written() -> Iterator[str]:
        yield json.dumps(head, ensure_ascii=False)[:-1] + ', "dataFeedElement": ['
        separator = "\n"
        for check in standing.checks():
            item = _feed_item(check, base=base, settings=settings)
            yield separator + json.dumps(item, ensure_ascii=False)
            separator = ",\n"
        yield "\n]}\n"

    response = StreamingHttpResponse(_in_pieces(written()), content_type="application/json; charset=utf-8")
    changed = settings.changed_at.isoformat() if settings.changed_at else ""
    return for_programs(public_stream(request, response, etag=_etag(state, base, changed)))


def _feed_item(check: Check, *, base: str, settings: DeskSettings) -> dict[str, object]:
    ruling = check.current
    changed = stamp(ruling.created_at)
    item: dict[str, object] = {
        "@type": "DataFeedItem",
        "url": check_address(ruling.claim.slug or "", base_url=base),
        "dateCreated": stamp(check.versions[0].created_at),
        "dateModified": changed,
    }
    if ruling.kind == RulingKind.WITHDRAWAL:
        return item | {"dateDeleted": changed, "item": []}
    review = claim_review(ruling, base_url=base, settings=settings, versions=check.versions)
    del review["@context"]  # the feed's own stands for all
    return item | {"item": [review]}


def _etag(state: State, *what: str) -> str:
    text = "|".join([str(EDITION), str(state.last), *what])
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _in_pieces(texts: Iterator[str], *, size: int = 64 * 1024) -> Iterator[bytes]:
    """Join short texts, so that a long answer is not sent by the line."""
    waiting: list[str] = []
    length = 0
    for text in texts:
        waiting.append(text)
        length += len(text)
        if length >= size:
            yield "".join(waiting).encode()
            waiting, length = [], 0
    yield "".join(waiting).encode()


@open_to_all
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Robots read what is published; the desk's own pages are none of theirs."""
    lines = ["User-agent: *", *(f"Allow: {path}" for path in FOR_ROBOTS), "Disallow: /", ""]
    lines.append(f"Sitemap: {base_url(request)}{reverse('sitemap')}")
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    return public(request, response, changed=None)


@open_to_all
@require_safe
def search_description(request: HttpRequest) -> HttpResponse:
    """How browsers search the checks, as OpenSearch describes it."""
    base, settings = base_url(request), desk_settings(request)
    root = ET.Element("OpenSearchDescription", {"xmlns": SEARCHES})
    _add(root, "ShortName", settings.name[:16].strip())
    _add(root, "LongName", f"Checks by {settings.name}"[:48])
    _add(root, "Description", f"Find claims that {settings.name} has checked.")
    page = f"{base}{reverse('check-list')}?q={{searchTerms}}"
    _add(root, "Url", type="text/html", method="get", template=page)
    itself = base + reverse("search-description")
    _add(root, "Url", type="application/opensearchdescription+xml", rel="self", template=itself)
    if settings.has_logo:
        _add(root, "Image", base + reverse("logo"), type=settings.logo_type)
    _add(root, "Language", settings.language)
    _add(root, "InputEncoding", "UTF-8")
    response = _xml(root, "application/opensearchdescription+xml")
    return public(request, response, changed=None)

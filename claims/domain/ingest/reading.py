"""Read what people bring: the bytes of a file, or text from a form, become a draft."""

from dataclasses import replace
from datetime import date
from pathlib import PurePath

from django.conf import settings

from claims.domain.ingest.decoding import ACCEPTED, decode
from claims.domain.ingest.drafts import BYLINE_LIMIT, PUBLISHER_LIMIT, Draft, check_url
from claims.domain.ingest.opening import read_opening, shorten
from claims.domain.ingest.pages import read_page
from claims.domain.refusals import Refused
from claims.domain.text import TextRefused, normalise

MEDIA_TYPES = {
    ".txt": "text/plain",
    ".text": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
}
PAGES = frozenset(["text/html", "application/xhtml+xml"])


def read(
    raw: bytes,
    *,
    filename: str = "",
    media_type: str = "",
    title: str = "",
    publisher: str = "",
    byline: str = "",
    url: str = "",
    published_on: date | None = None,
    language: str = "",
) -> Draft:
    """Read the bytes of a .txt, .md or .html file into a draft for ``store_article``.

    What is given stands; what isn't is taken from the page's metadata or the text's first lines. The
    suffix of ``filename`` decides what it is, else ``media_type``. Raises Refused with a message for
    people: too large, another format, an encoding that can't be told, no text in it.
    """
    if len(raw) > settings.ARTICLE_MAX_BYTES:
        limit = settings.ARTICLE_MAX_BYTES // 2**20
        raise Refused(f"The file has {len(raw):,} bytes; at most {limit} MiB are taken.")
    kind = _media_type(filename, media_type)
    text, encoding = decode(raw, media_type=media_type, is_html=kind in PAGES)
    text = _normal(text)
    if not text.strip():
        raise Refused("There is no text in it.", field="text")
    if kind in PAGES or _looks_like_page(text):
        kind = kind if kind in PAGES else "text/html"
        draft = _from_page(text)
    else:
        draft = _from_text(text)
    return replace(
        draft,
        title=title or draft.title,
        publisher=publisher or draft.publisher,
        byline=byline or draft.byline,
        url=url or draft.url,
        published_on=published_on or draft.published_on,
        language=language or draft.language,
        media_type=kind,
        # Bytes of a name that are not UTF-8 stand in it as halves of characters.
        filename=PurePath(filename).name.encode("utf-8", "replace").decode(),
        raw=raw,
        encoding=encoding,
    )


def read_text(
    text: str,
    *,
    title: str = "",
    publisher: str = "",
    byline: str = "",
    url: str = "",
    published_on: date | None = None,
    language: str = "",
) -> Draft:
    """Make a draft of pasted text; title, byline and date that aren't given come from its first lines.

    Raises Refused for characters that cannot be stored.
    """
    draft = _from_text(_normal(text))
    return replace(
        draft,
        title=title or draft.title,
        publisher=publisher,
        byline=byline or draft.byline,
        url=url,
        published_on=published_on or draft.published_on,
        language=language,
    )


def _media_type(filename: str, media_type: str) -> str:
    suffix = PurePath(filename).suffix.lower()
    if suffix in MEDIA_TYPES:
        return MEDIA_TYPES[suffix]
    given = media_type.split(";")[0].strip().lower()
    if given in MEDIA_TYPES.values():
        return given
    if suffix and not given.startswith("text/"):
        raise Refused(f"Files that end in {suffix[:20]} are not taken. {ACCEPTED}")
    return "text/plain"


def _looks_like_page(text: str) -> bool:
    return text[:200].lstrip().lower().startswith(("<!doctype html", "<html"))


def _normal(text: str) -> str:
    try:
        return normalise(text)
    except TextRefused as refusal:
        raise Refused(str(refusal), field="text") from None


def _from_text(text: str) -> Draft:
    opening = read_opening(text)
    return Draft(text=text, title=opening.title, byline=opening.byline, published_on=opening.published_on)


def _from_page(text: str) -> Draft:
    page = read_page(text)
    return Draft(
        text=_normal(page.text),
        title=page.title or read_opening(page.text).title,
        byline=shorten(" ".join(page.byline.split()), BYLINE_LIMIT),
        publisher=shorten(" ".join(page.publisher.split()), PUBLISHER_LIMIT),
        url=_own_address(page.url),
        published_on=page.published_on,
        coverage=page.coverage,
    )


def _own_address(url: str) -> str:
    """Return the address that a page gives as its own, or '' when it is none: that's no reason to refuse it."""
    try:
        return check_url(url)
    except Refused:
        return ""

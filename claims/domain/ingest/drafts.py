"""What comes in, before it is an article, and the rules it has to pass."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from claims.domain.ingest.dates import EARLIEST, LATEST
from claims.domain.ingest.opening import read_opening, shorten
from claims.domain.refusals import Refused
from claims.domain.text import TextRefused, guess_language, normalise
from claims.vocabulary import UNKNOWN_PUBLISHER

TITLE_LIMIT, BYLINE_LIMIT, PUBLISHER_LIMIT, URL_LIMIT = 500, 300, 200, 2048
LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(?=$|[-_])")
# What PostgreSQL's own check of addresses asks for, and no blanks, controls or backslashes anywhere.
WEB_ADDRESS = re.compile(
    r"(?P<site>https?://(?:\[[0-9a-f:.]+\]|[^\s/@?#\\:\[\]]+)(?::(?P<port>[0-9]{1,5}))?)"
    r"(?P<rest>[/?#][^\s\\\x00-\x1f\x7f]*)?\Z",
    re.IGNORECASE,
)
HIGHEST_PORT = 65535


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An article as it came in. Only ``text`` is needed; a form may make one directly.

    ``raw`` are the bytes that it was read from, kept beside the article. ``coverage`` is the share
    (0 to 1) of the source's visible characters that ``text`` holds. ``source`` names the file and
    line, for messages.
    """

    text: str
    title: str = ""
    publisher: str = ""
    byline: str = ""
    url: str = ""
    published_on: date | None = None
    language: str = ""
    media_type: str = "text/plain"
    filename: str = ""
    raw: bytes | None = None
    encoding: str = ""
    coverage: float = 1.0
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Something offered that could not even be read as a draft: where it stood, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A draft that passed every rule that needs no database; its fields are as they will be stored."""

    text: str
    sha256: str
    title: str
    publisher: str
    byline: str
    url: str
    url_sha256: str | None
    published_on: date | None
    language: str


def prepare(draft: Draft) -> Prepared:
    """Normalise and check a draft. Raises Refused, saying which field and why."""
    text = _normal(draft.text, "text")
    if not text.strip():
        raise Refused("There is no text in it.", field="text")
    encoded = text.encode()
    if len(encoded) > settings.ARTICLE_MAX_BYTES:
        limit = settings.ARTICLE_MAX_BYTES // 2**20
        raise Refused(f"The text has {len(encoded):,} bytes; at most {limit} MiB are taken.", field="text")
    url = check_url(draft.url)
    if draft.published_on and not EARLIEST <= draft.published_on <= LATEST:
        raise Refused("The date must lie between 1400 and 2999.", field="published_on")
    publisher = _line(draft.publisher, "publisher") or UNKNOWN_PUBLISHER
    if len(publisher) > PUBLISHER_LIMIT:
        raise Refused(f"Keep the publisher's name under {PUBLISHER_LIMIT} characters.", field="publisher")
    given_language = LANGUAGE_CODE.match(draft.language.strip().lower())
    return Prepared(
        text=text,
        sha256=hashlib.sha256(encoded).hexdigest(),
        title=shorten(_line(draft.title, "title") or read_opening(text).title, TITLE_LIMIT),
        publisher=publisher,
        byline=shorten(_line(draft.byline, "byline"), BYLINE_LIMIT),
        url=url,
        url_sha256=hashlib.sha256(url.encode()).hexdigest() if url else None,
        published_on=draft.published_on,
        language=given_language[0] if given_language else guess_language(text),
    )


def fingerprint(*, publisher: str, text: str) -> str:
    """Return what makes an article the same one: the hex SHA-256 of publisher (case aside) and text."""
    return hashlib.sha256(f"{publisher.casefold()}\n{text}".encode()).hexdigest()


def check_url(url: str) -> str:
    """Return a web address with its scheme and host in small letters; '' stays ''. Raises Refused."""
    url = _normal(url, "url").strip()
    if not url:
        return ""
    if len(url) > URL_LIMIT:
        raise Refused(f"The address has more than {URL_LIMIT} characters.", field="url")
    found = WEB_ADDRESS.match(url)
    if found is None or not 0 < int(found["port"] or 80) <= HIGHEST_PORT:
        raise Refused(
            "The address must start with http:// or https:// and hold no user name and no blanks.",
            field="url",
        )
    return found["site"].lower() + (found["rest"] or "")


def _line(value: str, field: str) -> str:
    return " ".join(_normal(value, field).split())


def _normal(value: str, field: str) -> str:
    try:
        return normalise(value)
    except TextRefused as refusal:
        raise Refused(str(refusal), field=field) from None

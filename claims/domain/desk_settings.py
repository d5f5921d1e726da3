"""Changing what the desk tells the public of itself."""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from claims.domain import access, audit
from claims.domain.evidence import check_web_address
from claims.domain.refusals import Refused
from claims.domain.typed import clean_line, clean_text
from claims.models import DeskSettings, User
from claims.models.desk_settings import ONLY

LOGO_MOST_BYTES = 256 * 1024
POLICY_LIMIT = 50_000
MOST_ELSEWHERE = 20
SIGNATURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
# Settings of one line, and how long each may be.
LINES = {
    "organisation": 200,
    "url": 2048,
    "logo_url": 2048,
    "contact_email": 254,
    "contact_url": 2048,
    "language": 12,
    "licence": 2048,
}
TEXTS = ("methodology", "corrections_policy")


def logo_type(data: bytes) -> str:
    """Return the media type of a logo by its first bytes. Raises Refused for another kind, or one too large.

    PNG and JPEG only: they hold nothing that runs, and share previews show them.
    """
    if len(data) > LOGO_MOST_BYTES:
        most = LOGO_MOST_BYTES // 1024
        raise Refused(
            f"The logo has {len(data) // 1024:,} kB; {most} kB is the most. Scale it down.", field="logo_file"
        )
    for signature, media_type in SIGNATURES.items():
        if data.startswith(signature):
            return media_type
    raise Refused("The logo is neither a PNG nor a JPEG picture.", field="logo_file")


def read_logo(upload: IO[bytes] | None, *, take_away: bool) -> bytes | None:
    """Return what ``change_settings`` takes for a logo: what was uploaded, nothing at all, or None to leave it."""
    if upload is not None:
        return upload.read(LOGO_MOST_BYTES + 1)
    return b"" if take_away else None


@transaction.atomic
def change_settings(*, by: User, values: Mapping[str, Any], logo: bytes | None = None) -> DeskSettings:
    """Change the named settings, leave the others, and log what was there before.

    ``logo``: a PNG or JPEG of at most 256 kB; empty bytes take it away, None leaves it. Raises Refused for
    addresses that are not http(s) and for anything too long.
    """
    access.require(access.can_administer, by)
    # Made when first changed; whoever comes second waits here and changes what the first one stored.
    DeskSettings.objects.bulk_create([DeskSettings()], ignore_conflicts=True)
    row = DeskSettings.objects.select_for_update().get(pk=ONLY)
    before = _written(row)
    for field, value in _cleaned(values).items():
        setattr(row, field, value)
    if logo is not None:
        row.logo_type = logo_type(logo) if logo else ""
        row.logo = logo or None
    after = _written(row)
    changed = [name for name in after if before[name] != after[name]]
    if not changed and row.changed_at is not None:
        return row
    row.changed_at, row.changed_by = timezone.now(), by
    row.save()
    audit.record(
        action="settings.changed",
        by=by,
        target=row,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    return row


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values as they are stored. Raises Refused."""
    cleaned: dict[str, Any] = {}
    for field, value in values.items():
        if field in LINES:
            cleaned[field] = clean_line(value, field=field)
        elif field in TEXTS:
            cleaned[field] = clean_text(value, field=field)
            if len(cleaned[field]) > POLICY_LIMIT:
                raise Refused(f"Keep this text to {POLICY_LIMIT:,} characters.", field=field)
        elif field == "same_as":
            cleaned[field] = "\n".join(clean_text(value, field=field).split())
        elif field == "is_news_organisation":
            cleaned[field] = bool(value)
        else:
            raise TypeError(f"the desk has no setting {field!r}")
    for field in ("url", "logo_url", "contact_url", "licence"):
        if cleaned.get(field):
            _check_address(cleaned[field], field=field)
    if "language" in cleaned and not LANGUAGE.fullmatch(cleaned["language"]):
        raise Refused("Write the language as en, en-GB or uk.", field="language")
    if cleaned.get("contact_email"):
        try:
            validate_email(cleaned["contact_email"])
        except ValidationError:
            raise Refused("This is not an e-mail address.", field="contact_email") from None
    elsewhere = cleaned.get("same_as", "").split()
    if len(elsewhere) > MOST_ELSEWHERE:
        raise Refused(f"Keep to {MOST_ELSEWHERE} addresses.", field="same_as")
    for address in elsewhere:
        _check_address(address, field="same_as")
    for field, most in LINES.items():
        if len(cleaned.get(field, "")) > most:
            raise Refused(f"Keep this to {most:,} characters.", field=field)
    return cleaned


def _check_address(url: str, *, field: str) -> None:
    try:
        check_web_address(url)
    except Refused as refusal:
        raise Refused(refusal.message, field=field) from None


def _written(row: DeskSettings) -> dict[str, Any]:
    """Return the settings as the log keeps them: of the logo its checksum alone."""
    names = (*LINES, *TEXTS, "same_as", "is_news_organisation", "logo_type")
    logo = sha256(bytes(row.logo)).hexdigest() if row.logo else ""
    return {**{name: getattr(row, name) for name in names}, "logo_sha256": logo}

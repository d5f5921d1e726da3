"""Bringing evidence to claims, and seeing what it amounts to."""

from datetime import date
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from claims.domain import access, attribution, audit, retraction
from claims.domain.claiming import check_date
from claims.domain.naming import find_or_make
from claims.domain.refusals import Refused
from claims.domain.typed import clean_line, clean_text
from claims.models import ArticleRevision, Claim, Evidence, Origin, User
from claims.vocabulary import Proposal, Stance

QUOTE_LIMIT = 5000
URL_LIMIT = 2048


def find_origin(*, name: str) -> Origin:
    """Return the origin of that name, whatever its capitals, made when new."""
    name = clean_line(name, field="origin")
    if not name:
        raise Refused("Say whom this rests on: a ministry, an institute, a reporter on site.", field="origin")
    if len(name) > 200:
        raise Refused("Keep the origin's name under 200 characters.", field="origin")
    return find_or_make(Origin, name=name)


def check_web_address(url: str) -> str:
    """Return a cleaned http or https address, or raise Refused saying what is wrong with it."""
    url = url.strip()
    if len(url) > URL_LIMIT:
        raise Refused(f"The address has {len(url):,} characters; {URL_LIMIT:,} is the most.", field="url")
    if any(character.isspace() or ord(character) < 32 for character in url):
        raise Refused("The address holds spaces or control characters.", field="url")
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        raise Refused("This is not a web address.", field="url") from None
    if parts.scheme.lower() not in {"http", "https"} or not host:
        raise Refused("The address must start with http:// or https://.", field="url")
    if "@" in parts.netloc:
        raise Refused("The address holds a user name; leave that part out.", field="url")
    if "\\" in url or ".." in host or any(not 1 <= len(part) <= 63 for part in host.rstrip(".").split(".")):
        raise Refused("This is not a web address.", field="url")
    # As an article's address is kept, so that one's own article is known under capitals as well.
    site = f"{parts.scheme}://{parts.netloc}"
    return site.lower() + url[len(site) :]


def _lock(claim: Claim) -> Claim:
    locked = Claim.objects.select_for_update(no_key=True).get(pk=claim.pk)
    if locked.is_retracted:
        raise Refused("This claim was retracted; restore it before you bring evidence.")
    return locked


def _touch(claim: Claim) -> None:
    claim.evidence_changed_at = timezone.now()
    claim.save(update_fields=["evidence_changed_at"])


def _log(evidence: Evidence) -> dict[str, str | int | None]:
    return {
        "evidence": evidence.pk,
        "stance": evidence.stance,
        "origin": evidence.origin.name,
        "quote": evidence.quote,
        "url": evidence.url,
        "revision": evidence.revision_id,
        "start": evidence.start,
        "end": evidence.end,
    }


@transaction.atomic
def add_passage(
    *,
    by: User,
    claim: Claim,
    revision: ArticleRevision,
    start: int,
    end: int,
    stance: str,
    origin_name: str = "",
    note: str = "",
    proposed: attribution.Proposed | None = None,
) -> Evidence:
    """Bring ``revision.text[start:end]`` (code points) to a claim.

    Without ``origin_name`` it rests on the article's publisher. A passage that is there already gets
    the new stance and, if one is named, the new origin. ``proposed`` is the origin that was proposed: what
    became of it is kept. Raises Refused for a span outside the text.
    """
    access.require(access.can_add_evidence, by)
    stance = _known_stance(stance)
    quote = revision.text[start:end] if 0 <= start < end <= len(revision.text) else ""
    if not quote.strip():
        raise Refused("There is no text at that place of the article. Nothing was saved.", field="quote")
    if len(quote) > QUOTE_LIMIT:
        raise Refused(f"Choose a shorter passage: {QUOTE_LIMIT:,} characters is the most.", field="quote")
    locked = _lock(claim)
    there = (
        Evidence.objects.standing()
        .select_related("origin")
        .filter(claim=locked, revision=revision, start=start, end=end)
        .first()
    )
    if there is not None:
        return change_evidence(
            by=by, evidence=there, stance=stance, origin_name=origin_name or there.origin.name
        )
    if revision.article.is_retracted:
        raise Refused("This article was retracted, so nothing can rest on it. Nothing was saved.")
    origin = find_origin(name=origin_name or revision.article.publisher.name)
    evidence = Evidence.objects.create(
        claim=locked,
        revision=revision,
        start=start,
        end=end,
        quote=quote,
        stance=stance,
        origin=origin,
        note=note.strip()[:500],
        added_by=by,
    )
    _touch(locked)
    if proposed:
        attribution.note_choice(
            by=by,
            kind=Proposal.ORIGIN,
            claim=locked,
            proposed=proposed,
            name=origin.name,
            instead=revision.article.publisher.name,
            evidence=evidence.pk,
        )
    audit.record(action="evidence.added", by=by, target=locked, **_log(evidence))
    return evidence


@transaction.atomic
def add_link(
    *,
    by: User,
    claim: Claim,
    url: str,
    quote: str,
    stance: str,
    origin_name: str = "",
    source_name: str = "",
    source_date: date | None = None,
    note: str = "",
    client_id: UUID | None = None,
) -> Evidence:
    """Bring a web page and the words quoted from it to a claim.

    Without ``origin_name`` it rests on ``source_name``, else on the page's host. ``client_id`` comes
    with the form: sent twice, stored once.
    """
    access.require(access.can_add_evidence, by)
    stance = _known_stance(stance)
    url = check_web_address(url)
    quote = clean_text(quote, field="quote")
    if not quote:
        raise Refused("Quote the words that matter, so that they stay when the page changes.", field="quote")
    if len(quote) > QUOTE_LIMIT:
        raise Refused(f"Quote less: {QUOTE_LIMIT:,} characters is the most.", field="quote")
    check_date(source_date, field="source_date")
    locked = _lock(claim)
    if client_id is not None:
        there = Evidence.objects.filter(client_id=client_id).first()
        sent = (by.pk, locked.pk, url, quote, stance)
        if there and sent == (there.added_by_id, there.claim_id, there.url, there.quote, there.stance):
            return there
        if there is not None:
            raise Refused(
                "This form was already used for other evidence. Open it anew; nothing was saved this time."
            )
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    source_name = " ".join(source_name.split())[:200] or host[:200]
    evidence = Evidence.objects.create(
        claim=locked,
        url=url,
        quote=quote,
        stance=stance,
        origin=find_origin(name=origin_name or source_name),
        source_name=source_name,
        source_date=source_date,
        note=note.strip()[:500],
        client_id=client_id,
        added_by=by,
    )
    _touch(locked)
    audit.record(action="evidence.added", by=by, target=locked, **_log(evidence))
    return evidence


def _known_stance(stance: str) -> str:
    if stance not in Stance.values:
        raise Refused("Say whether it supports the claim, refutes it or gives context.", field="stance")
    return stance


@transaction.atomic
def change_evidence(*, by: User, evidence: Evidence, stance: str, origin_name: str) -> Evidence:
    """Change what a piece of evidence says of the claim, or whom it rests on; its words never change."""
    access.require(access.can_add_evidence, by)
    stance = _known_stance(stance)
    claim = _lock(evidence.claim)
    locked = Evidence.objects.select_for_update(of=("self",)).select_related("origin").get(pk=evidence.pk)
    if locked.is_retracted:
        raise Refused("This evidence was retracted; restore it before you change it.")
    origin = find_origin(name=origin_name)
    if (locked.stance, locked.origin_id) == (stance, origin.pk):
        return locked
    before = {"stance": locked.stance, "origin": locked.origin.name}
    locked.stance, locked.origin = stance, origin
    locked.save(update_fields=["stance", "origin"])
    _touch(claim)
    audit.record(action="evidence.changed", by=by, target=claim, before=before, **_log(locked))
    return locked


@transaction.atomic
def retract_evidence(*, by: User, evidence: Evidence, reason: str) -> Evidence:
    """Take a piece of evidence back, with a reason; it stays on record and can be restored."""
    access.require(access.can_retract, by)
    claim = Claim.objects.select_for_update(no_key=True).get(pk=evidence.claim_id)
    retracted = retraction.retract(by=by, row=evidence, reason=reason)
    _touch(claim)
    return retracted


@transaction.atomic
def restore_evidence(*, by: User, evidence: Evidence) -> Evidence:
    """Put a retracted piece of evidence back."""
    access.require(access.can_retract, by)
    claim = Claim.objects.select_for_update(no_key=True).get(pk=evidence.claim_id)
    restored = retraction.restore(by=by, row=evidence)
    _touch(claim)
    return restored

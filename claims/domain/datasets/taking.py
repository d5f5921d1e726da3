"""Taking datasets in: texts become articles, claims become claims, and what others judged stays in the record."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction

from claims.domain import access, audit, claiming, evidence
from claims.domain.datasets.anchored import anchor
from claims.domain.datasets.articles import Addresses, address_keys, article_of
from claims.domain.datasets.entries import ClaimIn, Entry, EvidenceIn
from claims.domain.datasets.gathering import claim_state
from claims.domain.datasets.places import text_state
from claims.domain.datasets.recognising import Run, claims_at, key_of, says_the_same
from claims.domain.ingest import Draft, Outcome, Refusal, store_article
from claims.domain.ingest.bulk import ItemResult
from claims.domain.refusals import Refused
from claims.domain.text import normalise
from claims.models import Appearance, Article, ArticleRevision, Claim, ImportedRecord, User

ID_LIMIT, LABEL_LIMIT, SHOWN = 200, 200, 120
OTHER_TEXT = "the desk has another text of this article, and keeps that"
BUSY = "Somebody else is storing the same right now. Nothing was saved; try again."


class _Made(NamedTuple):
    """A claim as it was taken in or is here already, and where it stands, if in a text.

    ``says_the_same``: nobody changed it into something else than its record says.
    """

    claim: Claim
    appearance: Appearance | None
    key: str
    says_the_same: bool = True


def take_in(
    *,
    by: User,
    format: str,
    entries: Iterable[Entry | Refusal],
    progress: Callable[[int], None] | None = None,
) -> Iterator[ItemResult]:
    """Take records in, each in a transaction of its own; yield one result for each, in order.

    A record that is here already changes nothing; one that is refused leaves nothing behind. Claims that a
    dataset names by the same key, or that say the same by the same claimant in several texts, are one claim.
    Raises PermissionDenied.
    """
    access.require(access.can_import_dataset, by)
    run = Run()
    for entry in entries:
        if isinstance(entry, Refusal):
            yield ItemResult(entry.source, None, entry.reason)
        else:
            yield _take(by=by, format=format, entry=entry, run=run)
        if progress:
            progress(1)


def _take(*, by: User, format: str, entry: Entry, run: Run) -> ItemResult:
    digest = hashlib.sha256(entry.record.encode()).hexdigest()
    try:
        if (there := _find(format, digest)) is not None:
            run.recall(entry, there)
            return _here(entry, there)
        with transaction.atomic():
            made, record, is_other = _store(by=by, format=format, entry=entry, digest=digest, run=run)
    except Refused as refusal:
        message = f"{refusal.field}: {refusal.message}" if refusal.field else refusal.message
        return ItemResult(entry.source, None, message)
    except IntegrityError:
        there = _find(format, digest)
        if there is None:
            return ItemResult(entry.source, None, BUSY)
        run.recall(entry, there)
        return _here(entry, there)
    for one in made:
        if one.key:
            run.note(one.key, one.claim.pk)
    notice = "; ".join(filter(None, (entry.notice, OTHER_TEXT if is_other else "")))
    return ItemResult(entry.source, Outcome.CREATED, _name(record), record.article_id, notice=notice)


def _here(entry: Entry, there: ImportedRecord) -> ItemResult:
    return ItemResult(entry.source, Outcome.ALREADY_HERE, _name(there), notice=entry.notice)


def _find(format: str, digest: str) -> ImportedRecord | None:
    found = ImportedRecord.objects.select_related("claim", "article").defer("record", "claim__search")
    return found.filter(format=format, digest=digest).first()


def _name(record: ImportedRecord) -> str:
    words = str(record.claim or record.article)
    return words if len(words) <= SHOWN else words[: SHOWN - 1] + "…"


def _store(
    *, by: User, format: str, entry: Entry, digest: str, run: Run
) -> tuple[list[_Made], ImportedRecord, bool]:
    """Return the claims, the record, and whether the desk's text of its article is another one."""
    revision = _revision(by=by, format=format, entry=entry, addresses=run.addresses)
    own = [item.quote for item in entry.evidence if item.is_own and not item.url]
    made: list[_Made] = []
    for wanted in entry.claims:
        others = {one.claim.pk for one in made}
        made.append(_claim(by=by, wanted=wanted, revision=revision, run=run, others=others, own=own))
    for number, item in enumerate(_once(entry.evidence)):
        _bring(by=by, claim=made[0].claim, item=item, number=number, addresses=run.addresses)
    record = ImportedRecord.objects.create(
        format=format,
        digest=digest,
        source_id=_short_id(entry.source_id),
        label=entry.label[:LABEL_LIMIT],
        record=entry.record,
        imported_by=by,
        **_about(entry, made, revision),
    )
    audit.record(
        action="record.imported",
        by=by,
        target=record,
        format=format,
        digest=digest,
        claims=sorted({one.claim.pk for one in made}),
        article=revision.article_id if revision else None,
    )
    return made, record, _is_another(entry.text, revision)


def _is_another(text: Draft | None, revision: ArticleRevision | None) -> bool:
    return text is not None and revision is not None and normalise(text.text) != revision.text


def _about(entry: Entry, made: list[_Made], revision: ArticleRevision | None) -> dict[str, Any]:
    """Return what a record is about, and the state in which it speaks for that."""
    if entry.text is not None and revision is not None:
        places = {
            (one.claim.pk, _state(one), one.appearance.start, one.appearance.end)
            for one in made
            if one.appearance
        }
        return {"article": revision.article, "state": text_state(revision.pk, list(places))}
    one = made[0]
    return {"claim": one.claim, "appearance": one.appearance, "state": _state(one)}


def _state(one: _Made) -> str:
    """Return the state in which a record speaks for a claim: while it reads so, without a label of the desk."""
    return claim_state(version=one.claim.version, label="") if one.says_the_same else ""


def _short_id(number: str) -> str:
    """Return what a dataset calls a record, or a hash where that is too long to look up."""
    return number if len(number) <= ID_LIMIT else f"sha256:{hashlib.sha256(number.encode()).hexdigest()}"


def _revision(*, by: User, format: str, entry: Entry, addresses: Addresses) -> ArticleRevision | None:
    """Return the text that a record's places are in: stored now, or here already; None for none."""
    if entry.text is not None:
        article = addresses.find(entry.text.url)
        if article is None:
            article = store_article(by=by, draft=entry.text).article
            addresses.note(article, entry.text.url)
    elif entry.text_of:
        article = _by_number(format, entry.text_of) or addresses.find(entry.text_of, is_target=True)
        if article is None:
            raise Refused(f"There is no article of {entry.text_of[:SHOWN]} here: import its text first.")
    else:
        return None
    if article.is_retracted:
        raise Refused(f"Its article was retracted: {article.retraction_reason}")
    return _current(article)


def _current(article: Article) -> ArticleRevision:
    revisions = ArticleRevision.objects.select_related("article__publisher")
    return revisions.get(article=article, pk=article.current_revision_id or 0)


def _by_number(format: str, number: str) -> Article | None:
    record = ImportedRecord.objects.filter(format=format, source_id=_short_id(number), article__isnull=False)
    found = record.select_related("article").defer("record").order_by("-pk").first()
    return found.article if found else None


def _claim(
    *,
    by: User,
    wanted: ClaimIn,
    revision: ArticleRevision | None,
    run: Run,
    others: set[int],
    own: Sequence[str],
) -> _Made:
    """Return a claim that a record speaks of: a new one, or one that is here; none of ``others``, its other ones."""
    if revision is None or wanted.place is None:
        article = None
        if about := wanted.article:
            article = article_of(by=by, about=about, quotes=own, addresses=run.addresses)
        claim = claiming.note_claim(
            by=by,
            statement=wanted.statement,
            claimant_name=wanted.claimant,
            claimant_description=wanted.claimant_description,
            claimed_on=wanted.claimed_on,
            article=article,
        )
        return _Made(claim, None, "")
    start, end = anchor(revision.text, wanted.place)
    span: dict[str, Any] = {
        "revision": revision,
        "start": start,
        "end": end,
        "exact": revision.text[start:end],
    }
    key = key_of(wanted)
    there: Claim | None
    if (claim_id := run.claims.get(key)) is not None:
        there = Claim.objects.defer("search").get(pk=claim_id)
    else:
        found = claims_at(revision=revision, start=start, end=end, wanted=wanted)
        there = next((one for one in found if one.pk not in run.ids and one.pk not in others), None)
    if there is not None:
        appearance = claiming.add_appearance(by=by, claim=there, **span)
        return _Made(there, appearance, key, says_the_same(there, wanted))
    claim = claiming.lift_claim(
        by=by,
        statement=wanted.statement,
        claimant_name=wanted.claimant,
        claimed_on=wanted.claimed_on,
        **span,
    )
    return _Made(claim, claim.appearances.get(), key)


def _once(items: Iterable[EvidenceIn]) -> list[EvidenceIn]:
    """Leave out words that a record brings twice: on the desk a passage has one stance."""
    items = list(items)
    keys = address_keys({item.url for item in items if item.url}) if len(items) > 1 else {}
    once = {(keys.get(item.url), item.quote, item.place): item for item in reversed(items)}
    return list(once.values())[::-1]


def _bring(*, by: User, claim: Claim, item: EvidenceIn, number: int, addresses: Addresses) -> None:
    try:
        with transaction.atomic():
            if item.url:
                evidence.add_link(
                    by=by,
                    claim=claim,
                    url=item.url,
                    quote=item.quote,
                    stance=item.stance,
                    origin_name=item.origin,
                    source_name=item.source_name,
                    source_date=item.source_date,
                    note=item.note,
                )
                return
            revision, start, end = _words_of(by=by, claim=claim, item=item, addresses=addresses)
            evidence.add_passage(
                by=by,
                claim=claim,
                revision=revision,
                start=start,
                end=end,
                stance=item.stance,
                origin_name=item.origin,
                note=item.note,
            )
    except Refused as refusal:
        if not item.may_be_left_out:
            raise Refused(refusal.message, field=f"evidence {number + 1}") from None


def _words_of(
    *, by: User, claim: Claim, item: EvidenceIn, addresses: Addresses
) -> tuple[ArticleRevision, int, int]:
    """Return where the words of evidence without an address stand, stored now or here already."""
    if item.article is None:
        revision = _current(store_article(by=by, draft=Draft(text=item.quote, title=item.title)).article)
        return revision, 0, len(revision.text)
    article = claim.lifted_from if item.is_own else None
    if article is None:
        article = article_of(by=by, about=item.article, quotes=[item.quote], addresses=addresses)
    revision = _current(article)
    start = revision.text.find(item.quote)
    if start < 0:
        raise Refused("Its words do not stand in the text that the desk has of the article.")
    return revision, start, start + len(item.quote)

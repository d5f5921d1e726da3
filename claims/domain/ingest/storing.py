"""Store one article at a time, with its passages, so that it can be read and found at once."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from django.db import IntegrityError, transaction

from claims.domain import access, anchoring, audit
from claims.domain.ingest.drafts import Draft, Prepared, fingerprint, prepare
from claims.domain.ingest.indexing import Indexable, index_revisions, queue_preparing
from claims.domain.naming import find_or_make
from claims.domain.refusals import Refused
from claims.models import Appearance, Article, ArticleRevision, Capture, Publisher, User

# Others may store the same words, publisher or address at the same moment; then look again.
ATTEMPTS = 4
BUSY = "Somebody else is storing this article right now. Nothing was saved; try again."


class Outcome(StrEnum):
    CREATED = "created"
    ALREADY_HERE = "already here"
    REVISED = "revised"


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a draft; ``message`` says it in a sentence."""

    outcome: Outcome
    article: Article
    revision: ArticleRevision
    message: str


@transaction.atomic
def store_article(*, by: User, draft: Draft) -> Stored:
    """Store an article, findable at once.

    The same words from the same publisher are one article (already here); other words at the address of
    a stored article are its next revision. Raises Refused (``message``, ``field``) for what cannot be
    stored, PermissionDenied for people without a role.
    """
    access.require(access.can_add_article, by)
    prepared = prepare(draft)
    for _ in range(ATTEMPTS):
        stored = _find_stored(prepared)
        if stored is not None:
            return stored
        article = _find_by_url(prepared)
        try:
            with transaction.atomic():
                if article is not None:
                    return _revise(by=by, article=article, draft=draft, prepared=prepared)
                return _create(by=by, draft=draft, prepared=prepared)
        except IntegrityError:
            continue
    raise Refused(BUSY)


@transaction.atomic
def add_revision(*, by: User, article: Article, draft: Draft) -> Stored:
    """Give a stored article a new text: ``draft.text``, and ``draft.title`` where there is one.

    Claims move along where their words are found again (exactly, else nearly); those that aren't stay at
    the old revision for a person to place. A text that is here already changes nothing. Raises Refused.
    """
    access.require(access.can_add_article, by)
    if article.is_retracted:
        raise Refused("This article was retracted; restore it before you give it a newer text.")
    prepared = prepare(draft)
    try:
        with transaction.atomic():
            return _revise(by=by, article=article, draft=draft, prepared=prepared)
    except IntegrityError:
        raise Refused(BUSY) from None


def keep_capture(draft: Draft) -> Capture | None:
    """Keep the bytes that a draft was read from; the same bytes are kept once."""
    if draft.raw is None:
        return None
    sha256 = hashlib.sha256(draft.raw).hexdigest()
    fields = {
        "content": draft.raw,
        "media_type": draft.media_type[:100],
        "filename": draft.filename[-255:],
        "headers": {"encoding": draft.encoding} if draft.encoding else {},
    }
    return Capture.objects.defer("content").get_or_create(sha256=sha256, defaults=fields)[0]


def _find_stored(prepared: Prepared) -> Stored | None:
    return _find_revision(publisher=prepared.publisher, prepared=prepared)


def _find_revision(*, publisher: str, prepared: Prepared) -> Stored | None:
    """Find a text from a publisher: as it came in, or as the publisher is called by now."""
    revisions = ArticleRevision.objects.select_related("article__publisher").defer("text")
    revision = revisions.filter(fingerprint=fingerprint(publisher=publisher, text=prepared.text)).first()
    if revision is None:
        name = publisher.casefold()
        copies = revisions.filter(sha256=prepared.sha256).order_by("pk")
        revision = next((copy for copy in copies if copy.article.publisher.name.casefold() == name), None)
    if revision is None:
        return None
    article = revision.article
    message = f"Already here, from {article.publisher}, as “{article}”."
    if article.is_retracted:
        message = f"{message} It was retracted: {article.retraction_reason}"
    elif article.current_revision_id != revision.pk:
        message = f"{message} A later revision stands now."
    return Stored(Outcome.ALREADY_HERE, article, revision, message)


def _find_by_url(prepared: Prepared) -> Article | None:
    if prepared.url_sha256 is None:
        return None
    return Article.objects.select_related("publisher").filter(url_sha256=prepared.url_sha256).first()


def _create(*, by: User, draft: Draft, prepared: Prepared) -> Stored:
    publisher = find_or_make(Publisher, name=prepared.publisher)
    article = Article.objects.create(
        publisher=publisher,
        title=prepared.title,
        byline=prepared.byline,
        url=prepared.url,
        url_sha256=prepared.url_sha256,
        published_on=prepared.published_on,
        language=prepared.language,
        added_by=by,
    )
    revision = _add_text(by=by, article=article, number=1, draft=draft, prepared=prepared)
    audit.record(
        action="article.added",
        by=by,
        target=article,
        title=article.title,
        publisher=publisher.name,
        url=article.url,
        **_revision_log(revision),
    )
    return Stored(Outcome.CREATED, article, revision, f"Stored “{article}”, from {publisher}.")


def _revise(*, by: User, article: Article, draft: Draft, prepared: Prepared) -> Stored:
    # The lock gives revisions their order: number and current revision belong together.
    article = Article.objects.select_for_update(of=["self"]).select_related("publisher").get(pk=article.pk)
    stored = _find_revision(publisher=article.publisher.name, prepared=prepared)
    if stored is not None:
        return stored
    last = article.revisions.order_by("-number").values_list("number", flat=True).first() or 0
    if draft.title:
        article.title = prepared.title
    revision = _add_text(by=by, article=article, number=last + 1, draft=draft, prepared=prepared)
    moved, left = _move_appearances(by=by, article=article, revision=revision)
    audit.record(
        action="article.revised",
        by=by,
        target=article,
        title=article.title,
        moved=moved,
        left=left,
        **_revision_log(revision),
    )
    message = f"Revision {revision.number} of “{article}”."
    if moved:
        message += f" {_counted(len(moved), 'claim')} found again in the new text."
    if left:
        message += f" {_counted(len(left), 'claim')} not found in it: place them by hand."
    if article.is_retracted:
        message += f" The article was retracted: {article.retraction_reason}"
    return Stored(Outcome.REVISED, article, revision, message)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _add_text(
    *, by: User, article: Article, number: int, draft: Draft, prepared: Prepared
) -> ArticleRevision:
    revision = ArticleRevision.objects.create(
        article=article,
        number=number,
        text=prepared.text,
        sha256=prepared.sha256,
        fingerprint=fingerprint(publisher=article.publisher.name, text=prepared.text),
        capture=keep_capture(draft),
        coverage=min(1.0, max(0.0, draft.coverage)),
        created_by=by,
    )
    article.current_revision = revision
    article.save(update_fields=["title", "current_revision"])
    index_revisions([Indexable(revision.pk, revision.text, article.title, article.language)])
    queue_preparing(revision.pk, article.title)
    return revision


def _revision_log(revision: ArticleRevision) -> dict[str, int | str]:
    return {"revision": revision.pk, "number": revision.number, "sha256": revision.sha256}


def _move_appearances(
    *, by: User, article: Article, revision: ArticleRevision
) -> tuple[list[int], list[int]]:
    """Find the article's claims again in its new text. Returns the ids of appearances moved and left."""
    moved, left = [], []
    taken: set[tuple[int, int, int]] = set()
    waiting = (
        Appearance.objects.standing()
        .filter(revision__article=article, moved_to=None)
        .exclude(revision=revision)
        .order_by("pk")
    )
    for old in waiting:
        anchor = anchoring.locate(
            revision.text, exact=old.exact, prefix=old.prefix, suffix=old.suffix, start=old.start
        )
        place = (old.claim_id, anchor.start, anchor.end) if anchor else None
        if anchor is None or place is None or place in taken:
            left.append(old.pk)
            continue
        taken.add(place)
        prefix, suffix = anchoring.context(revision.text, anchor.start, anchor.end)
        Appearance.objects.create(
            claim_id=old.claim_id,
            revision=revision,
            start=anchor.start,
            end=anchor.end,
            exact=revision.text[anchor.start : anchor.end],
            prefix=prefix,
            suffix=suffix,
            method=anchor.method,
            score=anchor.score,
            moved_from=old,
            created_by=by,
        )
        moved.append(old.pk)
    return moved, left

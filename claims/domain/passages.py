"""Joining and splitting passages by hand. The cuts outlast every new index and can be undone."""

from django.db import transaction

from claims.domain import access, audit, retraction
from claims.domain.ingest.indexing import Indexable, cut_anew
from claims.domain.refusals import Refused
from claims.models import Article, ArticleRevision, Passage, PassageCut, User
from claims.vocabulary import CutKind

LONGEST = 2000  # characters in a joined passage
UNDONE = "Undone."
MOVED = "The article has a newer text since you opened it. Nothing was changed; look at the passage there."


@transaction.atomic
def join_passages(*, by: User, revision: ArticleRevision, at: int) -> PassageCut:
    """Join the passage at the code point ``at`` of a current revision with the next one.

    Where a person split the two, that split is undone. Returns the join, or the split that was undone.
    Raises Refused where there is no next passage or the two are too long together.
    """
    _check(by, revision)
    passage, following = _passage(revision, at), _following(revision, at)
    if following is None:
        raise Refused("This is the last passage; there is none to join it with.")
    if following.end - passage.start > LONGEST:
        raise Refused(f"Together they would be longer than {LONGEST:,} characters: too long to work with.")
    return _cut(by, revision, following.start, CutKind.JOIN)


@transaction.atomic
def split_passage(*, by: User, revision: ArticleRevision, at: int) -> PassageCut:
    """Split the passage at the code point ``at``, where the later of the two will start.

    Where a person joined the two, that join is undone. Returns the split, or the join that was undone.
    Raises Refused where no words stand on one side.
    """
    _check(by, revision)
    passage = _passage(revision, at)
    words = passage.text[at - passage.start :]
    at += len(words) - len(words.lstrip())
    if not (passage.text[: at - passage.start].strip() and words.strip()):
        raise Refused("Choose a place between two words of the passage.")
    return _cut(by, revision, at, CutKind.SPLIT)


@transaction.atomic
def undo(*, by: User, cut: PassageCut) -> PassageCut:
    """Take a join or a split back: the passages stand as the rules make them. Twice is the same as once."""
    _check(by, cut.revision)
    return _take_back(by, cut)


def _check(by: User, revision: ArticleRevision) -> None:
    access.require(access.can_cut_passages, by)
    # Whoever indexes or revises the article waits, or is waited for.
    article = Article.objects.select_for_update(no_key=True).get(pk=revision.article_id)
    if article.is_retracted:
        raise Refused("This article was retracted; restore it before you change its passages.")
    if article.current_revision_id != revision.pk:
        raise Refused(MOVED)
    if not revision.passages.exists():
        raise Refused("This text waits to be indexed; its passages can be changed in a moment.")


def _passage(revision: ArticleRevision, at: int) -> Passage:
    found = revision.passages.filter(start__lte=at).order_by("-number").first()
    if found is None or at >= len(revision.text):
        raise Refused("There is no passage at that place of the text.")
    return found


def _following(revision: ArticleRevision, at: int) -> Passage | None:
    return revision.passages.filter(start__gt=at).order_by("number").first()


def _cut(by: User, revision: ArticleRevision, at: int, kind: CutKind) -> PassageCut:
    """Make a cut, or take back the opposite one that stands there."""
    standing = PassageCut.objects.standing().filter(revision=revision, at=at).first()
    if standing is not None:
        return standing if standing.kind == kind else _take_back(by, standing)
    cut = PassageCut.objects.create(revision=revision, at=at, kind=kind, made_by=by)
    _make_anew(revision)
    action = "passage.joined" if kind == CutKind.JOIN else "passage.split"
    audit.record(action=action, by=by, target=revision, cut=cut.pk, at=at)
    return cut


def _take_back(by: User, cut: PassageCut) -> PassageCut:
    if not cut.is_retracted:
        _make_anew(cut.revision, without=cut.pk)
    return retraction.retract(by=by, row=cut, reason=UNDONE)


def _make_anew(revision: ArticleRevision, *, without: int | None = None) -> None:
    article = revision.article
    made = Indexable(revision.pk, revision.text, article.title, article.language)
    cut_anew(made, without=without)

"""What a page says of an article's copies: which they are, how alike, and what both say."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from claims.domain.copies.shingles import WORD, Sketch, estimate
from claims.models import Article, CopyPair, CopySignature, Passage, User
from claims.vocabulary import PairState, PassageKind

SHOWN = 12
# How far into a long text sentences are looked for that both have, and how many are shown.
PASSAGES_READ = 500
SENTENCES_SHOWN = 3
LEAST_WORDS = 8
ALL, NEARLY_ALL, MUCH = 0.995, 0.9, 0.5


@dataclass(frozen=True, slots=True)
class Shares:
    """How much two texts share, seen from one of them; each is from 0 to 1."""

    mine: float  # of this text's shingles that stand in the other
    others: float  # of the other's that stand in this one
    jaccard: float
    is_estimate: bool = False

    @property
    def percent(self) -> int:
        """The share of the shorter text that stands in the longer; 100 only where all of it does."""
        share = max(self.mine, self.others)
        return round(100 * share) if share >= ALL else min(99, round(100 * share))

    @property
    def words(self) -> str:
        """What the other text is to this one."""
        if min(self.mine, self.others) >= ALL:
            return "The same text"
        if min(self.mine, self.others) >= NEARLY_ALL:
            return "Nearly the same text"
        if self.others >= NEARLY_ALL:
            return "Nearly all of it stands in this text"
        if self.mine >= NEARLY_ALL:
            return "It holds nearly all of this text"
        return "Much of the same text" if self.jaccard >= MUCH else "Partly the same text"


@dataclass(frozen=True, slots=True)
class Copy:
    """Another article of the same story, or one that may be; ``shares`` are None where nothing is known."""

    article: Article
    shares: Shares | None
    pair: CopyPair | None


def shares_of(pair: CopyPair, *, seen_from: int) -> Shares | None:
    """Return what a pair says, seen from the article with that id; None where it was never measured."""
    if pair.jaccard is None or pair.first_in_second is None or pair.second_in_first is None:
        return None
    sides = pair.first_in_second, pair.second_in_first
    mine, others = sides if pair.first_id == seen_from else sides[::-1]
    return Shares(mine, others, pair.jaccard)


def copies_of(article: Article) -> tuple[list[Copy], int]:
    """Return the other standing articles of an article's story, oldest first, and how many there are.

    A dozen at most, in four queries; none for an article without a story. Where two were never
    compared word by word, their signatures say how alike they are, give or take a little.
    """
    if article.story_id is None:
        return [], 0
    others = Article.objects.standing().filter(story=article.story_id).exclude(pk=article.pk)
    shown = list(others.select_related("publisher").order_by("sort_on", "pk")[:SHOWN])
    pairs = {
        pair.second_id if pair.first_id == article.pk else pair.first_id: pair
        for pair in _pairs(article, shown)
    }
    sketches = _sketches([article, *shown])
    copies = []
    for other in shown:
        pair = pairs.get(other.pk)
        shares = shares_of(pair, seen_from=article.pk) if pair else None
        if shares is None and article.pk in sketches and other.pk in sketches:
            guess = estimate(sketches[article.pk], sketches[other.pk])
            shares = Shares(guess.first_in_second, guess.second_in_first, guess.jaccard, is_estimate=True)
        copies.append(Copy(other, shares, pair))
    return copies, len(shown) if len(shown) < SHOWN else others.count()


def asked_of(article: Article) -> list[Copy]:
    """Return articles about which a person is asked whether they are the same story; one query."""
    pairs = (
        CopyPair.objects.asked()
        .filter(Q(first=article.pk) | Q(second=article.pk))
        .select_related("first__publisher", "second__publisher")[:SHOWN]
    )
    return [
        Copy(
            pair.second if pair.first_id == article.pk else pair.first,
            shares_of(pair, seen_from=article.pk),
            pair,
        )
        for pair in pairs
    ]


def _pairs(article: Article, others: list[Article]) -> Any:
    ids = [other.pk for other in others]
    return CopyPair.objects.filter(Q(first=article.pk, second__in=ids) | Q(second=article.pk, first__in=ids))


def _sketches(articles: list[Article]) -> dict[int, Sketch]:
    revisions = {article.current_revision_id: article.pk for article in articles}
    rows = CopySignature.objects.filter(revision__in=[pk for pk in revisions if pk is not None])
    return {
        revisions[row.revision_id]: Sketch.unpacked(
            shingles=row.shingles, step=row.step, sketch=bytes(row.sketch)
        )
        for row in rows
    }


def find_pair(one: Article, other: Article) -> CopyPair | None:
    """Return what is on record of two articles."""
    first, second = sorted((one.pk, other.pk))
    return CopyPair.objects.filter(first=first, second=second).select_related("decided_by").first()


def find_decision(*, by: User, number: int | None) -> CopyPair | None:
    """Return the pair of that number if this person decided about it, so that they may take it back."""
    if number is None:
        return None
    decided = CopyPair.objects.filter(state__in=[PairState.CONFIRMED, PairState.REFUSED], decided_by=by)
    return decided.select_related("first", "second").filter(pk=number).first()


def said_by_both(pair: CopyPair) -> list[str]:
    """Return up to three sentences that stand in both texts, the longest, in order; one query."""
    rows = Passage.objects.filter(
        revision__in=[pair.first_revision_id, pair.second_revision_id],
        number__lt=PASSAGES_READ,
        kind=PassageKind.TEXT,
    ).order_by("number")
    texts: dict[int, dict[str, str]] = {}
    for revision_id, text in rows.values_list("revision_id", "text"):
        words = WORD.findall(text.casefold())
        if len(words) >= LEAST_WORDS:
            texts.setdefault(revision_id, {})[" ".join(words)] = text
    first = texts.get(pair.first_revision_id or 0, {})
    second = texts.get(pair.second_revision_id or 0, {})
    both = [text for words, text in first.items() if words in second]
    longest = sorted(both, key=len, reverse=True)[:SENTENCES_SHOWN]
    return [text for text in both if text in longest]

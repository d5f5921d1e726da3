"""What stories are made of: putting articles together, and taking them apart along their pairs.

Whoever changes a story holds ``lock_stories`` until commit, so that two changes never cross. Rows are
changed first and the log is written at the end: it has a lock of its own, which others may wait for
while they hold an article.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection
from django.db.models import Q

from claims.models import Article, CopyPair, Story, User
from claims.vocabulary import PairState

STORIES_LOCK = 4_020_777_017  # any number, the same in every process

# What a claim's evidence amounts to changes where two of its articles, its own among them, become or
# cease to be one story.
TOUCH_CLAIMS = """
    UPDATE claims_claim SET evidence_changed_at = clock_timestamp() WHERE id IN (
        SELECT claim_id FROM (
            SELECT e.claim_id, r.article_id
            FROM claims_articlerevision r JOIN claims_evidence e ON e.revision_id = r.id
            WHERE r.article_id = ANY(%(articles)s) AND e.retracted_at IS NULL
            UNION
            SELECT c.id, c.lifted_from_id FROM claims_claim c
            WHERE c.lifted_from_id = ANY(%(articles)s)
              AND EXISTS (SELECT FROM claims_evidence e WHERE e.claim_id = c.id AND e.retracted_at IS NULL)
        ) used
        GROUP BY claim_id HAVING count(*) > 1
    )
"""


def lock_stories() -> None:
    """Wait until nobody else changes a story, and keep others waiting until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [STORIES_LOCK])


class Group(NamedTuple):
    """A story and its articles' ids; no story and one article where it stands alone."""

    story: int | None
    articles: list[int]


def group_of(article_id: int) -> Group:
    """Return what an article stands in."""
    story = Article.objects.values_list("story_id", flat=True).get(pk=article_id)
    return Group(None, [article_id]) if story is None else Group(story, members_of(story))


def members_of(story: int) -> list[int]:
    """Return the ids of a story's articles, ascending."""
    return list(Article.objects.filter(story=story).order_by("pk").values_list("pk", flat=True))


def between(first: Iterable[int], second: Iterable[int]) -> Q:
    """Pairs of one article of each side."""
    first, second = list(first), list(second)
    return Q(first__in=first, second__in=second) | Q(first__in=second, second__in=first)


def refused_between(first: Iterable[int], second: Iterable[int]) -> CopyPair | None:
    """Return a pair that somebody called different stories, one article of it on each side."""
    pairs = CopyPair.objects.filter(between(first, second), state=PairState.REFUSED)
    return pairs.select_related("first__publisher", "second__publisher").first()


def unite(*, by: User | None, one: Group, other: Group, into: int | None = None) -> int:
    """Put two groups of articles into one story; return it.

    The older story stays. Where neither has one it is ``into``, an empty one, or a new one.
    """
    if one.story is not None and one.story == other.story:
        return one.story
    known = sorted(story for story in (one.story, other.story) if story is not None)
    articles = [*one.articles, *other.articles]
    if known:
        story = known[0]
    elif into is not None and not Article.objects.filter(story=into).exists():
        story = into
    else:
        story = Story.objects.create(created_by=by).pk
    Article.objects.filter(Q(story=None) | ~Q(story=story), pk__in=articles).update(story=story)
    touch_claims(articles)
    return story


def touch_claims(articles: list[int]) -> None:
    """Note that the evidence of claims changed which rest on two or more of these articles."""
    with connection.cursor() as cursor:
        cursor.execute(TOUCH_CLAIMS, {"articles": articles})


def connected(article_id: int, *, members: Iterable[int]) -> set[int]:
    """Return which members hang together with an article by joined and confirmed pairs, itself included."""
    members = list(members)
    links: dict[int, set[int]] = {member: set() for member in members}
    pairs = CopyPair.objects.filter(
        first__in=members, second__in=members, state__in=[PairState.JOINED, PairState.CONFIRMED]
    )
    for one, other in pairs.values_list("first_id", "second_id"):
        links[one].add(other)
        links[other].add(one)
    reached, ahead = {article_id}, [article_id]
    while ahead:
        found = links[ahead.pop()] - reached
        reached |= found
        ahead += found
    return reached


def take_out(*, by: User, story: int, articles: set[int]) -> list[int]:
    """Take articles out of their story, together; return the ids of all that were in it.

    Several go on as a story of their own, and who remains alone has none.
    """
    members = members_of(story)
    own = Story.objects.create(created_by=by).pk if len(articles) > 1 else None
    Article.objects.filter(pk__in=articles).update(story=own)
    remaining = set(members) - articles
    if len(remaining) == 1:
        Article.objects.filter(pk__in=remaining).update(story=None)
    touch_claims(members)
    return members

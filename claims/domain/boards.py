"""Seeing what a claim's evidence amounts to: by stance, by origin, and for each label."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from claims.domain.independence import Count, Source, count, why_not_independent
from claims.models import Article, ArticleRevision, Claim, Evidence, Origin, Publisher, User
from claims.models.evidence import linked_article_sql
from claims.models.joined import Joined
from claims.vocabulary import Label, Stance

# As many origins as decide without a written reason.
FEWEST_ORIGINS = 2

EVIDENCE = Joined(
    {
        "e.origin": "o",
        "e.revision": "r",
        "r.article": "a",
        "a.publisher": "p",
        "e.added_by": "u",
    },
    e=Evidence,
    o=Origin,
    r=(ArticleRevision, ["id", "article_id", "number"]),
    a=(Article, ["id", "publisher_id", "story_id", "title", "url", "published_on"]),
    p=(Publisher, ["id", "name"]),
    u=(User, ["id", "username", "name"]),
)
STANDING = f"""
    SELECT {EVIDENCE.columns}, linked.id, linked.story_id
    FROM claims_evidence e
        JOIN claims_origin o ON o.id = e.origin_id
        JOIN claims_user u ON u.id = e.added_by_id
        LEFT JOIN claims_articlerevision r ON r.id = e.revision_id
        LEFT JOIN claims_article a ON a.id = r.article_id
        LEFT JOIN claims_publisher p ON p.id = a.publisher_id
        {linked_article_sql("e")}
    WHERE e.claim_id = %s AND e.retracted_at IS NULL ORDER BY e.id
"""  # noqa: S608  # names of columns alone


# What a verdict needs to know of a claim's evidence, and no more.
WEIGHED = f"""
    SELECT e.id, e.stance, coalesce(a.id, linked.id), coalesce(a.story_id, linked.story_id), e.address_key
    FROM claims_evidence e
        LEFT JOIN claims_articlerevision r ON r.id = e.revision_id
        LEFT JOIN claims_article a ON a.id = r.article_id
        {linked_article_sql("e")}
    WHERE e.claim_id = %s AND e.retracted_at IS NULL ORDER BY e.id
"""  # noqa: S608  # nothing but what stands above


@dataclass
class OriginGroup:
    """The evidence of one stance that rests on one origin."""

    origin: Origin
    why_not: str  # why it is no independent origin, in words; empty when it is one
    items: list[Evidence] = field(default_factory=list)
    copy_of: str = ""  # the origin before it that counts, where both rest on one story


@dataclass
class Column:
    """One stance of the board: its evidence by origin, and how much of it is independent."""

    stance: Stance
    groups: list[OriginGroup]
    count: Count
    other_sources: int  # how many items come from another source than the claim's article


@dataclass
class Board:
    """All evidence of a claim: three columns, and the count over all of it."""

    supports: Column
    refutes: Column
    context: Column
    count: Count
    evidence: list[Evidence]

    @property
    def columns(self) -> list[Column]:
        return [self.supports, self.refutes, self.context]


def is_other_source(evidence: Evidence, *, claim: Claim) -> bool:
    """Say whether evidence comes from another source than the article its claim was lifted from.

    A copy of that article is no other source, and a link to either is none. Reads ``evidence.revision.article`` and
    ``claim.lifted_from``: fetch both before a loop.
    """
    return source_of(evidence, claim=claim).is_other_source


def source_of(evidence: Evidence, *, claim: Claim) -> Source:
    """Return what counting needs to know of evidence; reads what ``is_other_source`` reads, and origin."""
    article = evidence.revision.article if evidence.revision is not None else None
    article_id = article.pk if article is not None else evidence.linked_article_id
    story = article.story_id if article is not None else evidence.linked_story_id
    is_copy = _is_copy(article_id, story, claim=claim)
    return Source(
        origin=evidence.origin.name,
        is_other_source=not is_copy and _is_elsewhere(article_id, evidence.address_key, claim=claim),
        story=story,
        is_copy=is_copy,
    )


def _is_elsewhere(article_id: int | None, address: UUID | None, *, claim: Claim) -> bool:
    own = claim.lifted_from
    return own is None or (article_id != own.pk and (address is None or address != own.address_key))


def _is_copy(article_id: int | None, story: int | None, *, claim: Claim) -> bool:
    own = claim.lifted_from
    return (
        own is not None and story is not None and story == own.story_id and article_id != claim.lifted_from_id
    )


def make_board(*, claim: Claim, evidence: Iterable[Evidence]) -> Board:
    """Arrange standing evidence, fetched ``with_sources()``, by stance and origin."""
    claimant = claim.claimant.name if claim.claimant else ""
    items = list(evidence)
    sources = {item.pk: source_of(item, claim=claim) for item in items}

    def column(stance: Stance) -> Column:
        mine = [item for item in items if item.stance == stance]
        groups: dict[int, OriginGroup] = {}
        for item in mine:
            why_not = why_not_independent(sources[item.pk], claimant=claimant)
            group = groups.setdefault(item.origin_id, OriginGroup(origin=item.origin, why_not=why_not))
            group.items.append(item)
            group.why_not = why_not and group.why_not  # one that stands by itself is enough
        _note_copies(groups.values(), sources)
        return Column(
            stance=stance,
            groups=list(groups.values()),
            count=count([sources[item.pk] for item in mine], claimant=claimant),
            other_sources=sum(sources[item.pk].is_other_source for item in mine),
        )

    return Board(
        supports=column(Stance.SUPPORTS),
        refutes=column(Stance.REFUTES),
        context=column(Stance.CONTEXT),
        count=count(sources.values(), claimant=claimant),
        evidence=items,
    )


def _note_copies(groups: Iterable[OriginGroup], sources: dict[int, Source]) -> None:
    """Say of each origin that counts which one before it carries the same story."""
    seen: dict[int, str] = {}
    for group in groups:
        if group.why_not:
            continue
        stories = [story for item in group.items if (story := sources[item.pk].story) is not None]
        group.copy_of = next((seen[story] for story in stories if story in seen), "")
        for story in stories:
            seen.setdefault(story, group.origin.name)


def board(*, claim: Claim) -> Board:
    """Return the evidence board of a claim fetched with claimant and lifted_from; one query."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [claim.pk])
        evidence = [_read(row) for row in cursor.fetchall()]
    return make_board(claim=claim, evidence=evidence)


def _read(row: tuple[Any, ...]) -> Evidence:
    *fetched, linked_article_id, linked_story_id = row
    item = EVIDENCE.read(fetched)["e"]
    item.linked_article_id, item.linked_story_id = linked_article_id, linked_story_id
    return item


def missing_for(label: str, board: Board) -> list[str]:
    """Say what evidence the rules still ask for before ``label`` can be given; empty when nothing."""
    return _missing(label, supporting=board.supports.other_sources, refuting=board.refutes.other_sources)


def too_few_origins(*, board: Board, label: str) -> str:
    """Return what is to be done where fewer than two independent origins decide, or nothing.

    For true and false it is those of that side that count, else all. Unproven needs none.
    """
    deciding = {Label.TRUE: board.supports, Label.FALSE: board.refutes}.get(Label(label)) if label else None
    origins = deciding.count.origins if deciding is not None else board.count.origins
    if label == Label.UNPROVEN or origins >= FEWEST_ORIGINS:
        return ""
    if origins:
        return (
            "Only one independent origin stands behind the ruling."
            " Bring a second one, or say in “Why” why one is enough."
        )
    return (
        "No independent origin stands behind the ruling."
        " Bring two, or say in “Why” why it can be published without."
    )


def weigh(label: str, *, claim: Claim) -> tuple[list[int], list[str]]:
    """Return the ids of a claim's standing evidence, and what is missing for ``label``; one narrow query.

    The claim comes fetched with ``lifted_from``.
    """
    with connection.cursor() as cursor:
        cursor.execute(WEIGHED, [claim.pk])
        found = cursor.fetchall()
    ids, others = [], []
    for pk, stance, article_id, story, address in found:
        ids.append(pk)
        if _is_elsewhere(article_id, address, claim=claim) and not _is_copy(article_id, story, claim=claim):
            others.append(stance)
    missing = _missing(label, supporting=others.count(Stance.SUPPORTS), refuting=others.count(Stance.REFUTES))
    return ids, missing


def _missing(label: str, *, supporting: int, refuting: int) -> list[str]:
    missing = []
    if label in (Label.TRUE, Label.DISPUTED) and not supporting:
        missing.append("one piece of evidence from another source that supports the claim")
    if label in (Label.FALSE, Label.DISPUTED) and not refuting:
        missing.append("one piece of evidence from another source that refutes the claim")
    return missing

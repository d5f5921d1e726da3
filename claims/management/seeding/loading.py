"""Bringing a newsroom that was read from files onto an empty desk, through the desk's own functions."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction

from claims.domain import audit, claiming, evidence, rulings, verdicts
from claims.domain.claimants import find_claimant, set_aliases
from claims.domain.ingest import Draft, Outcome, store_article
from claims.domain.ingest.indexing import analyse
from claims.domain.refusals import Refused
from claims.domain.reports import arranging, making, publishing, sections
from claims.management.seeding.records import (
    Newsroom,
    SeedArticle,
    SeedClaim,
    SeedError,
    SeedPerson,
    SeedReport,
)
from claims.models import Article, ArticleRevision, Claim, Publisher, User
from claims.vocabulary import Role


@dataclass
class Loaded:
    """How much was brought in, and how much of it waits for a first verdict."""

    people: int = 0
    articles: int = 0
    claims: int = 0
    evidence: int = 0
    verdicts: int = 0
    rulings: int = 0
    reports: int = 0
    open_claims: int = 0


def desk_is_empty() -> bool:
    """Say whether nobody has brought anything to this desk yet, retracted things included."""
    return not Article.objects.exists() and not Claim.objects.exists()


@transaction.atomic
def load_newsroom(newsroom: Newsroom) -> Loaded:
    """Bring a newsroom onto the desk, all of it or nothing, and say how much.

    Raises SeedError, naming file and entry, for a quote that does not stand in its article and for
    everything that the desk refuses.
    """
    people = {person.username: _add_person(person) for person in newsroom.people}
    librarian = _first_of(newsroom, people)
    revisions = {article.key: _add_article(article, by=librarian) for article in newsroom.articles}
    loaded = Loaded(people=len(people), articles=len(revisions), reports=len(newsroom.reports))
    claims: dict[str, Claim] = {}
    for seed in newsroom.claims:
        claim = _lift(seed, newsroom=newsroom, people=people, revisions=revisions)
        _bring_evidence(seed, claim=claim, people=people, revisions=revisions)
        _judge(seed, claim=claim, people=people)
        claims[seed.key] = claim
        loaded.claims += 1
        loaded.evidence += len(seed.evidence)
        loaded.verdicts += len(seed.verdicts)
        loaded.rulings += bool(seed.rulings)
        loaded.open_claims += not seed.verdicts
    for report in newsroom.reports:
        _publish_report(report, by=people[report.by], claims=claims)
    for claimant in newsroom.claimants.values():
        if claimant.aliases:
            with _at(claimant.place):
                if row := find_claimant(name=claimant.name, description=claimant.description):
                    set_aliases(by=librarian, claimant=row, names=claimant.aliases)
    analyse()  # so that the first search is a good one
    return loaded


@contextmanager
def _at(place: str) -> Iterator[None]:
    """Say where in the files stands what the desk refuses."""
    try:
        yield
    except (Refused, PermissionDenied) as refusal:
        raise SeedError(place, str(refusal)) from refusal


def _add_person(seed: SeedPerson) -> User:
    """Make an account that nobody can sign in to with a password, in the group of its role."""
    if User.objects.filter(username__iexact=seed.username).exists():
        raise SeedError(seed.place, f"there is already an account called {seed.username!r}")
    user = User(username=seed.username, name=seed.name, is_staff=seed.role == Role.ADMINISTRATOR)
    user.set_unusable_password()
    user.save()
    user.groups.add(Group.objects.get(name=seed.role))
    audit.record(action="account.added", by=None, target=user, username=seed.username, role=seed.role)
    return user


def _first_of(newsroom: Newsroom, people: dict[str, User]) -> User:
    """Return who brings in the articles: the first administrator, else whoever stands first."""
    administrators = [person for person in newsroom.people if person.role == Role.ADMINISTRATOR]
    return people[(administrators or newsroom.people)[0].username]


def _add_article(seed: SeedArticle, *, by: User) -> ArticleRevision:
    Publisher.objects.get_or_create(name=seed.publisher, defaults={"kind": seed.kind})
    with _at(seed.place):
        stored = store_article(
            by=by,
            draft=Draft(
                text=seed.text,
                title=seed.title,
                publisher=seed.publisher,
                byline=seed.byline,
                url=seed.url,
                published_on=seed.published_on,
                filename=f"{seed.key}.txt",
                raw=seed.text.encode(),
            ),
        )
    if stored.outcome != Outcome.CREATED:
        raise SeedError(seed.place, f"two articles are one: {stored.message}")
    return stored.revision


def _find(quote: str, *, revision: ArticleRevision, article: str, place: str) -> tuple[int, int]:
    """Return the place (code points) of a quote that stands exactly once in a text."""
    times = revision.text.count(quote)
    if times != 1:
        found = "does not stand" if times == 0 else f"stands {times} times"
        raise SeedError(place, f"the quote {quote!r} {found} in articles/{article}.txt; once is needed")
    start = revision.text.index(quote)
    return start, start + len(quote)


def _lift(
    seed: SeedClaim, *, newsroom: Newsroom, people: dict[str, User], revisions: dict[str, ArticleRevision]
) -> Claim:
    revision = revisions[seed.lifted_from]
    start, end = _find(seed.quote, revision=revision, article=seed.lifted_from, place=seed.place)
    with _at(seed.place):
        claim = claiming.lift_claim(
            by=people[seed.by],
            statement=seed.statement,
            revision=revision,
            start=start,
            end=end,
            exact=seed.quote,
            claimant_name=seed.claimant,
            claimant_description=known.description
            if (known := newsroom.claimants.get(seed.claimant))
            else "",
            claimed_on=seed.claimed_on,
        )
    for item in seed.appearances:
        revision = revisions[item.article]
        start, end = _find(item.quote, revision=revision, article=item.article, place=item.place)
        with _at(item.place):
            claiming.add_appearance(
                by=people[item.by], claim=claim, revision=revision, start=start, end=end, exact=item.quote
            )
    return claim


def _bring_evidence(
    seed: SeedClaim, *, claim: Claim, people: dict[str, User], revisions: dict[str, ArticleRevision]
) -> None:
    for item in seed.evidence:
        by = people[item.by]
        if item.article:
            revision = revisions[item.article]
            start, end = _find(item.quote, revision=revision, article=item.article, place=item.place)
            with _at(item.place):
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
        else:
            with _at(item.place):
                evidence.add_link(
                    by=by,
                    claim=claim,
                    url=item.url,
                    quote=item.quote,
                    stance=item.stance,
                    origin_name=item.origin,
                    source_name=item.source,
                    source_date=item.published_on,
                    note=item.note,
                )


def _judge(seed: SeedClaim, *, claim: Claim, people: dict[str, User]) -> None:
    """Give the verdicts, then the rulings: a publication first, its correction after it."""
    for item in seed.verdicts:
        with _at(item.place):
            verdicts.submit(
                by=people[item.reviewer],
                claim=claim,
                label=item.label,
                rationale=item.rationale,
                claim_version=claim.version,
                client_id=uuid4(),
            )
    for ruling in seed.rulings:
        with _at(ruling.place):
            if ruling.note:
                rulings.correct(
                    by=people[ruling.by],
                    claim=claim,
                    label=ruling.label,
                    summary=ruling.summary,
                    explanation=ruling.explanation,
                    unestablished=ruling.unestablished,
                    note=ruling.note,
                    claim_version=claim.version,
                    client_id=uuid4(),
                )
            else:
                rulings.publish(
                    by=people[ruling.by],
                    claim=claim,
                    label=ruling.label,
                    summary=ruling.summary,
                    explanation=ruling.explanation,
                    unestablished=ruling.unestablished,
                    claim_version=claim.version,
                    client_id=uuid4(),
                )


def _publish_report(seed: SeedReport, *, by: User, claims: dict[str, Claim]) -> None:
    """Make a report of published claims, put it in order and publish it."""
    chosen = [claims[key].pk for section in seed.sections for key in section.claims]
    with _at(seed.place):
        report = making.make_report(
            by=by,
            title=seed.title,
            introduction=seed.introduction,
            claims=Claim.objects.filter(pk__in=chosen),
        )
        places = dict(report.items.values_list("claim_id", "pk"))
        for section in seed.sections:
            heading = (
                sections.add_section(by=by, report=report, title=section.title, text=section.text)
                if section.title
                else None
            )
            for key in section.claims:
                report.refresh_from_db(fields=["version"])
                if heading is not None:
                    arranging.move_claims_to_section(
                        by=by,
                        report=report,
                        items=[places[claims[key].pk]],
                        seen=report.version,
                        section=heading,
                    )
        report.refresh_from_db(fields=["version"])
        publishing.publish_report(by=by, report=report, seen=report.version, client_id=uuid4())

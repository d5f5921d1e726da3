"""Reading a seeds folder: what stands in its files, checked field by field. Touches no database."""

import tomllib
from datetime import date
from pathlib import Path

from claims.management.seeding.records import (
    Newsroom,
    SeedAppearance,
    SeedArticle,
    SeedClaim,
    SeedClaimant,
    SeedError,
    SeedEvidence,
    SeedPerson,
    SeedReport,
    SeedRuling,
    SeedSection,
    SeedVerdict,
)
from claims.management.seeding.table import Table
from claims.vocabulary import Label, PublisherKind, Role, Stance

NEWSROOM = "newsroom.toml"
ARTICLE_HEADERS = {"Title", "Publisher", "Kind", "URL", "Date", "Byline"}


def read_newsroom(folder: Path) -> Newsroom:
    """Read and check all files of a seeds folder. Raises SeedError naming the file and the place."""
    articles = [read_article(path) for path in sorted((folder / "articles").glob("*.txt"))]
    if not articles:
        raise SeedError(f"{folder.name}/articles", "no article is there")
    path = folder / NEWSROOM
    place = f"{folder.name}/{NEWSROOM}"
    try:
        top = Table(tomllib.loads(_read(path)), place=place)
    except tomllib.TOMLDecodeError as error:
        raise SeedError(place, f"not valid TOML: {error}") from error
    people = [_person(table) for table in top.tables("people", call="person")]
    claimants = [_claimant(table) for table in top.tables("claimants", call="claimant")]
    newsroom = Newsroom(
        articles=articles,
        people=people,
        claimants={claimant.name: claimant for claimant in claimants},
        claims=[_claim(table) for table in top.tables("claims", call="claim")],
        reports=[_report(table) for table in top.tables("reports", call="report")],
    )
    top.finish()
    _check_references(newsroom, place=place)
    return newsroom


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SeedError(f"{path.parent.name}/{path.name}", f"cannot be read: {error}") from error


def read_article(path: Path) -> SeedArticle:
    """Read an article file: headers, a blank line, the text."""
    place = f"{path.parent.name}/{path.name}"
    head, _, text = _read(path).partition("\n\n")
    headers: dict[str, str] = {}
    for line in head.splitlines():
        name, colon, value = line.partition(":")
        if not colon or name not in ARTICLE_HEADERS:
            raise SeedError(
                place, f"{line!r} is not a header; known are {', '.join(sorted(ARTICLE_HEADERS))}"
            )
        headers[name] = value.strip()
    for name in ("Title", "Publisher", "Kind"):
        if not headers.get(name):
            raise SeedError(place, f"the header {name} is missing")
    if headers["Kind"] not in PublisherKind.values:
        raise SeedError(
            place, f"Kind is {headers['Kind']!r}, which isn't one of {', '.join(PublisherKind.values)}"
        )
    if not text.strip():
        raise SeedError(place, "there is no text below the headers")
    try:
        published_on = date.fromisoformat(headers["Date"]) if headers.get("Date") else None
    except ValueError:
        raise SeedError(place, f"Date is {headers['Date']!r}; write it as 2022-09-14") from None
    return SeedArticle(
        key=path.stem,
        title=headers["Title"],
        publisher=headers["Publisher"],
        kind=headers["Kind"],
        text=text,
        place=place,
        url=headers.get("URL", ""),
        published_on=published_on,
        byline=headers.get("Byline", ""),
    )


def _person(table: Table) -> SeedPerson:
    person = SeedPerson(
        username=table.text("username"),
        name=table.text("name"),
        role=table.choice("role", Role.values),
        place=table.place,
    )
    table.finish()
    return person


def _claimant(table: Table) -> SeedClaimant:
    claimant = SeedClaimant(
        name=table.text("name"),
        description=table.text("description", default=""),
        aliases=table.texts("aliases"),
        place=table.place,
    )
    table.finish()
    return claimant


def _claim(table: Table) -> SeedClaim:
    key = table.text("key")
    table.place = f"{table.place.rpartition(', ')[0]}, claim {key}"
    by = table.text("by")
    ruling = table.table("ruling")
    claim = SeedClaim(
        key=key,
        statement=table.text("statement"),
        claimant=table.text("claimant", default=""),
        claimed_on=table.day("date"),
        lifted_from=table.text("lifted_from"),
        quote=table.text("quote"),
        by=by,
        place=table.place,
        appearances=[_appearance(item, by=by) for item in table.tables("appearances", call="appearance")],
        evidence=[_evidence(item) for item in table.tables("evidence", call="evidence")],
        verdicts=[_verdict(item) for item in table.tables("verdicts", call="verdict")],
        rulings=_rulings(ruling) if ruling else [],
    )
    table.finish()
    return claim


def _appearance(table: Table, *, by: str) -> SeedAppearance:
    appearance = SeedAppearance(
        article=table.text("article"),
        quote=table.text("quote"),
        by=table.text("by", default=by),
        place=table.place,
    )
    table.finish()
    return appearance


def _evidence(table: Table) -> SeedEvidence:
    evidence = SeedEvidence(
        stance=table.choice("stance", Stance.values),
        origin=table.text("origin"),
        quote=table.text("quote"),
        by=table.text("by"),
        note=table.text("note", default=""),
        article=table.text("article", default=""),
        url=table.text("url", default=""),
        source=table.text("source", default=""),
        published_on=table.day("date"),
        place=table.place,
    )
    table.finish()
    if bool(evidence.article) == bool(evidence.url):
        raise SeedError(table.place, "evidence has either an `article` or a `url`")
    if evidence.article and (evidence.source or evidence.published_on):
        raise SeedError(table.place, "`source` and `date` belong to links; an article has its own")
    return evidence


def _verdict(table: Table) -> SeedVerdict:
    verdict = SeedVerdict(
        reviewer=table.text("reviewer"),
        label=table.choice("label", Label.values),
        rationale=table.text("rationale"),
        place=table.place,
    )
    table.finish()
    return verdict


def _rulings(table: Table) -> list[SeedRuling]:
    """Return the publication and, where there is one, its correction."""
    correction = table.table("correction")
    rulings = [_ruling(table, note="")]
    if correction is not None:
        rulings.append(_ruling(correction, note=correction.text("note")))
    return rulings


def _ruling(table: Table, *, note: str) -> SeedRuling:
    ruling = SeedRuling(
        label=table.choice("label", Label.values),
        summary=table.text("summary"),
        explanation=table.text("explanation", default=""),
        unestablished=table.text("unestablished", default=""),
        note=note,
        by=table.text("by"),
        place=table.place,
    )
    table.finish()
    return ruling


def _report(table: Table) -> SeedReport:
    opening = SeedSection(title="", text="", claims=table.texts("claims"))
    report = SeedReport(
        title=table.text("title"),
        introduction=table.text("introduction", default=""),
        by=table.text("by"),
        sections=[opening, *(_section(item) for item in table.tables("sections", call="section"))],
        place=table.place,
    )
    table.finish()
    return report


def _section(table: Table) -> SeedSection:
    section = SeedSection(
        title=table.text("title"), text=table.text("text", default=""), claims=table.texts("claims")
    )
    table.finish()
    return section


def _check_references(newsroom: Newsroom, *, place: str) -> None:
    """Refuse names of people, claimants, articles and claims that aren't there, and claims' keys used twice."""
    people = {person.username for person in newsroom.people}
    articles = {article.key for article in newsroom.articles}
    keys: set[str] = set()
    for claim in newsroom.claims:
        if claim.key in keys:
            raise SeedError(claim.place, "another claim has the same key")
        keys.add(claim.key)
        if claim.claimant and claim.claimant not in newsroom.claimants:
            raise SeedError(claim.place, f"no claimant is called {claim.claimant!r}")
        used = [(claim.place, claim.by, claim.lifted_from)]
        used += [(item.place, item.by, item.article) for item in claim.appearances]
        used += [(piece.place, piece.by, piece.article) for piece in claim.evidence]
        used += [(verdict.place, verdict.reviewer, "") for verdict in claim.verdicts]
        used += [(ruling.place, ruling.by, "") for ruling in claim.rulings]
        for where, person, article in used:
            if person not in people:
                raise SeedError(where, f"nobody has the username {person!r}")
            if article and article not in articles:
                raise SeedError(where, f"there is no articles/{article}.txt")
    for report in newsroom.reports:
        if report.by not in people:
            raise SeedError(report.place, f"nobody has the username {report.by!r}")
        for key in (key for section in report.sections for key in section.claims):
            if key not in keys:
                raise SeedError(report.place, f"no claim has the key {key!r}")
    if not newsroom.people:
        raise SeedError(place, "there are no people")

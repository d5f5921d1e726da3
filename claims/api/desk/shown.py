"""Putting the desk's nouns into the shapes that the API shows, and fetching them with all that is shown."""

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.urls import reverse

from claims.api.desk.shapes import (
    AppearanceOut,
    ArticleOut,
    ClaimOut,
    EvidenceOut,
    LinkOut,
    Named,
    PassageOut,
    PublishedBrief,
    ReportOut,
    ReportVersionOut,
    Retraction,
    RevisionBrief,
    RevisionOut,
    RulingOut,
    SectionOut,
    VerdictOut,
)
from claims.domain.boards import is_other_source
from claims.models import (
    Appearance,
    Article,
    ArticleRevision,
    Claim,
    Evidence,
    Report,
    ReportVersion,
    Ruling,
    User,
    Verdict,
)
from claims.models.kept import Retractable
from claims.vocabulary import AnchorMethod, Label, RulingKind, Stage, Stance


def person(user: User) -> Named:
    return Named(id=user.pk, name=str(user))


def retraction(row: Retractable) -> Retraction | None:
    if row.retracted_at is None:
        return None
    by = person(row.retracted_by) if row.retracted_by else None
    return Retraction(at=row.retracted_at, by=by, reason=row.retraction_reason)


def articles() -> QuerySet[Article]:
    """Fetch articles with what ``article`` reads; one query."""
    return Article.objects.select_related("publisher", "current_revision", "added_by", "retracted_by").defer(
        "current_revision__text"
    )


def revision_brief(revision: ArticleRevision) -> RevisionBrief:
    return RevisionBrief(
        id=revision.pk, number=revision.number, sha256=revision.sha256, added_at=revision.created_at
    )


def article(row: Article) -> ArticleOut:
    current = row.current_revision
    return ArticleOut(
        id=row.pk,
        title=row.title,
        publisher=Named(id=row.publisher.pk, name=row.publisher.name),
        byline=row.byline,
        url=row.url,
        published_on=row.published_on,
        language=row.language,
        story=row.story_id,
        revision=revision_brief(current) if current else None,
        added_by=person(row.added_by),
        added_at=row.created_at,
        retraction=retraction(row),
    )


def revision(row: ArticleRevision) -> RevisionOut:
    brief = revision_brief(row)
    return RevisionOut(
        **brief.model_dump(),
        article=row.article_id,
        title=row.article.title,
        characters=len(row.text),
        text=row.text,
    )


def claims() -> QuerySet[Claim]:
    """Fetch claims with what ``claim`` reads; two queries."""
    last = Ruling.objects.filter(claim=OuterRef("pk")).order_by("-number").values("number")[:1]
    places = Appearance.objects.standing().select_related("revision").defer("revision__text").order_by("id")
    return (
        Claim.objects.select_related("claimant", "created_by", "retracted_by")
        .defer("search")
        .annotate(last_ruling=Subquery(last))
        .prefetch_related(Prefetch("appearances", places, to_attr="standing_appearances"))
    )


def claim(row: Claim) -> ClaimOut:
    places: list[Appearance] = vars(row)["standing_appearances"]
    return ClaimOut(
        id=row.pk,
        version=row.version,
        statement=row.statement,
        claimant=Named(id=row.claimant.pk, name=row.claimant.name) if row.claimant else None,
        claimed_on=row.claimed_on,
        stage=Stage(row.stage),
        label=Label(row.label) if row.label else None,
        disagrees=row.disagrees,
        article=row.lifted_from_id,
        slug=row.slug,
        ruling=vars(row)["last_ruling"],
        appearances=[
            AppearanceOut(
                article=place.revision.article_id,
                revision=place.revision_id,
                start=place.start,
                end=place.end,
                exact=place.exact,
                prefix=place.prefix,
                suffix=place.suffix,
                method=AnchorMethod(place.method),
                score=place.score,
            )
            for place in places
        ],
        lifted_by=person(row.created_by),
        lifted_at=row.created_at,
        retraction=retraction(row),
    )


def evidence_rows() -> QuerySet[Evidence]:
    """Fetch evidence with what ``evidence`` reads; one query."""
    return (
        Evidence.objects.select_related(
            "origin", "revision__article", "added_by", "retracted_by", "claim__lifted_from"
        )
        .defer("revision__text", "claim__search")
        .with_linked_articles()
    )


def evidence(row: Evidence) -> EvidenceOut:
    passage = link = None
    if row.revision is not None and row.start is not None and row.end is not None:
        passage = PassageOut(
            article=row.revision.article_id, revision=row.revision.pk, start=row.start, end=row.end
        )
    else:
        link = LinkOut(url=row.url, source=row.source_name, published_on=row.source_date)
    return EvidenceOut(
        id=row.pk,
        claim=row.claim_id,
        stance=Stance(row.stance),
        origin=Named(id=row.origin.pk, name=row.origin.name),
        quote=row.quote,
        passage=passage,
        link=link,
        from_another_source=is_other_source(row, claim=row.claim),
        note=row.note,
        added_by=person(row.added_by),
        added_at=row.created_at,
        retraction=retraction(row),
    )


def verdict(row: Verdict) -> VerdictOut:
    return VerdictOut(
        id=row.pk,
        claim=row.claim_id,
        claim_version=row.claim_version,
        reviewer=person(row.reviewer),
        label=Label(row.label),
        rationale=row.rationale,
        evidence_seen=row.evidence_seen,
        is_current=row.is_current,
        given_at=row.created_at,
        withdrawn_at=row.withdrawn_at,
    )


def ruling(row: Ruling) -> RulingOut:
    return RulingOut(
        claim=row.claim_id,
        version=row.number,
        kind=RulingKind(row.kind),
        label=Label(row.label),
        summary=row.summary,
        explanation=row.explanation,
        unestablished=row.unestablished,
        note=row.note,
        statement=row.statement,
        claimant=row.claimant_name,
        claimed_on=row.claimed_on,
        claim_version=row.claim_version,
        evidence=row.evidence,
        ruled_by=person(row.ruled_by),
        ruled_at=row.created_at,
    )


def report(row: Report, *, number: int) -> ReportOut:
    return ReportOut(
        id=row.pk,
        title=row.title,
        introduction=row.introduction,
        version=row.version,
        claims=number,
        published=_published(row),
        made_by=person(row.created_by),
        made_at=row.created_at,
        retraction=retraction(row),
    )


def _published(row: Report) -> PublishedBrief | None:
    latest = row.latest_version
    if latest is None:
        return None
    return PublishedBrief(
        version=latest.number,
        at=latest.published_at,
        is_withdrawal=latest.is_withdrawal,
        url=reverse("public-report", args=[row.slug]),
    )


def report_version(row: ReportVersion, *, of: Report) -> ReportVersionOut:
    return ReportVersionOut(
        report=of.pk,
        version=row.number,
        is_withdrawal=row.is_withdrawal,
        title=row.title,
        introduction=row.introduction,
        sections=[SectionOut(title=section["title"], text=section["text"]) for section in row.sections],
        claims=row.claim_count,
        note=row.note,
        published_by=person(row.published_by),
        published_at=row.published_at,
        url=reverse("public-report-version", args=[of.slug, row.number]),
    )

"""Lifting claims from articles, and keeping their wording."""

from datetime import date
from textwrap import shorten
from uuid import UUID

from django.db import IntegrityError, transaction

from claims.domain import access, attribution, audit, jobs, retraction, suggesting
from claims.domain.claimants import find_claimant
from claims.domain.refusals import Changed, Refused
from claims.domain.stages import settle_stage
from claims.domain.typed import clean_line
from claims.models import Appearance, Article, ArticleRevision, Claim, User
from claims.vocabulary import Proposal, Stage

CONTEXT_WIDTH = 32
STATEMENT_LIMIT = 1000
EARLIEST, LATEST = date(1400, 1, 1), date(2999, 12, 31)


def _clean_statement(statement: str) -> str:
    statement = clean_line(statement, field="statement")
    if not statement:
        raise Refused("Write the claim as one sentence that can stand alone.", field="statement")
    if len(statement) > STATEMENT_LIMIT:
        raise Refused(
            f"The claim has {len(statement):,} characters; keep it to {STATEMENT_LIMIT:,}. A claim is one statement.",
            field="statement",
        )
    return statement


def check_date(value: date | None, *, field: str) -> None:
    """Raise Refused for a date that no article or claim of ours can bear."""
    if value is not None and not EARLIEST <= value <= LATEST:
        raise Refused("The date must lie between 1400 and 2999.", field=field)


def _anchor(
    *, by: User, claim: Claim, revision: ArticleRevision, start: int, end: int, exact: str
) -> Appearance:
    text = revision.text
    if not 0 <= start < end <= len(text) or text[start:end] != exact:
        raise Refused(
            "The selected words do not stand at that place of the article. Nothing was saved; select them again.",
            field="quote",
        )
    return Appearance.objects.create(
        claim=claim,
        revision=revision,
        start=start,
        end=end,
        exact=exact,
        prefix=text[max(0, start - CONTEXT_WIDTH) : start],
        suffix=text[end : end + CONTEXT_WIDTH],
        created_by=by,
    )


def _claim_log(claim: Claim) -> dict[str, str | int | None]:
    return {
        "statement": claim.statement,
        "claimant": claim.claimant.name if claim.claimant else None,
        "claimed_on": claim.claimed_on.isoformat() if claim.claimed_on else None,
        "version": claim.version,
    }


def _queue_preparing(claim: Claim) -> None:
    """Let a worker take in what the claim means."""
    title = f"Take in “{shorten(claim.statement, 150, placeholder='…')}”"
    jobs.enqueue("prepare_claim", title=title, lock=f"claim-{claim.pk}", claim_id=claim.pk)


@transaction.atomic
def lift_claim(
    *,
    by: User,
    statement: str,
    revision: ArticleRevision,
    start: int,
    end: int,
    exact: str,
    claimant_name: str = "",
    claimant_description: str = "",
    claimed_on: date | None = None,
    client_id: UUID | None = None,
    suggestion_id: int | None = None,
    proposed: attribution.Proposed | None = None,
) -> Claim:
    """Lift a claim from ``revision.text[start:end]`` (code points), which must be ``exact``.

    ``client_id`` comes with the form: sent twice, lifted once. ``suggestion_id`` is the suggestion it began
    with, if any; ``proposed`` is the claimant that was proposed: what became of it is kept. Raises Refused
    when the words do not stand there, the article has a newer text, or the statement is empty or too long.
    """
    access.require(access.can_lift_claim, by)
    statement = _clean_statement(statement)
    check_date(claimed_on, field="claimed_on")
    if proposed and not claimant_description and claimant_name.casefold() == proposed.name.casefold():
        claimant_description = proposed.description
    claimant = find_claimant(name=claimant_name, description=claimant_description)
    # A newer text, with which claims move along, is here by now or waits until this claim is.
    article = Article.objects.select_for_update(no_key=True).get(pk=revision.article_id)
    try:
        with transaction.atomic():
            claim = Claim.objects.create(
                statement=statement,
                claimant=claimant,
                claimed_on=claimed_on,
                lifted_from_id=revision.article_id,
                client_id=client_id,
                created_by=by,
            )
    except IntegrityError:
        sent_before = Claim.objects.filter(client_id=client_id, created_by=by).first()
        same = sent_before is not None and (
            (sent_before.statement, sent_before.claimant, sent_before.claimed_on, sent_before.lifted_from_id)
            == (statement, claimant, claimed_on, revision.article_id)
            and sent_before.appearances.filter(revision=revision, start=start, end=end).exists()
        )
        if sent_before is None or not same:
            raise Refused(
                "This form was already used for another claim. Nothing was saved this time: select the words"
                " again to lift another claim, or change the first one on its page."
            ) from None
        return sent_before
    if article.is_retracted:
        raise Refused(
            "This article was retracted; restore it before you lift claims from it. Nothing was saved."
        )
    if article.current_revision_id != revision.pk:
        raise Refused("The article got a newer text a moment ago. Nothing was saved; send it again.")
    appearance = _anchor(by=by, claim=claim, revision=revision, start=start, end=end, exact=exact)
    suggesting.take(by=by, claim=claim, revision=revision, start=start, end=end, suggestion_id=suggestion_id)
    if proposed:
        attribution.note_choice(
            by=by,
            kind=Proposal.CLAIMANT,
            claim=claim,
            proposed=proposed,
            name=claimant.name if claimant else "",
        )
    _queue_preparing(claim)
    audit.record(
        action="claim.lifted",
        by=by,
        target=claim,
        revision=revision.pk,
        start=appearance.start,
        end=appearance.end,
        exact=exact,
        **_claim_log(claim),
    )
    return claim


@transaction.atomic
def note_claim(
    *,
    by: User,
    statement: str,
    claimant_name: str = "",
    claimant_description: str = "",
    claimed_on: date | None = None,
    article: Article | None = None,
) -> Claim:
    """Note a claim that stands in no text of the desk: a dataset names it without one.

    ``article`` is where it was made, where that is known. Raises Refused when the statement is empty or too
    long, or the article was retracted.
    """
    access.require(access.can_lift_claim, by)
    statement = _clean_statement(statement)
    check_date(claimed_on, field="claimed_on")
    claimant = find_claimant(name=claimant_name, description=claimant_description)
    if article is not None:
        # Nobody retracts it meanwhile.
        article = Article.objects.select_for_update(no_key=True).get(pk=article.pk)
        if article.is_retracted:
            raise Refused(f"Its article was retracted: {article.retraction_reason}")
    claim = Claim.objects.create(
        statement=statement, claimant=claimant, claimed_on=claimed_on, lifted_from=article, created_by=by
    )
    _queue_preparing(claim)
    about = {"article": article.pk} if article else {}
    audit.record(action="claim.noted", by=by, target=claim, **about, **_claim_log(claim))
    return claim


@transaction.atomic
def add_appearance(
    *, by: User, claim: Claim, revision: ArticleRevision, start: int, end: int, exact: str
) -> Appearance:
    """Note one more place where the claim stands. The same place twice is noted once."""
    access.require(access.can_lift_claim, by)
    there = claim.appearances.filter(revision=revision, start=start, end=end, retracted_at=None).first()
    if there is not None:
        return there
    appearance = _anchor(by=by, claim=claim, revision=revision, start=start, end=end, exact=exact)
    audit.record(
        action="claim.appearance_added",
        by=by,
        target=claim,
        revision=revision.pk,
        start=start,
        end=end,
        exact=exact,
    )
    return appearance


@transaction.atomic
def edit_claim(
    *,
    by: User,
    claim: Claim,
    version: int,
    statement: str,
    claimant_name: str,
    claimed_on: date | None,
    changes_meaning: bool,
) -> Claim:
    """Change a claim's wording, claimant or date, and return it as it stands now.

    ``version`` is the one that the person saw: raises Changed when another stands by now.
    ``changes_meaning`` makes earlier verdicts count no longer, since they were about something else; a
    published claim cannot come to mean something else under its ruling.
    """
    access.require(access.can_edit_claim, by)
    statement = _clean_statement(statement)
    check_date(claimed_on, field="claimed_on")
    locked = Claim.objects.select_for_update(of=("self",)).select_related("claimant").get(pk=claim.pk)
    if locked.version != version:
        raise Changed("Somebody changed this claim meanwhile.", seen=version, current=locked.version)
    if locked.is_retracted:
        raise Refused("This claim was retracted; restore it before you change it.")
    if locked.stage == Stage.PUBLISHED and not access.can_publish(by):
        raise Refused(
            "This claim is published, and its words stand under a ruling: ask an editor to mend them."
        )
    if changes_meaning and locked.stage == Stage.PUBLISHED:
        raise Refused(
            "This claim is published, and its ruling is about these words. Withdraw the ruling first, with a"
            " public note, or lift another claim.",
            field="change",
        )
    before = _claim_log(locked)
    claimant = find_claimant(name=claimant_name)
    locked.statement, locked.claimant, locked.claimed_on = statement, claimant, claimed_on
    locked.save(update_fields=["statement", "claimant", "claimed_on"])
    locked.refresh_from_db(fields=["version"])  # the trigger has raised it, if anything changed
    if locked.version == version:
        return locked
    if changes_meaning:
        locked.meaning_version = locked.version
        locked.save(update_fields=["meaning_version"])
        settle_stage(locked)
    _queue_preparing(locked)
    audit.record(
        action="claim.edited",
        by=by,
        target=locked,
        before=before,
        changes_meaning=changes_meaning,
        **_claim_log(locked),
    )
    return locked


@transaction.atomic
def retract_claim(*, by: User, claim: Claim, reason: str) -> Claim:
    """Take a claim off the desk, with a reason. Its page, verdicts and evidence stay."""
    access.require(access.can_retract_claim, by)
    # Behind the lock nobody can publish it any more.
    claim = Claim.objects.select_for_update(no_key=True).get(pk=claim.pk)
    if claim.stage == Stage.PUBLISHED:
        raise Refused("This claim is published. Withdraw its ruling first, with a public note.")
    return retraction.retract(by=by, row=claim, reason=reason)


@transaction.atomic
def restore_claim(*, by: User, claim: Claim) -> Claim:
    """Put a retracted claim back on the desk."""
    access.require(access.can_retract_claim, by)
    return retraction.restore(by=by, row=claim)

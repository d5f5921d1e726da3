"""Small newsrooms for tests, made through the same functions as the real one where that matters."""

import hashlib
import itertools
from datetime import date
from uuid import uuid4

from django.contrib.auth.models import Group

from claims.domain import claiming, evidence, jobs, rulings, verdicts
from claims.domain.reports import exporting
from claims.domain.reports.records import chosen_ids
from claims.models import (
    Article,
    ArticleRevision,
    Claim,
    Evidence,
    Export,
    Passage,
    Publisher,
    Report,
    SentenceScores,
    Suggestion,
    Task,
    User,
    Verdict,
)
from claims.vocabulary import Label, Role, Stance, TaskState

numbers = itertools.count(1)

MINISTRY_TEXT = (
    "The ministry said the troops were being regrouped. It gave no figure for losses. "
    "A spokesman said 3,000 soldiers had moved east 😀 by Saturday."
)
INSTITUTE_TEXT = (
    "The institute called the regrouping account a false narrative. "
    "Its analysts saw a hurried flight, not a controlled withdrawal of troops."
)
REPORTER_TEXT = (
    "A reporter saw ammunition scattered at positions left in haste. The troops had regrouped nowhere."
)


def make_user(*roles: Role, username: str = "", **fields) -> User:
    user = User.objects.create_user(username or f"person{next(numbers)}", **fields)
    user.groups.set([Group.objects.get_or_create(name=role.value)[0] for role in roles])
    return user


def make_publisher(name: str = "") -> Publisher:
    name = name or f"Publisher {next(numbers)}"
    return Publisher.objects.filter(name__iexact=name).first() or Publisher.objects.create(name=name)


def make_article(
    *,
    by: User,
    text: str = MINISTRY_TEXT,
    title: str = "",
    publisher: str = "",
    published_on: date | None = date(2022, 9, 10),
    url: str = "",
    language: str = "en",
) -> Article:
    """Store an article with one revision, unindexed (``domain.ingest`` makes passages)."""
    article = Article.objects.create(
        publisher=make_publisher(publisher),
        title=title or f"Article {next(numbers)}",
        published_on=published_on,
        url=url,
        url_sha256=hashlib.sha256(url.encode()).hexdigest() if url else None,
        language=language,
        added_by=by,
    )
    revision = ArticleRevision.objects.create(
        article=article,
        number=1,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        fingerprint=uuid4().hex * 2,
        created_by=by,
    )
    article.current_revision = revision
    article.save(update_fields=["current_revision"])
    return article


def make_passages(revision: ArticleRevision) -> list[Passage]:
    """Cut a revision at full stops; enough for pages that only show passages."""
    passages, start = [], 0
    for sentence in revision.text.split(". "):
        end = min(start + len(sentence) + 1, len(revision.text))
        passages.append(
            Passage(
                revision=revision, number=len(passages), start=start, end=end, text=revision.text[start:end]
            )
        )
        start = end + 1
    return Passage.objects.bulk_create(passages)


def make_claim(
    *,
    by: User,
    article: Article | None = None,
    statement: str = "",
    quote: str = "the troops were being regrouped",
    claimant: str = "Russian Ministry of Defence",
) -> Claim:
    article = article or make_article(by=by)
    revision = article.current_revision
    start = revision.text.index(quote)
    return claiming.lift_claim(
        by=by,
        statement=statement or f"The troops were being regrouped ({next(numbers)}).",
        revision=revision,
        start=start,
        end=start + len(quote),
        exact=quote,
        claimant_name=claimant,
        claimed_on=date(2022, 9, 10),
    )


def make_suggestion(*, article: Article, quote: str, rank: int = 1, score: float = 0.9) -> Suggestion:
    """Propose words of an article's text, and mark the text as read."""
    revision = article.current_revision
    start = revision.text.index(quote)
    SentenceScores.objects.get_or_create(revision=revision, defaults={"model": "test/words", "scores": []})
    return Suggestion.objects.create(
        revision=revision,
        start=start,
        end=start + len(quote),
        exact=quote,
        score=score,
        reasons=["a number", "a quoted official"],
        model="test/words",
        rank=rank,
    )


def make_evidence(
    *, by: User, claim: Claim, stance: Stance = Stance.REFUTES, origin: str = "", text: str = INSTITUTE_TEXT
) -> Evidence:
    """Bring the first sentence of a new article to the claim."""
    article = make_article(by=by, text=text)
    return evidence.add_passage(
        by=by,
        claim=claim,
        revision=article.current_revision,
        start=0,
        end=text.index(".") + 1,
        stance=stance,
        origin_name=origin or f"Origin {next(numbers)}",
    )


def make_verdict(*, by: User, claim: Claim, label: Label = Label.UNPROVEN, rationale: str = "") -> Verdict:
    claim.refresh_from_db()
    return verdicts.submit(
        by=by,
        claim=claim,
        label=label,
        rationale=rationale or "Not enough to say.",
        claim_version=claim.version,
        client_id=uuid4(),
    )


def make_check(
    *, reviewer: User, editor: User, label: Label = Label.FALSE, unestablished: str = "", **claim_fields
) -> Claim:
    """Publish a new claim, with one institute against it."""
    claim = make_claim(by=reviewer, **claim_fields)
    make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES, origin="Institute")
    make_verdict(by=reviewer, claim=claim, label=label, rationale="canary-rationale")
    claim.refresh_from_db()
    rulings.publish(
        by=editor,
        claim=claim,
        label=label,
        claim_version=claim.version,
        client_id=uuid4(),
        summary="One institute contradicts it.",
        explanation="Analysts saw a hurried flight.",
        unestablished=unestablished,
    )
    claim.refresh_from_db()
    return claim


def make_export(*, by: User, form: str = "jsonl", report: Report | None = None) -> Export:
    """Ask for an export of all claims or of a report, however few they are, and write its file."""
    ids = chosen_ids(Claim.objects.all())
    asked = {"report": report} if report else {"ids": ids, "filters": "q=all"}
    export = exporting.ask(by=by, form=form, claims=len(ids), **asked)
    exporting.write(export_id=export.pk, progress=lambda number: None)
    jobs.finish(task=jobs.start(task_id=export.task_id))
    export.refresh_from_db()
    return export


def make_tasks(*, by: User) -> dict[str, Task]:
    """Make one background job in each state, by state; none of them has a worker."""
    made = {state: jobs.enqueue("index", by=by, title=f"A job that is {state}") for state in TaskState.values}
    for state in ("running", "done", "failed"):
        task = jobs.start(task_id=made[state].pk)
        assert task is not None
        jobs.report(task=task, done=120, total=480, unit="article")
        if state == "done":
            jobs.finish(task=task)
        if state == "failed":
            jobs.fail(task=task, problem="The model’s file is damaged.", may_help=False)
        made[state] = task
    Task.objects.filter(pk=made["cancelled"].pk).update(
        state="cancelled", finished_at=made["done"].started_at
    )
    for task in made.values():
        task.refresh_from_db()
    return made


def make_published_claim(*, by: User, editor: User, label: Label = Label.FALSE, statement: str = "") -> Claim:
    """Lift a claim, bring what its label needs, judge it and publish the ruling."""
    claim = make_claim(by=by, statement=statement)
    if label in (Label.FALSE, Label.DISPUTED):
        make_evidence(by=by, claim=claim, stance=Stance.REFUTES)
    if label in (Label.TRUE, Label.DISPUTED):
        make_evidence(by=by, claim=claim, stance=Stance.SUPPORTS)
    make_verdict(by=by, claim=claim, label=label)
    claim.refresh_from_db()
    rulings.publish(
        by=editor,
        claim=claim,
        label=label,
        claim_version=claim.version,
        client_id=uuid4(),
        summary="So.",
        explanation="One witness on site is enough.",
    )
    claim.refresh_from_db()
    return claim

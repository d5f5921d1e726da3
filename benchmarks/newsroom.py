"""Filling the desk for a measurement: people, claims, evidence and verdicts, the same every time.

The articles come in by the product's own command, which is measured. What is made here is not, so it
goes in by bulk inserts: the database's triggers and constraints check every row all the same, and the
log gets its events, chained as ``domain.audit`` chains them, so that ``verify_audit`` can be run after.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import Group
from django.db import connection, transaction

from benchmarks.generator import TOPICS, GeneratedArticle, GeneratedClaim
from claims.domain import anchoring, audit, rulings
from claims.models import (
    Appearance,
    Article,
    AuditEvent,
    Claim,
    Claimant,
    Evidence,
    Origin,
    User,
    Verdict,
)
from claims.vocabulary import Label, Role, Stage, Stance

AT_ONCE = 2000
PUBLISHED = 300
# Every other claim was judged, in these proportions; the others are open, with evidence that supports them.
LABELS = [Label.TRUE, Label.FALSE, Label.TRUE, Label.FALSE, Label.DISPUTED, Label.UNPROVEN]
STANCES = {
    Label.TRUE: [Stance.SUPPORTS],
    Label.FALSE: [Stance.REFUTES],
    Label.DISPUTED: [Stance.SUPPORTS, Stance.REFUTES],
    Label.UNPROVEN: [Stance.CONTEXT],
}
RATIONALE = "The passage says so in as many words, and its source was on site when it happened."


@dataclass
class Staff:
    """Who works at the desk: the reviewers who are measured, and those who judged before."""

    reviewers: list[User]
    earlier: list[User]
    editor: User


def hire(count: int) -> Staff:
    """Make accounts: ``count`` reviewers to measure, three who judged before, and an editor."""

    def person(username: str, role: Role) -> User:
        user = User(username=username, name=username.replace("-", " ").capitalize())
        user.set_unusable_password()
        user.save()
        user.groups.add(Group.objects.get(name=role.value))
        return user

    return Staff(
        reviewers=[person(f"reviewer-{number}", Role.REVIEWER) for number in range(1, count + 1)],
        earlier=[person(f"earlier-reviewer-{number}", Role.REVIEWER) for number in range(1, 4)],
        editor=person("editor", Role.EDITOR),
    )


@dataclass
class _Filling:
    """One pass over all claims, and what it looks up on the way."""

    articles: list[GeneratedArticle]
    staff: Staff
    stored: dict[str, tuple[int, int]]
    claimants: dict[str, int]
    origins: dict[str, int]

    def rows(self, ordinals: range) -> tuple[list[Claim], list[Appearance], list[Evidence], list[Verdict]]:
        claims, appearances, evidence, verdicts = [], [], [], []
        for ordinal in ordinals:
            article, made = self._claim(ordinal)
            article_id, revision_id = self.stored[article.url]
            label = LABELS[ordinal // 2 % len(LABELS)] if ordinal % 2 == 0 else None
            by = self.staff.earlier[ordinal % 3]
            claim = Claim(
                statement=made.statement,
                claimant_id=self.claimants[made.claimant],
                claimed_on=made.claimed_on,
                lifted_from_id=article_id,
                stage=Stage.AGREED if label else Stage.OPEN,
                label=label or "",
                created_by=by,
            )
            prefix, suffix = anchoring.context(article.text, made.start, made.end)
            claims.append(claim)
            appearances.append(
                Appearance(
                    claim=claim,
                    revision_id=revision_id,
                    start=made.start,
                    end=made.end,
                    exact=made.quote,
                    prefix=prefix,
                    suffix=suffix,
                    created_by=by,
                )
            )
            for number, stance in enumerate(STANCES[label] if label else [Stance.SUPPORTS], start=1):
                evidence.append(self._evidence(claim, article, stance, ordinal, number, by))
            if label:
                verdicts.append(
                    Verdict(
                        claim=claim,
                        reviewer=by,
                        label=label,
                        rationale=RATIONALE,
                        claim_version=1,
                        client_id=UUID(int=ordinal + 1),
                    )
                )
        return claims, appearances, evidence, verdicts

    def _claim(self, ordinal: int) -> tuple[GeneratedArticle, GeneratedClaim]:
        article = self.articles[ordinal // len(self.articles[0].claims)]
        return article, article.claims[ordinal % len(article.claims)]

    def _evidence(
        self, claim: Claim, article: GeneratedArticle, stance: Stance, ordinal: int, number: int, by: User
    ) -> Evidence:
        """Bring a sentence of another article on the same topic."""
        other = self.articles[(article.number + number * TOPICS) % len(self.articles)]
        start, end, quote = other.quote(ordinal)
        return Evidence(
            claim=claim,
            stance=stance,
            origin_id=self.origins[other.publisher],
            quote=quote,
            revision_id=self.stored[other.url][1],
            start=start,
            end=end,
            added_by=by,
        )


def fill(articles: list[GeneratedArticle], staff: Staff) -> dict[str, int]:
    """Lift all claims, bring evidence, judge half of them, publish a few; return how many of each."""
    Claimant.objects.bulk_create(
        Claimant(name=name) for name in sorted({claim.claimant for one in articles for claim in one.claims})
    )
    Origin.objects.bulk_create(Origin(name=name) for name in sorted({one.publisher for one in articles}))
    filling = _Filling(
        articles=articles,
        staff=staff,
        stored={
            url: (pk, revision)
            for url, pk, revision in Article.objects.values_list("url", "pk", "current_revision_id")
        },
        claimants=dict(Claimant.objects.values_list("name", "pk")),
        origins=dict(Origin.objects.values_list("name", "pk")),
    )
    total = sum(len(article.claims) for article in articles)
    made = {"claims": total, "evidence": 0, "verdicts": 0, "rulings": PUBLISHED}
    for start in range(0, total, AT_ONCE):
        with transaction.atomic():
            claims, appearances, evidence, verdicts = filling.rows(range(start, min(start + AT_ONCE, total)))
            Claim.objects.bulk_create(claims)
            Appearance.objects.bulk_create(appearances)
            Evidence.objects.bulk_create(evidence)
            seen: dict[int, list[int]] = {}
            for item in evidence:
                seen.setdefault(item.claim_id, []).append(item.pk)
            for verdict in verdicts:
                verdict.evidence_seen = seen[verdict.claim.pk]
            Verdict.objects.bulk_create(verdicts)
            _log(claims, evidence, verdicts)
        made["evidence"] += len(evidence)
        made["verdicts"] += len(verdicts)
    _publish(staff.editor)
    tidy()
    return made


def _log(claims: list[Claim], evidence: list[Evidence], verdicts: list[Verdict]) -> None:
    """Write the events that the desk's own functions would have written, in one chain."""
    last = AuditEvent.objects.order_by("-seq").values_list("seq", "hash").first()
    seq, previous = last or (0, audit.GENESIS)
    told: list[tuple[str, int, int, dict[str, Any]]] = []
    for claim in claims:
        told.append(
            ("claim.lifted", claim.created_by_id, claim.pk, {"statement": claim.statement, "version": 1})
        )
    for item in evidence:
        data = {"evidence": item.pk, "stance": str(item.stance), "quote": item.quote}
        told.append(("evidence.added", item.added_by_id, item.claim_id, data))
    for verdict in verdicts:
        data = {"verdict": verdict.pk, "label": str(verdict.label), "rationale": verdict.rationale}
        told.append(("verdict.given", verdict.reviewer_id, verdict.claim_id, data))
    events, at = [], datetime.now(UTC)
    for action, actor_id, target_id, data in told:
        seq += 1
        fields: dict[str, Any] = {
            "seq": seq,
            "at": at,
            "actor_id": actor_id,
            "action": action,
            "target_type": "claim",
            "target_id": target_id,
            "data": data,
        }
        head = audit.event_hash(previous=previous, **fields)
        events.append(AuditEvent(previous_hash=previous, hash=head, **fields))
        previous = head
    AuditEvent.objects.bulk_create(events, batch_size=AT_ONCE)


def _publish(editor: User) -> None:
    ready = Claim.objects.filter(stage=Stage.AGREED).select_related("claimant", "lifted_from")
    for number, claim in enumerate(ready.order_by("pk")[:PUBLISHED], start=1):
        rulings.publish(
            by=editor,
            claim=claim,
            label=claim.label,
            summary="One independent origin bears on it, as quoted below.",
            explanation=RATIONALE,
            claim_version=claim.version,
            client_id=UUID(int=10**9 + number),
        )


def tidy() -> None:
    """Do at once what autovacuum does within minutes, so that it doesn't run through a measurement."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def claims_to_judge(count: int, *, behind: int = 0) -> list[int]:
    """Return ids of open claims with evidence that supports them, the first ``count`` behind an id."""
    waiting = Claim.objects.filter(stage=Stage.OPEN, pk__gt=behind)
    return list(waiting.order_by("pk").values_list("pk", flat=True)[:count])


def claims_in_export(document: str) -> int:
    """Return how many claims an export as JSON holds."""
    return len(json.loads(document)["claims"])


def database_version() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return cursor.fetchone()[0].split()[0]

"""The front page: what waits for me, what the team did today, and first steps when there is nothing."""

from collections.abc import Iterable
from itertools import groupby

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from claims.domain import access
from claims.models import Article, AuditEvent, Claim, User, Verdict
from claims.views import history
from claims.views.desk_access import desk_page
from claims.vocabulary import Stage

SHOWN = 8
COUNTED = 1000
EVENTS_READ = 200
LINES_SHOWN = 15


def _todays_events() -> list[AuditEvent]:
    """Return today's newest events, of which each run of one kind by one person counts once."""
    today = timezone.localdate()
    newest = AuditEvent.objects.select_related("actor").order_by("-seq")[:EVENTS_READ]
    return [
        event
        for event in newest
        if timezone.localdate(event.at) == today and not event.action.startswith("account.")
    ]


def _runs(events: Iterable[AuditEvent]) -> list[tuple[AuditEvent, int]]:
    """Fold what one person added in one go (an import, say) into its newest event and a count."""
    folded: list[tuple[AuditEvent, int]] = []
    for (action, _actor), run in groupby(events, key=lambda event: (event.action, event.actor_id)):
        together = list(run)
        if action.startswith("article."):
            folded.append((together[0], len(together)))
        else:
            folded += [(event, 1) for event in together]
    return folded[:LINES_SHOWN]


def _changed_since_mine(user: User) -> list[Verdict]:
    """Return this person's verdicts whose claim's evidence changed after they were given."""
    return list(
        Verdict.objects.counted()
        .filter(reviewer=user, claim__retracted_at=None, claim__evidence_changed_at__gt=F("created_at"))
        .select_related("claim")
        .order_by("-claim__evidence_changed_at")[:SHOWN]
    )


@desk_page
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for this person, and what the team did today."""
    may_publish = access.can_publish(request.user)
    waiting = Claim.objects.waiting_for(request.user).values("pk")[: COUNTED + 1].count()
    to_show = Claim.objects.standing().select_related("claimant").defer("search").order_by("-id")
    conflicts = list(to_show.filter(stage=Stage.CONFLICT)[: SHOWN + 1])
    agreed = list(to_show.filter(stage=Stage.AGREED)[: SHOWN + 1])
    runs = _runs(_todays_events())
    lines = history.lines_of([event for event, _ in runs], reader=request.user)
    context = {
        "waiting": min(waiting, COUNTED),
        "waiting_is_more": waiting > COUNTED,
        "conflicts": conflicts[:SHOWN],
        "more_conflicts": len(conflicts) > SHOWN,
        "agreed": agreed[:SHOWN],
        "more_agreed": len(agreed) > SHOWN,
        "changed": _changed_since_mine(request.user),
        "lines": [(line, number) for line, (_, number) in zip(lines, runs, strict=True)],
        "has_articles": Article.objects.standing().exists(),
        "has_claims": Claim.objects.standing().exists(),
        "may_publish": may_publish,
    }
    return render(request, "desk/desk.html", context)

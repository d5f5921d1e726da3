"""The front page: what waits for me, what the team did today, and first steps when there is nothing."""

from collections.abc import Iterable
from itertools import groupby

from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from claims.domain import access, claim_links
from claims.models import Article, AuditEvent, Claim, User, Verdict
from claims.views import history
from claims.views.desk_access import DeskRequest, desk_page
from claims.views.jobs import under_way
from claims.vocabulary import Stage

SHOWN = 8
COUNTED = 1000
EVENTS_READ = 100
LINES_SHOWN = 15


def _todays_events() -> list[AuditEvent]:
    """Return today's newest events, sign-ins aside."""
    today = timezone.localdate()
    newest = AuditEvent.objects.select_related("actor").order_by("-seq")[:EVENTS_READ]
    return [
        event
        for event in newest
        if timezone.localdate(event.at) == today and not event.action.startswith("account.")
    ]


def _runs(lines: Iterable[history.Line]) -> list[tuple[history.Line, int]]:
    """Fold what one person did again and again to one claim, or to many articles in an import."""

    def same(line: history.Line) -> tuple[str, ...]:
        return line.who, line.deed, line.label, "" if line.icon == "article" else line.url

    runs = ((list(run)) for _, run in groupby(lines, key=same))
    return [(run[0], len(run)) for run in runs][:LINES_SHOWN]


def _changed_since_mine(user: User) -> list[Verdict]:
    """Return this person's verdicts whose claim's evidence changed after they were given."""
    return list(
        Verdict.objects.counted()
        .filter(reviewer=user, claim__retracted_at=None, claim__evidence_changed_at__gt=F("created_at"))
        .select_related("claim")
        .order_by("-claim__evidence_changed_at")[:SHOWN]
    )


@desk_page
@require_safe
def desk(request: DeskRequest) -> HttpResponse:
    """What waits for this person, and what the team did today."""
    may_publish = access.can_publish(request.user)
    waiting = Claim.objects.waiting_for(request.user).values("pk")[: COUNTED + 1].count()
    to_show = Claim.objects.standing().select_related("claimant").defer("search").order_by("-id")
    conflicts = list(to_show.filter(stage=Stage.CONFLICT)[: SHOWN + 1])
    agreed = list(to_show.filter(stage=Stage.AGREED)[: SHOWN + 1])
    context = {
        "waiting": min(waiting, COUNTED),
        "waiting_is_more": waiting > COUNTED,
        "conflicts": conflicts[:SHOWN],
        "more_conflicts": len(conflicts) > SHOWN,
        "agreed": agreed[:SHOWN],
        "more_agreed": len(agreed) > SHOWN,
        "changed": _changed_since_mine(request.user),
        "contradictions": claim_links.contradictions(limit=SHOWN),
        "lines": _runs(history.lines_of(_todays_events(), reader=request.user)),
        "has_articles": Article.objects.standing().exists(),
        "has_claims": Claim.objects.standing().exists(),
        "may_publish": may_publish,
        "under_way": under_way(),
    }
    return render(request, "desk/desk.html", context)

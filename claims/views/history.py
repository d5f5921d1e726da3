"""The log in sentences: who did what to which claim, and nothing that a reviewer must not see yet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.text import Truncator

from claims.models import Article, AuditEvent, Claim, Evidence, Report, User
from claims.vocabulary import Label, Relation, Stage, Stance

# What was done, as the words between the person and the claim; and the icon beside them.
DEEDS: dict[str, tuple[str, str]] = {
    "claim.lifted": ("lifted", "quote"),
    "claim.noted": ("noted from a dataset", "quote"),
    "claim.appearance_added": ("noted another appearance of", "copies"),
    "claim.edited": ("changed", "edit"),
    "claim.retracted": ("retracted", "archive"),
    "claim.restored": ("restored", "undo"),
    "claim.linked": ("linked", "link"),
    "claim.unlinked": ("took a link back from", "undo"),
    "evidence.added": ("brought evidence to", "plus"),
    "evidence.changed": ("changed evidence on", "edit"),
    "evidence.retracted": ("retracted evidence from", "minus"),
    "evidence.restored": ("restored evidence to", "undo"),
    "passage.refused": ("put aside a passage as not about", "minus"),
    "passage.joined": ("joined two passages of", "edit"),
    "passage.split": ("split a passage of", "edit"),
    "suggestion.dismissed": ("dismissed a suggestion in", "minus"),
    "suggestion.restored": ("brought back a suggestion in", "undo"),
    "claimant.aliases_changed": ("changed the other names of a claimant", "person"),
    "person.added": ("added a person", "person"),
    "person.changed": ("changed what a person may do", "person"),
    "passage.proposed_again": ("brought back a passage for", "undo"),
    "verdict.given": ("gave a verdict on", "person"),
    "verdict.withdrawn": ("took back a verdict on", "undo"),
    "ruling.publication": ("published the ruling on", "published"),
    "ruling.correction": ("corrected the ruling on", "published"),
    "ruling.withdrawal": ("withdrew the ruling on", "archive"),
    "article.added": ("added the article", "article"),
    "article.revised": ("added a new revision of", "article"),
    "article.changed": ("mended the facts of", "edit"),
    "article.retracted": ("retracted the article", "archive"),
    "article.restored": ("restored the article", "undo"),
    "story.joined": ("put with its copies", "copies"),
    "story.parted": ("told apart from others", "copies"),
    "story.undone": ("took back what was said of the copies of", "undo"),
    "articles.imported": ("imported articles", "article"),
    "record.imported": ("imported a record of a dataset", "article"),
    "report.made": ("made the report", "copies"),
    "report.changed": ("changed the words of the report", "edit"),
    "report.claims_added": ("added claims to the report", "plus"),
    "report.claims_moved": ("moved claims in the report", "edit"),
    "report.claims_removed": ("took claims out of the report", "minus"),
    "report.claims_left_out": ("took claims that are not ready out of the report", "minus"),
    "report.claim_restored": ("put a claim back into the report", "undo"),
    "report.section_added": ("added a section to the report", "plus"),
    "report.section_changed": ("changed a section of the report", "edit"),
    "report.section_moved": ("moved a section of the report", "edit"),
    "report.section_removed": ("took a section out of the report", "minus"),
    "report.section_restored": ("put a section back into the report", "undo"),
    "report.published": ("published the report", "published"),
    "report.withdrawn": ("withdrew the report", "archive"),
    "report.exported": ("exported claims", "download"),
    "export.taken": ("took away the export", "download"),
    "report.retracted": ("retracted the report", "archive"),
    "report.restored": ("restored the report", "undo"),
    "task.retried": ("tried again a background job:", "undo"),
    "task.cancelled": ("cancelled a background job:", "close"),
    "apitoken.made": ("made a token for the API", "lock"),
    "apitoken.revoked": ("revoked a token for the API", "lock"),
    "settings.changed": ("changed the settings of the desk", "edit"),
    "person.let_in": ("let somebody in again", "person"),
    "person.password_set": ("set somebody’s password", "lock"),
}
BLIND = {"verdict.given", "verdict.withdrawn"}
QUOTE_LENGTH = 160


@dataclass(frozen=True)
class Line:
    """One event as a sentence: ``who`` ``deed`` ``what``, with ``details`` below it.

    ``what`` is the claim, article or report it happened to, linked to ``url``. ``label`` is a verdict's, and
    empty while it has to stay hidden.
    """

    at: datetime
    who: str
    deed: str
    icon: str
    what: str
    url: str
    label: str
    details: tuple[str, ...]


def _known(choices: type[Label] | type[Stance], value: Any) -> str:
    return str(choices(value).label) if value in choices.values else ""


def _edit_details(data: Mapping[str, Any]) -> Iterable[str]:
    before = data.get("before") or {}
    if before.get("statement") != data.get("statement"):
        yield f"The wording was “{before.get('statement')}” and is now “{data.get('statement')}”."
    if before.get("claimant") != data.get("claimant"):
        yield f"The claimant was {before.get('claimant') or 'not named'} and is now {data.get('claimant') or 'not named'}."
    if before.get("claimed_on") != data.get("claimed_on"):
        yield f"The date was {before.get('claimed_on') or 'unknown'} and is now {data.get('claimed_on') or 'unknown'}."
    if data.get("changes_meaning"):
        yield "It says something else now: earlier verdicts no longer count."
    else:
        yield "It still says the same: verdicts keep counting."


def _evidence_details(data: Mapping[str, Any]) -> Iterable[str]:
    before = data.get("before") or {}
    stance, origin = _known(Stance, data.get("stance")), str(data.get("origin") or "")
    if not before:
        yield f"{stance}: “{Truncator(data.get('quote') or '').chars(QUOTE_LENGTH)}”"
        yield f"It rests on {origin}."
        return
    if before.get("stance") != data.get("stance"):
        yield f"The stance was {_known(Stance, before.get('stance')).lower()} and is now {stance.lower()}."
    if before.get("origin") != origin:
        yield f"It rested on {before.get('origin')} and now rests on {origin}."


def _link_details(data: Mapping[str, Any]) -> Iterable[str]:
    relation, other = data.get("relation"), data.get("other")
    if relation not in Relation.values:
        return
    yield {
        Relation.SAME: f"The same as claim {other}; claim {data.get('gone')} left the desk.",
        Relation.NARROWER: f"Narrower than claim {other}.",
        Relation.BROADER: f"Broader than claim {other}.",
        Relation.CONTRADICTS: f"It contradicts claim {other}.",
        Relation.DIFFERENT: f"Another claim than claim {other}.",
    }[Relation(relation)]
    if data.get("note"):
        yield str(data["note"])


def details(event: AuditEvent) -> tuple[str, ...]:
    """Return what else there is to say of an event, in sentences; never what a verdict says."""
    through = event.data.get("through")
    return (*_details(event), f"Through {through}.") if through else _details(event)


def _details(event: AuditEvent) -> tuple[str, ...]:
    data = event.data
    if event.action == "claim.edited":
        return tuple(_edit_details(data))
    if event.action in ("evidence.added", "evidence.changed"):
        return tuple(_evidence_details(data))
    if event.action.startswith("passage."):
        return (f"“{Truncator(data.get('quote') or '').chars(QUOTE_LENGTH)}”",)
    if event.action in ("claim.linked", "claim.unlinked"):
        return tuple(_link_details(data))
    if event.action.endswith(".retracted"):
        return (f"Reason: {data.get('reason')}",)
    if event.action.startswith("ruling."):
        return tuple(text for text in (data.get("summary"), data.get("note")) if text)
    return ()


def line(
    event: AuditEvent,
    *,
    what: str = "",
    url: str = "",
    may_see_verdicts: bool = False,
    reader: User | None = None,
) -> Line:
    """Put one event, fetched with its actor, into words.

    A verdict's label shows to ``reader`` when it is their own or ``may_see_verdicts`` says so.
    """
    deed, icon = DEEDS.get(event.action, ("", "info"))
    if not deed:
        noun, _, verb = event.action.partition(".")
        article = "an" if noun[:1] in "aeiou" else "a"
        deed = f"{verb or 'changed'} {article} {noun}".replace("_", " ")
    visible = (
        event.action not in BLIND or may_see_verdicts or (reader is not None and event.actor_id == reader.pk)
    )
    return Line(
        at=event.at,
        who=str(event.actor) if event.actor else "The desk",
        deed=deed,
        icon=icon,
        what=what,
        url=url,
        label=str(event.data.get("label") or "") if visible else "",
        details=details(event),
    )


def events_of(*, claim: Claim, evidence_ids: Iterable[int]) -> QuerySet[AuditEvent]:
    """Return the log of a claim and of its evidence, with the people in it."""
    return AuditEvent.objects.select_related("actor").filter(
        Q(target_type="claim", target_id=claim.pk)
        | Q(target_type="evidence", target_id__in=list(evidence_ids))
    )


def lines_of(events: Iterable[AuditEvent], *, reader: User) -> list[Line]:
    """Put events about many things into words; four queries, however many there are.

    Labels of verdicts on claims that are still open stay hidden, except for one's own.
    """
    events = list(events)

    def targets(kind: str) -> set[int]:
        return {e.target_id for e in events if e.target_type == kind and e.target_id is not None}

    claim_of = dict(Evidence.objects.filter(pk__in=targets("evidence")).values_list("pk", "claim_id"))
    claims = Claim.objects.only("statement", "stage").in_bulk(targets("claim") | set(claim_of.values()))
    titles = {
        "article": dict(Article.objects.filter(pk__in=targets("article")).values_list("pk", "title")),
        "report": dict(Report.objects.filter(pk__in=targets("report")).values_list("pk", "title")),
    }
    written = []
    for event in events:
        key = event.target_id or 0
        if event.target_type == "evidence":
            key = claim_of.get(key, 0)
        claim = claims.get(key) if event.target_type in ("claim", "evidence") else None
        title = titles.get(event.target_type, {}).get(key, "")
        if claim is not None:
            what, url = claim.statement, reverse("claim-detail", args=[key])
        elif event.target_type == "export":
            what, url = str(event.data.get("title") or ""), ""
        elif event.target_type == "task":
            what, url = str(event.data.get("title") or ""), reverse("job-list")
        else:
            what, url = title, reverse(f"{event.target_type}-detail", args=[key]) if title else ""
        seen = claim is not None and claim.stage != Stage.OPEN
        written.append(line(event, what=what, url=url, may_see_verdicts=seen, reader=reader))
    return written

"""Putting a report together: the page whose buttons move claims and sections, take them out and put them back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from claims.domain import access
from claims.domain.refusals import Changed, Refused
from claims.domain.reports import arranging, sections
from claims.forms.reports import SeenForm, read_ids
from claims.models import Report, ReportItem, ReportSection
from claims.templatetags.desk import count
from claims.views.desk_access import DeskRequest, desk_page
from claims.views.report_pages import PAGE_SIZE, lay_out, read_page
from claims.views.reports import find_report, headings_of

TAKEN_OUT_SHOWN = 50


def named_section(report: Report, value: str) -> ReportSection | None:
    """Return the section that a form names; an empty value or 0 names what stands before the sections.

    Raises Refused for a section that is not there.
    """
    if value in ("", "0"):
        return None
    section = ReportSection.objects.standing().filter(pk__in=read_ids([value]), report=report).first()
    if section is None:
        raise Refused("That section is not in this report any more. Choose another one.", field="section")
    return section


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def report_arrange(request: DeskRequest, pk: int) -> HttpResponse:
    """The report as it is put together; its buttons move, take out and put back, with or without scripts."""
    report = find_report(pk)
    if request.method != "POST":
        return _arrangement(request, report, query=request.GET)
    form = SeenForm(request.POST)
    if not form.is_valid():
        return _arrangement(
            request, report, problem="Reload the page first: it could not be read.", status=422
        )
    try:
        done = _act(request, report, seen=form.cleaned_data["seen"])
    except Changed as changed:
        return _arrangement(request, find_report(pk), problem=changed.message, status=409)
    except Refused as refusal:
        return _arrangement(request, find_report(pk), problem=refusal.message, status=422)
    if request.htmx:
        return _arrangement(request, find_report(pk), **done)
    anchor = done.get("anchor", "")
    query = "".join(f"&{name}={done[name]}" for name in ("removed", "removed_section") if name in done)
    if done.get("said"):
        messages.success(request, done["said"])
    return redirect(
        f"{reverse('report-arrange', args=[pk])}?after={_page(request, done)}{query}#{anchor or 'arrangement'}"
    )


def _page(request: DeskRequest, done: dict[str, Any]) -> int:
    """Return after which position the page begins that shows what was moved, or the page as it was."""
    after, _ = read_page(request.POST)
    position = done.get("position")
    if position and not after < position <= after + PAGE_SIZE:
        return (position - 1) // PAGE_SIZE * PAGE_SIZE
    return after


def _act(request: DeskRequest, report: Report, *, seen: int) -> dict[str, Any]:
    """Do what the pressed button says and return what came of it: what is said, and where to look.

    Raises Changed or Refused, and Http404 for what is not in the report.
    """
    post, by = request.POST, request.user
    buttons: dict[str, Callable[[int], dict[str, Any]]] = {
        "up": lambda key: _move(request, report, key, seen=seen, down=False),
        "down": lambda key: _move(request, report, key, seen=seen, down=True),
        "remove": lambda key: _remove(request, report, [key]),
        "restore": lambda key: _restore(request, report, key),
        "section_up": lambda key: _move_section(request, report, key, seen=seen, down=False),
        "section_down": lambda key: _move_section(request, report, key, seen=seen, down=True),
        "section_remove": lambda key: _remove_section(request, report, key),
        "section_restore": lambda key: _restore_section(request, report, key),
    }
    for name, act in buttons.items():
        if name in post:
            key = next(iter(read_ids([post[name]])), 0)
            return act(key)
    ticked = read_ids(post.getlist("item"))
    if not ticked:
        raise Refused("Nothing was moved. Tick the claims first.")
    if "remove_ticked" in post:
        return _remove(request, report, ticked)
    if "to_place" in post:
        number = next(iter(read_ids([post.get("number", "")])), 0)
        if not number:
            raise Refused("Nothing was moved. Say to which number, from 1.")
        moved = arranging.move_claims_to_place(by=by, report=report, items=ticked, seen=seen, number=number)
        return {"said": f"{count(moved, 'claim')} moved."}
    section = named_section(report, post.get("section", ""))
    moved = arranging.move_claims_to_section(by=by, report=report, items=ticked, seen=seen, section=section)
    where = f"“{section.title}”" if section else "the beginning, before the sections"
    return {"said": f"{count(moved, 'claim')} moved to {where}." if moved else "They stand there already."}


def _move(request: DeskRequest, report: Report, key: int, *, seen: int, down: bool) -> dict[str, Any]:
    arranging.move_claim(by=request.user, report=report, item=key, seen=seen, down=down)
    item = get_object_or_404(ReportItem.objects.select_related("section"), pk=key, report=report)
    where = f" in “{item.section.title}”" if item.section else ""
    return {"said": f"Now number {item.position}{where}.", "position": item.position, "anchor": f"item-{key}"}


def _remove(request: DeskRequest, report: Report, keys: list[int]) -> dict[str, Any]:
    number = arranging.remove_claims(by=request.user, report=report, items=keys)
    if number == 1:
        return {"removed": keys[0]}
    return {"said": f"{count(number, 'claim')} taken out. They stand below and can be put back."}


def _restore(request: DeskRequest, report: Report, key: int) -> dict[str, Any]:
    try:
        item = arranging.restore_claim(by=request.user, report=report, item=key)
    except ReportItem.DoesNotExist:
        raise Http404 from None
    return {
        "said": f"Put back as number {item.position}.",
        "position": item.position,
        "anchor": f"item-{key}",
    }


def _find_section(report: Report, key: int) -> ReportSection:
    return get_object_or_404(ReportSection.objects.select_related("report"), pk=key, report=report)


def _move_section(request: DeskRequest, report: Report, key: int, *, seen: int, down: bool) -> dict[str, Any]:
    section = sections.move_section(by=request.user, section=_find_section(report, key), seen=seen, down=down)
    first = ReportItem.objects.standing().filter(report=report, section=section).order_by("position").first()
    return {
        "said": f"“{section.title}” is now section {section.position}.",
        "position": first.position if first else None,
        "anchor": f"section-{key}",
    }


def _remove_section(request: DeskRequest, report: Report, key: int) -> dict[str, Any]:
    sections.remove_section(by=request.user, section=_find_section(report, key))
    return {"removed_section": key}


def _restore_section(request: DeskRequest, report: Report, key: int) -> dict[str, Any]:
    section = sections.restore_section(by=request.user, section=_find_section(report, key))
    return {"said": f"“{section.title}” is back.", "anchor": f"section-{key}"}


def _arrangement(
    request: DeskRequest,
    report: Report,
    *,
    query: Any = None,
    problem: str = "",
    status: int = 200,
    **done: Any,
) -> HttpResponse:
    """Answer with the page, or for htmx with its changing part, on the page of claims asked for."""
    if query is not None:
        after, _ = read_page(query)
        for name in ("removed", "removed_section"):
            if key := next(iter(read_ids([query.get(name, "")])), 0):
                done[name] = key
    else:
        after = _page(request, done)
    items = list(
        ReportItem.objects.standing()
        .filter(report=report, position__gt=after)
        .select_related("claim__claimant")
        .defer("claim__search")
        .order_by("position")[: PAGE_SIZE + 1]
    )
    more, items = len(items) > PAGE_SIZE, items[:PAGE_SIZE]
    headings = headings_of(report)
    taken_out = ReportItem.objects.filter(report=report, removed_at__isnull=False)
    removed = list(
        taken_out.select_related("claim", "removed_by")
        .defer("claim__search")
        .order_by("-removed_at", "-pk")[: TAKEN_OUT_SHOWN + 1]
    )
    removed_sections = list(
        ReportSection.objects.filter(report=report, removed_at__isnull=False)
        .select_related("removed_by")
        .order_by("-removed_at")[:TAKEN_OUT_SHOWN]
    )
    context = {
        "report": report,
        "blocks": lay_out(
            headings, [(item.section_id or 0, item) for item in items], after=after, is_last=not more
        ),
        "headings": headings,
        "number": sum(heading.number for heading in headings),
        "after": after,
        "older_url": f"?after={items[-1].position}" if more else "",
        "newer_url": f"?after={max(0, after - PAGE_SIZE)}" if after else "",
        "removed": removed[:TAKEN_OUT_SHOWN],
        "removed_more": len(removed) > TAKEN_OUT_SHOWN,
        "removed_sections": removed_sections,
        "just_removed": next((item for item in removed if item.pk == done.get("removed")), None),
        "just_removed_section": next(
            (section for section in removed_sections if section.pk == done.get("removed_section")), None
        ),
        "problem": problem,
        "said": done.get("said", ""),
        "may_publish": access.can_publish_report(request.user),
    }
    template = "reports/arrange.html#arrangement" if request.htmx else "reports/arrange.html"
    return render(request, template, context, status=status)

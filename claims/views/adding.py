"""Bringing articles in: pasted, or as files."""

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from claims.domain import access
from claims.domain.ingest import Outcome, Stored, store_article
from claims.domain.ingest.reading import read, read_text
from claims.domain.refusals import Refused
from claims.forms.articles import MOST_PUBLISHERS, FilesForm, PasteForm
from claims.models import Publisher
from claims.views.desk_access import DeskRequest, desk_page


@dataclass(frozen=True)
class Result:
    """What became of one file: stored as ``stored`` says, or refused for ``reason``."""

    name: str
    stored: Stored | None = None
    reason: str = ""


@desk_page
@require_http_methods(["GET", "POST"])
def article_add(request: DeskRequest) -> HttpResponse:
    access.require(access.can_add_article, request.user)
    if request.method == "POST" and request.POST.get("kind") == "files":
        return _add_files(request)
    if request.method == "POST":
        return _add_pasted(request)
    return _page(request)


def _add_pasted(request: DeskRequest) -> HttpResponse:
    form = PasteForm(request.POST)
    if form.is_valid():
        try:
            stored = store_article(by=request.user, draft=read_text(**form.cleaned_data))
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            say = messages.info if stored.outcome == Outcome.ALREADY_HERE else messages.success
            say(request, stored.message)
            return HttpResponseRedirect(reverse("article-detail", args=[stored.article.pk]))
    return _page(request, paste=form, status=422)


def _add_files(request: DeskRequest) -> HttpResponse:
    # Each file stands on its own, so the form knows nothing of them but its other fields.
    form = FilesForm(request.POST)
    files = request.FILES.getlist("file")
    form.full_clean()
    if not files:
        form.add_error("file", "Choose at least one file.")
    if not form.is_valid():
        return _page(request, files=form, status=422)
    results = [_add_file(request, file, form.cleaned_data["publisher"]) for file in files]
    accepted = sum(result.stored is not None for result in results)
    context = {"results": results, "accepted": accepted, "refused": len(results) - accepted}
    return render(request, "articles/added.html", context, status=200 if accepted else 422)


def _add_file(request: DeskRequest, file: UploadedFile, publisher: str) -> Result:
    name = file.name or "A file without a name"
    if file.size is not None and file.size > settings.ARTICLE_MAX_BYTES:
        limit = settings.ARTICLE_MAX_BYTES // 2**20
        return Result(name, reason=f"The file has {file.size:,} bytes; at most {limit} MiB are taken.")
    try:
        draft = read(file.read(), filename=name, media_type=file.content_type or "")
        if not draft.publisher:
            draft = replace(draft, publisher=publisher)
        return Result(name, stored=store_article(by=request.user, draft=draft))
    except Refused as refusal:
        return Result(name, reason=refusal.message)


def _page(
    request: DeskRequest, *, paste: PasteForm | None = None, files: FilesForm | None = None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "paste": paste or PasteForm(),
        "files": files or FilesForm(),
        "publishers": Publisher.objects.order_by("name").values_list("name", flat=True)[:MOST_PUBLISHERS],
    }
    return render(request, "articles/add.html", context, status=status)

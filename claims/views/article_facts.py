"""Mending what is known of an article, and taking it off the desk and back again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from claims.domain import access, curation
from claims.domain.refusals import Refused
from claims.forms.articles import MOST_PUBLISHERS, FactsForm
from claims.forms.evidence import ReasonForm
from claims.forms.refusals import add_refusal
from claims.models import Publisher
from claims.views.desk_access import DeskRequest, desk_page
from claims.views.reading import find_article


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def article_edit(request: DeskRequest, pk: int) -> HttpResponse:
    """Mend an article's title, publisher, date, byline, address and language."""
    access.require(access.can_edit_article, request.user)
    article = find_article(pk)
    known = {name: getattr(article, name) for name in FactsForm.base_fields}
    form = FactsForm(
        request.POST if request.method == "POST" else None, initial=known, language=article.language
    )
    if form.is_bound and form.is_valid():
        try:
            curation.change_article(by=request.user, article=article, **form.cleaned_data)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The facts of this article are saved.")
            return redirect("article-detail", pk)
    publishers = Publisher.objects.order_by("name").values_list("name", flat=True)[:MOST_PUBLISHERS]
    context = {"article": article, "form": form, "publishers": publishers}
    return render(request, "articles/edit.html", context, status=422 if form.is_bound else 200)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def article_retract(request: DeskRequest, pk: int) -> HttpResponse:
    """Ask why, then take the article off the desk."""
    access.require(access.can_retract_article, request.user)
    article = find_article(pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            curation.retract_article(by=request.user, article=article, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            return redirect("article-detail", pk)
    context = {"article": article, "form": form}
    return render(request, "articles/retract.html", context, status=422 if form.is_bound else 200)


@desk_page
@require_POST
def article_restore(request: DeskRequest, pk: int) -> HttpResponse:
    """Put a retracted article back on the desk."""
    curation.restore_article(by=request.user, article=find_article(pk))
    return redirect("article-detail", pk)

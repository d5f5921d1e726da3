"""One's own tokens for the API: made, shown once, revoked."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from claims.domain import access
from claims.domain.machines import tokens
from claims.domain.refusals import Refused
from claims.forms.refusals import add_refusal
from claims.forms.tokens import TokenForm
from claims.models import ApiToken
from claims.views.desk_access import DeskRequest, desk_page
from claims.views.paging import page_of

PAGE_SIZE = 20


@never_cache
@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def token_list(request: DeskRequest) -> HttpResponse:
    """One's own tokens, the latest first; a new one is shown here in the answer to its form, and never again."""
    form = TokenForm(request.POST if request.method == "POST" else None, user=request.user)
    made: ApiToken | None = None
    secret = ""
    if form.is_bound and form.is_valid():
        access.require(access.can_make_token, request.user)
        try:
            made, secret = tokens.make_token(by=request.user, **form.cleaned_data)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            form = TokenForm(user=request.user)
    page = page_of(ApiToken.objects.filter(user=request.user), request.GET, size=PAGE_SIZE)
    context = {"form": form, "page": page, "made": made, "secret": secret}
    return render(request, "accounts/tokens.html", context, status=422 if form.is_bound else 200)


@desk_page
@require_POST
def token_revoke(request: DeskRequest, pk: int) -> HttpResponse:
    """Make one of one's own tokens useless."""
    token = get_object_or_404(ApiToken, pk=pk, user=request.user)
    tokens.revoke_token(by=request.user, token=token)
    messages.success(
        request, f"“{token.name}” was revoked. Programs that use it are turned away from now on."
    )
    return redirect("token-list")

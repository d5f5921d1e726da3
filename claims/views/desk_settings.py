"""The page on which administrators say what the public is told of the desk."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from claims.domain import access
from claims.domain.desk_settings import change_settings, read_logo
from claims.domain.refusals import Refused
from claims.forms.desk_settings import DeskSettingsForm
from claims.forms.refusals import add_refusal
from claims.models import DeskSettings
from claims.views.desk_access import DeskRequest, desk_page


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: DeskRequest) -> HttpResponse:
    """Show the settings, or store what was sent; a refusal keeps what was typed."""
    access.require(access.can_administer, request.user)
    current = DeskSettings.current()
    form = DeskSettingsForm(request.POST or None, request.FILES or None, instance=current)
    if request.method == "POST" and form.is_valid():
        try:
            values = form.cleaned_data.copy()
            logo = read_logo(values.pop("logo_file"), take_away=values.pop("no_logo"))
            change_settings(by=request.user, values=values, logo=logo)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The settings were changed. The public sees them within a minute.")
            return redirect("desk-settings")
    context = {"form": form, "current": current}
    return render(request, "desk/settings.html", context, status=422 if form.errors else 200)

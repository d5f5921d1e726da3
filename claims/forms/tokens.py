"""Making a token for the API."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms

from claims.domain import access
from claims.domain.machines.tokens import NAME_LIMIT
from claims.models import User
from claims.vocabulary import Scope

DAYS = [(7, "A week"), (30, "30 days"), (90, "90 days"), (365, "A year")]


class TokenForm(forms.Form):
    """What a token is for, what it may do and for how long; scopes that the person lacks are not offered."""

    name = forms.CharField(
        label="What it is for",
        max_length=NAME_LIMIT,
        help_text="So that you know it again in a year: the program, and where it runs.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Say what the token is for, so that you know it again."},
    )
    scopes = forms.MultipleChoiceField(
        label="What it may do",
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="No more than its program needs.",
        error_messages={
            "required": "Choose what the token may do.",
            "invalid_choice": "Choose from what is offered.",
        },
    )
    lifetime = forms.TypedChoiceField(label="Runs out after", choices=DAYS, coerce=int)
    client_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        kwargs["initial"] = {"scopes": [Scope.READ], "lifetime": 90, "client_id": uuid4()}
        super().__init__(*args, **kwargs)
        field = self.fields["scopes"]
        assert isinstance(field, forms.MultipleChoiceField)
        if not access.can_publish(user):
            field.choices = [choice for choice in Scope.choices if choice[0] != Scope.PUBLISH]

    def clean_lifetime(self) -> timedelta:
        return timedelta(days=self.cleaned_data["lifetime"])

"""Putting what the desk refused beside the input that it is about."""

from django import forms

from claims.domain.refusals import Refused


def add_refusal(form: forms.BaseForm, refusal: Refused) -> None:
    """Add the refusal's message to its field of ``form``, or to the form as a whole."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)

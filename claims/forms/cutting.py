"""Joining and splitting passages: one place of a revision, and what to do there."""

from django import forms

from claims.forms.lifting import LARGEST_PLACE

JOIN, SPLIT, UNDO = "join", "split", "undo"


class CutForm(forms.Form):
    """What to do at a code point of a revision; ``cut`` is the join or split to undo."""

    revision = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    at = forms.IntegerField(min_value=0, max_value=LARGEST_PLACE)
    action = forms.ChoiceField(choices=[(each, each) for each in (JOIN, SPLIT, UNDO)])
    cut = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)

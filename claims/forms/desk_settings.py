"""What the desk tells the public of itself, as administrators change it."""

from django import forms

from claims.domain.desk_settings import LOGO_MOST_BYTES
from claims.models import DeskSettings


class DeskSettingsForm(forms.ModelForm):
    """All settings, with a picture to upload or to take away."""

    logo_file = forms.FileField(
        label="Logo",
        required=False,
        help_text=f"PNG or JPEG, {LOGO_MOST_BYTES // 1024} kB at most. Pages and share previews show it.",
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
    )
    no_logo = forms.BooleanField(label="Take the logo away", required=False)

    class Meta:
        model = DeskSettings
        fields = (
            "organisation",
            "is_news_organisation",
            "url",
            "logo_file",
            "no_logo",
            "logo_url",
            "contact_email",
            "contact_url",
            "methodology",
            "corrections_policy",
            "language",
            "licence",
            "same_as",
        )
        widgets = {
            "methodology": forms.Textarea(attrs={"rows": 8}),
            "corrections_policy": forms.Textarea(attrs={"rows": 6}),
            "same_as": forms.Textarea(attrs={"rows": 3}),
        }

    def _post_clean(self) -> None:
        """The desk's own function checks what was typed and stores it; the row is left as it is."""

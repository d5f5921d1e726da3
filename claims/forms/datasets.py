"""Bringing a dataset in as a file."""

from django import forms

from claims.domain.datasets.registry import IMPORTED

# Somebody waits for the answer, and each record is stored on its own.
FILE_LIMIT = 2**20


class DatasetForm(forms.Form):
    """A file, and which format it has."""

    format = forms.ChoiceField(label="Format", choices=[(format.name, format.title) for format in IMPORTED])
    file = forms.FileField(
        label="File",
        max_length=255,
        help_text=f"At most {FILE_LIMIT // 2**20} MiB; larger ones go in by the command import_dataset.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > FILE_LIMIT:
            raise forms.ValidationError(
                f"The file has {file.size:,} bytes; {FILE_LIMIT:,} is the most that is taken here. Ask an"
                " administrator to bring it in with the command import_dataset."
            )
        return file

"""Write ``report-example.pdf``: a report of the seeds, as the desk writes it. Run it with ``make example``.

The desk that it is written from is made for it and thrown away.
"""

import os
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
TITLE = "Regroupment or rout? Eleven days in the Kharkiv region"
INTRODUCTION = (
    "In September 2022 Russian troops left most of the Kharkiv region. The ministry in Moscow called it a"
    " regrouping; others called it a rout.\n\n"
    "We took apart what officials, agencies and commentators said, claim by claim, and checked each against"
    " sources that do not rest on one another. Where the evidence does not suffice, we say so."
)


def write(path: Path) -> None:
    """Fill an empty desk with the seeds and write a report of the claims that were judged."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from claims.domain.reports import making
    from claims.models import Claim, User

    settings.PUBLIC_URL = "https://desk.example"
    call_command("migrate", verbosity=0)
    call_command("load_seeds", verbosity=0)
    editor = User.objects.filter(groups__name="editor").first()
    assert editor is not None
    report = making.make_report(
        by=editor, title=TITLE, introduction=INTRODUCTION, claims=Claim.objects.exclude(label="")
    )
    call_command(
        "export_report", str(report.pk), "--format", "pdf", "--output", str(path), "--by", editor.username
    )


if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parent))
    with tempfile.TemporaryDirectory(prefix="desk-") as folder:
        os.environ.pop("DATABASE_URL", None)
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "factcheck.settings",
            "FACTCHECK_LOCAL_DIR": folder,
            "FACTCHECK_PG_FAST": "1",
        }
        write(HERE / "report-example.pdf")

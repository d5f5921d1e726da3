"""Write ``report-example.pdf``: a report of the seeds, as the desk writes it. Run it with ``make example``.

The desk that it is written from is made for it and thrown away.
"""

import os
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent


def write(path: Path) -> None:
    """Fill an empty desk with the seeds and write the report that they publish."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from claims.models import Report, User

    settings.PUBLIC_URL = "https://desk.example"
    call_command("migrate", verbosity=0)
    call_command("load_seeds", verbosity=0)
    editor = User.objects.filter(groups__name="editor").first()
    assert editor is not None
    report = Report.objects.published().get()
    which = [report.slug, "--version", "1"]
    call_command("export_report", *which, "--format", "pdf", "--output", str(path), "--by", editor.username)


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

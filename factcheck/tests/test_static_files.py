import re
from pathlib import Path

from django.core.management import call_command
from django.test import override_settings


def test_scripts_import_one_another_by_hashed_names(tmp_path: Path) -> None:
    """A browser that keeps files for ever must not keep an old module under a new page."""
    storages = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "factcheck.static_files.Storage"},
    }
    with override_settings(STORAGES=storages, STATIC_ROOT=tmp_path):
        call_command("collectstatic", interactive=False, verbosity=0)
    review = next(path for path in (tmp_path / "js").glob("review.*.js"))
    imported = re.findall(r'from "\./([^"]+)"', review.read_text())
    assert imported
    for name in imported:
        assert re.fullmatch(r"\w+\.[0-9a-f]{12}\.js", name)
        assert (tmp_path / "js" / name).exists()

"""The commands for datasets, as they are typed."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from claims.domain.reports import making
from claims.models import AuditEvent, Claim, ImportedRecord
from claims.tests.factories import make_claim, make_verdict

pytestmark = pytest.mark.django_db


def run(*arguments):
    """Return the exit code and what the command wrote to both of its streams."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command(*map(str, arguments), stdout=out, stderr=err)
    except SystemExit as stop:
        code = stop.code
    return code, out.getvalue(), err.getvalue()


@pytest.fixture
def claims(reviewer):
    """One claim that is unproven, one still open."""
    judged = make_claim(by=reviewer, statement="A claim that is unproven.")
    make_verdict(by=reviewer, claim=judged)
    return [judged, make_claim(by=reviewer, statement="A claim that is open.")]


def test_an_export_goes_to_standard_output_and_is_counted(claims, administrator):
    code, out, err = run("export_dataset", "fever")
    assert code == 0
    assert [json.loads(line)["claim"] for line in out.splitlines()] == ["A claim that is unproven."]
    assert err == "2 claims: 1 written, 1 left out (without a label of the desk).\n"
    event = AuditEvent.objects.get(action="report.exported")
    assert (event.actor, event.data["format"], event.data["claims"]) == (None, "fever", 2)


def test_an_export_goes_to_a_file_whole(claims, tmp_path, administrator):
    path = tmp_path / "out.jsonld"
    run("export_dataset", "web-annotation", "--output", path, "--by", "administrator", "--offsets", "utf16")
    assert json.loads(path.read_text())["total"] == 2
    assert [item.name for item in tmp_path.iterdir()] == ["out.jsonld"]
    assert AuditEvent.objects.get(action="report.exported").actor == administrator


def test_claims_are_chosen_by_label_stage_and_report(claims, reviewer):
    assert run("export_dataset", "fever", "--label", "unproven", "--stage", "agreed")[2].startswith(
        "1 claims"
    )
    assert run("export_dataset", "fever", "--label", "true")[2].startswith("0 claims")
    report = making.make_report(by=reviewer, title="One", claims=Claim.objects.filter(pk=claims[0].pk))
    assert run("export_dataset", "fever", "--report", report.pk)[2].startswith("1 claims: 1 written")
    assert AuditEvent.objects.filter(action="report.exported", target_id=report.pk).exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["xml"],
        ["fever", "--report", "9999999999999999999"],
        ["fever", "--report", "no-such-report"],
        ["fever", "--by", "nobody"],
        ["fever", "--offsets", "utf16"],
        ["fever", "--report", "1", "--label", "true"],
    ],
)
def test_a_wrong_export_is_refused_before_anything_is_written(claims, tmp_path, arguments):
    with pytest.raises(CommandError):
        run("export_dataset", *arguments, "--output", tmp_path / "out")
    assert not list(tmp_path.iterdir())


def test_a_failed_export_leaves_no_half_file(claims, tmp_path):
    with pytest.raises(CommandError, match="was not written"):
        run("export_dataset", "fever", "--output", tmp_path / "missing" / "out")
    (tmp_path / "folder").mkdir()
    with pytest.raises(CommandError, match="was not written"):
        run("export_dataset", "fever", "--output", tmp_path / "folder")
    assert [item.name for item in tmp_path.iterdir()] == ["folder"]


def test_an_import_answers_for_every_record(administrator, tmp_path):
    path = tmp_path / "claims.jsonl"
    path.write_text(
        '{"id": 1, "claim": "The bridge fell."}\n{broken\n{"id": 2, "claim": "It\\u001b[31m stands."}\n'
    )
    code, out, _ = run("import_dataset", "fever", path)
    assert code == 1
    lines = out.splitlines()
    assert lines[0] == "created       claims.jsonl:1: The bridge fell."
    assert lines[1].startswith("refused       claims.jsonl:2: not JSON")
    assert "\x1b" not in out
    assert lines[-1] == "3 offered: 2 created, 0 already here, 1 refused."
    path.write_text('{"id": 1, "claim": "The bridge fell."}\n')
    code, out, _ = run("import_dataset", "fever", path, "--by", "administrator", "-v0")
    assert (code, out) == (0, "1 offered: 0 created, 1 already here, 0 refused.\n")
    assert ImportedRecord.objects.filter(imported_by=administrator).count() == 2


def test_an_import_tells_what_stayed_in_the_record(administrator, tmp_path):
    path = tmp_path / "texts.jsonl"
    path.write_text('{"text": "The bridge fell.", "spans": [[0, 10, "x"]]}\n')
    code, out, _ = run("import_dataset", "doccano", path)
    assert code == 0
    assert "The bridge fell. [no field entities, label or labels: the text came in without claims]\n" in out


@pytest.mark.parametrize(
    "arguments",
    [["claimskg", "x"], ["fever", "missing.jsonl"], ["fever", "/"], ["fever", __file__, "--by", "reviewer"]],
)
def test_a_wrong_import_is_refused(administrator, reviewer, arguments):
    with pytest.raises(CommandError):
        run("import_dataset", *arguments)
    assert not ImportedRecord.objects.exists()

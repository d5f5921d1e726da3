"""Measure the export of very many claims: ``python -m benchmarks.exports [--claims 100000] [--formats csv,jsonl] [--write]``.

The desk is filled by plain SQL: claims with two pieces of evidence each, one in five published with an
explanation of a few hundred words. Then ``manage.py export_claims`` writes each format that takes any
number, in a process of its own: its seconds, start-up included, and its largest resident size. The
report of the seeds is written as PDF as well. With ``--write`` the figures go into README.md.
"""

import argparse
import tempfile
from pathlib import Path

from benchmarks.results import FOLDER, machine
from benchmarks.run import manage, prepare_environment

CLAIMS = 100_000
FORMS = ("csv", "jsonl", "json", "xlsx", "html")
START, END = "<!-- exports: written by benchmarks/exports.py -->", "<!-- end of exports -->"
# Triggers and keys are left out: what is measured is reading. The numbers begin behind those of the seeds.
FILL = """
SET session_replication_role = replica;
INSERT INTO claims_origin (id, name, created_at) SELECT g + 5000, 'Institute number ' || g, now() FROM generate_series(1, 200) g;
INSERT INTO claims_claimant (id, name, kind, description, created_at)
    SELECT g + 5000, 'Ministry number ' || g, '', '', now() FROM generate_series(1, 500) g;
INSERT INTO claims_claim (id, statement, claimant_id, claimed_on, version, meaning_version, stage, label,
        disagrees, slug, created_by_id, created_at, retraction_reason)
    SELECT g + 5000, 'Statement ' || g || ' says that ' || g %% 977 || ' of them left the district in good order.',
        5001 + g %% 500, date '2022-02-24' + g %% 900, 1, 1,
        CASE WHEN g %% 5 = 0 THEN 'published' ELSE 'agreed' END, 'false', false,
        CASE WHEN g %% 5 = 0 THEN 'statement-' || g END, %(by)s, now(), ''
    FROM generate_series(1, %(claims)s) g;
INSERT INTO claims_evidence (claim_id, stance, origin_id, quote, url, source_name, source_date, note,
        added_by_id, created_at, retraction_reason)
    SELECT g + 5000, CASE n WHEN 1 THEN 'refutes' ELSE 'context' END, 5001 + (g * n) %% 200,
        'A reporter on site counted ' || g || ' of them, and saw no order in how they left. ' || repeat('Words. ', 20),
        'https://paper.example/' || g || '/' || n, 'Paper number ' || g %% 90, date '2022-03-01' + g %% 900, '',
        %(by)s, now(), ''
    FROM generate_series(1, %(claims)s) g, generate_series(1, 2) n;
INSERT INTO claims_ruling (claim_id, number, kind, label, summary, explanation, note, statement, claimant_name,
        claimant_kind, unestablished, claim_version, evidence, said_in, client_id, ruled_by_id, created_at)
    SELECT g + 5000, 1, 'publication', 'false', 'They left in a hurry.', repeat('It was checked on site and by post. ', 60),
        '', 'Statement ' || g, 'Ministry', '', '', 1, '[]', '[]', gen_random_uuid(), %(by)s, now()
    FROM generate_series(5, %(claims)s, 5) g;
SET session_replication_role = DEFAULT;
ANALYZE;
"""


def fill(claims: int) -> None:
    from django.contrib.auth.models import Group
    from django.db import connection

    from claims.models import User
    from claims.vocabulary import Role

    by = User.objects.create_user("benchmark")
    by.groups.add(Group.objects.get(name=Role.ADMINISTRATOR))
    with connection.cursor() as cursor:
        for statement in filter(None, map(str.strip, FILL.split(";\n"))):
            values = {
                name: value
                for name, value in (("by", by.pk), ("claims", claims))
                if f"%({name})s" in statement
            }
            cursor.execute(statement, values or None)


def measure(folder: Path, forms: list[str]) -> list[str]:
    """Return the lines of a table: each format with its seconds, its memory and its size."""
    lines = ["| format | seconds | largest RSS, MiB | MB |", "|---|---|---|---|"]
    for form in forms:
        path = folder / f"claims.{form}"
        arguments = ("export_claims", "--format", form, "--output", str(path), "--by", "benchmark")
        seconds, rss = manage(*arguments, "--verbosity", "0")
        line = f"| {form} | {seconds:.1f} | {rss:.0f} | {path.stat().st_size / 1e6:,.1f} |"
        print(line, flush=True)
        lines.append(line)
        path.unlink()
    return lines


def pdf_of_seeds(folder: Path) -> str:
    """Write the seeds' claims as PDF and say how large that is."""
    from django.core.management import call_command

    from claims.domain.reports import making
    from claims.models import Claim, Report, User

    call_command("load_seeds", verbosity=0)
    by = User.objects.filter(groups__name="editor").first()
    assert by is not None
    report: Report = making.make_report(by=by, title="The seeds", claims=Claim.objects.all())
    path = folder / "seeds.pdf"
    arguments = ("export_report", str(report.pk), "--format", "pdf", "--output", str(path))
    seconds, rss = manage(*arguments, "--by", by.username, "--verbosity", "0")
    return (
        f"The report of the seeds ({report.items.count()} claims) as PDF: {path.stat().st_size:,} bytes,"
        f" {seconds:.1f} s, {rss:.0f} MiB."
    )


def write(text: str) -> None:
    """Put the figures into README.md between their own marks."""
    readme = FOLDER / "README.md"
    before, _, rest = readme.read_text().partition(START)
    _, _, after = rest.partition(END)
    readme.write_text(f"{before}{START}\n\n{text}\n\n{END}{after}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--claims", type=int, default=CLAIMS)
    parser.add_argument("--formats", default=",".join(FORMS), help="which to write, parted by commas")
    parser.add_argument("--write", action="store_true", help="put the figures into README.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="exports-") as name:
        folder = Path(name)
        prepare_environment(folder)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        seeds = pdf_of_seeds(folder)
        print(seeds, flush=True)
        fill(options.claims)
        about = machine()
        text = "\n".join(
            [
                f"{options.claims:,} claims with {2 * options.claims:,} pieces of evidence, by `manage.py export_claims`,"
                f" {about['at']}, {about['cores']} cores of an {about['processor']}:",
                "",
                *measure(folder, options.formats.split(",")),
                "",
                seeds,
            ]
        )
        if options.write:
            write(text)


if __name__ == "__main__":
    main()

"""Reports that are there already get their addresses, from their titles."""

from django.db import migrations
from django.utils.text import slugify

SLUG_LENGTH = 100


def give_addresses(apps, schema_editor):
    Report = apps.get_model("claims", "Report")
    given = set(Report.objects.exclude(slug=None).values_list("slug", flat=True))
    for report in Report.objects.filter(slug=None).order_by("pk").only("title").iterator(chunk_size=1000):
        slug = slugify(report.title)[:SLUG_LENGTH].strip("-_")
        if not slug or slug == "new" or slug.isdigit():
            slug = f"report-{slug or report.pk}"
        if slug in given:
            slug = f"{slug}-{report.pk}"
        given.add(slug)
        Report.objects.filter(pk=report.pk).update(slug=slug)


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0026_report_versions"),
    ]

    operations = [migrations.RunPython(give_addresses, migrations.RunPython.noop)]

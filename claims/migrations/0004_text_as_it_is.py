"""Keep texts uncompressed: compressing took half of the time that the database needs to store them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0003_report_client_id")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE claims_articlerevision ALTER COLUMN text SET STORAGE EXTERNAL",
            "ALTER TABLE claims_articlerevision ALTER COLUMN text SET STORAGE EXTENDED",
        )
    ]

"""Let what is on the desk already wait for its vectors."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0011_vectors")]

    operations = [
        migrations.RunSQL(
            "INSERT INTO claims_embeddedrevision (revision_id, model)"
            " SELECT current_revision_id, '' FROM claims_article WHERE current_revision_id IS NOT NULL"
            " ON CONFLICT DO NOTHING",
            migrations.RunSQL.noop,
        )
    ]

"""Let every claim be embedded again, with the words in which it was first said.

Vectors are derived: until the jobs that do it are done, claims are found by their words.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0032_scope_covers_reports")]

    operations = [
        migrations.RunSQL("DELETE FROM claims_claimvector", migrations.RunSQL.noop),
    ]

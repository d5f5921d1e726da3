import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0025_desk_settings"),
    ]

    operations = [
        migrations.AddField(
            model_name="ruling",
            name="reviewers",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="ruling",
            name="said_in",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="ruling",
            name="search",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.contrib.postgres.search.SearchVector(
                    "statement", "claimant_name", "summary", config="english"
                ),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddField(
            model_name="ruling",
            name="unestablished",
            field=models.TextField(blank=True, help_text="public: what could not be established"),
        ),
        migrations.AddIndex(
            model_name="ruling",
            index=django.contrib.postgres.indexes.GinIndex(models.F("search"), name="ruling_words"),
        ),
        migrations.AddIndex(
            model_name="ruling",
            index=models.Index(fields=["label", "id"], name="ruling_by_label"),
        ),
    ]

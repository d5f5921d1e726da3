from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0027_report_slugs"),
    ]

    operations = [
        migrations.AlterField(
            model_name="report",
            name="slug",
            field=models.SlugField(editable=False, max_length=120, unique=True),
        ),
    ]

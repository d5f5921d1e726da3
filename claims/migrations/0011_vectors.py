import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import pgvector.django
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0010_tasks"),
    ]

    operations = [
        pgvector.django.VectorExtension(),
        migrations.CreateModel(
            name="ClaimVector",
            fields=[
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="embedded",
                        serialize=False,
                        to="claims.claim",
                    ),
                ),
                ("model", models.CharField(max_length=80)),
                ("statement_sha256", models.CharField(max_length=64)),
                ("vector", pgvector.django.HalfVectorField(dimensions=384)),
            ],
        ),
        migrations.CreateModel(
            name="EmbeddedRevision",
            fields=[
                (
                    "revision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="embedded",
                        serialize=False,
                        to="claims.articlerevision",
                    ),
                ),
                ("model", models.CharField(blank=True, max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name="PassageVector",
            fields=[
                (
                    "passage",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="embedded",
                        serialize=False,
                        to="claims.passage",
                    ),
                ),
                ("model", models.CharField(max_length=80)),
                ("vector", pgvector.django.HalfVectorField(dimensions=384)),
            ],
        ),
        # Immediate, and by the database's own hand: a vector never keeps its passage from being deleted.
        migrations.RunSQL(
            "ALTER TABLE claims_passagevector ADD CONSTRAINT passage_vector_of_a_passage"
            " FOREIGN KEY (passage_id) REFERENCES claims_passage ON DELETE CASCADE",
            "ALTER TABLE claims_passagevector DROP CONSTRAINT passage_vector_of_a_passage",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="passage",
            trigger=pgtrigger.compiler.Trigger(
                name="new_ones_wait",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    INSERT INTO claims_embeddedrevision (revision_id, model)\n    SELECT DISTINCT revision_id, '' FROM added\n    ON CONFLICT (revision_id) DO UPDATE SET model = '';\n    RETURN NULL;\n",
                    hash="22facc3b39d7da87f9f0f2e369035ba75175ddf4",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_new_ones_wait_539c8",
                    referencing="REFERENCING NEW TABLE AS added ",
                    table="claims_passage",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="passage",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_ones_wait",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."text" IS DISTINCT FROM (NEW."text"))',
                    func="\n    DELETE FROM claims_passagevector WHERE passage_id = NEW.id;\n    INSERT INTO claims_embeddedrevision (revision_id, model) VALUES (NEW.revision_id, '')\n    ON CONFLICT (revision_id) DO UPDATE SET model = '';\n    RETURN NULL;\n",
                    hash="512e1dea023cc15e64a04dbb636a5502ed7a88d4",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_ones_wait_a2fc9",
                    table="claims_passage",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="embeddedrevision",
            index=models.Index(fields=["model", "revision"], name="revision_by_embedder"),
        ),
    ]

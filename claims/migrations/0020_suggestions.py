import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0019_refused_passages"),
    ]

    operations = [
        migrations.CreateModel(
            name="SentenceScores",
            fields=[
                (
                    "revision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="sentence_scores",
                        serialize=False,
                        to="claims.articlerevision",
                    ),
                ),
                ("model", models.CharField(max_length=60)),
                (
                    "scores",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.FloatField(null=True), size=None
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Suggestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("exact", models.TextField()),
                ("score", models.FloatField()),
                ("reasons", models.JSONField(default=list)),
                ("model", models.CharField(max_length=60)),
                ("rank", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("taken", "Lifted"), ("dismissed", "Dismissed")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["revision", "start"],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="passage",
            trigger=pgtrigger.compiler.Trigger(
                name="new_ones_are_unread",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    DELETE FROM claims_sentencescores WHERE revision_id IN (SELECT DISTINCT revision_id FROM added);\n    RETURN NULL;\n",
                    hash="306f63bdd9cf0236dde58b257f15618e58eff2af",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_new_ones_are_unread_ae029",
                    referencing="REFERENCING NEW TABLE AS added ",
                    table="claims_passage",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="passage",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_ones_are_unread",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."end" IS DISTINCT FROM (NEW."end") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."start" IS DISTINCT FROM (NEW."start") OR OLD."text" IS DISTINCT FROM (NEW."text"))',
                    func="DELETE FROM claims_sentencescores WHERE revision_id = NEW.revision_id; RETURN NULL;",
                    hash="3f0e6dc3e2bf6a4f98459a40c6c90479b3447243",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_ones_are_unread_5fa68",
                    table="claims_passage",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="suggestion",
            name="claim",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="suggestions",
                to="claims.claim",
            ),
        ),
        migrations.AddField(
            model_name="suggestion",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="suggestion",
            name="revision",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="suggestions",
                to="claims.articlerevision",
            ),
        ),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=models.UniqueConstraint(fields=("revision", "start", "end"), name="suggestion_once"),
        ),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=models.CheckConstraint(
                condition=models.Q(("end__gt", models.F("start"))), name="suggestion_is_a_span"
            ),
        ),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=models.CheckConstraint(
                condition=models.Q(("score__gte", 0), ("score__lte", 1)), name="suggestion_score_is_share"
            ),
        ),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=models.CheckConstraint(
                condition=models.Q(("rank__gte", 1)), name="suggestion_rank_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "taken", "dismissed"])),
                name="suggestion_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("claim", None), ("decided_at", None), ("decided_by", None), ("state", "open")),
                    models.Q(
                        ("claim", None),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("state", "dismissed"),
                    ),
                    models.Q(
                        ("claim__isnull", False),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("state", "taken"),
                    ),
                    _connector="OR",
                ),
                name="suggestion_decision_is_whole",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="suggestion",
            trigger=pgtrigger.compiler.Trigger(
                name="span_is_true",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF NEW.revision_id IS NOT NULL AND NEW.exact IS DISTINCT FROM (\n        SELECT substr(text, NEW.start + 1, NEW.\"end\" - NEW.start)\n        FROM claims_articlerevision WHERE id = NEW.revision_id\n    ) THEN\n        RAISE EXCEPTION 'the quote does not stand at that place of the revision'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'suggestion_quote_stands_there';\n    END IF;\n    RETURN NEW;\n",
                    hash="acc8b55472e1bbaa14b292d911e1edaaf92dc20a",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_span_is_true_28246",
                    table="claims_suggestion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="suggestion",
            trigger=pgtrigger.compiler.Trigger(
                name="decided_stay",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.\"state\" IS DISTINCT FROM 'open')",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="90f36a3c34a98ce37d7efe38b2fb03213c9a1f49",
                    operation="DELETE",
                    pgid="pgtrigger_decided_stay_fdc6b",
                    table="claims_suggestion",
                    when="BEFORE",
                ),
            ),
        ),
    ]

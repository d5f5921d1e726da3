import datetime

import django.contrib.auth.models
import django.contrib.auth.validators
import django.contrib.postgres.indexes
import django.contrib.postgres.operations
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        django.contrib.postgres.operations.TrigramExtension(),
        django.contrib.postgres.operations.UnaccentExtension(),
        migrations.CreateModel(
            name="Capture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("content", models.BinaryField()),
                ("media_type", models.CharField(max_length=100)),
                ("filename", models.CharField(blank=True, max_length=255)),
                ("headers", models.JSONField(blank=True, default=dict)),
                ("captured_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Claimant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "description",
                    models.CharField(blank=True, help_text="office or role, as of the claim", max_length=300),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["name"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        name="claimant_name_once",
                        violation_error_message="There is already a claimant of that name.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="claimant_has_name"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClaimantEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=200)),
                (
                    "description",
                    models.CharField(blank=True, help_text="office or role, as of the claim", max_length=300),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="claims.claimant",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Origin",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["name"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        name="origin_name_once",
                        violation_error_message="There is already an origin of that name.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="origin_has_name"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OriginEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=200)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="claims.origin",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Publisher",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("agency", "News agency"),
                            ("newspaper", "Newspaper"),
                            ("broadcaster", "Broadcaster"),
                            ("ministry", "Ministry or government body"),
                            ("institute", "Institute or think tank"),
                            ("fact_checker", "Fact-checker"),
                            ("blog", "Blog"),
                            ("other", "Other"),
                        ],
                        default="other",
                        max_length=20,
                    ),
                ),
                ("website", models.CharField(blank=True, max_length=2048)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["name"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        name="publisher_name_once",
                        violation_error_message="There is already a publisher of that name.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="publisher_has_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("website", ""),
                            ("website__iregex", "^https?://[^\\s/@]+(/|\\?|#|$)"),
                            _connector="OR",
                        ),
                        name="publisher_website_is_web",
                        violation_error_message="The address must start with http:// or https:// and hold no user name.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublisherEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("agency", "News agency"),
                            ("newspaper", "Newspaper"),
                            ("broadcaster", "Broadcaster"),
                            ("ministry", "Ministry or government body"),
                            ("institute", "Institute or think tank"),
                            ("fact_checker", "Fact-checker"),
                            ("blog", "Blog"),
                            ("other", "Other"),
                        ],
                        default="other",
                        max_length=20,
                    ),
                ),
                ("website", models.CharField(blank=True, max_length=2048)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="claims.publisher",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "A user with that username already exists."},
                        help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                        max_length=150,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="username",
                    ),
                ),
                ("first_name", models.CharField(blank=True, max_length=150, verbose_name="first name")),
                ("last_name", models.CharField(blank=True, max_length=150, verbose_name="last name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="email address")),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False,
                        help_text="Designates whether the user can log into this admin site.",
                        verbose_name="staff status",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                        verbose_name="active",
                    ),
                ),
                (
                    "date_joined",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined"),
                ),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="name shown")),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "user",
                "verbose_name_plural": "users",
                "abstract": False,
                "swappable": "AUTH_USER_MODEL",
            },
            managers=[
                ("objects", django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name="Article",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("retracted_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("retraction_reason", models.CharField(blank=True, editable=False, max_length=500)),
                ("title", models.CharField(max_length=500)),
                ("byline", models.CharField(blank=True, max_length=300)),
                ("url", models.CharField(blank=True, max_length=2048)),
                (
                    "url_sha256",
                    models.CharField(blank=True, editable=False, max_length=64, null=True, unique=True),
                ),
                ("published_on", models.DateField(blank=True, null=True)),
                (
                    "sort_on",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Coalesce(
                            "published_on", models.Value(datetime.date(1, 1, 1))
                        ),
                        output_field=models.DateField(),
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True, help_text="ISO 639-1 code; empty where unknown", max_length=8
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "retracted_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "publisher",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="articles",
                        to="claims.publisher",
                    ),
                ),
            ],
            options={
                "ordering": ["-sort_on", "-id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_on", "id"], name="article_by_date"),
                    models.Index(fields=["publisher", "sort_on", "id"], name="article_by_publisher"),
                    models.Index(fields=["language", "sort_on", "id"], name="article_by_language"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("retracted_at", None), ("retracted_by", None), ("retraction_reason", "")
                            ),
                            models.Q(
                                ("retracted_at__isnull", False),
                                ("retracted_by__isnull", False),
                                models.Q(("retraction_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="article_retraction_is_whole",
                        violation_error_message="A retraction needs who, when and why.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="article_has_title"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("url", ""), ("url__iregex", "^https?://[^\\s/@]+(/|\\?|#|$)"), _connector="OR"
                        ),
                        name="article_url_is_web",
                        violation_error_message="The address must start with http:// or https:// and hold no user name.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("url", ""), ("url_sha256", None)),
                            models.Q(("url_sha256__isnull", False), models.Q(("url", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="article_url_is_hashed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_on", None),
                            models.Q(
                                ("published_on__gte", datetime.date(1400, 1, 1)),
                                ("published_on__lte", datetime.date(2999, 12, 31)),
                            ),
                            _connector="OR",
                        ),
                        name="article_date_is_sane",
                        violation_error_message="The date must lie between 1400 and 2999.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ArticleRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("text", models.TextField()),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("fingerprint", models.CharField(max_length=64, unique=True)),
                (
                    "coverage",
                    models.FloatField(
                        default=1.0,
                        help_text="share of the source's visible characters that the text holds, 0 to 1",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="claims.article",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "capture",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="claims.capture",
                    ),
                ),
            ],
            options={
                "ordering": ["article", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("article", "number"), name="revision_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="revision_has_text"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="revision_number_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("coverage__gte", 0), ("coverage__lte", 1)),
                        name="revision_coverage_is_share",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ArticleEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("retracted_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("retraction_reason", models.CharField(blank=True, editable=False, max_length=500)),
                ("title", models.CharField(max_length=500)),
                ("byline", models.CharField(blank=True, max_length=300)),
                ("url", models.CharField(blank=True, max_length=2048)),
                ("url_sha256", models.CharField(blank=True, editable=False, max_length=64, null=True)),
                ("published_on", models.DateField(blank=True, null=True)),
                (
                    "language",
                    models.CharField(
                        blank=True, help_text="ISO 639-1 code; empty where unknown", max_length=8
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="claims.article",
                    ),
                ),
                (
                    "retracted_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "current_revision",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.articlerevision",
                    ),
                ),
                (
                    "publisher",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.publisher",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                (
                    "seq",
                    models.BigIntegerField(
                        help_text="1, 2, 3 ... without a gap", primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                ("action", models.CharField(max_length=60)),
                ("target_type", models.CharField(blank=True, max_length=40)),
                ("target_id", models.BigIntegerField(null=True)),
                ("data", models.JSONField(default=dict)),
                ("previous_hash", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64, unique=True)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["seq"],
                "indexes": [
                    models.Index(fields=["target_type", "target_id", "seq"], name="audit_by_target"),
                    models.Index(fields=["actor", "-at"], name="audit_by_actor"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("seq__gte", 1)), name="audit_seq_from_one")
                ],
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("retracted_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("retraction_reason", models.CharField(blank=True, editable=False, max_length=500)),
                ("statement", models.CharField(max_length=1000)),
                ("claimed_on", models.DateField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("meaning_version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("agreed", "Ready to publish"),
                            ("conflict", "Reviewers differ"),
                            ("published", "Published"),
                        ],
                        default="open",
                        editable=False,
                        max_length=12,
                    ),
                ),
                (
                    "label",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("true", "True"),
                            ("false", "False"),
                            ("disputed", "Disputed"),
                            ("unproven", "Unproven"),
                        ],
                        editable=False,
                        max_length=12,
                    ),
                ),
                ("disagrees", models.BooleanField(default=False, editable=False)),
                ("evidence_changed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "slug",
                    models.SlugField(blank=True, editable=False, max_length=120, null=True, unique=True),
                ),
                ("client_id", models.UUIDField(editable=False, null=True, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.SearchVector("statement", config="english"),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lifted_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="claims.article",
                    ),
                ),
                (
                    "retracted_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "claimant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="claims.claimant",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "abstract": False,
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(models.F("search"), name="claim_words"),
                    models.Index(fields=["stage", "id"], name="claim_by_stage"),
                    models.Index(fields=["label", "id"], name="claim_by_label"),
                    models.Index(fields=["claimant", "id"], name="claim_by_claimant"),
                    models.Index(fields=["claimed_on", "id"], name="claim_by_date"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("retracted_at", None), ("retracted_by", None), ("retraction_reason", "")
                            ),
                            models.Q(
                                ("retracted_at__isnull", False),
                                ("retracted_by__isnull", False),
                                models.Q(("retraction_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="claim_retraction_is_whole",
                        violation_error_message="A retraction needs who, when and why.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("statement", ""), _negated=True), name="claim_has_statement"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("label__in", ["", "true", "false", "disputed", "unproven"])),
                        name="claim_label_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stage__in", ["open", "agreed", "conflict", "published"])),
                        name="claim_stage_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", models.F("meaning_version"))),
                        name="claim_version_from_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("claimed_on", None),
                            models.Q(
                                ("claimed_on__gte", datetime.date(1400, 1, 1)),
                                ("claimed_on__lte", datetime.date(2999, 12, 31)),
                            ),
                            _connector="OR",
                        ),
                        name="claim_date_is_sane",
                        violation_error_message="The date must lie between 1400 and 2999.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stage", "published"), _negated=True),
                            ("slug__isnull", False),
                            _connector="OR",
                        ),
                        name="claim_published_has_address",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClaimEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("retracted_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("retraction_reason", models.CharField(blank=True, editable=False, max_length=500)),
                ("statement", models.CharField(max_length=1000)),
                ("claimed_on", models.DateField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("meaning_version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("agreed", "Ready to publish"),
                            ("conflict", "Reviewers differ"),
                            ("published", "Published"),
                        ],
                        default="open",
                        editable=False,
                        max_length=12,
                    ),
                ),
                (
                    "label",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("true", "True"),
                            ("false", "False"),
                            ("disputed", "Disputed"),
                            ("unproven", "Unproven"),
                        ],
                        editable=False,
                        max_length=12,
                    ),
                ),
                ("disagrees", models.BooleanField(default=False, editable=False)),
                ("evidence_changed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "slug",
                    models.SlugField(blank=True, db_index=False, editable=False, max_length=120, null=True),
                ),
                ("client_id", models.UUIDField(editable=False, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "claimant",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.claimant",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lifted_from",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.article",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="claims.claim",
                    ),
                ),
                (
                    "retracted_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("retracted_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("retraction_reason", models.CharField(blank=True, editable=False, max_length=500)),
                (
                    "stance",
                    models.CharField(
                        choices=[("supports", "Supports"), ("refutes", "Refutes"), ("context", "Context")],
                        max_length=10,
                    ),
                ),
                ("quote", models.TextField()),
                ("start", models.PositiveIntegerField(blank=True, null=True)),
                ("end", models.PositiveIntegerField(blank=True, null=True)),
                ("url", models.CharField(blank=True, max_length=2048)),
                (
                    "source_name",
                    models.CharField(blank=True, help_text="who published the linked page", max_length=200),
                ),
                ("source_date", models.DateField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("client_id", models.UUIDField(editable=False, null=True, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="claims.claim",
                    ),
                ),
                (
                    "retracted_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="claims.articlerevision",
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="claims.origin",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "evidence",
                "ordering": ["id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("retracted_at", None), ("retracted_by", None), ("retraction_reason", "")
                            ),
                            models.Q(
                                ("retracted_at__isnull", False),
                                ("retracted_by__isnull", False),
                                models.Q(("retraction_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="evidence_retraction_is_whole",
                        violation_error_message="A retraction needs who, when and why.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stance__in", ["supports", "refutes", "context"])),
                        name="evidence_stance_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quote", ""), _negated=True), name="evidence_has_quote"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("end__gt", models.F("start")),
                                ("revision__isnull", False),
                                ("start__isnull", False),
                                ("url", ""),
                            ),
                            models.Q(
                                ("end", None),
                                ("revision", None),
                                ("start", None),
                                models.Q(("url", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="evidence_is_passage_or_link",
                        violation_error_message="Evidence is either a passage of a stored article or a link.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("url", ""), ("url__iregex", "^https?://[^\\s/@]+(/|\\?|#|$)"), _connector="OR"
                        ),
                        name="evidence_url_is_web",
                        violation_error_message="The address must start with http:// or https:// and hold no user name.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("source_date", None),
                            models.Q(
                                ("source_date__gte", datetime.date(1400, 1, 1)),
                                ("source_date__lte", datetime.date(2999, 12, 31)),
                            ),
                            _connector="OR",
                        ),
                        name="evidence_date_is_sane",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("retracted_at", None)),
                        fields=("claim", "revision", "start", "end"),
                        name="evidence_passage_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EvidenceEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("retracted_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("retraction_reason", models.CharField(blank=True, editable=False, max_length=500)),
                (
                    "stance",
                    models.CharField(
                        choices=[("supports", "Supports"), ("refutes", "Refutes"), ("context", "Context")],
                        max_length=10,
                    ),
                ),
                ("quote", models.TextField()),
                ("start", models.PositiveIntegerField(blank=True, null=True)),
                ("end", models.PositiveIntegerField(blank=True, null=True)),
                ("url", models.CharField(blank=True, max_length=2048)),
                (
                    "source_name",
                    models.CharField(blank=True, help_text="who published the linked page", max_length=200),
                ),
                ("source_date", models.DateField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("client_id", models.UUIDField(editable=False, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.claim",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="claims.evidence",
                    ),
                ),
                (
                    "retracted_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.articlerevision",
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.origin",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Lease",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("expires_at", models.DateTimeField()),
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lease", to="claims.claim"
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="leases",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Passage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(help_text="its place in the revision, from 0")),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("text", "Text"), ("heading", "Heading"), ("boilerplate", "Boilerplate")],
                        default="text",
                        max_length=12,
                    ),
                ),
                ("text", models.TextField()),
                ("search", django.contrib.postgres.search.SearchVectorField(null=True)),
                (
                    "revision",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="passages",
                        to="claims.articlerevision",
                    ),
                ),
            ],
            options={
                "ordering": ["revision", "number"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(models.F("search"), name="passage_words")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("revision", "number"), name="passage_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("end__gt", models.F("start"))), name="passage_is_a_span"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("retracted_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("retraction_reason", models.CharField(blank=True, editable=False, max_length=500)),
                ("title", models.CharField(max_length=200)),
                ("introduction", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "retracted_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("retracted_at", None), ("retracted_by", None), ("retraction_reason", "")
                            ),
                            models.Q(
                                ("retracted_at__isnull", False),
                                ("retracted_by__isnull", False),
                                models.Q(("retraction_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="report_retraction_is_whole",
                        violation_error_message="A retraction needs who, when and why.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="report_has_title"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.claim"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="claims.report",
                    ),
                ),
            ],
            options={
                "ordering": ["report", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("report", "position"), name="report_position_once"),
                    models.UniqueConstraint(fields=("report", "claim"), name="report_claim_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Ruling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("publication", "Published"),
                            ("correction", "Corrected"),
                            ("withdrawal", "Withdrawn"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "label",
                    models.CharField(
                        choices=[
                            ("true", "True"),
                            ("false", "False"),
                            ("disputed", "Disputed"),
                            ("unproven", "Unproven"),
                        ],
                        max_length=12,
                    ),
                ),
                ("summary", models.CharField(max_length=400)),
                ("explanation", models.TextField(blank=True)),
                (
                    "note",
                    models.TextField(
                        blank=True, help_text="public: what changed and why; needed from version 2 on"
                    ),
                ),
                ("statement", models.CharField(max_length=1000)),
                ("claimant_name", models.CharField(blank=True, max_length=200)),
                ("claimed_on", models.DateField(blank=True, null=True)),
                ("claim_version", models.PositiveIntegerField()),
                ("evidence", models.JSONField(default=list)),
                ("client_id", models.UUIDField(unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rulings", to="claims.claim"
                    ),
                ),
                (
                    "ruled_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rulings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["claim", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("claim", "number"), name="ruling_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("label__in", ["true", "false", "disputed", "unproven"])),
                        name="ruling_label_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("summary", ""), _negated=True), name="ruling_has_summary"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "publication"), ("number", 1)),
                            models.Q(
                                ("kind__in", ["correction", "withdrawal"]),
                                ("number__gt", 1),
                                models.Q(("note", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="ruling_change_is_explained",
                        violation_error_message="A correction needs a public note that says what changed and why.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchChunk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(default=0)),
                ("search", django.contrib.postgres.search.SearchVectorField()),
                (
                    "revision",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_chunks",
                        to="claims.articlerevision",
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(models.F("search"), name="revision_words")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("revision", "number"), name="search_chunk_number_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SignInLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("secret_sha256", models.CharField(max_length=64, unique=True)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_in_links",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Verdict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "label",
                    models.CharField(
                        choices=[
                            ("true", "True"),
                            ("false", "False"),
                            ("disputed", "Disputed"),
                            ("unproven", "Unproven"),
                        ],
                        max_length=12,
                    ),
                ),
                ("rationale", models.TextField(blank=True)),
                ("claim_version", models.PositiveIntegerField()),
                ("evidence_seen", models.JSONField(default=list)),
                ("client_id", models.UUIDField(unique=True)),
                ("is_current", models.BooleanField(default=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verdicts",
                        to="claims.claim",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verdicts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["reviewer", "-created_at"], name="verdict_by_reviewer")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)),
                        fields=("claim", "reviewer"),
                        name="verdict_one_current_each",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("label__in", ["true", "false", "disputed", "unproven"])),
                        name="verdict_label_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("withdrawn_at", None), ("is_current", False), _connector="OR"),
                        name="verdict_withdrawn_is_not_current",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appearance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("retracted_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("retraction_reason", models.CharField(blank=True, editable=False, max_length=500)),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("exact", models.TextField()),
                ("prefix", models.CharField(blank=True, max_length=64)),
                ("suffix", models.CharField(blank=True, max_length=64)),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("selected", "Selected by a person"),
                            ("exact", "Moved to a newer revision, word for word"),
                            ("fuzzy", "Moved to a newer revision, nearly word for word"),
                        ],
                        default="selected",
                        max_length=10,
                    ),
                ),
                ("score", models.FloatField(default=1.0)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "moved_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moved_to",
                        to="claims.appearance",
                    ),
                ),
                (
                    "retracted_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appearances",
                        to="claims.articlerevision",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appearances",
                        to="claims.claim",
                    ),
                ),
            ],
            options={
                "ordering": ["revision", "start"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("retracted_at", None), ("retracted_by", None), ("retraction_reason", "")
                            ),
                            models.Q(
                                ("retracted_at__isnull", False),
                                ("retracted_by__isnull", False),
                                models.Q(("retraction_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="appearance_retraction_is_whole",
                        violation_error_message="A retraction needs who, when and why.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("end__gt", models.F("start"))), name="appearance_is_a_span"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("score__gte", 0), ("score__lte", 1)),
                        name="appearance_score_is_share",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("retracted_at", None)),
                        fields=("claim", "revision", "start", "end"),
                        name="appearance_once",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="article",
            name="current_revision",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="claims.articlerevision",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="capture",
            trigger=pgtrigger.compiler.Trigger(
                name="never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="386d513e3406a74647dd259f4e456cfcffc1fd65",
                    operation="DELETE",
                    pgid="pgtrigger_never_deleted_62aa4",
                    table="claims_capture",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="capture",
            trigger=pgtrigger.compiler.Trigger(
                name="never_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="38c4e449c71f73383e7e6d2dd23f5ac7f0df5ddc",
                    operation="UPDATE",
                    pgid="pgtrigger_never_changed_a6bf4",
                    table="claims_capture",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="claimant",
            trigger=pgtrigger.compiler.Trigger(
                name="never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="58dbf8ca103b0ce93ddcf10354e469c59ca596fa",
                    operation="DELETE",
                    pgid="pgtrigger_never_deleted_c0e32",
                    table="claims_claimant",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="claimant",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "claims_claimantevent" ("created_at", "description", "id", "name", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."created_at", OLD."description", OLD."id", OLD."name", NOW(), \'changed\', OLD."id"); RETURN NULL;',
                    hash="11e16b4f9cc0e3ff6ec23acff06a83bdf5cbac5f",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_aff3e",
                    table="claims_claimant",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="origin",
            trigger=pgtrigger.compiler.Trigger(
                name="never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="c0a65ad732a3f6bdf2a0ce62c3c96480a6479041",
                    operation="DELETE",
                    pgid="pgtrigger_never_deleted_768f0",
                    table="claims_origin",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="origin",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "claims_originevent" ("created_at", "id", "name", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."created_at", OLD."id", OLD."name", NOW(), \'changed\', OLD."id"); RETURN NULL;',
                    hash="15bfe496185347e715ade2918b52b9ec4b93264e",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_86ea2",
                    table="claims_origin",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="publisher",
            trigger=pgtrigger.compiler.Trigger(
                name="never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="523c7b2164cce06c985ffab53deab66965c5e4ee",
                    operation="DELETE",
                    pgid="pgtrigger_never_deleted_6e423",
                    table="claims_publisher",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="publisher",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "claims_publisherevent" ("created_at", "id", "kind", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "website") VALUES (OLD."created_at", OLD."id", OLD."kind", OLD."name", NOW(), \'changed\', OLD."id", OLD."website"); RETURN NULL;',
                    hash="1c47fc39e9e257810c1469c48c1edda8f1e53642",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_22499",
                    table="claims_publisher",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="auditevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="5b94c39d2cb19b64c7e28b0aebc062ba8013265e",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_309ca",
                    table="claims_auditevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="auditevent",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF current_setting('factcheck.throwaway_database', true) IS DISTINCT FROM 'yes' THEN\n                        RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'restrict_violation';\n                    END IF;\n                    RETURN NULL;\n                ",
                    hash="ffaf40db7408f17b97cbb50a695b56da3c1e32e7",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_c4410",
                    table="claims_auditevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="articlerevision",
            trigger=pgtrigger.compiler.Trigger(
                name="never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="41aa6f71df3ecf863355524bd16fe01d8e2a6702",
                    operation="DELETE",
                    pgid="pgtrigger_never_deleted_0009e",
                    table="claims_articlerevision",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="articlerevision",
            trigger=pgtrigger.compiler.Trigger(
                name="never_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="f515e57d942b9fcca12ed15825503dc95c01bb07",
                    operation="UPDATE",
                    pgid="pgtrigger_never_changed_a997b",
                    table="claims_articlerevision",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appearance",
            trigger=pgtrigger.compiler.Trigger(
                name="never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="601a35dc6beb1b8ca7810325ca71d05c7f03eb9e",
                    operation="DELETE",
                    pgid="pgtrigger_never_deleted_8c24c",
                    table="claims_appearance",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appearance",
            trigger=pgtrigger.compiler.Trigger(
                name="span_is_true",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF NEW.revision_id IS NOT NULL AND NEW.exact IS DISTINCT FROM (\n        SELECT substr(text, NEW.start + 1, NEW.\"end\" - NEW.start)\n        FROM claims_articlerevision WHERE id = NEW.revision_id\n    ) THEN\n        RAISE EXCEPTION 'the quote does not stand at that place of the revision'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'appearance_quote_stands_there';\n    END IF;\n    RETURN NEW;\n",
                    hash="ae284935a435b51d5b417ff5dbbcd623b5078f23",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_span_is_true_4f4ca",
                    table="claims_appearance",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="claim",
            trigger=pgtrigger.compiler.Trigger(
                name="never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="8fd5127e9b088733af5455f3a8f79e96e1b1aa53",
                    operation="DELETE",
                    pgid="pgtrigger_never_deleted_3c191",
                    table="claims_claim",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="claim",
            trigger=pgtrigger.compiler.Trigger(
                name="version_rises",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."claimant_id" IS DISTINCT FROM (NEW."claimant_id") OR OLD."claimed_on" IS DISTINCT FROM (NEW."claimed_on") OR OLD."statement" IS DISTINCT FROM (NEW."statement"))',
                    func="NEW.version = OLD.version + 1; RETURN NEW;",
                    hash="f0365facded758910a8e4eab8c2ed8542622e683",
                    operation="UPDATE",
                    pgid="pgtrigger_version_rises_58fb3",
                    table="claims_claim",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="claim",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."claimant_id" IS DISTINCT FROM (NEW."claimant_id") OR OLD."claimed_on" IS DISTINCT FROM (NEW."claimed_on") OR OLD."client_id" IS DISTINCT FROM (NEW."client_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id") OR OLD."disagrees" IS DISTINCT FROM (NEW."disagrees") OR OLD."evidence_changed_at" IS DISTINCT FROM (NEW."evidence_changed_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."label" IS DISTINCT FROM (NEW."label") OR OLD."lifted_from_id" IS DISTINCT FROM (NEW."lifted_from_id") OR OLD."meaning_version" IS DISTINCT FROM (NEW."meaning_version") OR OLD."retracted_at" IS DISTINCT FROM (NEW."retracted_at") OR OLD."retracted_by_id" IS DISTINCT FROM (NEW."retracted_by_id") OR OLD."retraction_reason" IS DISTINCT FROM (NEW."retraction_reason") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."stage" IS DISTINCT FROM (NEW."stage") OR OLD."statement" IS DISTINCT FROM (NEW."statement") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                    func='INSERT INTO "claims_claimevent" ("claimant_id", "claimed_on", "client_id", "created_at", "created_by_id", "disagrees", "evidence_changed_at", "id", "label", "lifted_from_id", "meaning_version", "pgh_created_at", "pgh_label", "pgh_obj_id", "retracted_at", "retracted_by_id", "retraction_reason", "slug", "stage", "statement", "version") VALUES (OLD."claimant_id", OLD."claimed_on", OLD."client_id", OLD."created_at", OLD."created_by_id", OLD."disagrees", OLD."evidence_changed_at", OLD."id", OLD."label", OLD."lifted_from_id", OLD."meaning_version", NOW(), \'changed\', OLD."id", OLD."retracted_at", OLD."retracted_by_id", OLD."retraction_reason", OLD."slug", OLD."stage", OLD."statement", OLD."version"); RETURN NULL;',
                    hash="ef6192ae34b4b09ff30e4e0fdfe0ed8261274f2d",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_5dddc",
                    table="claims_claim",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="evidence",
            trigger=pgtrigger.compiler.Trigger(
                name="never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="673848a7e0b8a7c99855169956ad6a70c611859f",
                    operation="DELETE",
                    pgid="pgtrigger_never_deleted_61c7f",
                    table="claims_evidence",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="evidence",
            trigger=pgtrigger.compiler.Trigger(
                name="span_is_true",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF NEW.revision_id IS NOT NULL AND NEW.quote IS DISTINCT FROM (\n        SELECT substr(text, NEW.start + 1, NEW.\"end\" - NEW.start)\n        FROM claims_articlerevision WHERE id = NEW.revision_id\n    ) THEN\n        RAISE EXCEPTION 'the quote does not stand at that place of the revision'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'evidence_quote_stands_there';\n    END IF;\n    RETURN NEW;\n",
                    hash="3cbe492a128e8d80d220acc5099274af723722d7",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_span_is_true_7a62a",
                    table="claims_evidence",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="evidence",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "claims_evidenceevent" ("added_by_id", "claim_id", "client_id", "created_at", "end", "id", "note", "origin_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quote", "retracted_at", "retracted_by_id", "retraction_reason", "revision_id", "source_date", "source_name", "stance", "start", "url") VALUES (OLD."added_by_id", OLD."claim_id", OLD."client_id", OLD."created_at", OLD."end", OLD."id", OLD."note", OLD."origin_id", NOW(), \'changed\', OLD."id", OLD."quote", OLD."retracted_at", OLD."retracted_by_id", OLD."retraction_reason", OLD."revision_id", OLD."source_date", OLD."source_name", OLD."stance", OLD."start", OLD."url"); RETURN NULL;',
                    hash="3ae33ef4b463fc1dbfae5383fe60fc0decc03876",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_acb22",
                    table="claims_evidence",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="article",
            trigger=pgtrigger.compiler.Trigger(
                name="never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="4ef05c4f6dc8aef671495e8c67907013db4739b7",
                    operation="DELETE",
                    pgid="pgtrigger_never_deleted_394fa",
                    table="claims_article",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="article",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."added_by_id" IS DISTINCT FROM (NEW."added_by_id") OR OLD."byline" IS DISTINCT FROM (NEW."byline") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."current_revision_id" IS DISTINCT FROM (NEW."current_revision_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."published_on" IS DISTINCT FROM (NEW."published_on") OR OLD."publisher_id" IS DISTINCT FROM (NEW."publisher_id") OR OLD."retracted_at" IS DISTINCT FROM (NEW."retracted_at") OR OLD."retracted_by_id" IS DISTINCT FROM (NEW."retracted_by_id") OR OLD."retraction_reason" IS DISTINCT FROM (NEW."retraction_reason") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."url" IS DISTINCT FROM (NEW."url") OR OLD."url_sha256" IS DISTINCT FROM (NEW."url_sha256"))',
                    func='INSERT INTO "claims_articleevent" ("added_by_id", "byline", "created_at", "current_revision_id", "id", "language", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_on", "publisher_id", "retracted_at", "retracted_by_id", "retraction_reason", "title", "url", "url_sha256") VALUES (OLD."added_by_id", OLD."byline", OLD."created_at", OLD."current_revision_id", OLD."id", OLD."language", NOW(), \'changed\', OLD."id", OLD."published_on", OLD."publisher_id", OLD."retracted_at", OLD."retracted_by_id", OLD."retraction_reason", OLD."title", OLD."url", OLD."url_sha256"); RETURN NULL;',
                    hash="8b2e7482e15188b30954df12902f7a1b1e1a2ecd",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_f98e2",
                    table="claims_article",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="report",
            trigger=pgtrigger.compiler.Trigger(
                name="never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="28599990aec3210f239a836bb05257e58826a45f",
                    operation="DELETE",
                    pgid="pgtrigger_never_deleted_6b832",
                    table="claims_report",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ruling",
            trigger=pgtrigger.compiler.Trigger(
                name="never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="fa6eb472d89a135b6fbc083656e096770d535b02",
                    operation="DELETE",
                    pgid="pgtrigger_never_deleted_4fa8d",
                    table="claims_ruling",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ruling",
            trigger=pgtrigger.compiler.Trigger(
                name="never_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="892e0f7ff89e0816354b7cb4274ba4c817f31a08",
                    operation="UPDATE",
                    pgid="pgtrigger_never_changed_d9c2c",
                    table="claims_ruling",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="verdict",
            trigger=pgtrigger.compiler.Trigger(
                name="never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="b7c5d41abd6458a0c48f9ebd2891747921eff2ac",
                    operation="DELETE",
                    pgid="pgtrigger_never_deleted_a3f87",
                    table="claims_verdict",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="verdict",
            trigger=pgtrigger.compiler.Trigger(
                name="never_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."claim_id" IS DISTINCT FROM (NEW."claim_id") OR OLD."reviewer_id" IS DISTINCT FROM (NEW."reviewer_id") OR OLD."label" IS DISTINCT FROM (NEW."label") OR OLD."rationale" IS DISTINCT FROM (NEW."rationale") OR OLD."claim_version" IS DISTINCT FROM (NEW."claim_version") OR OLD."evidence_seen" IS DISTINCT FROM (NEW."evidence_seen") OR OLD."client_id" IS DISTINCT FROM (NEW."client_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="54ec5650436a25e094eea5f643d387ce8f4b4991",
                    operation="UPDATE",
                    pgid="pgtrigger_never_changed_a7a24",
                    table="claims_verdict",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="verdict",
            trigger=pgtrigger.compiler.Trigger(
                name="rests_on_evidence",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF NEW.label <> 'unproven' AND (\n        SELECT count(DISTINCT e.stance)\n        FROM claims_evidence e\n        JOIN claims_claim c ON c.id = e.claim_id\n        LEFT JOIN claims_articlerevision r ON r.id = e.revision_id\n        LEFT JOIN claims_article a ON a.id = c.lifted_from_id\n        WHERE e.claim_id = NEW.claim_id AND e.retracted_at IS NULL\n          AND (e.stance = 'supports' AND NEW.label IN ('true', 'disputed')\n               OR e.stance = 'refutes' AND NEW.label IN ('false', 'disputed'))\n          AND r.article_id IS DISTINCT FROM coalesce(c.lifted_from_id, -1)\n          AND (e.url = '' OR e.url IS DISTINCT FROM a.url)\n    ) < 1 + (NEW.label = 'disputed')::int THEN\n        RAISE EXCEPTION 'a % verdict needs evidence from another source', NEW.label\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'verdict_rests_on_evidence';\n    END IF;\n    RETURN NEW;\n",
                    hash="6628afd0192e03d6ad3f293753e99b526a3fe58d",
                    operation="INSERT",
                    pgid="pgtrigger_rests_on_evidence_f20e6",
                    table="claims_verdict",
                    when="BEFORE",
                ),
            ),
        ),
    ]

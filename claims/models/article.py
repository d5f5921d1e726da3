"""Published items; their words live in revisions."""

from datetime import date

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from claims.models.address import address_key
from claims.models.kept import Retractable, RetractableQuerySet, history, web_address
from claims.vocabulary import Stage

UNDATED = date(1, 1, 1)


class ArticleQuerySet(RetractableQuerySet):
    def with_open_claims(self):
        """Articles from which at least one standing claim still waits for a verdict."""
        waiting = (
            apps.get_model("claims", "Claim")
            .objects.standing()
            .filter(lifted_from=OuterRef("pk"), stage=Stage.OPEN)
        )
        return self.filter(Exists(waiting))

    def one_of_each_story(self):
        """Of the articles here that are one story, keep the one that was published first."""
        dated = self.order_by().alias(day=Coalesce("published_on", Value(date.max)))
        earlier = Q(day__lt=OuterRef("day")) | Q(day=OuterRef("day"), pk__lt=OuterRef("pk"))
        first = ~Exists(dated.filter(earlier, story=OuterRef("story")))
        return self.alias(day=Coalesce("published_on", Value(date.max))).filter(Q(story=None) | first)

    def with_suggestions(self):
        """Articles whose text holds something worth checking that nobody has decided on."""
        suggested = apps.get_model("claims", "Suggestion").objects.open()
        return self.filter(Exists(suggested.filter(revision=OuterRef("current_revision"))))


@history(exclude=("sort_on", "address_key"))
class Article(Retractable):
    """One published item. Its text is in ``current_revision``; the older ones stay."""

    publisher = models.ForeignKey("claims.Publisher", models.PROTECT, related_name="articles")
    title = models.CharField(max_length=500)
    byline = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=2048, blank=True)
    # A btree cannot hold a long address, so uniqueness stands on its hash (hex SHA-256 of ``url``).
    url_sha256 = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    address_key = address_key()
    published_on = models.DateField(null=True, blank=True)
    sort_on = models.GeneratedField(
        expression=Coalesce("published_on", Value(UNDATED)), output_field=models.DateField(), db_persist=True
    )
    language = models.CharField(max_length=8, blank=True, help_text="ISO 639-1 code; empty where unknown")
    current_revision = models.ForeignKey(
        "claims.ArticleRevision", models.PROTECT, null=True, related_name="+", editable=False
    )
    story = models.ForeignKey(
        "claims.Story",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        db_index=False,
        editable=False,
    )
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ArticleQuerySet.as_manager()

    class Meta(Retractable.Meta):
        ordering = ["-sort_on", "-id"]
        indexes = [
            models.Index(fields=["sort_on", "id"], name="article_by_date"),
            models.Index(fields=["publisher", "sort_on", "id"], name="article_by_publisher"),
            models.Index(fields=["language", "sort_on", "id"], name="article_by_language"),
            models.Index(
                fields=["address_key"], name="article_by_address", condition=Q(address_key__isnull=False)
            ),
            models.Index(fields=["story"], name="article_by_story", condition=Q(story__isnull=False)),
        ]
        constraints = [
            *Retractable.Meta.constraints,
            models.CheckConstraint(name="article_has_title", condition=~Q(title="")),
            web_address("url", "article_url_is_web"),
            models.CheckConstraint(
                name="article_url_is_hashed",
                condition=Q(url="", url_sha256=None) | Q(url_sha256__isnull=False) & ~Q(url=""),
            ),
            models.CheckConstraint(
                name="article_date_is_sane",
                condition=Q(published_on=None)
                | Q(published_on__gte=date(1400, 1, 1), published_on__lte=date(2999, 12, 31)),
                violation_error_message="The date must lie between 1400 and 2999.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

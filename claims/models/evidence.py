"""What is brought to a claim, for it, against it or about it."""

from datetime import date

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from claims.models.address import address_key
from claims.models.claim import span_is_true
from claims.models.kept import Kept, Retractable, RetractableQuerySet, history, web_address
from claims.vocabulary import Stance


def linked_article(column: str):
    """Return a column of the stored article that evidence by a link leads to; none for passages.

    Of several articles under one address one with a story comes first: it says most.
    """
    articles = apps.get_model("claims", "Article").objects.filter(address_key=OuterRef("address_key"))
    return articles.order_by(F("story").asc(nulls_last=True), "pk").values(column)[:1]


def linked_article_sql(evidence: str) -> str:
    """Return the same as a join for statements that are written out: ``linked`` has its ``id`` and ``story_id``.

    ``evidence`` is the alias of the evidence in the statement.
    """
    return f"""
        LEFT JOIN LATERAL (
            SELECT known.id, known.story_id FROM claims_article known
            WHERE {evidence}.revision_id IS NULL AND known.address_key = {evidence}.address_key
            ORDER BY known.story_id, known.id LIMIT 1
        ) linked ON true
    """  # noqa: S608  # an alias alone


class EvidenceQuerySet(RetractableQuerySet):
    def with_linked_articles(self):
        """Look up the stored article that each link leads to, for counting."""
        return self.annotate(
            linked_article_id=Subquery(linked_article("pk")),
            linked_story_id=Subquery(linked_article("story")),
        )

    def with_sources(self):
        """Fetch with everything that an evidence board shows."""
        return (
            self.select_related("origin", "revision__article__publisher", "added_by")
            .defer("revision__text")
            .with_linked_articles()
        )


@history(exclude=("address_key",))
class Evidence(Retractable):
    """A passage of a stored article, or a link with a quote, with its stance and its origin.

    Exactly one of ``revision`` (with ``start``/``end``, code points) and ``url`` is set.
    """

    # The stored article that a link leads to, and its story, where a query looked them up.
    linked_article_id: int | None = None
    linked_story_id: int | None = None

    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="evidence")
    stance = models.CharField(max_length=10, choices=Stance)
    origin = models.ForeignKey("claims.Origin", models.PROTECT, related_name="evidence")
    quote = models.TextField()
    revision = models.ForeignKey(
        "claims.ArticleRevision", models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    url = models.CharField(max_length=2048, blank=True)
    address_key = address_key()
    source_name = models.CharField(max_length=200, blank=True, help_text="who published the linked page")
    source_date = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    client_id = models.UUIDField(null=True, unique=True, editable=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta(Retractable.Meta):
        ordering = ["id"]
        verbose_name_plural = "evidence"
        constraints = [
            *Retractable.Meta.constraints,
            models.CheckConstraint(name="evidence_stance_is_known", condition=Q(stance__in=Stance.values)),
            models.CheckConstraint(name="evidence_has_quote", condition=~Q(quote="")),
            models.CheckConstraint(
                name="evidence_is_passage_or_link",
                condition=Q(revision__isnull=False, start__isnull=False, end__gt=F("start"), url="")
                | (Q(revision=None, start=None, end=None) & ~Q(url="")),
                violation_error_message="Evidence is either a passage of a stored article or a link.",
            ),
            web_address("url", "evidence_url_is_web"),
            models.CheckConstraint(
                name="evidence_date_is_sane",
                condition=Q(source_date=None)
                | Q(source_date__gte=date(1400, 1, 1), source_date__lte=date(2999, 12, 31)),
            ),
            models.UniqueConstraint(
                fields=["claim", "revision", "start", "end"],
                name="evidence_passage_once",
                condition=Q(retracted_at=None),
            ),
        ]
        triggers = [*Kept.Meta.triggers, span_is_true(quote="quote", name="evidence_quote_stands_there")]

    def __str__(self) -> str:
        return f"{self.get_stance_display()}: {self.quote[:80]}"

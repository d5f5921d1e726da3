"""Who publishes articles."""

from django.db import models
from django.db.models.functions import Lower

from claims.models.kept import Kept, history, web_address
from claims.vocabulary import PublisherKind


@history()
class Publisher(Kept):
    """A news agency, paper, ministry, blog or fact-checker."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=PublisherKind, default=PublisherKind.OTHER)
    website = models.CharField(max_length=2048, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(Kept.Meta):
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="publisher_name_once",
                violation_error_message="There is already a publisher of that name.",
            ),
            models.CheckConstraint(name="publisher_has_name", condition=~models.Q(name="")),
            web_address("website", "publisher_website_is_web"),
        ]

    def __str__(self) -> str:
        return self.name

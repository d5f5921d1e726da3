"""Stories: articles that carry the same copy, how copies are found, and what people said of them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from claims.models.kept import Kept
from claims.vocabulary import PairState


class Story(Kept):
    """A group of articles that carry the same copy; ``Article.story`` says which.

    ``created_by`` is None where the machine made it. A story that everything left stays, empty.
    """

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(Kept.Meta):
        verbose_name_plural = "stories"

    def __str__(self) -> str:
        return f"Story {self.pk}"


class CopySignature(models.Model):
    """What a text is known by among all others; made again whenever that is needed.

    ``sketch`` holds the chosen shingles' hashes, ascending, as big-endian signed 64-bit numbers: those
    that ``step`` divides. ``shingles`` is how many different ones the text has. Only an article's
    current revision has one.
    """

    revision = models.OneToOneField(
        "claims.ArticleRevision", models.CASCADE, primary_key=True, related_name="copy_signature"
    )
    shingles = models.PositiveIntegerField()
    step = models.PositiveIntegerField()
    sketch = models.BinaryField()
    made_with = models.CharField(max_length=60)

    class Meta:
        constraints = [models.CheckConstraint(name="copy_signature_step_from_one", condition=Q(step__gte=1))]

    def __str__(self) -> str:
        return f"Signature of revision {self.revision_id}"


class CopyMark(models.Model):
    """One hash of a signature, where the index finds it. The primary key is the whole row.

    The revision is not checked by the database: a look for each of a hundred rows takes longer than
    writing them, and they come and go with the signature, whose revision is.
    """

    pk = models.CompositePrimaryKey("hash", "revision_id")
    hash = models.BigIntegerField()
    revision = models.ForeignKey(
        "claims.ArticleRevision", models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )

    def __str__(self) -> str:
        return f"{self.hash} in revision {self.revision_id}"


class CopyPairQuerySet(models.QuerySet):
    def asked(self):
        """Pairs that wait for a person, both articles on the desk."""
        return self.filter(
            state=PairState.ASKED, first__retracted_at__isnull=True, second__retracted_at__isnull=True
        )


class CopyPair(Kept):
    """Two articles that are alike, how much, and whether they are one story; one row for any two.

    The shares count different shingles (five words in a row): ``jaccard`` those of both among those of
    either, ``first_in_second`` the share of the first's that stand in the second. They are None where
    a person spoke without the machine having looked. ``was`` is the state before the last decision and
    ``together_in`` the story in which both stood before it, so that it can be undone.
    """

    first = models.ForeignKey("claims.Article", models.PROTECT, related_name="+", db_index=False)
    second = models.ForeignKey("claims.Article", models.PROTECT, related_name="+")
    first_revision = models.ForeignKey("claims.ArticleRevision", models.PROTECT, null=True, related_name="+")
    second_revision = models.ForeignKey("claims.ArticleRevision", models.PROTECT, null=True, related_name="+")
    shared = models.PositiveIntegerField(null=True, help_text="shingles that both texts hold")
    jaccard = models.FloatField(null=True)
    first_in_second = models.FloatField(null=True)
    second_in_first = models.FloatField(null=True)
    why = models.CharField(max_length=200, blank=True, help_text="why a person is asked")
    made_with = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=PairState)
    was = models.CharField(max_length=10, choices=PairState, blank=True)
    together_in = models.ForeignKey(Story, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CopyPairQuerySet.as_manager()

    class Meta(Kept.Meta):
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["-id"], name="copy_pair_asked", condition=Q(state=PairState.ASKED)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="copy_pair_once"),
            models.CheckConstraint(name="copy_pair_in_order", condition=Q(first__lt=F("second"))),
            models.CheckConstraint(name="copy_pair_state_is_known", condition=Q(state__in=PairState.values)),
            models.CheckConstraint(
                name="copy_pair_was_is_known", condition=Q(was__in=["", *PairState.values])
            ),
            models.CheckConstraint(
                name="copy_pair_decision_is_whole",
                condition=Q(
                    state__in=[PairState.CONFIRMED, PairState.REFUSED],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                )
                | Q(
                    state__in=[PairState.JOINED, PairState.ASKED, PairState.UNLIKE],
                    decided_by=None,
                    decided_at=None,
                ),
            ),
            models.CheckConstraint(
                name="copy_pair_shares_are_shares",
                condition=Q(jaccard=None)
                | Q(
                    jaccard__range=(0, 1),
                    first_in_second__range=(0, 1),
                    second_in_first__range=(0, 1),
                    shared__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}: {self.get_state_display()}"

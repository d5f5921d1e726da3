"""Passages and claims as vectors, by which search finds what says the same in other words.

All of it is derived and can be made again; what has no vector yet is found by its words.
"""

from django.db import models
from pgvector.django import HalfVectorField

DIMENSION = 384


class PassageVector(models.Model):
    """A passage as a vector of length 1; ``model`` is the one that made it (``embedding.model_name()``)."""

    # The migration makes the constraint, so that it goes with its passage whoever deletes that.
    passage = models.OneToOneField(
        "claims.Passage", models.CASCADE, primary_key=True, related_name="embedded", db_constraint=False
    )
    model = models.CharField(max_length=80)
    vector = HalfVectorField(dimensions=DIMENSION)

    def __str__(self) -> str:
        return f"Vector of passage {self.pk}"


class ClaimVector(models.Model):
    """A claim as a vector of length 1: where it was first said, and the desk's statement of it.

    ``statement_sha256`` (hex) says which wording of the statement it is of.
    """

    claim = models.OneToOneField("claims.Claim", models.CASCADE, primary_key=True, related_name="embedded")
    model = models.CharField(max_length=80)
    statement_sha256 = models.CharField(max_length=64)
    vector = HalfVectorField(dimensions=DIMENSION)

    def __str__(self) -> str:
        return f"Vector of claim {self.pk}"


class EmbeddedRevision(models.Model):
    """Which model a revision's passages were embedded with; empty while they wait.

    A trigger of passages makes it wait, so what is new is found without looking through what isn't.
    """

    revision = models.OneToOneField(
        "claims.ArticleRevision", models.CASCADE, primary_key=True, related_name="embedded"
    )
    model = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [models.Index(fields=["model", "revision"], name="revision_by_embedder")]

    def __str__(self) -> str:
        return f"Revision {self.pk}, {self.model or 'waiting'}"

"""The words of claims, kept for scoring: which claims have a word, and how often.

Derived by the database whenever a claim is lifted, reworded, retracted, restored or gets a place, so that
bulk inserts and raw SQL are seen too. A claim is known by two wordings: its statement, and the words as
they stand in the articles where it appears.
"""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

# Which rules the words were made by. The database's function ``claim_words_rules`` says the same; a
# migration that changes the rules raises both, and ``index_claims`` makes the words of all claims anew.
RULES = 1


class ClaimWords(models.Model):
    """One standing claim's words in their order, stemmed, stop words left out."""

    claim = models.OneToOneField("claims.Claim", models.CASCADE, primary_key=True, related_name="words")
    statement = ArrayField(models.TextField())
    quotes = ArrayField(models.TextField(), help_text="of its appearances, the first few")
    rules = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return " ".join(self.statement)


class ClaimWord(models.Model):
    """A word and a claim that has it: ``count`` times among the claim's ``length`` words.

    The primary key carries count and length along, so that scoring reads the index alone. Only the
    database's own functions write here, behind the claim's lock; a foreign key would be checked once
    for each word.
    """

    pk = models.CompositePrimaryKey("word", "claim_id")
    word = models.TextField()
    claim = models.ForeignKey(
        "claims.Claim", models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    count = models.PositiveSmallIntegerField()
    length = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="claim_word_is_counted", condition=Q(count__gte=1, length__gte=models.F("count"))
            )
        ]

    def __str__(self) -> str:
        return self.word


# Triggers of ``Claim`` and ``Appearance``.
OF_NEW_CLAIMS = pgtrigger.Trigger(
    name="words_of_new",
    level=pgtrigger.Statement,
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    referencing=pgtrigger.Referencing(new="new_rows"),
    func="PERFORM index_claim_words(array_agg(id)) FROM new_rows HAVING count(*) > 0; RETURN NULL;",
)
OF_CHANGED_CLAIM = pgtrigger.Trigger(
    name="words_of_changed",
    when=pgtrigger.After,
    operation=pgtrigger.Update,
    condition=pgtrigger.AnyChange("statement", "retracted_at"),
    func="PERFORM index_claim_words(ARRAY[NEW.id]); RETURN NULL;",
)
# A place that says the same as an earlier one of the claim, in a newer revision for instance, adds nothing.
OF_NEW_PLACES = pgtrigger.Trigger(
    name="words_of_new",
    level=pgtrigger.Statement,
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    referencing=pgtrigger.Referencing(new="new_rows"),
    func="""
    PERFORM index_claim_words(array_agg(DISTINCT n.claim_id)) FROM new_rows n
    WHERE NOT EXISTS (
        SELECT FROM claims_appearance a WHERE a.claim_id = n.claim_id AND a.id < n.id
            AND a.retracted_at IS NULL AND a.exact = n.exact
    ) HAVING count(*) > 0;
    RETURN NULL;
    """,
)
OF_CHANGED_PLACE = pgtrigger.Trigger(
    name="words_of_changed",
    when=pgtrigger.After,
    operation=pgtrigger.Update,
    condition=pgtrigger.AnyChange("exact", "retracted_at"),
    func="PERFORM index_claim_words(ARRAY[NEW.claim_id]); RETURN NULL;",
)

"""Keeping a claim's stage in line with what was said of it."""

from collections.abc import Sequence

from django.conf import settings
from django.db import connection

from claims.domain.agreement import outcome
from claims.models import Claim, Ruling, Verdict
from claims.vocabulary import RulingKind, Stage

SETTLE = "UPDATE claims_claim SET stage = %s, label = %s, disagrees = %s WHERE id = %s"


def settle_stage(claim: Claim, *, labels: Sequence[str] | None = None) -> None:
    """Bring a locked claim's stage, label and disagreement in line with its verdicts and rulings.

    ``labels`` are those of its counted verdicts, where the caller knows them.
    """
    if labels is None:
        # As ``counted()``, without asking for the claim again: it is here, and locked.
        counted = Verdict.objects.current().filter(claim=claim, claim_version__gte=claim.meaning_version)
        labels = list(counted.order_by("id").values_list("label", flat=True))
    result = outcome(labels, needed=settings.VERDICTS_NEEDED)
    # A claim gets its public address with its first ruling: without one there is nothing to look for.
    rulings = Ruling.objects.filter(claim=claim).order_by("-number").values_list("kind", "label")
    ruling = rulings.first() if claim.slug else None
    if ruling is not None and ruling[0] != RulingKind.WITHDRAWAL:
        stage, label = Stage.PUBLISHED, ruling[1]
    else:
        stage, label = result.stage, result.label or ""
    if (claim.stage, claim.label, claim.disagrees) != (stage, label, result.disagrees):
        claim.stage, claim.label, claim.disagrees = stage, label, result.disagrees
        with connection.cursor() as cursor:
            cursor.execute(SETTLE, [stage, label, result.disagrees, claim.pk])

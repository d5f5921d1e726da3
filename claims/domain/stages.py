"""Keeping a claim's stage in line with what was said of it."""

from django.conf import settings

from claims.domain.agreement import outcome
from claims.models import Claim, Ruling, Verdict
from claims.vocabulary import RulingKind, Stage


def settle_stage(claim: Claim) -> None:
    """Bring a locked claim's stage, label and disagreement in line with its verdicts and rulings."""
    # As ``counted()``, without asking for the claim again: it is here, and locked.
    counted = Verdict.objects.current().filter(claim=claim, claim_version__gte=claim.meaning_version)
    labels = list(counted.order_by("id").values_list("label", flat=True))
    result = outcome(labels, needed=settings.VERDICTS_NEEDED)
    rulings = Ruling.objects.filter(claim=claim).order_by("-number").values_list("kind", "label")
    # A claim gets its public address with its first ruling: without one there is nothing to look for.
    ruling = rulings.first() if claim.slug else None
    if ruling is not None and ruling[0] != RulingKind.WITHDRAWAL:
        stage, label = Stage.PUBLISHED, ruling[1]
    else:
        stage, label = result.stage, result.label or ""
    if (claim.stage, claim.label, claim.disagrees) != (stage, label, result.disagrees):
        claim.stage, claim.label, claim.disagrees = stage, label, result.disagrees
        claim.save(update_fields=["stage", "label", "disagrees"])

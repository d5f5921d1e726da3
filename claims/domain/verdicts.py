"""Reviewers' verdicts: given once, superseded, taken back, never edited."""

from uuid import UUID, uuid5

from django.db import connection, transaction
from django.utils import timezone

from claims.domain import access, audit
from claims.domain.boards import weigh
from claims.domain.refusals import Changed, Refused
from claims.domain.stages import settle_stage
from claims.domain.typed import clean_text
from claims.models import Article, Claim, User, Verdict
from claims.models.joined import Joined
from claims.vocabulary import Label, Stage

RATIONALE_LIMIT = 20_000
# What a verdict asks of its claim; the rest stays where it is. These few statements are written out,
# since composing them took longer than running them (see benchmarks/).
ASKED = Joined(
    {"c.lifted_from": "a"},
    c=(
        Claim,
        [
            "id",
            "statement",
            "lifted_from_id",
            "version",
            "meaning_version",
            "stage",
            "label",
            "disagrees",
            "slug",
            "retracted_at",
        ],
    ),
    a=(Article, ["id", "story_id", "url"]),
)
LOCK = f"""
    SELECT {ASKED.columns} FROM claims_claim c LEFT JOIN claims_article a ON a.id = c.lifted_from_id
    WHERE c.id = %s FOR NO KEY UPDATE OF c
"""  # noqa: S608  # names of columns alone
GIVEN = Joined(
    {}, v=(Verdict, [f.attname for f in Verdict._meta.concrete_fields if f.name != "evidence_seen"])
)
# Everybody's current verdict on a claim, and what the submission's keys have stored already.
STANDING = f"""
    SELECT {GIVEN.columns} FROM claims_verdict v
    WHERE v.claim_id = %s AND v.is_current OR v.client_id = ANY (%s) ORDER BY v.id
"""  # noqa: S608
GIVE = """
    INSERT INTO claims_verdict (claim_id, reviewer_id, label, rationale, claim_version, evidence_seen,
        client_id, is_current, created_at)
    VALUES (%s, %s, %s, %s, %s, to_jsonb(%s::bigint[]), %s, true, %s) RETURNING id
"""


class EvidenceMissing(Refused):
    """The label needs evidence that is not there; ``missing`` says what, in words."""

    def __init__(self, label: str, missing: list[str]) -> None:
        super().__init__(f"{Label(label).label} needs " + ", and ".join(missing) + ".", field="label")
        self.missing = missing


@transaction.atomic
def submit(
    *, by: User, claim: Claim, label: str, rationale: str, claim_version: int, client_id: UUID
) -> Verdict:
    """Give a verdict on the claim as its version ``claim_version`` reads.

    ``client_id`` comes with the submission: sent twice, stored once. Sent again with other words, because
    its first answer was lost or the page was gone back to, it supersedes what was stored. Of ``claim``
    only the id is read. Raises Claim.DoesNotExist, Changed when the claim reads differently by now,
    EvidenceMissing when the rules ask for more, Refused for anything else.
    """
    access.require(access.can_review, by)
    if label not in Label.values:
        raise Refused("Choose true, false, disputed or unproven.", field="label")
    rationale = clean_text(rationale, field="rationale")
    if len(rationale) > RATIONALE_LIMIT:
        raise Refused(
            f"The rationale has {len(rationale):,} characters; {RATIONALE_LIMIT:,} is the most. It was not cut.",
            field="rationale",
        )
    # Each wording sent with one form's key has a key of its own under it, so that it is stored once, too.
    own_id = uuid5(client_id, f"{label}\n{rationale}")
    locked = _lock(claim.pk)
    standing = _standing(locked, client_id, own_id)
    sent_before = _sent_before(client_id, standing, by=by, claim=locked)
    if sent_before is not None and (sent_before.label, sent_before.rationale) != (label, rationale):
        client_id = own_id
        sent_before = _sent_before(client_id, standing, by=by, claim=locked)
    if sent_before is not None:
        if sent_before.withdrawn_at is not None:
            raise Refused("This verdict was taken back. Reload the page to give it again; nothing was saved.")
        return sent_before
    if locked.is_retracted:
        raise Refused("This claim was retracted meanwhile. Your text is kept below; nothing was saved.")
    if locked.version != claim_version:
        raise Changed(
            "The claim was changed while you were reading it.", seen=claim_version, current=locked.version
        )
    evidence_seen, missing = weigh(label, claim=locked)
    if missing:
        raise EvidenceMissing(label, missing)
    current = [given for given in standing if given.claim_id == locked.pk and given.is_current]
    if any(given.reviewer_id == by.pk for given in current):
        Verdict.objects.current().filter(claim=locked, reviewer=by).update(is_current=False)
    verdict = Verdict(
        claim=locked,
        reviewer=by,
        label=label,
        rationale=rationale,
        claim_version=locked.version,
        evidence_seen=evidence_seen,
        client_id=client_id,
        created_at=timezone.now(),
    )
    _insert(verdict)
    counted = [
        given.label
        for given in current
        if given.reviewer_id != by.pk and given.claim_version >= locked.meaning_version
    ]
    settle_stage(locked, labels=[*counted, label])
    audit.record(
        action="verdict.given",
        by=by,
        target=locked,
        verdict=verdict.pk,
        label=label,
        rationale=rationale,
        claim_version=locked.version,
        evidence_seen=verdict.evidence_seen,
    )
    return verdict


def _lock(claim_id: int) -> Claim:
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [claim_id])
        row = cursor.fetchone()
    if row is None:
        raise Claim.DoesNotExist
    return ASKED.read(row)["c"]


def _standing(claim: Claim, *client_ids: UUID) -> list[Verdict]:
    """Return the current verdicts on a locked claim, and any that came with these keys; one query."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [claim.pk, list(client_ids)])
        found = [GIVEN.read(row)["v"] for row in cursor.fetchall()]
    for verdict in found:
        if verdict.claim_id == claim.pk:
            verdict.claim = claim
    return found


def _insert(verdict: Verdict) -> None:
    """Store a verdict; its reviewer has the claim in hand no longer."""
    with connection.cursor() as cursor:
        cursor.execute(
            GIVE,
            [
                verdict.claim_id,
                verdict.reviewer_id,
                verdict.label,
                verdict.rationale,
                verdict.claim_version,
                verdict.evidence_seen,
                verdict.client_id,
                verdict.created_at,
            ],
        )
        verdict.pk = cursor.fetchone()[0]
        verdict._state.adding, verdict._state.db = False, connection.alias
        cursor.execute(
            "DELETE FROM claims_lease WHERE claim_id = %s AND reviewer_id = %s",
            [verdict.claim_id, verdict.reviewer_id],
        )


def _sent_before(client_id: UUID, among: list[Verdict], *, by: User, claim: Claim) -> Verdict | None:
    """Return what a submission stored already; raises Refused when that was something else."""
    found = next((verdict for verdict in among if verdict.client_id == client_id), None)
    if found is not None and (found.reviewer_id, found.claim_id) != (by.pk, claim.pk):
        raise Refused(
            "This submission was already used for another verdict. Reload the page and send it again."
        )
    return found


@transaction.atomic
def withdraw(*, by: User, verdict: Verdict) -> Verdict:
    """Take back one's own current verdict; the one it superseded, if any, stands again."""
    claim = Claim.objects.select_for_update(no_key=True).get(pk=verdict.claim_id)
    locked = Verdict.objects.select_for_update(of=("self",)).get(pk=verdict.pk)
    if locked.reviewer_id != by.pk:
        raise Refused("Only the reviewer who gave a verdict can take it back.")
    if not locked.is_current:
        return locked
    if claim.stage == Stage.PUBLISHED:
        raise Refused(
            "The claim is published by now. Give a new verdict, and an editor can correct the ruling."
        )
    locked.is_current, locked.withdrawn_at = False, timezone.now()
    locked.save(update_fields=["is_current", "withdrawn_at"])
    earlier = Verdict.objects.filter(claim=claim, reviewer=by, withdrawn_at=None, pk__lt=locked.pk).last()
    if earlier is not None:
        earlier.is_current = True
        earlier.save(update_fields=["is_current"])
    settle_stage(claim)
    audit.record(action="verdict.withdrawn", by=by, target=claim, verdict=locked.pk, label=locked.label)
    return locked


def may_see_verdicts(*, user: User, claim: Claim) -> bool:
    """Say whether others' verdicts show: not while the claim is open and one's own is not in."""
    if claim.stage != Stage.OPEN:
        return True
    return Verdict.objects.counted().filter(claim=claim, reviewer=user).exists()

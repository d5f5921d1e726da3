"""Claims that came in before: of a file that was changed by hand only what was changed is made anew."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from claims.domain.claimants import known_by
from claims.domain.datasets.articles import Addresses
from claims.domain.datasets.entries import ClaimIn, Entry
from claims.domain.typed import clean_line
from claims.models import ArticleRevision, Claim, ImportedRecord


@dataclass
class Run:
    """What the records of one file have become so far: claims by their keys, and articles by their addresses."""

    claims: dict[str, int] = field(default_factory=dict)
    ids: set[int] = field(default_factory=set)
    addresses: Addresses = field(default_factory=Addresses)

    def note(self, key: str, claim_id: int) -> None:
        self.claims[key] = claim_id
        self.ids.add(claim_id)

    def recall(self, entry: Entry, there: ImportedRecord) -> None:
        """Note what a record became that is here already: other records of the file may mean the same claims."""
        if entry.text is not None and there.article is not None:
            self.addresses.note(there.article, entry.text.url)
        for wanted in entry.claims:
            if wanted.place is None:
                continue
            claim = there.claim
            if claim is None:
                revisions = {"appearances__revision__article": there.article_id}
                claim = _alike(wanted).filter(**revisions, appearances__retracted_at=None).first()
            if claim is not None and not claim.is_retracted:
                self.note(key_of(wanted), claim.pk)


def key_of(wanted: ClaimIn) -> str:
    """Return by what a claim is known within a file: what the dataset calls it, else what it says."""
    return wanted.key or repr((wanted.statement, wanted.claimant, wanted.claimed_on))


def claims_at(*, revision: ArticleRevision, start: int, end: int, wanted: ClaimIn) -> QuerySet[Claim]:
    """Return the claims that stand at a place already and say the same."""
    place: dict[str, Any] = {"revision": revision, "start": start, "end": end, "retracted_at": None}
    return _alike(wanted).filter(**{f"appearances__{name}": value for name, value in place.items()})


def says_the_same(claim: Claim, wanted: ClaimIn) -> bool:
    """Say whether a claim reads as it came in, or as a record has it."""
    return claim.version == 1 or _alike(wanted).filter(pk=claim.pk).exists()


def _alike(wanted: ClaimIn) -> QuerySet[Claim]:
    """Return the claims with these words, this claimant and this day that stand, the first one in front."""
    found = Claim.objects.standing().filter(
        statement=clean_line(wanted.statement, field="statement"), claimed_on=wanted.claimed_on
    )
    if name := clean_line(wanted.claimant, field="claimant"):
        found = found.filter(claimant__name=known_by([name]).get(name.lower(), name))
    else:
        found = found.filter(claimant=None)
    return found.defer("search").order_by("pk")

"""LIAR: 14 columns with tabs between them, no header, no quoting.

The five counts are of the speaker's claims that the desk has labelled, the one in the line among them.
"""

from collections.abc import Iterator, Sequence
from typing import BinaryIO

from django.db.models import Count, Q

from claims.domain.datasets import labels, tsv
from claims.domain.datasets.entries import ClaimIn, Entry
from claims.domain.datasets.gathering import Facts
from claims.domain.datasets.reading import read_table
from claims.domain.datasets.writing import Export, LeftOut, claim_records, labelled, lines
from claims.domain.ingest.drafts import Refusal
from claims.domain.refusals import Refused
from claims.models import Claim
from claims.vocabulary import Label, Stage

NAME = "liar"
COLUMNS = (
    "id",
    "label",
    "statement",
    "subject",
    "speaker",
    "speaker_job_title",
    "state_info",
    "party_affiliation",
    "barely_true_counts",
    "false_counts",
    "half_true_counts",
    "mostly_true_counts",
    "pants_on_fire_counts",
    "context",
)
UNPROVEN = "unproven, for which LIAR has no word"


def write(export: Export) -> Iterator[str]:
    """Yield a line for each claim that has a label."""
    counts: dict[int | None, tuple[int, int]] = {}

    def prepare(chunk: list[Facts]) -> None:
        counts.clear()
        counts.update(_counts({facts.claimant_id for facts in chunk if facts.claimant_id}))

    def derive(facts: Facts) -> str:
        return _derive(facts, counts.get(facts.claimant_id, (0, 0)))

    return lines(claim_records(export, format=NAME, derive=derive, prepare=prepare))


def _derive(facts: Facts, counts: tuple[int, int]) -> str:
    label = labels.LIAR.get(Label(labelled(facts)))
    if label is None:
        raise LeftOut(UNPROVEN)
    false, half_true = counts
    article = facts.article
    context = ", ".join(filter(None, (article.publisher, article.title))) if article else ""
    about = ("", facts.claimant, facts.claimant_description, "", "")
    return tsv.row((f"{facts.id}.json", label, facts.statement, *about, 0, false, half_true, 0, 0, context))


def _counts(claimants: set[int]) -> dict[int | None, tuple[int, int]]:
    """Return how many of each claimant's claims the desk found false and disputed; one query."""
    found = (
        Claim.objects.standing()
        .filter(claimant__in=claimants, stage__in=(Stage.AGREED, Stage.PUBLISHED))
        .order_by()
        .values_list("claimant")
        .annotate(
            false=Count("pk", filter=Q(label=Label.FALSE)),
            disputed=Count("pk", filter=Q(label=Label.DISPUTED)),
        )
    )
    return {claimant: (false, disputed) for claimant, false, disputed in found}


def read(file: BinaryIO, *, name: str) -> Iterator[Entry | Refusal]:
    """Yield each line as a claim with its speaker; its label stays in the record."""
    return read_table(file, name=name, take=_take)


def _take(cells: Sequence[str], *, source: str) -> Entry:
    if len(cells) != len(COLUMNS):
        raise Refused(f"{len(cells)} columns; LIAR has {len(COLUMNS)}, with tabs between them")
    named = dict(zip(COLUMNS, cells, strict=True))
    if named["label"] not in labels.LIAR_WORDS:
        raise Refused(f"must be one of {', '.join(labels.LIAR_WORDS)}", field="label")
    return Entry(
        source=source,
        record=tsv.row(cells),
        source_id=named["id"],
        label=named["label"],
        claims=(
            ClaimIn(
                statement=named["statement"],
                claimant=named["speaker"],
                claimant_description=named["speaker_job_title"],
            ),
        ),
    )

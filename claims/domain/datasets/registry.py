"""The dataset formats by name."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from claims.domain.datasets import (
    averitec,
    checkthat,
    claimskg,
    climate_fever,
    desk_table,
    doccano,
    fever,
    label_studio,
    liar,
    web_annotation,
)
from claims.domain.datasets.entries import Entry
from claims.domain.datasets.writing import Export
from claims.domain.ingest.drafts import Refusal


class Reader(Protocol):
    """Yields the records of a file, or why one was refused; ``name`` is what messages call the file."""

    def __call__(self, file: BinaryIO, *, name: str) -> Iterator[Entry | Refusal]: ...


@dataclass(frozen=True, kw_only=True)
class Format:
    """A dataset format: what it is, who reads it, and how it is written and read, where it can be."""

    name: str
    title: str
    extension: str
    media_type: str
    about: str
    read_by: str
    example: str
    write: Callable[[Export], Iterator[str] | Iterator[bytes]] | None = None
    read: Reader | None = None
    counts_places: bool = False  # places in texts, which ``utf16`` can count otherwise

    @property
    def is_read(self) -> bool:
        """Whether such a file can be brought in."""
        return self.read is not None


JSON_LINES, JSON = "application/x-ndjson; charset=utf-8", "application/json; charset=utf-8"
TABS, COMMAS = "text/tab-separated-values; charset=utf-8", "text/csv; charset=utf-8; header=present"
FORMATS = (
    Format(
        name=climate_fever.NAME,
        title="CLIMATE-FEVER",
        extension="jsonl",
        media_type=JSON_LINES,
        about="Labelled claims with their evidence and each reviewer’s vote on it; disputed stays disputed.",
        read_by="programs that train or measure fact-checking models; measures of agreement",
        example='{"claim_id": "4", "claim": "…", "claim_label": "REFUTES", "evidences": [{"votes": ["REFUTES", null], …}]}',
        write=climate_fever.write,
        read=climate_fever.read,
    ),
    Format(
        name=averitec.NAME,
        title="AVeriTeC",
        extension="json",
        media_type=JSON,
        about="Labelled claims with questions, answers and a justification; conflicting evidence has its own label.",
        read_by="the AVeriTeC shared tasks’ baselines and scorer",
        example='{"claim": "…", "label": "Refuted", "claim_date": "10-9-2022", "speaker": "…", "questions": […]}',
        write=averitec.write,
        read=averitec.read,
    ),
    Format(
        name=fever.NAME,
        title="FEVER",
        extension="jsonl",
        media_type=JSON_LINES,
        about="Labelled claims with the numbers of the sentences that settle them.",
        read_by="the FEVER scorer and most models of claim verification",
        example='{"id": 4, "label": "REFUTES", "claim": "…", "evidence": [[[4, 9, "A_title_(article_1)", 16]]]}',
        write=fever.write,
        read=fever.read,
    ),
    Format(
        name=liar.NAME,
        title="LIAR",
        extension="tsv",
        media_type=TABS,
        about="True, false and disputed claims with their speakers; it has no word for unproven ones.",
        read_by="classifiers of short statements",
        example="4.json → false → … → Russian Ministry of Defence → …",
        write=liar.write,
        read=liar.read,
    ),
    Format(
        name=claimskg.NAME,
        title="ClaimsKG",
        extension="csv",
        media_type=COMMAS,
        about="Published checks with normalised ratings.",
        read_by="the ClaimsKG knowledge graph and its explorer",
        example="1,1,3,FALSE,Russian Ministry of Defence,2022-09-10,…",
        write=claimskg.write,
    ),
    Format(
        name=checkthat.NAME,
        title="CheckThat! claim retrieval",
        extension="zip",
        media_type="application/zip",
        about="Labelled claims, and the words they were lifted from, for finding what was checked before.",
        read_by="retrieval models and trec_eval",
        example="vclaims.tsv: 4 → … ; qrels.tsv: 12 → 0 → 4 → 1",
        write=checkthat.write,
        read=checkthat.read,
    ),
    Format(
        name=label_studio.NAME,
        title="Label Studio",
        extension="json",
        media_type=JSON,
        about="Whole texts with the places of claims, their wording and their labels; annotators are numbers.",
        read_by="Label Studio",
        example='{"data": {"text": "…"}, "annotations": [{"completed_by": 1, "result": […]}]}',
        write=label_studio.write,
        read=label_studio.read,
    ),
    Format(
        name=doccano.NAME,
        title="doccano",
        extension="jsonl",
        media_type=JSON_LINES,
        about="Whole texts with the places of claims and their labels.",
        read_by="doccano (sequence labelling)",
        example='{"text": "…", "label": [[118, 145, "false"]], "title": "…"}',
        write=doccano.write,
        read=doccano.read,
    ),
    Format(
        name=web_annotation.NAME,
        title="W3C Web Annotation",
        extension="jsonld",
        media_type='application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"',
        about="An annotation for each place where a claim stands, by quote and by position, with the texts.",
        read_by="annotation tools such as Recogito and Hypothesis, and libraries’ archives",
        example='{"type": "Annotation", "motivation": "assessing", "target": {"source": "…", "selector": […]}}',
        write=web_annotation.write,
        read=web_annotation.read,
        counts_places=True,
    ),
)
# It leaves the desk among the exports, and comes in here.
DESK_TABLE = Format(
    name=desk_table.NAME,
    title="CSV of a desk",
    extension="csv",
    media_type=COMMAS,
    about="Claims with their articles and their evidence, as this or another desk exported them.",
    read_by="spreadsheets and statistics",
    example="1,35,4,1,2,published,false,…",
    read=desk_table.read,
)
IMPORTED = (*(format for format in FORMATS if format.is_read), DESK_TABLE)
BY_NAME = {format.name: format for format in (*FORMATS, DESK_TABLE)}

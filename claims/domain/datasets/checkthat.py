"""CheckThat claim retrieval: a zip archive of verified claims, of texts to find them by, and of relevance marks.

Each claim that has a label is a verified claim; the words that it was lifted from, wherever it stands, are the
texts for which it should be found. The archive is not compressed and bears no time, so that the same claims
always give the same bytes.
"""

import json
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile
from typing import BinaryIO

from claims.domain.datasets import tsv
from claims.domain.datasets.entries import ClaimIn, Entry
from claims.domain.datasets.gathering import Facts
from claims.domain.datasets.reading import peek, read_table
from claims.domain.datasets.writing import Export, claim_records, dumps, labelled
from claims.domain.ingest.drafts import Refusal
from claims.domain.refusals import Refused
from claims.models import Appearance

NAME = "checkthat"
VCLAIMS, QUERIES, QRELS = "vclaims.tsv", "queries.tsv", "qrels.tsv"
VCLAIM_COLUMNS = ("vclaim_id", "vclaim", "title")
QUERY_COLUMNS = ("tweet_id", "tweet_content")
QREL_COLUMNS = 4
RELEVANT = "1"
# No file of these was made at this time; an archive cannot go without one.
NO_TIME = (1980, 1, 1, 0, 0, 0)
MEMBER_LIMIT = 64 * 2**20
ZIP_BEGINS = b"PK\x03\x04"


class _Sink:
    """What an archive is written to: it takes bytes and gives them away again."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.waiting.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        taken, self.waiting = b"".join(self.waiting), []
        return taken


def write(export: Export) -> Iterator[bytes]:
    """Yield the archive piece by piece; texts and marks wait in files while the claims are written."""
    sink = _Sink()
    with TemporaryFile() as queries, TemporaryFile() as qrels, zipfile.ZipFile(sink, "w") as archive:  # type: ignore[call-overload]
        queries.write(_line(QUERY_COLUMNS))
        with archive.open(zipfile.ZipInfo(VCLAIMS, NO_TIME), "w", force_zip64=True) as vclaims:
            vclaims.write(_line(VCLAIM_COLUMNS))
            for record in _records(export):
                number, statement, title, texts = json.loads(record)
                vclaims.write(_line((number, statement, title)))
                for tweet, words in texts:
                    queries.write(_line((tweet, words)))
                    qrels.write(_line((tweet, "0", number, RELEVANT)))
                yield sink.take()
        for name, file in ((QUERIES, queries), (QRELS, qrels)):
            file.seek(0)
            with archive.open(zipfile.ZipInfo(name, NO_TIME), "w", force_zip64=True) as member:
                while piece := file.read(2**16):
                    member.write(piece)
                    yield sink.take()
    yield sink.take()


def _line(cells: Sequence[str]) -> bytes:
    return (tsv.row(cells) + "\n").encode()


def _records(export: Export) -> Iterator[str]:
    texts: dict[int, list[tuple[str, str]]] = defaultdict(list)

    def prepare(chunk: list[Facts]) -> None:
        texts.clear()
        ids = [facts.id for facts in chunk]
        places = Appearance.objects.standing().filter(claim__in=ids, moved_to=None).order_by("pk")
        for pk, claim, exact in places.values_list("pk", "claim", "exact"):
            texts[claim].append((str(pk), exact))

    def derive(facts: Facts) -> str:
        labelled(facts)
        title = facts.article.title if facts.article else ""
        return dumps([str(facts.id), facts.statement, title, texts.get(facts.id, [])])

    return claim_records(export, format=NAME, derive=derive, prepare=prepare)


def read(file: BinaryIO, *, name: str) -> Iterator[Entry | Refusal]:
    """Yield the verified claims of an archive, or of its table alone, with their texts kept in the record."""
    if peek(file).startswith(ZIP_BEGINS):
        yield from _read_archive(file, name=name)
    else:
        yield from _read_vclaims(file, name=name, texts={})


def _read_vclaims(
    file: BinaryIO, *, name: str, texts: dict[str, list[list[str]]]
) -> Iterator[Entry | Refusal]:
    def take(cells: Sequence[str], *, source: str) -> Entry:
        if len(cells) != len(VCLAIM_COLUMNS):
            raise Refused(
                f"{len(cells)} columns; there are {len(VCLAIM_COLUMNS)}: {', '.join(VCLAIM_COLUMNS)}"
            )
        number, statement, title = map(tsv.cell, cells)
        if not number or number.split() != [number]:
            raise Refused("must be one word", field="vclaim_id")
        record = dumps([number, statement, title, texts.pop(number, [])])
        return Entry(source=source, record=record, source_id=number, claims=(ClaimIn(statement=statement),))

    yield from read_table(file, name=name, take=take, header=VCLAIM_COLUMNS)
    for number, waiting in texts.items():
        for tweet, _ in waiting:
            yield Refusal(
                source=f"{name}: text {tweet}", reason=f"there is no verified claim {number} for it"
            )


def _read_archive(file: BinaryIO, *, name: str) -> Iterator[Entry | Refusal]:
    try:
        with zipfile.ZipFile(file) as archive:
            members = {kind: _member(archive, kind) for kind in ("claims", "queries", "qrels")}
            if members["claims"] is None:
                yield Refusal(source=name, reason=f"the archive holds no {VCLAIMS}")
                return
            texts, refusals = _read_texts(archive, members, name=name)
            yield from refusals
            with archive.open(members["claims"]) as claims:
                yield from _read_vclaims(claims, name=f"{name}/{members['claims'].filename}", texts=texts)  # type: ignore[arg-type]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        yield Refusal(source=name, reason=f"the archive cannot be read: {error}")


def _member(archive: zipfile.ZipFile, kind: str) -> zipfile.ZipInfo | None:
    """Find a table by its name, here or as the shared task spells it (verified_claims.docs.tsv)."""
    for member in archive.infolist():
        base = member.filename.rpartition("/")[2]
        if kind in base and not ("qrels" in base and kind != "qrels"):
            return member
    return None


def _read_texts(
    archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo | None], *, name: str
) -> tuple[dict[str, list[list[str]]], list[Refusal]]:
    """Return the texts of each verified claim, in their order, and what could not be read."""
    texts: dict[str, list[list[str]]] = defaultdict(list)
    claims: dict[str, str] = {}
    refusals: list[Refusal] = []

    def take_mark(cells: Sequence[str], *, source: str) -> None:
        if (
            len(cells) != QREL_COLUMNS
            or cells[3] != RELEVANT
            or claims.setdefault(cells[0], cells[2]) != cells[2]
        ):
            raise Refused("not a text, 0, its one claim and 1, with tabs between them")

    def take_text(cells: Sequence[str], *, source: str) -> None:
        if len(cells) != len(QUERY_COLUMNS):
            raise Refused("not a text's number and its words, with a tab between them")
        if cells[0] not in claims:
            raise Refused(f"no mark says which claim text {cells[0]} is for")
        texts[claims[cells[0]]].append([tsv.cell(words) for words in cells])

    for kind, take, header in (("qrels", take_mark, None), ("queries", take_text, QUERY_COLUMNS)):
        member = members[kind]
        if member is None:
            continue
        if member.file_size > MEMBER_LIMIT:
            refusals.append(Refusal(source=name, reason=f"{member.filename} has more than 64 MiB"))
            continue
        with archive.open(member) as table:
            found = read_table(table, name=f"{name}/{member.filename}", take=take, header=header)  # type: ignore[arg-type]
            refusals += [item for item in found if isinstance(item, Refusal)]
    return texts, refusals

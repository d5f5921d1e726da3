"""Read a revision part by part, so that a text of any length opens at once."""

from dataclasses import dataclass

from django.db.models.functions import Substr

from claims.domain.text import Span, split_passages
from claims.models import ArticleRevision
from claims.vocabulary import PassageKind

PASSAGES_A_PART = 300


@dataclass(frozen=True, slots=True)
class Part:
    """Some of a revision's passages in order, and the text that they lie in.

    ``text`` starts at the code point ``start`` of the revision. ``number`` counts from 1 up to ``of``.
    """

    number: int
    of: int
    start: int
    text: str
    spans: list[Span]

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def previous(self) -> int:
        return self.number - 1

    @property
    def next(self) -> int:
        return self.number + 1

    def words(self, start: int, end: int) -> str:
        """Return ``revision.text[start:end]``, for places inside this part."""
        return self.text[start - self.start : end - self.start]


def read_part(*, revision: ArticleRevision, number: int = 1, at: int | None = None) -> Part:
    """Return part ``number`` of a revision, or the one that the code point ``at`` lies in.

    A number or place outside the text gives the nearest part. Three or four queries at most; a revision
    that isn't indexed yet is read and split whole.
    """
    passages = revision.passages.all()
    last = passages.order_by("-number").values_list("number", flat=True).first()
    if last is None:
        return _split(revision, number, at)
    if at is not None:
        found = passages.filter(start__lte=at).order_by("-number").values_list("number", flat=True).first()
        number = (found or 0) // PASSAGES_A_PART + 1
    of = last // PASSAGES_A_PART + 1
    number = min(max(number, 1), of)
    first = (number - 1) * PASSAGES_A_PART
    rows = passages.filter(number__gte=first, number__lt=first + PASSAGES_A_PART).order_by("number")
    spans = [
        Span(start, end, PassageKind(kind)) for start, end, kind in rows.values_list("start", "end", "kind")
    ]
    start, end = spans[0].start, spans[-1].end
    text = (
        ArticleRevision.objects.filter(pk=revision.pk)
        .values_list(Substr("text", start + 1, end - start), flat=True)
        .get()
    )
    return Part(number, of, start, text, spans)


def _split(revision: ArticleRevision, number: int, at: int | None) -> Part:
    spans = split_passages(revision.text)
    if not spans:
        return Part(1, 1, 0, "", [])
    if at is not None:
        before = sum(span.start <= at for span in spans)
        number = max(before - 1, 0) // PASSAGES_A_PART + 1
    of = (len(spans) - 1) // PASSAGES_A_PART + 1
    number = min(max(number, 1), of)
    chosen = spans[(number - 1) * PASSAGES_A_PART : number * PASSAGES_A_PART]
    start, end = chosen[0].start, chosen[-1].end
    return Part(number, of, start, revision.text[start:end], chosen)

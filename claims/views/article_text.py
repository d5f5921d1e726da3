"""Lay out a part of an article for reading: blocks of lines of sentences, with the claims over them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from claims.domain.highlights import Mark, Run, cut_runs
from claims.domain.parts import Part
from claims.domain.text import Span
from claims.models import Appearance, Claim, Suggestion
from claims.vocabulary import PassageKind, SuggestionState


@dataclass
class ClaimMark:
    """A claim's span: what its highlight looks like and says, and a link to its place in the text."""

    claim: Claim
    place: str = ""

    @property
    def look(self) -> str:
        return self.claim.label or "open"

    @property
    def icon(self) -> str:
        return self.claim.label or self.claim.stage

    @property
    def word(self) -> str:
        return self.claim.get_label_display() if self.claim.label else self.claim.get_stage_display()


@dataclass
class Stretch:
    """Words over which the same claims lie, outermost first.

    ``anchors`` are the claims that links to them find here; ``signs`` those whose span ends here.
    """

    text: str
    marks: list[ClaimMark]
    anchors: list[ClaimMark] = field(default_factory=list)
    signs: list[ClaimMark] = field(default_factory=list)


@dataclass
class Sentence:
    """One passage. ``lead`` is the white space before it on its line; ``suggestion`` one that is open or dismissed."""

    start: int
    end: int
    lead: list[Stretch]
    stretches: list[Stretch]
    suggestion: Suggestion | None = None

    @property
    def is_suggested(self) -> bool:
        return self.suggestion is not None and self.suggestion.state == SuggestionState.OPEN

    @property
    def words(self) -> str:
        return "".join(stretch.text for stretch in self.stretches)


@dataclass
class Block:
    """A paragraph, a heading, or lines of boilerplate."""

    kind: PassageKind
    lines: list[list[Sentence]]


def lay_out(
    *, part: Part, appearances: Iterable[Appearance], suggestions: Mapping[tuple[int, int], Suggestion]
) -> list[Block]:
    """Return the blocks of a part. ``appearances`` come with their claims; those elsewhere are left out.

    ``suggestions`` are those that nobody has lifted, by start and end.
    """
    marks = [
        Mark(appearance.start, appearance.end, ClaimKey(appearance.pk, ClaimMark(appearance.claim)))
        for appearance in appearances
        if appearance.start < part.end and appearance.end > part.start
    ]
    layout = _Layout(part, marks, suggestions)
    for span in part.spans:
        layout.add(span)
    layout.set_signs()
    return layout.blocks


@dataclass(frozen=True)
class ClaimKey:
    """Tells one span from another, whatever claim it belongs to."""

    appearance_id: int
    mark: ClaimMark = field(compare=False)


class _Layout:
    def __init__(
        self, part: Part, marks: list[Mark[ClaimKey]], suggestions: Mapping[tuple[int, int], Suggestion]
    ) -> None:
        self.part = part
        self.marks = marks
        self.suggestions = suggestions
        self.blocks: list[Block] = []
        self.behind = part.start
        self.seen: set[int] = set()
        self.last: dict[ClaimKey, Stretch] = {}

    def add(self, span: Span) -> None:
        gap = self.part.words(self.behind, span.start)
        new_line = not self.blocks or "\n" in gap
        lead = [] if new_line else self._stretches(self.behind, span.start)
        stretches = self._stretches(span.start, span.end)
        suggestion = self.suggestions.get((span.start, span.end))
        sentence = Sentence(span.start, span.end, lead, stretches, suggestion)
        self.behind = span.end
        if not new_line:
            self.blocks[-1].lines[-1].append(sentence)
        elif self._continues(span):
            self.blocks[-1].lines.append([sentence])
        else:
            self.blocks.append(Block(span.kind, [[sentence]]))

    def _continues(self, span: Span) -> bool:
        return bool(self.blocks) and self.blocks[-1].kind == span.kind == PassageKind.BOILERPLATE

    def _stretches(self, start: int, end: int) -> list[Stretch]:
        return [self._stretch(run) for run in cut_runs(start, end, self.marks)] if start < end else []

    def _stretch(self, run: Run[ClaimKey]) -> Stretch:
        stretch = Stretch(self.part.words(run.start, run.end), [mark.key.mark for mark in run.marks])
        for mark in run.marks:
            self.last[mark.key] = stretch
            claim_id = mark.key.mark.claim.pk
            if claim_id not in self.seen:
                self.seen.add(claim_id)
                stretch.anchors.append(mark.key.mark)
        return stretch

    def set_signs(self) -> None:
        """Put each claim's sign where its span ends for the reader."""
        for key, stretch in self.last.items():
            stretch.signs.append(key.mark)

"""What a search for passages gives: each with its source, its neighbours, and why it is there."""

from dataclasses import dataclass, field

from claims.domain.attribution import Proposed
from claims.models import Evidence, Passage
from claims.vocabulary import UNKNOWN_PUBLISHER, Stance


@dataclass
class Candidate:
    """A passage of another article, with the sentences around it and what it was brought as.

    ``rank`` is its place, from 1, of ``shown``; ``score`` is the sum of reciprocal ranks by which it was
    placed, by the ranker ``made_by``. ``proposed`` is whom its words name as their source, by
    ``domain.origins``, where that is known.
    """

    passage: Passage
    score: float
    before: str
    after: str
    parts: list[tuple[str, bool]]  # the passage's text in pieces; True where a word was asked for
    evidence: Evidence | None = None
    cues: list[str] = field(default_factory=list)
    rank: int = 0
    shown: int = 0
    made_by: str = ""
    proposed: Proposed | None = None

    @property
    def place(self) -> str:
        """The passage's revision, start and end, as one word."""
        return f"{self.passage.revision_id}-{self.passage.start}-{self.passage.end}"

    @property
    def shown_as(self) -> str:
        """Its rank, of how many, score and ranker as one word, which its form sends back."""
        return f"{self.rank}/{self.shown}/{self.score:.5f}/{self.made_by}"

    @property
    def stance(self) -> Stance | None:
        return Stance(self.evidence.stance) if self.evidence else None

    @property
    def origin_name(self) -> str:
        """Whom it rests on: as was said when it was brought, else as proposed, else its publisher."""
        if self.evidence:
            return self.evidence.origin.name
        return self.proposed.name if self.proposed else self.passage.revision.article.publisher.name

    @property
    def rests_on_nobody_known(self) -> bool:
        return self.origin_name == UNKNOWN_PUBLISHER


@dataclass
class Candidates:
    """Passages, best first, the query as it was understood, and what there is to say about it.

    ``refused`` are those that somebody said are not about the claim; ``has_more`` says whether more were
    found than were asked for.
    """

    items: list[Candidate] = field(default_factory=list)
    message: str = ""
    query: str = ""
    refused: list[Candidate] = field(default_factory=list)
    has_more: bool = False

    def __bool__(self) -> bool:
        return bool(self.items)

"""What the customs of fact-checkers' codes ask for before a ruling is published.

One of them is refused, as the desk's own rules are (``domain.boards.missing_for``): a ruling that rests on
fewer than two independent origins and doesn't say why. The others are for an editor to look at: evidence for
and against set out, sources that are named and can be followed, a method and a way to complain that
readers can find.
"""

from claims.domain.boards import Board, too_few_origins
from claims.domain.naming import known_publisher
from claims.models import Claim, DeskSettings
from claims.vocabulary import Label

SHORT_CLAIM = 75  # characters that collectors of checks show of a claim


def warnings(*, claim: Claim, board: Board, label: str, settings: DeskSettings) -> list[str]:
    """Return what to look at, in sentences; ``label`` is the reviewers', or empty where they differ."""
    found = [*_about_sources(board, label), *_about_words(claim)]
    if not settings.organisation:
        found.append(
            "Readers are not told who publishes the checks. An administrator can name the organisation."
        )
    if not (settings.contact_email or settings.contact_url):
        found.append("Readers have no address to complain to. An administrator can give one.")
    return found


def _about_sources(board: Board, label: str) -> list[str]:
    found = [few] if (few := too_few_origins(board=board, label=label)) else []
    if label in (Label.TRUE, Label.FALSE) and not (board.supports.groups and board.refutes.groups):
        missing = "against" if label == Label.TRUE else "for"
        found.append(f"No evidence {missing} the claim is set out. Say in “Why” that you looked for some.")
    hidden = [item for item in board.evidence if not known_publisher(item.origin.name)]
    if hidden:
        found.append("Some evidence rests on nobody known. Name its origin, or take it back.")
    if any(not item.url and not (item.revision and item.revision.article.url) for item in board.evidence):
        found.append("Some evidence has no address that readers can follow.")
    return found


def _about_words(claim: Claim) -> list[str]:
    if len(claim.statement) <= SHORT_CLAIM:
        return []
    return [
        f"The claim has {len(claim.statement)} characters; collectors of checks show about {SHORT_CLAIM}."
    ]

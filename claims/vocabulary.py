"""The desk's words, as the database and the code spell them. Imports nothing of ours."""

from django.db.models import TextChoices

# Stands where an article's publisher is not known; no evidence can be said to rest on it.
UNKNOWN_PUBLISHER = "Unknown publisher"


class Label(TextChoices):
    """What a reviewer or the desk says of a claim.

    ``DISPUTED`` means credible sources stand on both sides; ``UNPROVEN`` means there is not
    enough to say. Every export keeps them apart.
    """

    TRUE = "true", "True"
    FALSE = "false", "False"
    DISPUTED = "disputed", "Disputed"
    UNPROVEN = "unproven", "Unproven"


class Stance(TextChoices):
    """What a piece of evidence does to the claim it was brought to."""

    SUPPORTS = "supports", "Supports"
    REFUTES = "refutes", "Refutes"
    CONTEXT = "context", "Context"


class Stage(TextChoices):
    """Where a claim stands on its way through the desk; kept by ``domain.verdicts.settle_stage``."""

    OPEN = "open", "Open"
    AGREED = "agreed", "Ready to publish"
    CONFLICT = "conflict", "Reviewers differ"
    PUBLISHED = "published", "Published"


class PublisherKind(TextChoices):
    AGENCY = "agency", "News agency"
    NEWSPAPER = "newspaper", "Newspaper"
    BROADCASTER = "broadcaster", "Broadcaster"
    MINISTRY = "ministry", "Ministry or government body"
    INSTITUTE = "institute", "Institute or think tank"
    FACT_CHECKER = "fact_checker", "Fact-checker"
    BLOG = "blog", "Blog"
    OTHER = "other", "Other"


class ClaimantKind(TextChoices):
    """What a claimant is, as people say; empty where nobody has said it."""

    PERSON = "person", "Person"
    ORGANISATION = "organisation", "Organisation"


class PassageKind(TextChoices):
    """What part a passage plays in its article. Boilerplate is greyed, never thrown away."""

    TEXT = "text", "Text"
    HEADING = "heading", "Heading"
    BOILERPLATE = "boilerplate", "Boilerplate"


class CutKind(TextChoices):
    """What a person did to the passages of a revision."""

    JOIN = "join", "Joined"
    SPLIT = "split", "Split"


class AnchorMethod(TextChoices):
    """How an appearance came to its place in a revision."""

    SELECTED = "selected", "Selected by a person"
    EXACT = "exact", "Moved to a newer revision, word for word"
    FUZZY = "fuzzy", "Moved to a newer revision, nearly word for word"


class RulingKind(TextChoices):
    PUBLICATION = "publication", "Published"
    CORRECTION = "correction", "Corrected"
    WITHDRAWAL = "withdrawal", "Withdrawn"


class Relation(TextChoices):
    """What one claim is to another. Read from the other side, narrower and broader change places."""

    SAME = "same", "The same claim"
    NARROWER = "narrower", "Narrower"
    BROADER = "broader", "Broader"
    CONTRADICTS = "contradicts", "Contradicts"
    DIFFERENT = "different", "Different"

    @property
    def turned(self) -> "Relation":
        return {Relation.NARROWER: Relation.BROADER, Relation.BROADER: Relation.NARROWER}.get(self, self)


class Proposal(TextChoices):
    """What the machine proposes; a person decides."""

    SUGGESTION = "suggestion", "A sentence worth checking"
    CLAIMANT = "claimant", "Who said it"
    ORIGIN = "origin", "Whom evidence rests on"
    MATCH = "match", "A claim checked before"
    PASSAGE = "passage", "A passage of another article"
    COPY = "copy", "A copy of another article"


class Action(TextChoices):
    """What somebody made of a proposal."""

    TAKEN = "taken", "Taken"
    CHANGED = "changed", "Taken, with changes"
    REFUSED = "refused", "Refused"


class TaskState(TextChoices):
    """Where a background job stands."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


class JobName(TextChoices):
    """The background jobs, and what the desk calls them; ``claims.tasks`` knows what each does."""

    INDEX = "index", "Make articles findable"
    EMBED = "embed", "Take in what sentences mean"
    EMBED_CLAIMS = "embed_claims", "Take in what claims mean"
    INDEX_CLAIMS = "index_claims", "Make claims findable"
    SUGGEST = "suggest", "Look for sentences worth checking"
    FIND_COPIES = "find_copies", "Look for copies of articles"
    PREPARE_REVISION = "prepare_revision", "Read an article"
    PREPARE_CLAIM = "prepare_claim", "Take in a claim"
    EXPORT = "export", "Write an export"


class ExportForm(TextChoices):
    """The formats that claims leave the desk in; the value is the file's ending."""

    PDF = "pdf", "PDF"
    DOCX = "docx", "DOCX"
    HTML = "html", "HTML"
    XLSX = "xlsx", "XLSX"
    CSV = "csv", "CSV"
    JSON = "json", "JSON"
    JSONL = "jsonl", "JSON Lines"


class ExportState(TextChoices):
    """Where an export stands, as the person who asked for it sees it."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Being written"
    READY = "ready", "Ready"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"
    REMOVED = "removed", "Removed"


class PairState(TextChoices):
    """Whether two articles that are alike are one story, and who says so."""

    JOINED = "joined", "Joined by the machine"
    ASKED = "asked", "Waits for a person"
    CONFIRMED = "confirmed", "The same story"
    REFUSED = "refused", "Different stories"
    UNLIKE = "unlike", "Not alike any more"


class SuggestionState(TextChoices):
    OPEN = "open", "Open"
    TAKEN = "taken", "Lifted"
    DISMISSED = "dismissed", "Dismissed"


class Role(TextChoices):
    """The groups of people on the desk; the value is the group's name."""

    REVIEWER = "reviewer", "Reviewer"
    EDITOR = "editor", "Editor"
    ADMINISTRATOR = "administrator", "Administrator"


class Scope(TextChoices):
    """What an API token lets a program do; never more than its person may."""

    READ = "read", "Read everything on the desk"
    WRITE = "write", "Add and change articles, claims, evidence and reports"
    REVIEW = "review", "Give and take back your verdicts"
    PUBLISH = "publish", "Publish, correct and withdraw rulings and reports"
    EXPORT = "export", "Take claims away as files"

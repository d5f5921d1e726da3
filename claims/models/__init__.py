"""The desk's nouns."""

from claims.models.api_token import ApiToken, KeptAnswer, RequestCount
from claims.models.article import Article
from claims.models.audit_event import AuditEvent
from claims.models.choice import Choice
from claims.models.claim import Appearance, Claim
from claims.models.claim_link import ClaimLink
from claims.models.claim_word import ClaimWord, ClaimWords
from claims.models.claimant import Claimant, ClaimantAlias, Origin
from claims.models.desk_settings import DeskSettings
from claims.models.evidence import Evidence
from claims.models.export import Export
from claims.models.imported_record import ImportedRecord
from claims.models.passage import Passage, PassageCut, SearchChunk
from claims.models.publisher import Publisher
from claims.models.refused_passage import RefusedPassage
from claims.models.report import Report, ReportItem, ReportSection
from claims.models.report_version import ReportVersion, ReportVersionItem
from claims.models.revision import ArticleRevision, Capture
from claims.models.ruling import Ruling
from claims.models.story import CopyMark, CopyPair, CopySignature, Story
from claims.models.suggestion import SentenceScores, Suggestion
from claims.models.task import Task
from claims.models.user import SignInLink, User
from claims.models.vector import ClaimVector, EmbeddedRevision, PassageVector
from claims.models.verdict import Lease, Verdict

__all__ = [
    "ApiToken",
    "Appearance",
    "Article",
    "ArticleRevision",
    "AuditEvent",
    "Capture",
    "Choice",
    "Claim",
    "ClaimLink",
    "ClaimVector",
    "ClaimWord",
    "ClaimWords",
    "Claimant",
    "ClaimantAlias",
    "CopyMark",
    "CopyPair",
    "CopySignature",
    "DeskSettings",
    "EmbeddedRevision",
    "Evidence",
    "Export",
    "ImportedRecord",
    "KeptAnswer",
    "Lease",
    "Origin",
    "Passage",
    "PassageCut",
    "PassageVector",
    "Publisher",
    "RefusedPassage",
    "Report",
    "ReportItem",
    "ReportSection",
    "ReportVersion",
    "ReportVersionItem",
    "RequestCount",
    "Ruling",
    "SearchChunk",
    "SentenceScores",
    "SignInLink",
    "Story",
    "Suggestion",
    "Task",
    "User",
    "Verdict",
]

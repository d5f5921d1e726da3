"""The administrators' pages: every noun of the desk, changed only through the desk's own functions."""

from claims.admin import (
    articles,
    audit,
    claims,
    copies,
    datasets,
    desk_settings,
    evidence,
    jobs,
    people,
    proposals,
    publishers,
    reports,
    tokens,
    verdicts,
)

__all__ = [
    "articles",
    "audit",
    "claims",
    "copies",
    "datasets",
    "desk_settings",
    "evidence",
    "jobs",
    "people",
    "proposals",
    "publishers",
    "reports",
    "tokens",
    "verdicts",
]

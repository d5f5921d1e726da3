"""The administrators' pages: every noun of the desk, changed only through the desk's own functions."""

from claims.admin import (
    articles,
    audit,
    choices,
    claims,
    copies,
    evidence,
    jobs,
    people,
    publishers,
    reports,
    verdicts,
)

__all__ = [
    "articles",
    "audit",
    "choices",
    "claims",
    "copies",
    "evidence",
    "jobs",
    "people",
    "publishers",
    "reports",
    "verdicts",
]

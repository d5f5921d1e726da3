"""A report of four published claims, for those who put it together, publish it and compare it."""

import pytest

from claims.domain.reports import making
from claims.models import Claim, Report
from claims.tests.factories import make_published_claim
from claims.vocabulary import Label


@pytest.fixture
def published_claims(reviewer, editor) -> list[Claim]:
    labels = (Label.FALSE, Label.TRUE, Label.DISPUTED, Label.UNPROVEN)
    return [make_published_claim(by=reviewer, editor=editor, label=label) for label in labels]


@pytest.fixture
def report(published_claims, reviewer) -> Report:
    return making.make_report(
        by=reviewer, title="Week 37", introduction="What we found.", claims=Claim.objects.all()
    )

import pytest

from claims.domain.agreement import outcome
from claims.vocabulary import Label, Stage

T, F, D, U = Label.TRUE, Label.FALSE, Label.DISPUTED, Label.UNPROVEN


@pytest.mark.parametrize(
    ("labels", "needed", "stage", "label"),
    [
        ([], 1, Stage.OPEN, None),
        ([T], 1, Stage.AGREED, T),
        ([U], 1, Stage.AGREED, U),
        ([T], 2, Stage.OPEN, None),
        ([F, F], 2, Stage.AGREED, F),
        ([F, F, F], 2, Stage.AGREED, F),
        ([T, F], 1, Stage.CONFLICT, None),
        ([T, F], 3, Stage.CONFLICT, None),  # no third verdict can make them agree
        ([D, U], 2, Stage.CONFLICT, None),  # disputed and unproven are not the same
        ([T, T, F], 2, Stage.CONFLICT, None),
        ([], 0, Stage.OPEN, None),
    ],
)
def test_what_verdicts_amount_to(labels, needed, stage, label):
    result = outcome(labels, needed=needed)
    assert (result.stage, result.label, result.disagrees) == (stage, label, stage == Stage.CONFLICT)

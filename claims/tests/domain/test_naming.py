import pytest

from claims.domain import claiming, evidence
from claims.models import Claimant, Origin

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("known", "typed"),
    [
        ("Institute", "  INSTITUTE "),
        ("Café", "Cafe\u0301"),
        ("kyiv", "\u212ayiv"),  # the sign for kelvin: its small letter is k, its capital is itself
        ("istanbul", "\u0130stanbul"),
    ],
)
def test_one_name_is_one_row_however_it_is_spelt(known, typed):
    assert evidence.find_origin(name=known) == evidence.find_origin(name=typed)
    assert claiming.find_claimant(name=known) == claiming.find_claimant(name=typed)
    assert (Origin.objects.count(), Claimant.objects.count()) == (1, 1)

"""Claimants by all the names that they go by."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from claims.domain import curation
from claims.domain.claimants import find_claimant, known_by, set_aliases
from claims.domain.refusals import Refused
from claims.models import AuditEvent, Claimant, ClaimantAlias, Origin

pytestmark = pytest.mark.django_db


@pytest.fixture
def ministry(administrator):
    return curation.save_claimant(
        by=administrator, name="Russian Ministry of Defence", aliases=["MoD", "Igor Konashenkov"]
    )


def standing(claimant):
    return list(claimant.aliases.filter(retracted_at=None).values_list("name", flat=True))


class TestFinding:
    @pytest.mark.parametrize("name", ["Russian Ministry of Defence", "MOD", " igor  konashenkov "])
    def test_by_name_or_alias_whatever_the_capitals(self, ministry, name):
        assert find_claimant(name=name) == ministry
        assert Claimant.objects.count() == 1

    def test_makes_who_is_new(self, ministry):
        assert find_claimant(name="Igor").name == "Igor"
        assert find_claimant(name=" ") is None

    def test_not_by_an_alias_that_was_taken_off(self, ministry, administrator):
        set_aliases(by=administrator, claimant=ministry, names=["MoD"])
        assert find_claimant(name="Igor Konashenkov") != ministry

    def test_many_names_by_one_query(self, ministry, django_assert_num_queries):
        Origin.objects.create(name="Mod")
        with django_assert_num_queries(1):
            known = known_by(["mod", "Russian ministry of DEFENCE", "nobody"])
        assert known == {"mod": ministry.name, "russian ministry of defence": ministry.name}
        assert known_by(["MOD"], origins=True) == {"mod": "Mod"}
        with django_assert_num_queries(0):
            assert known_by([]) == {}


class TestKind:
    def test_is_what_people_say_and_in_the_log(self, ministry, administrator):
        assert ministry.kind == ""
        curation.save_claimant(by=administrator, claimant=ministry, name=ministry.name, kind="organisation")
        ministry.refresh_from_db()
        assert ministry.kind == "organisation"
        event = AuditEvent.objects.last()
        assert event.action == "claimant.changed"
        assert (event.data["before"]["kind"], event.data["after"]["kind"]) == ("", "organisation")

    def test_stays_unless_it_is_given(self, ministry, administrator):
        curation.save_claimant(by=administrator, claimant=ministry, name="Ministry", kind="organisation")
        assert curation.save_claimant(by=administrator, claimant=ministry, name="MoD of Russia").kind
        assert not curation.save_claimant(by=administrator, claimant=ministry, name="MoD R.", kind="").kind

    def test_no_other_word_is_taken(self, ministry, administrator):
        with pytest.raises(Refused) as refusal:
            curation.save_claimant(by=administrator, claimant=ministry, name=ministry.name, kind="robot")
        assert refusal.value.field == "kind"
        with pytest.raises(IntegrityError, match="claimant_kind_is_known"), transaction.atomic():
            Claimant.objects.filter(pk=ministry.pk).update(kind="robot")


class TestSetting:
    def test_keeps_adds_and_takes_off(self, ministry, administrator):
        kept = ministry.aliases.get(name="MoD")
        set_aliases(by=administrator, claimant=ministry, names=["mod", "Ministry", "", "ministry"])
        assert standing(ministry) == ["Ministry", "MoD"]
        assert ministry.aliases.get(name="MoD") == kept
        gone = ministry.aliases.get(name="Igor Konashenkov")
        assert gone.retracted_by == administrator
        event = AuditEvent.objects.last()
        assert event.action == "claimant.aliases_changed"
        assert (event.data["before"], event.data["after"]) == (
            ["Igor Konashenkov", "MoD"],
            ["Ministry", "MoD"],
        )

    def test_the_same_again_writes_nothing(self, ministry, administrator):
        events = AuditEvent.objects.count()
        set_aliases(by=administrator, claimant=ministry, names=["Igor Konashenkov", "MoD"])
        assert AuditEvent.objects.count() == events

    @pytest.mark.parametrize(
        ("name", "says"),
        [
            ("russian ministry of defence", "own name"),
            ("Somebody", "name of another claimant"),
            ("CCD", "alias of another"),
            ("x" * 201, "under 200"),
        ],
    )
    def test_a_name_that_leads_elsewhere_is_refused(self, ministry, administrator, name, says):
        curation.save_claimant(by=administrator, name="Somebody", aliases=["ccd"])
        with pytest.raises(Refused, match=says) as refusal:
            set_aliases(by=administrator, claimant=ministry, names=["New", name])
        assert refusal.value.field == "aliases"
        assert standing(ministry) == ["Igor Konashenkov", "MoD"]

    def test_a_claimant_cannot_take_anothers_alias_as_name(self, ministry, administrator):
        with pytest.raises(Refused, match="alias of Russian Ministry of Defence"):
            curation.save_claimant(by=administrator, name="mod")

    def test_an_alias_taken_off_is_free_for_another(self, ministry, administrator):
        set_aliases(by=administrator, claimant=ministry, names=[])
        other = curation.save_claimant(by=administrator, name="Somebody", aliases=["MoD"])
        assert find_claimant(name="mod") == other

    def test_only_by_administrators(self, ministry, editor):
        with pytest.raises(PermissionDenied):
            set_aliases(by=editor, claimant=ministry, names=["X"])

    def test_the_database_lets_one_claimant_have_it(self, ministry, administrator):
        other = Claimant.objects.create(name="Somebody")
        with pytest.raises(IntegrityError), transaction.atomic():
            ClaimantAlias.objects.create(claimant=other, name="mod", added_by=administrator)

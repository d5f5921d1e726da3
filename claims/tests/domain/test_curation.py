import pytest
from django.core.exceptions import PermissionDenied

from claims.domain import curation
from claims.domain.refusals import Refused
from claims.models import AuditEvent, Claimant, Origin, Publisher
from claims.tests.factories import make_article, make_user
from claims.vocabulary import Role

pytestmark = pytest.mark.django_db


def deeds(by, reviewer):
    article = make_article(by=reviewer)
    return [
        lambda: curation.save_publisher(by=by, name="Daily", kind="newspaper"),
        lambda: curation.save_claimant(by=by, name="A minister"),
        lambda: curation.save_origin(by=by, name="An institute"),
        lambda: curation.change_article(
            by=by,
            article=article,
            publisher=article.publisher,
            title="New",
            byline="",
            published_on=None,
            language="",
        ),
        lambda: curation.retract_article(by=by, article=article, reason="A duplicate."),
        lambda: curation.restore_article(by=by, article=article),
        lambda: curation.save_person(by=by, username="olena", name="", email="", roles=[Role.EDITOR]),
        lambda: curation.note_password_change(by=by, person=reviewer),
        lambda: curation.let_in(by=by, person=reviewer),
    ]


@pytest.mark.parametrize("who", ["stranger", "reviewer", "editor"])
def test_only_administrators_curate(request, who, reviewer):
    for deed in deeds(request.getfixturevalue(who), reviewer):
        with pytest.raises(PermissionDenied):
            deed()
    assert not AuditEvent.objects.exists()


def test_every_deed_is_in_the_log(administrator, reviewer):
    for number, deed in enumerate(deeds(administrator, reviewer), 1):
        deed()
        assert AuditEvent.objects.count() == number


@pytest.mark.parametrize("name", ["", "   ", "x" * 201])
def test_names_are_neither_empty_nor_endless(administrator, name):
    for save in (
        lambda: curation.save_publisher(by=administrator, name=name, kind="blog"),
        lambda: curation.save_claimant(by=administrator, name=name),
        lambda: curation.save_origin(by=administrator, name=name),
    ):
        with pytest.raises(Refused) as refusal:
            save()
        assert refusal.value.field == "name"
    for model in (Publisher, Claimant, Origin):
        assert not model.objects.exists()


def test_saving_the_same_again_writes_nothing(administrator):
    origin = curation.save_origin(by=administrator, name="An institute")
    curation.save_origin(by=administrator, origin=origin, name="An  institute ")
    assert AuditEvent.objects.count() == 1


def test_an_unknown_role_is_refused(administrator):
    with pytest.raises(Refused, match="desk's roles"):
        curation.save_person(by=administrator, username="olena", name="", email="", roles=["owner"])


def test_a_new_person_without_a_password_cannot_sign_in_with_one(administrator):
    person = curation.save_person(
        by=administrator, username="olena", name="", email="", roles=[Role.REVIEWER]
    )
    assert not person.has_usable_password()


def test_a_second_administrator_may_be_dismissed(administrator):
    other = make_user(Role.ADMINISTRATOR, username="other", is_staff=True)
    changed = curation.save_person(
        by=administrator, person=other, username="other", name="", email="", roles=[Role.REVIEWER]
    )
    assert (changed.roles, changed.is_staff) == ({"reviewer"}, False)

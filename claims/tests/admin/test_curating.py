"""Adding and changing by administrators: always through the desk's functions, always in the log."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from claims import models
from claims.models import AuditEvent, User
from claims.tests.factories import make_article, make_claim, make_evidence, make_user
from claims.vocabulary import Role

pytestmark = pytest.mark.django_db


def send(client, model, data, row=None):
    name = f"admin:claims_{model._meta.model_name}_{'change' if row else 'add'}"
    return client.post(reverse(name, args=[row.pk] if row else []), data)


def act(client, model, action, rows, **data):
    address = reverse(f"admin:claims_{model._meta.model_name}_changelist")
    return client.post(address, {"action": action, "_selected_action": [row.pk for row in rows], **data})


def last():
    return AuditEvent.objects.last()


NAMED = [
    (
        models.Publisher,
        {"name": "Daily", "kind": "newspaper", "website": "https://daily.example/"},
        "publisher",
    ),
    (models.Claimant, {"name": "A minister", "description": "of defence"}, "claimant"),
    (models.Origin, {"name": "An institute"}, "origin"),
]


@pytest.mark.parametrize(("model", "data", "noun"), NAMED)
def test_names_are_added_and_changed_in_the_log(as_administrator, administrator, model, data, noun):
    assert send(as_administrator, model, data).status_code == 302
    row = model.objects.get(name=data["name"])
    assert (last().action, last().actor, last().target_id) == (f"{noun}.added", administrator, row.pk)
    send(as_administrator, model, data | {"name": "Another"}, row)
    row.refresh_from_db()
    assert row.name == "Another"
    assert last().action == f"{noun}.changed"
    assert (last().data["before"]["name"], last().data["after"]["name"]) == (data["name"], "Another")


@pytest.mark.parametrize(("model", "data", "noun"), NAMED)
def test_a_name_that_is_taken_is_refused_and_kept(as_administrator, model, data, noun):
    send(as_administrator, model, data)
    events = AuditEvent.objects.count()
    response = send(as_administrator, model, data | {"name": data["name"].upper()})
    assert response.status_code == 200
    assert "one of that name already" in response.content.decode() or "already a" in response.content.decode()
    assert data["name"].upper() in response.content.decode()
    assert AuditEvent.objects.count() == events


def test_a_claimants_kind_is_chosen(as_administrator):
    data = {"name": "Example Gazette", "kind": "organisation", "description": "", "aliases": ""}
    send(as_administrator, models.Claimant, data)
    row = models.Claimant.objects.get()
    assert row.kind == "organisation"
    assert last().data["after"]["kind"] == "organisation"
    send(as_administrator, models.Claimant, data | {"kind": "robot"}, row)
    row.refresh_from_db()
    assert row.kind == "organisation"


def test_a_claimants_aliases_are_kept_one_a_line(as_administrator):
    data = {"name": "A minister", "description": "", "aliases": "The minister\n\n A. Minister "}
    send(as_administrator, models.Claimant, data)
    row = models.Claimant.objects.get()
    assert last().action == "claimant.aliases_changed"
    page = as_administrator.get(reverse("admin:claims_claimant_change", args=[row.pk])).content.decode()
    assert "A. Minister\nThe minister</textarea>" in page
    send(as_administrator, models.Claimant, data | {"aliases": "A. Minister"}, row)
    assert [alias.name for alias in row.aliases.standing()] == ["A. Minister"]


def test_an_alias_that_is_taken_is_said_beside_its_field(as_administrator):
    send(as_administrator, models.Claimant, {"name": "One", "description": "", "aliases": "Shared"})
    response = send(
        as_administrator, models.Claimant, {"name": "Two", "description": "", "aliases": "shared"}
    )
    assert response.status_code == 200
    assert "is an alias of another claimant" in response.content.decode()
    assert not models.Claimant.objects.filter(name="Two").exists()


@pytest.mark.parametrize(
    "website", ["javascript:alert(1)", "https://a b", "ftp://x.example/", "https://u@x.example/"]
)
def test_a_publishers_address_is_a_web_address(as_administrator, website):
    response = send(as_administrator, models.Publisher, NAMED[0][1] | {"website": website})
    assert response.status_code == 200
    assert not models.Publisher.objects.exists()


def test_an_articles_particulars_change_in_the_log(as_administrator, reviewer):
    article = make_article(by=reviewer, title="Old")
    data = {
        "title": "New",
        "publisher": article.publisher_id,
        "byline": "",
        "published_on": "2022-09-12",
        "language": "en",
    }
    assert send(as_administrator, models.Article, data, article).status_code == 302
    article.refresh_from_db()
    assert article.title == "New"
    assert (last().action, last().data["before"]["title"]) == ("article.changed", "Old")


def test_a_claim_is_lifted_by_its_words(as_administrator, reviewer):
    article = make_article(by=reviewer)
    data = {"lifted_from": article.pk, "statement": "Troops were regrouped.", "quote": "were being regrouped"}
    assert send(as_administrator, models.Claim, data).status_code == 302
    claim = models.Claim.objects.get()
    assert claim.appearances.get().exact == "were being regrouped"
    assert last().action == "claim.lifted"


@pytest.mark.parametrize("quote", ["nowhere in it", "e"])
def test_words_that_do_not_stand_there_once_are_refused(as_administrator, reviewer, quote):
    article = make_article(by=reviewer)
    data = {"lifted_from": article.pk, "statement": "Troops were regrouped.", "quote": quote}
    response = send(as_administrator, models.Claim, data)
    assert response.status_code == 200
    assert "stand" in response.content.decode()
    assert not models.Claim.objects.exists()


def test_a_claim_is_reworded_against_the_version_that_was_read(as_administrator, reviewer):
    claim = make_claim(by=reviewer)
    data = {"statement": "Other words.", "claimant": "", "claimed_on": "", "version_read": claim.version}
    assert send(as_administrator, models.Claim, data, claim).status_code == 302
    assert last().action == "claim.edited"
    response = send(as_administrator, models.Claim, data | {"statement": "Third words."}, claim)
    assert response.status_code == 200
    assert "changed this claim meanwhile" in response.content.decode()
    claim.refresh_from_db()
    assert claim.statement == "Other words."


def test_evidence_is_added_as_a_link_and_changed_in_the_log(as_administrator, reviewer):
    claim = make_claim(by=reviewer)
    origins = [models.Origin.objects.create(name=name) for name in ("Institute", "Ministry")]
    data = {
        "claim": claim.pk,
        "stance": "refutes",
        "origin": origins[0].pk,
        "quote": "It was a flight.",
        "url": "https://institute.example/1",
    }
    assert send(as_administrator, models.Evidence, data).status_code == 302
    item = models.Evidence.objects.get()
    assert (item.origin, last().action) == (origins[0], "evidence.added")
    assert (
        send(
            as_administrator, models.Evidence, {"stance": "context", "origin": origins[1].pk}, item
        ).status_code
        == 302
    )
    item.refresh_from_db()
    assert (item.stance, item.origin, last().action) == ("context", origins[1], "evidence.changed")
    assert send(as_administrator, models.Evidence, data | {"url": "javascript:alert(1)"}).status_code == 200
    assert models.Evidence.objects.count() == 1


def rows_to_retract(reviewer):
    claim = make_claim(by=reviewer)
    return {
        models.Article: claim.lifted_from,
        models.Claim: claim,
        models.Evidence: make_evidence(by=reviewer, claim=claim),
    }


@pytest.mark.parametrize("model", [models.Article, models.Claim, models.Evidence])
def test_rows_are_retracted_with_a_reason_and_restored(as_administrator, reviewer, model):
    row = rows_to_retract(reviewer)[model]
    asked = act(as_administrator, model, "retract_chosen", [row])
    assert asked.status_code == 200
    assert 'name="reason"' in asked.content.decode()
    assert act(as_administrator, model, "retract_chosen", [row], reason=" ").status_code == 200
    row.refresh_from_db()
    assert not row.is_retracted
    act(as_administrator, model, "retract_chosen", [row], reason="A duplicate.")
    row.refresh_from_db()
    assert row.retraction_reason == "A duplicate."
    assert last().action == f"{model._meta.model_name}.retracted"
    act(as_administrator, model, "restore_chosen", [row])
    row.refresh_from_db()
    assert not row.is_retracted
    assert last().action == f"{model._meta.model_name}.restored"


def test_what_the_desk_refuses_is_left_and_said(as_administrator, reviewer):
    claims = [make_claim(by=reviewer) for _ in range(2)]
    models.Claim.objects.filter(pk=claims[0].pk).update(slug="one", stage="published")
    response = act(as_administrator, models.Claim, "retract_chosen", claims, reason="Duplicates.")
    page = as_administrator.get(response.headers["Location"]).content.decode()
    assert "Withdraw its ruling first" in page
    assert "1 retracted." in page


def person(**fields):
    groups = Group.objects.filter(name__in=fields.pop("roles", [Role.REVIEWER]))
    return {
        "username": "olena",
        "name": "Olena",
        "email": "",
        "groups": [group.pk for group in groups],
        "is_active": "on",
        **fields,
    }


def test_people_are_added_with_their_roles(as_administrator):
    data = person(usable_password="true", password1="a long pass phrase", password2="a long pass phrase")
    assert send(as_administrator, User, data).status_code == 302
    added = User.objects.get(username="olena")
    assert added.check_password("a long pass phrase")
    assert (added.roles, added.is_staff) == ({"reviewer"}, False)
    assert last().action == "person.added"
    assert "pass phrase" not in str(last().data)


def test_a_change_of_roles_is_in_the_log_and_opens_or_shuts_the_admin(as_administrator):
    added = make_user(Role.REVIEWER, username="olena")
    send(as_administrator, User, person(roles=[Role.EDITOR, Role.ADMINISTRATOR]), added)
    added = User.objects.get(pk=added.pk)
    assert (added.roles, added.is_staff) == ({"editor", "administrator"}, True)
    assert (last().action, last().data["before"]["roles"]) == ("person.changed", ["reviewer"])
    send(as_administrator, User, person(roles=[]), added)
    added = User.objects.get(pk=added.pk)
    assert (added.roles, added.is_staff) == (frozenset(), False)


def test_the_last_administrator_stays(as_administrator, administrator):
    closed = person(username="administrator", roles=[Role.ADMINISTRATOR])
    del closed["is_active"]
    for data in (person(username="administrator", roles=[Role.EDITOR]), closed):
        response = send(as_administrator, User, data, administrator)
        assert response.status_code == 200
        assert "must stay administrator" in response.content.decode()
    administrator = User.objects.get(pk=administrator.pk)
    assert administrator.is_active
    assert administrator.roles == {"administrator"}


def test_an_administrator_cannot_touch_a_superuser(as_administrator):
    root = User.objects.create_superuser("root", password="a long pass phrase")
    assert send(as_administrator, User, person(username="root"), root).status_code == 403
    address = reverse("admin:auth_user_password_change", args=[root.pk])
    assert as_administrator.post(address, {}).status_code == 403


def test_nobody_is_made_superuser_here(as_administrator):
    added = make_user(Role.REVIEWER, username="olena")
    send(as_administrator, User, person(is_superuser="on", is_staff="on"), added)
    added.refresh_from_db()
    assert not added.is_superuser
    assert not added.is_staff


def test_setting_a_password_is_in_the_log(as_administrator):
    added = make_user(Role.REVIEWER, username="olena")
    address = reverse("admin:auth_user_password_change", args=[added.pk])
    new = {"password1": "another long pass phrase", "password2": "another long pass phrase"}
    assert as_administrator.post(address, new | {"password2": "different"}).status_code == 200
    assert not AuditEvent.objects.filter(action="person.password_set").exists()
    assert as_administrator.post(address, new).status_code == 302
    assert (last().action, last().target_id) == ("person.password_set", added.pk)


def test_who_was_shut_out_is_let_in_again(as_administrator, visitor, settings):
    settings.AXES_FAILURE_LIMIT = 2
    added = make_user(Role.REVIEWER, username="olena", password="a long pass phrase")
    right = {"username": "olena", "password": "a long pass phrase"}
    for _ in range(3):
        visitor.post(reverse("sign-in"), right | {"password": "wrong"})
    assert visitor.post(reverse("sign-in"), right).status_code == 429
    act(as_administrator, User, "let_in_again", [added])
    assert (last().action, last().target_id) == ("person.let_in", added.pk)
    assert visitor.post(reverse("sign-in"), right).status_code == 302


@pytest.mark.parametrize("model", [models.Claim, models.Evidence, models.Publisher, User])
def test_malformed_forms_are_shown_again(as_administrator, model):
    data = dict.fromkeys(
        [
            "name",
            "statement",
            "quote",
            "username",
            "claim",
            "lifted_from",
            "version_read",
            "groups",
            "stance",
        ],
        "\0x",
    )
    response = send(as_administrator, model, data)
    assert response.status_code == 200
    assert "errorlist" in response.content.decode()


def test_saving_without_a_change_writes_nothing(as_administrator, reviewer):
    claim = make_claim(by=reviewer)
    events = AuditEvent.objects.count()
    data = {
        "statement": claim.statement,
        "claimant": claim.claimant_id,
        "claimed_on": claim.claimed_on,
        "version_read": claim.version,
    }
    send(as_administrator, models.Claim, data, claim)
    assert AuditEvent.objects.count() == events

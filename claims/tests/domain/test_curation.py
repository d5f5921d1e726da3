from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from claims.domain import curation, finding
from claims.domain.ingest import Draft, store_article
from claims.domain.refusals import Refused
from claims.models import Article, AuditEvent, Claimant, Origin, Publisher
from claims.tests.factories import make_article, make_user
from claims.vocabulary import Role

pytestmark = pytest.mark.django_db


def change(by, article, **values):
    known = {"title": "New", "byline": "", "published_on": None, "language": "", "publisher": "Daily"}
    return curation.change_article(by=by, article=article, **(known | values))


def articles_deeds(by, article):
    return [
        lambda: curation.retract_article(by=by, article=article, reason="A duplicate."),
        lambda: curation.restore_article(by=by, article=article),
    ]


def deeds(by, reviewer):
    return [
        lambda: curation.save_publisher(by=by, name="Daily", kind="newspaper"),
        lambda: curation.save_claimant(by=by, name="A minister"),
        lambda: curation.save_origin(by=by, name="An institute"),
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
    article = make_article(by=reviewer)
    done = [
        *deeds(administrator, reviewer),
        lambda: change(administrator, article),
        *articles_deeds(administrator, article),
    ]
    for number, deed in enumerate(done, 1):
        deed()
        assert AuditEvent.objects.count() == number


def test_everybody_on_the_desk_mends_facts_and_editors_retract(reviewer, editor, stranger):
    article = make_article(by=reviewer)
    assert change(reviewer, article, title="Mended").title == "Mended"
    for deed in [lambda: change(stranger, article), *articles_deeds(reviewer, article)]:
        with pytest.raises(PermissionDenied):
            deed()
    for deed in articles_deeds(editor, article):
        deed()
    actions = AuditEvent.objects.order_by("seq").values_list("action", flat=True)
    assert list(actions) == ["article.changed", "article.retracted", "article.restored"]


def test_a_publisher_is_taken_by_name_whatever_its_capitals(reviewer):
    article = make_article(by=reviewer)
    change(reviewer, article, publisher="  The   Kharkiv Post ")
    change(reviewer, article, publisher="the kharkiv post", title="Newer")
    article.refresh_from_db()
    assert article.publisher.name == "The Kharkiv Post"
    assert Publisher.objects.filter(name__iexact="the kharkiv post").count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", " "),
        ("title", "x" * 501),
        ("byline", "x" * 301),
        ("language", "esperanto"),
        ("publisher", " "),
        ("publisher", "x" * 201),
        ("published_on", date(1399, 12, 31)),
        ("url", "javascript:alert(1)"),
        ("url", "https://daily.example/taken"),
    ],
)
def test_facts_that_cannot_be_are_refused_and_change_nothing(reviewer, field, value):
    change(reviewer, make_article(by=reviewer), url="https://daily.example/taken")
    article = make_article(by=reviewer)
    before = Article.objects.values().get(pk=article.pk)
    with pytest.raises(Refused) as refusal:
        change(reviewer, article, **{field: value})
    assert refusal.value.field == field
    assert Article.objects.values().get(pk=article.pk) == before
    assert AuditEvent.objects.count() == 1


def test_an_address_stays_unless_it_is_given(reviewer):
    article = make_article(by=reviewer)
    change(reviewer, article, url="https://Daily.example/a")
    assert change(reviewer, article, title="Newer").url == "https://daily.example/a"
    emptied = change(reviewer, article, url="")
    assert (emptied.url, emptied.url_sha256) == ("", None)


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


def test_an_article_is_found_by_its_new_title(reviewer):
    article = store_article(by=reviewer, draft=Draft(text="Some words of it.", title="Old")).article
    change(reviewer, article, title="Zanzibar")
    for word, found in (("Zanzibar", [article.pk]), ("old", []), ("words", [article.pk])):
        words = finding.read_words(word)
        assert finding.find_articles(words=words, among=Article.objects.all()).article_ids == found

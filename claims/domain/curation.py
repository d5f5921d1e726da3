"""Keeping the desk's books: publishers, claimants, origins, articles and people.

Most of it is for administrators; what is known of an article, everybody on the desk may mend.
"""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Any

from axes.utils import reset
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction

from claims.domain import access, audit, claimants, retraction
from claims.domain.evidence import check_web_address
from claims.domain.ingest.drafts import BYLINE_LIMIT, PUBLISHER_LIMIT, TITLE_LIMIT, check_url
from claims.domain.ingest.indexing import Indexable, index_anew, queue_preparing
from claims.domain.naming import find_or_make, named
from claims.domain.refusals import Refused
from claims.domain.typed import clean_line
from claims.models import Article, Claimant, Origin, Publisher, User
from claims.vocabulary import ClaimantKind, PublisherKind, Role

LANGUAGE_LIMIT = 8


def _clean_name(name: str) -> str:
    name = clean_line(name, field="name")
    if not name:
        raise Refused("Give it a name.", field="name")
    if len(name) > 200:
        raise Refused("Keep the name under 200 characters.", field="name")
    return name


def _save(*, by: User, row: Any, noun: str, values: dict[str, Any]) -> Any:
    """Store ``values`` in a row that is new or locked, and log what was there before."""
    before = None if row.pk is None else {name: _written(getattr(row, name)) for name in values}
    after = {name: _written(value) for name, value in values.items()}
    if before == after:
        return row
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    action = f"{noun}.added" if before is None else f"{noun}.changed"
    audit.record(action=action, by=by, target=row, before=before, after=after)
    return row


def _written(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int) else str(value)


def _refuse_twin(model: type[Publisher] | type[Claimant] | type[Origin], *, name: str, row: Any) -> None:
    if named(model, name).exclude(pk=row.pk).exists():
        raise Refused("There is one of that name already.", field="name")


@transaction.atomic
def save_publisher(
    *, by: User, publisher: Publisher | None = None, name: str, kind: str, website: str = ""
) -> Publisher:
    """Add a publisher, or change one. Raises Refused for a name that is taken or an unknown kind."""
    access.require(access.can_administer, by)
    row = Publisher.objects.select_for_update().get(pk=publisher.pk) if publisher else Publisher()
    name = _clean_name(name)
    if kind not in PublisherKind.values:
        raise Refused("Choose what kind of publisher this is.", field="kind")
    _refuse_twin(Publisher, name=name, row=row)
    if website.strip():
        try:
            website = check_web_address(website)
        except Refused as refusal:
            raise Refused(refusal.message, field="website") from None
    values = {"name": name, "kind": str(kind), "website": website.strip()}
    return _save(by=by, row=row, noun="publisher", values=values)


@transaction.atomic
def save_claimant(
    *,
    by: User,
    claimant: Claimant | None = None,
    name: str,
    kind: str | None = None,
    description: str = "",
    aliases: Iterable[str] | None = None,
) -> Claimant:
    """Add a claimant, or change one: every claim of theirs then shows the new name.

    ``kind`` is a person, an organisation or "" for what nobody has said; checks show it from their next
    version on. ``aliases`` are the other names that lead to them. Both stay as they are when None.
    Raises Refused for a name that is taken or an unknown kind.
    """
    access.require(access.can_administer, by)
    row = Claimant.objects.select_for_update().get(pk=claimant.pk) if claimant else Claimant()
    name = _clean_name(name)
    _refuse_twin(Claimant, name=name, row=row)
    if name.lower() != row.name.lower():
        claimants.refuse_alias(name=name)
    kind = row.kind if kind is None else str(kind)
    if kind not in ("", *ClaimantKind.values):
        raise Refused("Choose whether this is a person or an organisation.", field="kind")
    values = {"name": name, "kind": kind, "description": description.strip()[:300]}
    saved = _save(by=by, row=row, noun="claimant", values=values)
    if aliases is not None:
        claimants.set_aliases(by=by, claimant=saved, names=aliases)
    return saved


@transaction.atomic
def save_origin(*, by: User, origin: Origin | None = None, name: str) -> Origin:
    """Add an origin, or rename one: every piece of evidence that rests on it then shows the new name."""
    access.require(access.can_administer, by)
    row = Origin.objects.select_for_update().get(pk=origin.pk) if origin else Origin()
    name = _clean_name(name)
    _refuse_twin(Origin, name=name, row=row)
    return _save(by=by, row=row, noun="origin", values={"name": name})


@transaction.atomic
def change_article(
    *,
    by: User,
    article: Article,
    publisher: Publisher | str,
    title: str,
    byline: str,
    published_on: date | None,
    language: str,
    url: str | None = None,
) -> Article:
    """Change what is known about an article; its text lives in revisions and never changes.

    ``publisher`` is one, or the name of one that is made when it is new. ``url`` stays as it is when
    None. Raises Refused for an empty title or publisher, what is too long, or an address that is not
    one of the web or belongs to another article.
    """
    access.require(access.can_edit_article, by)
    row = Article.objects.select_for_update().get(pk=article.pk)
    title, byline, language = " ".join(title.split()), " ".join(byline.split()), language.strip().lower()
    if not title:
        raise Refused("Give the article a title.", field="title")
    for field, value, limit in (
        ("title", title, TITLE_LIMIT),
        ("byline", byline, BYLINE_LIMIT),
        ("language", language, LANGUAGE_LIMIT),
    ):
        if len(value) > limit:
            raise Refused(f"Keep the {field} under {limit} characters.", field=field)
    if published_on is not None and not 1400 <= published_on.year <= 2999:
        raise Refused("The date must lie between 1400 and 2999.", field="published_on")
    values = {
        "publisher_id": _publisher_named(publisher).pk,
        "title": title,
        "byline": byline,
        "published_on": published_on,
        "language": language,
    }
    if url is not None:
        url = check_url(url)
        values |= {"url": url, "url_sha256": hashlib.sha256(url.encode()).hexdigest() if url else None}
    found_by = row.title, row.language
    try:
        with transaction.atomic():
            saved = _save(by=by, row=row, noun="article", values=values)
            if (saved.title, saved.language) != found_by and saved.current_revision is not None:
                text = saved.current_revision.text
                index_anew(Indexable(saved.current_revision.pk, text, saved.title, saved.language))
            return saved
    except IntegrityError:
        # Only the address has to be an article's own.
        raise Refused("Another article has this address.", field="url") from None


def _publisher_named(publisher: Publisher | str) -> Publisher:
    if isinstance(publisher, Publisher):
        return publisher
    name = clean_line(publisher, field="publisher")
    if not name:
        raise Refused("Say who published it.", field="publisher")
    if len(name) > PUBLISHER_LIMIT:
        raise Refused(f"Keep the publisher's name under {PUBLISHER_LIMIT} characters.", field="publisher")
    return find_or_make(Publisher, name=name)


@transaction.atomic
def retract_article(*, by: User, article: Article, reason: str) -> Article:
    """Take an article off the desk, with a reason; what was lifted from it stays."""
    access.require(access.can_retract_article, by)
    return retraction.retract(by=by, row=article, reason=reason)


@transaction.atomic
def restore_article(*, by: User, article: Article) -> Article:
    """Put a retracted article back on the desk."""
    access.require(access.can_retract_article, by)
    if article.current_revision_id is not None:
        # While it was away nothing was made of its text.
        queue_preparing(article.current_revision_id, article.title)
    return retraction.restore(by=by, row=article)


def _check_administrators_left(person: User, *, roles: set[str], is_active: bool) -> None:
    if is_active and Role.ADMINISTRATOR in roles:
        return
    others = User.objects.filter(is_active=True).exclude(pk=person.pk)
    by_role = others.filter(groups__name=Role.ADMINISTRATOR)
    if not by_role.exists() and not others.filter(is_superuser=True).exists():
        raise Refused(
            "Somebody must stay administrator. Give another person that role first.", field="groups"
        )


def _set_roles(person: User, roles: set[str]) -> None:
    person.groups.set(Group.objects.filter(name__in=roles))
    person.__dict__.pop("roles", None)


@transaction.atomic
def save_person(
    *,
    by: User,
    person: User | None = None,
    username: str,
    name: str,
    email: str,
    roles: Iterable[str],
    is_active: bool = True,
    password: str | None = None,
) -> User:
    """Add a person, or change one, with their roles; an administrator may also open the admin pages.

    ``password`` is for a new person; None leaves them without one. Raises Refused when nobody would be
    left as administrator, or when the person is a superuser and ``by`` is not.
    """
    access.require(access.can_administer, by)
    # Changes of roles take turns, so that two administrators cannot dismiss one another.
    Group.objects.select_for_update().filter(name=Role.ADMINISTRATOR).first()
    wanted = set(roles)
    if not wanted <= set(Role.values):
        raise Refused("Choose among the desk's roles.", field="groups")
    if person is None:
        row = User(username=username)
        row.set_password(password)
        before = None
    else:
        row = User.objects.select_for_update().get(pk=person.pk)
        if row.is_superuser and not by.is_superuser:
            raise Refused("Only a superuser can change a superuser.")
        before = _person_log(row)
        if before["is_active"] and Role.ADMINISTRATOR in before["roles"]:
            _check_administrators_left(row, roles=wanted, is_active=is_active)
    row.username, row.name, row.email, row.is_active = username, name.strip(), email.strip(), is_active
    row.is_staff = row.is_superuser or Role.ADMINISTRATOR in wanted
    row.save()
    _set_roles(row, wanted)
    after = _person_log(row)
    if before != after:
        action = "person.added" if before is None else "person.changed"
        audit.record(action=action, by=by, target=row, before=before, after=after)
    return row


def _person_log(person: User) -> dict[str, Any]:
    roles = sorted(person.groups.filter(name__in=Role.values).values_list("name", flat=True))
    return {
        "username": person.username,
        "name": person.name,
        "email": person.email,
        "is_active": person.is_active,
        "roles": roles,
    }


@transaction.atomic
def note_password_change(*, by: User, person: User) -> None:
    """Note that somebody's password was set for them; the password itself is in no log."""
    access.require(access.can_administer, by)
    audit.record(action="person.password_set", by=by, target=person)


@transaction.atomic
def let_in(*, by: User, person: User) -> int:
    """Forget the failed sign-ins that shut somebody out, and return how many there were."""
    access.require(access.can_administer, by)
    forgotten = reset(username=person.username)
    audit.record(action="person.let_in", by=by, target=person, forgotten=forgotten)
    return forgotten

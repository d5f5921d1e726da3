"""Claimants by all the names that they go by."""

from collections.abc import Iterable

from django.db import IntegrityError, connection, transaction

from claims.domain import access, audit, retraction
from claims.domain.naming import find_or_make, named
from claims.domain.refusals import Refused
from claims.domain.typed import clean_line
from claims.models import Claimant, ClaimantAlias, User

NAME_LIMIT = 200
MOST_ALIASES = 50
# The last of a name counts: an origin's goes before a claimant's, and that before an alias.
KNOWN = """
    SELECT lower(a.name), c.name, 1 AS place FROM claims_claimantalias a
        JOIN claims_claimant c ON c.id = a.claimant_id
        WHERE lower(a.name) = ANY (%(names)s) AND a.retracted_at IS NULL
    UNION ALL SELECT lower(name), name, 2 FROM claims_claimant WHERE lower(name) = ANY (%(names)s)
    UNION ALL SELECT lower(name), name, 3 FROM claims_origin WHERE lower(name) = ANY (%(origins)s)
    ORDER BY place
"""
NO_ALIAS_ANY_MORE = "It is no longer one of the claimant's names."


def find_claimant(*, name: str, description: str = "") -> Claimant | None:
    """Return the claimant who goes by that name, whatever its capitals, made when new; None for no name.

    An alias gives the claimant that it belongs to.
    """
    name = clean_line(name, field="claimant")
    if not name:
        return None
    if len(name) > NAME_LIMIT:
        raise Refused("Keep the claimant's name under 200 characters.", field="claimant")
    known = named(Claimant, name).first() or _by_alias(name)
    return known or find_or_make(Claimant, name=name, description=description.strip()[:300])


def _by_alias(name: str) -> Claimant | None:
    alias = named(ClaimantAlias, name).filter(retracted_at=None).select_related("claimant").first()
    return alias.claimant if alias else None


def known_by(names: Iterable[str], *, origins: bool = False) -> dict[str, str]:
    """Return, for those of ``names`` that a claimant goes by, the claimant's name; keys in small letters.

    With ``origins`` also those that an origin bears, which go first. One query, by index.
    """
    wanted = {name.lower() for name in names}
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, {"names": list(wanted), "origins": list(wanted) if origins else []})
        return {known: name for known, name, _ in cursor.fetchall()}


@transaction.atomic
def set_aliases(*, by: User, claimant: Claimant, names: Iterable[str]) -> list[ClaimantAlias]:
    """Make ``names`` the aliases of a claimant: new ones are added, those left out are retracted.

    Raises Refused for a name that another claimant bears, as name or alias.
    """
    access.require(access.can_administer, by)
    claimant = Claimant.objects.select_for_update(no_key=True).get(pk=claimant.pk)
    wanted = _cleaned(names)
    standing = {alias.name.lower(): alias for alias in claimant.aliases.filter(retracted_at=None)}
    before = sorted(alias.name for alias in standing.values())
    if wanted.keys() == standing.keys():
        return sorted(standing.values(), key=str)
    for key, alias in standing.items():
        if key not in wanted:
            retraction.retract(by=by, row=alias, reason=NO_ALIAS_ANY_MORE)
    kept = [alias for key, alias in standing.items() if key in wanted]
    for key, name in wanted.items():
        if key not in standing:
            kept.append(_add_alias(by, claimant, name))
    after = sorted(alias.name for alias in kept)
    audit.record(action="claimant.aliases_changed", by=by, target=claimant, before=before, after=after)
    return sorted(kept, key=str)


def _cleaned(names: Iterable[str]) -> dict[str, str]:
    wanted: dict[str, str] = {}
    for each in names:
        name = clean_line(each, field="aliases")
        if len(name) > NAME_LIMIT:
            raise Refused("Keep each alias under 200 characters.", field="aliases")
        if name:
            wanted.setdefault(name.lower(), name)
    if len(wanted) > MOST_ALIASES:
        raise Refused(f"Keep to {MOST_ALIASES} aliases.", field="aliases")
    return wanted


def _add_alias(by: User, claimant: Claimant, name: str) -> ClaimantAlias:
    bearer = named(Claimant, name).first()
    if bearer is not None:
        whose = "the claimant’s own name" if bearer == claimant else "the name of another claimant"
        raise Refused(f"“{name}” is {whose}.", field="aliases")
    try:
        with transaction.atomic():
            return ClaimantAlias.objects.create(claimant=claimant, name=name, added_by=by)
    except IntegrityError:
        raise Refused(f"“{name}” is an alias of another claimant.", field="aliases") from None


def refuse_alias(*, name: str) -> None:
    """Raise Refused where a claimant's new name is an alias of another already."""
    bearer = _by_alias(name)
    if bearer is not None:
        raise Refused(f"“{name}” is an alias of {bearer.name}. Take it off there first.", field="name")

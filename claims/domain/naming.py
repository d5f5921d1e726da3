"""Rows that are known by their name, whatever its capitals: claimants, origins, publishers."""

from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet, Value
from django.db.models.functions import Lower
from django.db.models.lookups import Exact

from claims.vocabulary import UNKNOWN_PUBLISHER

Named = TypeVar("Named", bound=Model)


def named(model: type[Named], name: str) -> QuerySet[Named]:
    """Return the rows of that name: one at most, since the unique index compares small letters as well."""
    same_name = Exact(Lower("name"), Lower(Value(name)))
    return model._default_manager.filter(same_name)


def known_publisher(name: str) -> str:
    """Return a publisher's name as other programs may read it: "" where the desk knows none."""
    return "" if name.casefold() == UNKNOWN_PUBLISHER.casefold() else name


def find_or_make(model: type[Named], *, name: str, **fields: Any) -> Named:
    """Return the row of that name, made with ``fields`` when it is new."""
    found = named(model, name).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return model._default_manager.create(name=name, **fields)
    except IntegrityError:  # made by somebody else in the meantime
        return named(model, name).get()

"""Objects of several tables, fetched along by one plain statement.

On the pages of the review loop composing such a query by the ORM takes longer than answering it
(see benchmarks/); so their few statements are written out, and only the objects are made here.
"""

from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model

Table = type[Model] | tuple[type[Model], Sequence[str]]


class Joined:
    """What a statement fetches of several tables, by the alias that each has in it.

    A table is a model, for all of its columns, or a model and the names of some (``article_id`` for
    foreign keys); others are fetched when they are asked for. ``links`` says which relation of which row
    is which other row, as in ``{"e.origin": "o"}``. No table may hold JSON, which Django reads itself.
    """

    def __init__(self, links: dict[str, str], **tables: Table) -> None:
        self._tables: list[tuple[str, type[Model], list[str]]] = []
        for alias, table in tables.items():
            model, chosen = table if isinstance(table, tuple) else (table, None)
            # In the model's own order, by which ``from_db`` takes them.
            names = [
                field.attname
                for field in model._meta.concrete_fields
                if chosen is None or field.attname in chosen
            ]
            if chosen is not None and len(names) != len(set(chosen)):
                raise ValueError(f"{model.__name__} has no column {sorted(set(chosen) - set(names))}")
            self._tables.append((alias, model, names))
        self._links = [(*link.split("."), to) for link, to in links.items()]
        self.columns = ", ".join(f'{alias}."{name}"' for alias, _, names in self._tables for name in names)

    def read(self, row: Sequence[Any]) -> dict[str, Any]:
        """Return the objects of a row by alias; None for a table that an outer join found nothing in.

        ``row`` begins with ``columns``, of which the first of each table is its primary key.
        """
        found: dict[str, Any] = {}
        at = 0
        for alias, model, names in self._tables:
            values = row[at : at + len(names)]
            at += len(names)
            found[alias] = None if values[0] is None else model.from_db(DEFAULT_DB_ALIAS, names, values)
        for alias, relation, to in self._links:
            if found[alias] is not None:
                found[alias]._state.fields_cache[relation] = found[to]
        return found

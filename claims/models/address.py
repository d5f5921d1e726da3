"""Web addresses, compared as people compare them: the same page under two spellings is one source.

The comparing is done by the database's function ``claims_address_key``. It leaves out the scheme, ``www.`` and
its like, the usual port, the fragment, slashes at the end, and parameters that only count visitors.
"""

from django.db import models
from django.db.models import Func


def address_key(field: str = "url") -> models.GeneratedField:
    """Return a column by which addresses are compared; null where there is none. The database fills it."""
    return models.GeneratedField(
        expression=Func(field, function="claims_address_key"),
        output_field=models.UUIDField(null=True),
        db_persist=True,
    )

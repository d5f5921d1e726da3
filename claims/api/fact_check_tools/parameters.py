"""Reading parameters as Google's interfaces read them: int32 numbers, unknown names refused, empty is unset."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.http import QueryDict

from claims.api.fact_check_tools.envelope import Violation

SALT = "claims.api.page_token"
INT32 = 2**31
DEFAULT_SIZE, MOST = 10, 100
TOKEN_LIMIT = 1000  # characters that are read of a token; ours have far fewer
NUMBER = re.compile(r"[+-]?[0-9]{1,11}\Z")
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*\Z")
# What every method takes; none of it changes the answer here.
STANDARD = frozenset(
    """
    $.xgafv access_token alt callback fields key oauth_token prettyPrint quotaUser uploadType upload_protocol
    $alt $callback $fields $key $prettyPrint $quotaUser $userIp $userProject $trace trace userIp
    """.split()  # noqa: SIM905  # one word after another reads better than a column of them
)


@dataclass(frozen=True, slots=True)
class Paging:
    """How many, and where from: ``before`` is the key of the row before, else ``skip`` rows are left out."""

    size: int
    before: int | None
    skip: int


class Parameters:
    """A request's parameters by name; ``bound`` are those that a page token belongs to."""

    def __init__(self, given: QueryDict, *, known: Iterable[str], bound: Iterable[str]) -> None:
        """Raise Violation for a name that is neither one of ``known`` nor a standard one, and for NUL."""
        for name, values in given.lists():
            if name in STANDARD:
                continue
            if name not in known:
                shown = name[:100]
                raise Violation(
                    f'Invalid JSON payload received. Unknown name "{shown}": Cannot bind query parameter.',
                    field=shown,
                )
            if any("\0" in value for value in values):
                raise Violation("It holds a NUL character.", field=name)
        self._given: Mapping[str, Any] = given
        self._bound = tuple(bound)

    def text(self, name: str) -> str:
        return str(self._given.get(name, "")).strip()

    def number(self, name: str) -> int:
        """Return an int32 that is not negative; 0 where it is not given."""
        value = self.text(name)
        if not value:
            return 0
        if not NUMBER.match(value) or not -INT32 <= int(value) < INT32:
            raise Violation(f'Invalid value (TYPE_INT32), "{value[:40]}"', field=name)
        if int(value) < 0:
            raise Violation("It must not be negative.", field=name)
        return int(value)

    def language(self) -> str:
        """Return the language that is asked for, without script and region; "" for any."""
        value = self.text("languageCode")
        if value and not LANGUAGE.match(value):
            raise Violation("It is no BCP-47 language code.", field="languageCode")
        return re.split("[-_]", value)[0].lower()

    def paging(self) -> Paging:
        """Read pageSize, pageToken and offset, which counts only without a token."""
        size = min(self.number("pageSize") or DEFAULT_SIZE, MOST)
        skip = self.number("offset")
        token = self.text("pageToken")
        if not token:
            return Paging(size, None, skip)
        try:
            before, bound = signing.loads(token[:TOKEN_LIMIT], salt=SALT)
            if bound != self._tied():
                raise Violation("It belongs to a request with other parameters.", field="pageToken")
            return Paging(size, int(before), 0)
        except (signing.BadSignature, TypeError):
            raise Violation("It is no token of this service.", field="pageToken") from None

    def token(self, last: int) -> str:
        """Return the token of the page after the row whose key is ``last``."""
        return signing.dumps([last, self._tied()], salt=SALT)

    def _tied(self) -> str:
        """Return what the bound parameters are known by: however long they are, the token stays short."""
        values = json.dumps([self.text(name) for name in self._bound])
        return hashlib.sha256(values.encode()).hexdigest()

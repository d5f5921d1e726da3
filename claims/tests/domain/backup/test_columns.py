"""Every value has one spelling, which is canonical JSON and gives the value back."""

import json
from itertools import pairwise

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.domain import audit
from claims.domain.backup.columns import AS_TEXT, column, take_json, write_json

LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
TEXT = st.text(LETTERS, max_size=12)
ASCII_KEY = st.text(st.characters(codec="ascii", exclude_characters="\0"), max_size=6)
FRACTION = st.floats(allow_nan=False, allow_infinity=False)
WHOLE = st.integers(-(2**53) + 1, 2**53 - 1)
LEAVES = st.none() | st.booleans() | st.integers() | FRACTION | TEXT
MOMENTS = [
    "'2022-09-10 12:30:00.000005+03'",
    "'2022-09-10 12:30:00.1'",
    "'infinity'",
    "'0001-01-01 00:00:00+00'",
    "'9999-12-31 23:59:59.999999+00'",
]


def trees(keys, leaves):
    return st.recursive(
        leaves,
        lambda inside: st.lists(inside, max_size=4) | st.dictionaries(keys, inside, max_size=4),
        max_leaves=12,
    )


def rfc_8785(value):
    """Write what the desk's files hold as RFC 8785 says, word by word: sections 3.2.2.2 and 3.2.3."""
    if isinstance(value, str):
        short = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}
        letters = (
            short.get(ord(letter)) or (f"\\u{ord(letter):04x}" if ord(letter) < 32 else letter)
            for letter in value
        )
        return '"' + "".join(letters) + '"'
    if isinstance(value, list):
        return "[" + ",".join(map(rfc_8785, value)) + "]"
    if isinstance(value, dict):
        units = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(f"{rfc_8785(key)}:{rfc_8785(value[key])}" for key in units) + "}"
    words = {None: "null", True: "true", False: "false"}
    return words[value] if value is None or isinstance(value, bool) else str(value)


@given(trees(ASCII_KEY, st.none() | st.booleans() | WHOLE | TEXT))
def test_what_is_written_is_canonical_json(value):
    assert audit.canonical(value) == rfc_8785(value)


@pytest.mark.django_db
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    trees(
        TEXT | st.just(AS_TEXT),
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    )
)
def test_json_of_the_database_comes_back(db, value):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::jsonb::text", [json.dumps(value)])
        text = cursor.fetchone()[0]
        written = write_json(text)
        audit.canonical(written)
        cursor.execute("SELECT %s::jsonb::text", [take_json(json.loads(json.dumps(written)))])
        assert cursor.fetchone()[0] == text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("type_", "literals"),
    [
        ("double precision", ["0.1", "1e-07", "'NaN'", "'-Infinity'", "1e300", "-0.0", "5e-324", "0.30000000000000004"]),
        ("bigint", ["0", "-1", "9007199254740991", "9007199254740992", "-9223372036854775808"]),
        ("smallint", ["-32768", "32767"]),
        ("boolean", ["true", "false"]),
        ("timestamp with time zone", MOMENTS),
        ("date", ["'1400-01-01'", "'2999-12-31'"]),
        ("uuid", ["'0189C0DE-0000-7000-8000-00000000ABCD'"]),
        ("bytea", ["''", "'\\x00ff0a22'"]),
        ("text", ["''", "E'\\\\N\\t\\n\\r\\x01'", "'NULL'"]),
        ("character varying(10)", ["'{}'", "'😀\u202e'"]),
        ("double precision[]", ["'{}'", "'{0.1,NULL,1e-07}'"]),
        ("character varying(10)[]", [r"""'{"a,b",NULL,"\\",""}'"""]),
        ("bigint[]", ["'{1,9007199254740993}'"]),
        ("jsonb", ["'null'", "'\"text\"'", "'1.0'", "'[1.50, 1e3]'", "'{\"~json\": 1}'", "'{\"ключ\": 1}'"]),
    ],
)  # fmt: skip
def test_values_of_every_type_come_back(type_, literals):
    spelled = column("v", type_, is_needed=False, is_key=False)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE values_of_a_type (v {type_}) ON COMMIT DROP")
        for literal in ["NULL", *literals]:
            cursor.execute(f"INSERT INTO values_of_a_type VALUES ({literal})")
        read = f"SELECT {spelled.read}, v::text FROM values_of_a_type t ORDER BY ctid"
        cursor.execute(read)
        before = cursor.fetchall()
        written = [None if value is None else spelled.write(value) for value, _ in before]
        cursor.execute("TRUNCATE values_of_a_type")
        with cursor.cursor.copy("COPY values_of_a_type FROM STDIN") as copy:
            for value in json.loads(audit.canonical(written)):
                copy.write_row([None if value is None else spelled.take(value)])
        cursor.execute(read)
        assert cursor.fetchall() == before
        cursor.execute("DROP TABLE values_of_a_type")


def test_a_type_without_a_spelling_is_told():
    for type_ in ("numeric(10,2)", "timestamp with time zone[]", "tsvector"):
        with pytest.raises(TypeError, match="no spelling"):
            column("v", type_, is_needed=False, is_key=False)


def test_keys_are_in_the_order_of_utf16():
    keys = sorted(["a", "A", "_", "~json", "0"], key=lambda key: key.encode("utf-16-be"))
    written = audit.canonical(dict.fromkeys(reversed(keys), 1))
    assert all(written.index(f'"{one}"') < written.index(f'"{other}"') for one, other in pairwise(keys))

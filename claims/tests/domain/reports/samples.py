"""Records and documents for tests of formats, of every shape that the desk can hold."""

import json
from datetime import UTC, datetime

from claims.domain.reports.document import Document, Section
from claims.domain.reports.records import chosen_ids
from claims.models import Claim

CHECK_URL = "https://desk.example/checks/{slug}/"
AT = datetime(2022, 9, 14, 9, 30, tzinfo=UTC)
LONG_URL = "http://a.test/" + "a" * 3000
LONGER_URL = "http://a.test/" + "b" * 9000
CYRILLIC = "Російські війська лише перегруповуються."
# Texts that break what writes files: programs, formulas, markup, what cannot be seen, what never ends.
HOSTILE = [
    "=1+1",
    "@SUM(A1)",
    "'quoted'",
    "#N/A",
    "(<</JS(app.alert(1))>>)",
    "\\",
    "((((",
    '#eval("1") $x$ *b* _i_ @ref <label> `raw` // comment',
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "{{ 7*7 }} {% now %} ${x}",
    "abc \u202edef\u202c ghi",
    "😀 👨\u200d👩\u200d👧 🇺🇦 e\u0301",
    "中文 العربية עברית",
    "a\x0bb\x1fc\ufffed\uffffe",
    "_x0041_ stays as it is",
    "line\r\nbreak\rand\tmore\u2028and\u2029more",
    "A" * 40_000,
    "word and " * 4_500 + "END",
    CYRILLIC,
]


def make_piece(**changes):
    return {
        "stance": "refutes",
        "quote": "A hurried flight.",
        "origin": "Institute",
        "source": "Daily",
        "title": "Troops move",
        "url": "https://daily.example/1",
        "date": "2022-09-11",
        "other_source": True,
        "story": None,
        **changes,
    }


def make_record(**changes):
    """A published claim; ``ruling`` given as a dictionary only changes the usual one."""
    ruling = {
        "version": 1,
        "kind": "publication",
        "label": "false",
        "summary": "It is not so.",
        "explanation": "",
        "unestablished": "",
        "note": "",
        "made_at": "2022-09-14T08:00:00+00:00",
    }
    if isinstance(given := changes.pop("ruling", {}), dict):
        given = {**ruling, **given}
    return {
        "id": 7,
        "stage": "published",
        "label": "false",
        "claim": "Troops are regrouping.",
        "claimant": "Ministry",
        "claimed_on": "2022-09-10",
        "ruling": given,
        "verdicts": [{"label": "false", "given_at": "2022-09-13T08:00:00+00:00"}],
        "evidence": [],
        "article": None,
        "check_url": "https://desk.example/checks/troops/",
        **changes,
    }


def document_of_records(*records, **fields):
    """A document whose claims are these records."""
    numbered = range(len(records))
    return Document(
        **{
            "title": "Week 37",
            "sections": (Section("", "", numbered),),
            "made_at": AT,
            "check_url": CHECK_URL,
            "read": lambda *, ids, check_url: [
                json.dumps(records[place], ensure_ascii=False) for place in ids
            ],
            **fields,
        }
    )


def hostile_document():
    """Every hostile text as a claim, as its ruling's explanation, and as a quote; addresses without end."""
    evidence = [
        make_piece(url=LONG_URL),
        make_piece(url=LONGER_URL),
        make_piece(url="javascript:alert(1)"),
        make_piece(url="http://[bad"),
    ]
    return document_of_records(
        *[
            make_record(
                id=number,
                claim=text,
                ruling={"explanation": text, "unestablished": text},
                evidence=[make_piece(quote=text)] + evidence * (number == 1),
            )
            for number, text in enumerate(HOSTILE, 1)
        ],
        title="Hostile \u202e😀",
    )


def document_of_all(**fields):
    """The claims in the database, as they stand."""
    return Document(
        **{
            "title": "Claims",
            "sections": (Section("", "", chosen_ids(Claim.objects.all())),),
            "made_at": AT,
            "check_url": CHECK_URL,
            **fields,
        }
    )

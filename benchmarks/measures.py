"""What is measured of the running desk. Each function returns plain figures for ``results``."""

import math
import re
import threading
import time
from collections.abc import Callable, Iterable
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

from django.urls import reverse

from benchmarks.generator import COMMON_PHRASES, NO_HITS, RARE_WORDS
from benchmarks.visiting import Answer, Visitor
from claims.models import Export
from claims.tasks import work_on

WARM_UP = 16
NEXT_ITEMS = 400
SEARCHES = 100
RATIONALE = "Two passages say so, and neither rests on the other."


class UnexpectedAnswer(Exception):
    """The desk answered something else than the measurement is about, so there is no figure."""


def expect(answer: Answer, statuses: Iterable[int], what: str) -> Answer:
    if answer.status not in statuses:
        raise UnexpectedAnswer(f"{what}: status {answer.status}\n{answer.body[:600]!r}")
    return answer


def percentile(values: list[float], share: float) -> float:
    """Return the smallest of the values that at least ``share`` (0 to 1) of them don't exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def spread(seconds: list[float]) -> dict[str, float]:
    return {
        "requests": len(seconds),
        "p50_ms": round(percentile(seconds, 0.5) * 1000, 1),
        "p95_ms": round(percentile(seconds, 0.95) * 1000, 1),
        "worst_ms": round(max(seconds) * 1000, 1),
    }


def next_item(visitor: Visitor, claims: list[int]) -> dict[str, float]:
    """Time the request by which the review page fetches the claim after each, one after another."""
    seconds = []
    for number, claim in enumerate(claims):
        path = f"{reverse('review')}?after={claim}"
        answer = expect(visitor.get(path, fragment=True), [200], path)
        if number >= WARM_UP:
            seconds.append(answer.seconds)
    return spread(seconds)


def submissions(visitors: list[Visitor], claims: list[list[int]]) -> dict[str, float]:
    """Let each person judge claims of their own as fast as the desk takes it."""
    taken: list[float] = []
    failures: list[BaseException] = []
    ready = threading.Barrier(len(visitors) + 1)

    def judge(visitor: Visitor, mine: list[int]) -> None:
        ready.wait(timeout=60)
        try:
            for claim in mine:
                taken.append(_submit(visitor, claim).seconds)
        except BaseException as failure:
            failures.append(failure)

    for visitor in visitors:
        expect(visitor.get(reverse("desk")), [200], "the desk")
    people = [
        threading.Thread(target=judge, args=pair, daemon=True) for pair in zip(visitors, claims, strict=True)
    ]
    for person in people:
        person.start()
    ready.wait(timeout=60)
    began = time.perf_counter()
    for person in people:
        person.join(timeout=300)
    wall = time.perf_counter() - began
    if failures:
        raise failures[0]
    return {"people": len(visitors), "per_second": round(len(taken) / wall, 1), **spread(taken)}


def _submit(visitor: Visitor, claim: int) -> Answer:
    """Send the form that a reviewer sends with T, a rationale and Enter."""
    fields = {
        "label": "true",
        "rationale": RATIONALE,
        "claim_version": "1",
        "client_id": str(uuid4()),
    }
    answer = visitor.post(reverse("verdict-submit", args=[claim]), fields)
    return expect(answer, [200, 204, 302, 303], f"verdict on claim {claim}")


def search(visitor: Visitor) -> dict[str, dict[str, float]]:
    """Time the whole page of articles for words that are rare, common, or nowhere."""
    questions = {
        "rare word": RARE_WORDS,
        "common phrase": [f'"{phrase}"' for phrase in COMMON_PHRASES],
        "common words": COMMON_PHRASES,
        "no hit": NO_HITS,
    }
    return {name: _search(visitor, words) for name, words in questions.items()}


def _search(visitor: Visitor, questions: list[str]) -> dict[str, float]:
    from urllib.parse import urlencode

    seconds = []
    for number in range(WARM_UP + SEARCHES):
        path = reverse("article-list") + "?" + urlencode({"q": questions[number % len(questions)]})
        answer = expect(visitor.get(path), [200], path)
        if number >= WARM_UP:
            seconds.append(answer.seconds)
    return spread(seconds)


def export(visitor: Visitor, *, claims: int, count: Callable[[str], int]) -> dict[str, float]:
    """Export everything as JSON, three times: asked for, written as a worker does, fetched.

    ``count`` says how many claims a document holds.
    """
    path = reverse("claim-export", args=["json"])
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        expect(visitor.post(path, {}, fragment=False), [302], path)
        asked = Export.objects.latest("pk")
        work_on(task_id=asked.task_id)
        file = reverse("export-download", args=[asked.pk])
        answer = expect(visitor.get(file), [200], file)
        seconds.append(time.perf_counter() - began)
        if count(answer.text) != claims:
            raise UnexpectedAnswer(f"{path} holds {count(answer.text):,} claims, not {claims:,}")
    return {
        "claims": claims,
        "megabytes": round(len(answer.body) / 1e6, 1),
        "seconds": round(percentile(seconds, 0.5), 2),
        "worst_seconds": round(max(seconds), 2),
    }


class _Assets(HTMLParser):
    """Everything that a browser fetches for a page: styles, scripts, icons, pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        link = values.get("href") if tag in {"link", "use"} else values.get("src")
        if tag in {"link", "script", "img", "use"} and link and not link.startswith(("#", "data:")):
            self.found.add(link.partition("#")[0])


IMPORTED = {
    ".js": re.compile(r"""(?:from|import)\s*\(?\s*["'](\.{0,2}/[^"']+\.js)["']"""),
    ".css": re.compile(r"""(?:url\(|@import\s+)["']?([^"')]+)"""),
}


def opening(visitor: Visitor, claim: int) -> dict[str, object]:
    """Count the bytes of bodies, compressed as served, that a browser with an empty cache fetches."""
    path = reverse("review-claim", args=[claim])
    compressed = {"Accept-Encoding": "br, gzip"}
    page = expect(visitor.get(path, **compressed), [200], path)
    plain = expect(visitor.get(path, **{"Accept-Encoding": "identity"}), [200], path)
    parser = _Assets()
    parser.feed(plain.text)
    sizes = {"the page": len(page.body)}
    waiting = {urljoin(path, link) for link in parser.found}
    while waiting:
        link = waiting.pop()
        if link in sizes or urlsplit(link).netloc:
            continue
        sizes[link] = len(expect(visitor.get(link, **compressed), [200], link).body)
        for ending, imported in IMPORTED.items():
            if urlsplit(link).path.endswith(ending):
                source = visitor.get(link, **{"Accept-Encoding": "identity"}).text
                found = {urljoin(link, name).partition("#")[0] for name in imported.findall(source)}
                waiting |= {name for name in found if not name.startswith("data:")}
    return {"bytes": sum(sizes.values()), "parts": dict(sorted(sizes.items(), key=lambda part: -part[1]))}

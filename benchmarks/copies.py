"""Measure the search for copies: ``python -m benchmarks.copies [FOLDER]``.

Every generated article gets one relative, of a kind that newsrooms make (an excerpt, an update, a new
headline, light edits ...) or one that only looks like it (a long quotation in common, a form filled in
anew, a common frame). The desk looks at all of them, through its own tables and commands. Reported are
the share of true copies that were joined, and of those that were joined or asked about, every wrong
join, and articles looked at a second. FOLDER holds real articles as text files; they are looked at
together with the others and every pair among them that was joined is named.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from benchmarks.generator import COMMON_PHRASES, make_article
from benchmarks.run import prepare_environment

ARTICLES = 1_500
Lines = list[str]


def lines_of(number: int) -> Lines:
    """Return a generated article's sentences, with names and figures as news has them."""
    article = make_article(number)
    rng = random.Random(f"names {number}")
    lines = [article.text[start:end] for start, end in article.sentences]
    names = [
        f"{rng.choice('BDGKLMNPRSTVZ')}{rng.choice(['olan', 'erik', 'ushe', 'amor', 'ivka'])}{n}"
        for n in range(8)
    ]
    for at in range(0, len(lines), 3):
        words = lines[at].split(" ")
        words[rng.randrange(1, len(words) - 1)] = f"{rng.choice(names)} {rng.randrange(2, 9_000)}"
        lines[at] = " ".join(words)
    return lines


def _reworded(lines: Lines, rng: random.Random, share: float) -> Lines:
    """Put another word in the place of so many."""
    words = [line.split(" ") for line in lines]
    for line in words:
        for place in range(len(line) - 1):
            if rng.random() < share:
                line[place] = "instead"
    return [" ".join(line) for line in words]


def excerpt(lines: Lines, other: Lines, rng: random.Random) -> Lines:
    count = rng.randint(6, 16)
    start = rng.randrange(len(lines) - count)
    return lines[start : start + count]


def reordered(lines: Lines, other: Lines, rng: random.Random) -> Lines:
    blocks = [lines[at : at + 4] for at in range(0, len(lines), 4)]
    rng.shuffle(blocks)
    return [line for block in blocks for line in block]


def updated(lines: Lines, other: Lines, rng: random.Random) -> Lines:
    return other[: rng.randint(3, 12)] + lines


def revised(lines: Lines, other: Lines, rng: random.Random) -> Lines:
    start = rng.randrange(4, 24)
    return lines[:start] + other[:3] + lines[start + 3 :]


def cut(lines: Lines, other: Lines, rng: random.Random) -> Lines:
    return lines[: rng.randint(10, 24)]


def framed(lines: Lines, other: Lines, rng: random.Random) -> Lines:
    """The same text under another headline, between a site's own lines."""
    return ["THIS STORY FIRST APPEARED ELSEWHERE.", *lines, "Subscribe to our newsletter for more."]


def edited(lines: Lines, other: Lines, rng: random.Random) -> Lines:
    return _reworded(lines, rng, 0.03)


def quoting(lines: Lines, other: Lines, rng: random.Random) -> Lines:
    return [*other[:12], f"“{' '.join(lines[4:10])}”", *other[12:]]


def mostly_quoting(lines: Lines, other: Lines, rng: random.Random) -> Lines:
    return [other[0], f"“{' '.join(lines[4:12])}”"]


def refilled(lines: Lines, other: Lines, rng: random.Random) -> Lines:
    """The same form with other names and numbers."""
    return [
        " ".join(
            f"Another{rng.randrange(99)}"
            if word[0].isupper() and place
            else "71" + word[1:]
            if word[0].isdigit()
            else word
            for place, word in enumerate(line.split(" "))
        )
        for line in lines
    ]


def same_frame(lines: Lines, other: Lines, rng: random.Random) -> Lines:
    return [*other[:16], *lines[16:]]


def on_the_same(lines: Lines, other: Lines, rng: random.Random) -> Lines:
    """Another article with the stock phrases of the trade."""
    return [
        f"{phrase.capitalize()} on {line[0].lower()}{line[1:]}"
        for line, phrase in zip(other, COMMON_PHRASES * 8, strict=True)
    ]


Kind = Callable[[Lines, Lines, random.Random], Lines]
COPIES: list[Kind] = [excerpt, reordered, updated, revised, cut, framed, edited]
OTHERS: list[Kind] = [quoting, mostly_quoting, refilled, same_frame, on_the_same]


def text_of(lines: Lines) -> str:
    return "\n\n".join(" ".join(lines[at : at + 4]) for at in range(0, len(lines), 4))


def measure(count: int, folder: Path | None) -> int:
    """Fill a desk, look for copies and print the figures; return 1 for a wrong join, else 0."""
    from django.contrib.auth.models import Group

    from claims.domain.copies import find_copies_pending
    from claims.domain.ingest import Draft
    from claims.domain.ingest.bulk import store_many
    from claims.domain.ingest.pending import index_pending
    from claims.models import Article, CopyPair, User
    from claims.vocabulary import PairState, Role

    by = User.objects.create_user("benchmark")
    by.groups.add(Group.objects.get(name=Role.REVIEWER))

    def look(drafts: list[Draft], what: str) -> None:
        """Store drafts, make them findable, then time the search for copies among them."""
        for _ in store_many(by=by, drafts=drafts):
            pass
        index_pending(workers=2)
        started, at_work = time.perf_counter(), time.process_time()
        looked_at = find_copies_pending()
        took, at_work = time.perf_counter() - started, time.process_time() - at_work
        print(
            f"{what}: {looked_at:,} looked at in {took:.1f} s, {looked_at / took:.0f} a second"
            f" ({at_work:.1f} s of this process)"
        )

    plain = [make_article(500_000 + number) for number in range(count)]
    look(
        [Draft(text=one.text, title=f"plain {one.number}", publisher=one.publisher) for one in plain],
        "articles without copies",
    )
    kinds = [*COPIES, *OTHERS]
    drafts = []
    for number in range(count):
        lines, other = lines_of(number), lines_of(100_000 + number)
        kind = kinds[number % len(kinds)]
        relative = kind(lines, other, random.Random(f"relative {number}"))
        drafts += [
            Draft(text=text_of(lines), title=f"{number} original", publisher="One"),
            Draft(text=text_of(relative), title=f"{number} {kind.__name__}", publisher="Other"),
        ]
    for path in sorted(folder.glob("*.txt")) if folder else []:
        drafts.append(Draft(text=path.read_text(), title=f"real {path.name}", publisher="Real"))
    look(drafts, "articles and their relatives")
    pairs = CopyPair.objects.select_related("first", "second")
    state = {frozenset((pair.first.title, pair.second.title)): pair.state for pair in pairs}
    titles: dict[int, list[str]] = {}
    for title, story in Article.objects.filter(story__isnull=False).values_list("title", "story_id"):
        titles.setdefault(story, []).append(title)
    found: dict[str, Counter[str]] = {kind.__name__: Counter() for kind in kinds}
    for number in range(count):
        kind = kinds[number % len(kinds)].__name__
        found[kind][state.get(frozenset((f"{number} original", f"{number} {kind}")), "unlike")] += 1
    for kind, states in found.items():
        print(f"  {kind:15} " + ", ".join(f"{name} {states[name]}" for name in sorted(states)))
    copies = [found[kind.__name__] for kind in COPIES]
    total = sum(sum(states.values()) for states in copies)
    joined = sum(states[PairState.JOINED] for states in copies)
    asked = sum(states[PairState.ASKED] for states in copies)
    print(f"true copies joined: {joined} of {total}, {100 * joined / total:.2f} %")
    print(f"joined or asked about: {100 * (joined + asked) / total:.2f} %")
    wrong = [members for members in titles.values() if not _is_right(members)]
    print(f"wrong joins: {len(wrong)}", *wrong[:5], sep="\n  ")
    for members in titles.values():
        if members[0].startswith("real "):
            print("real articles joined:", ", ".join(sorted(members)))
    asked_real = [sorted(pair) for pair, of in state.items() if of == PairState.ASKED and min(pair) > "real"]
    print("real pairs asked about:", asked_real or "none")
    return int(bool(wrong))


def _is_right(members: list[str]) -> bool:
    """Whether a story holds an original and its true copy; of real articles the reader is the judge."""
    if all(title.startswith("real ") for title in members):
        return True
    numbers = {title.split(" ")[0] for title in members}
    names = {title.split(" ")[1] for title in members}
    return len(numbers) == 1 and names <= {"original", *(kind.__name__ for kind in COPIES)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="real articles, one a .txt file")
    parser.add_argument("--articles", type=int, default=ARTICLES, help="originals; each gets a relative")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="copies-") as folder:
        prepare_environment(Path(folder))
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        sys.exit(measure(options.articles, options.folder))


if __name__ == "__main__":
    main()

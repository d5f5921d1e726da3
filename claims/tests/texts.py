"""Texts of made-up words, the same on every machine, and what became of their articles."""

import random

from claims.models import Article

SYLLABLES = [onset + vowel for onset in "bdklmnr" for vowel in "aeio"]


def sentences(seed: object, count: int = 20, words: int = 15) -> list[str]:
    """Return sentences of made-up words, the same for the same seed."""
    rng = random.Random(str(seed))
    made = []
    for _ in range(count):
        line = ["".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))) for _ in range(words)]
        line[rng.randrange(1, words)] = "".join(rng.choices(SYLLABLES, k=3)).capitalize()
        made.append(" ".join(line).capitalize() + ".")
    return made


def text_of(*parts: list[str]) -> str:
    lines = [line for part in parts for line in part]
    return "\n\n".join(" ".join(lines[at : at + 4]) for at in range(0, len(lines), 4))


def stories(*articles: Article) -> list[int | None]:
    for article in articles:
        article.refresh_from_db()
    return [article.story_id for article in articles]


def are_one(*articles: Article) -> bool:
    found = stories(*articles)
    return None not in found and len(set(found)) == 1

"""A newsroom's worth of articles and claims, the same on every machine.

The words fall off as in real text (Zipf and Mandelbrot): real function words first, then plausible
made-up ones, so that there are rare words, common phrases and words that stand nowhere. Articles with
the same number modulo ``TOPICS`` share a topic, so that a claim finds passages in other articles.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path

ARTICLES = 10_000
CLAIMS_PER_ARTICLE = 3
SENTENCES = 32  # of 20 words in the middle: about 640 words an article
VOCABULARY = 40_000
TOPICS = 400
TOPIC_WORDS = 30
FIRST_DAY = date(2022, 2, 24)
DAYS = 900

FREQUENT = """
    the of to and a in that is was for on it with as by at from he be this had not are but have they his
    were an which their said one has been or its will who would there more also after when about all we
    out up into than new over its last two could some other years time people first no if only her she
    them can what so now most before where between many during because against under while such our
    through being both those since until very still then did does even any may should how much same own
    three another early late near across among around without within however including according
"""

# How many of a hundred sentences hold the phrase. The first ones stand in a third of all articles or more.
PHRASES = {
    "the ministry of defence said": 2.4,
    "government officials told reporters": 2.0,
    "in a statement on Tuesday": 1.8,
    "the prime minister said": 1.6,
    "according to local authorities": 1.4,
    "the city council voted": 0.5,
    "an independent inquiry found": 0.2,
    "the power station was shut down": 0.1,
}
COMMON_PHRASES = list(PHRASES)[:4]
# Each stands in five articles.
RARE_WORDS = [
    f"{head}{tail}"
    for head in ("quarv", "zelb", "wyndr", "thask")
    for tail in ("ex", "ilt", "ogh", "umn", "ask")
]
NO_HITS = [
    f"{head}{tail}" for head in ("xaqq", "vvuz", "jjoq", "kxiw") for tail in ("ib", "od", "ep", "ut", "az")
]

ONSETS = "b br c ch cl d dr f fl g gr h j k l m n p pl pr r s sh sl st t th tr v w"
VOWELS = "a e i o u ai ea ou"
CODAS = ["", "", "", "", "", "n", "r", "l", "s", "t", "m", "nd"]
ENDINGS = ["", "", "", "ing", "ed", "s", "tion", "ment", "er", "al", "ity"]

KINDS = ("Herald", "Courier", "Tribune", "Gazette", "Wire", "Broadcasting", "Observer", "Bulletin")


@dataclass(frozen=True, slots=True)
class GeneratedClaim:
    """A claim and the place (code points) of its quote in the article's text."""

    statement: str
    quote: str
    start: int
    end: int
    claimant: str
    claimed_on: date


@dataclass(frozen=True, slots=True)
class GeneratedArticle:
    """One article; ``sentences`` are the places (code points) of its sentences."""

    number: int
    title: str
    publisher: str
    url: str
    published_on: date
    text: str
    sentences: list[tuple[int, int]]
    claims: list[GeneratedClaim]

    def quote(self, sentence: int) -> tuple[int, int, str]:
        start, end = self.sentences[sentence % len(self.sentences)]
        return start, end, self.text[start:end]


@cache
def vocabulary() -> tuple[list[str], list[float]]:
    """Return all words, most frequent first, and their cumulative weights."""
    rng = random.Random("vocabulary")
    words = list(dict.fromkeys(FREQUENT.split()))
    onsets, vowels = ONSETS.split(), VOWELS.split()
    made: dict[str, float] = {}
    while len(words) + len(made) < VOCABULARY:
        syllables = rng.choices((1, 2, 3), (3, 5, 1))[0]
        stem = "".join(rng.choice(onsets) + rng.choice(vowels) + rng.choice(CODAS) for _ in range(syllables))
        word = stem + rng.choice(ENDINGS)
        if len(word) > 3 and word not in (*words, *RARE_WORDS, *NO_HITS):
            made.setdefault(word, len(word) + rng.uniform(0, 4))
    words += sorted(made, key=lambda word: made[word])  # frequent words are short, by and large
    return words, list(accumulate(1 / (rank + 2.7) for rank in range(1, len(words) + 1)))


@cache
def names() -> tuple[list[str], list[str]]:
    """Return the publishers and the claimants."""
    words, _ = vocabulary()
    places = [word.capitalize() for word in words[3000:3400] if word.isalpha()]
    publishers = [f"{place} {KINDS[number % len(KINDS)]}" for number, place in enumerate(places[:60])]
    claimants = [f"{one} {other}" for one, other in zip(places[60:200], places[200:340], strict=True)]
    return publishers, claimants


@cache
def topic_words(topic: int) -> list[str]:
    words, _ = vocabulary()
    return random.Random(f"topic {topic}").sample(words[1500:20_000], TOPIC_WORDS)


def _sentence(rng: random.Random, drawn: list[str], about: list[str]) -> str:
    words = [rng.choice(about) if len(word) > 4 and rng.random() < 0.15 else word for word in drawn]
    for phrase, share in PHRASES.items():
        if rng.random() * 100 < share:
            place = rng.randrange(len(words))
            words[place : place + 1] = phrase.split()
    if rng.random() < 0.2:
        words.insert(len(words) // 2, str(rng.randrange(2, 9_000)))
    if len(words) > 16:
        words[9] += ","
    words[0] = words[0][0].upper() + words[0][1:]
    return " ".join(words) + "."


def make_article(number: int) -> GeneratedArticle:
    """Return article ``number`` (from 0), always the same."""
    rng = random.Random(f"article {number}")
    words, weights = vocabulary()
    publishers, claimants = names()
    about = topic_words(number % TOPICS)
    rare = RARE_WORDS[number % len(RARE_WORDS)] if (number // len(RARE_WORDS)) % 100 == 7 else ""
    pieces, places, at = [], [], 0
    for place in range(SENTENCES):
        drawn = rng.choices(words, cum_weights=weights, k=rng.randint(11, 28))
        if place == 5 and rare:
            drawn[3] = rare
        sentence = _sentence(rng, drawn, about)
        pieces.append(sentence)
        places.append((at, at + len(sentence)))
        gap = "\n\n" if place % 4 == 3 else " "
        pieces.append(gap)
        at += len(sentence) + len(gap)
    text = "".join(pieces).rstrip()
    published_on = FIRST_DAY + timedelta(days=number % DAYS)
    claims = []
    for place in sorted(rng.sample(range(SENTENCES), CLAIMS_PER_ARTICLE)):
        start, end = places[place]
        claims.append(
            GeneratedClaim(
                statement=" ".join(text[start:end].rstrip(".").split()[:16]) + ".",
                quote=text[start:end],
                start=start,
                end=end,
                claimant=rng.choice(claimants),
                claimed_on=published_on - timedelta(days=rng.randrange(5)),
            )
        )
    title = rng.choices(words, cum_weights=weights, k=6) + rng.sample(about, 2)
    return GeneratedArticle(
        number=number,
        title=" ".join(title).capitalize(),
        publisher=publishers[rng.randrange(len(publishers))],
        url=f"https://news{number % 60}.example/articles/{number}",
        published_on=published_on,
        text=text,
        sentences=places,
        claims=claims,
    )


def make_articles(count: int = ARTICLES) -> Iterator[GeneratedArticle]:
    return map(make_article, range(count))


def write_jsonl(path: Path, count: int = ARTICLES) -> int:
    """Write the articles as ``import_articles`` reads them, one a line; return the size in bytes."""
    with path.open("w", encoding="utf-8") as file:
        for article in make_articles(count):
            line = {
                "title": article.title,
                "publisher": article.publisher,
                "url": article.url,
                "published_at": article.published_on.isoformat(),
                "text": article.text,
            }
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return path.stat().st_size

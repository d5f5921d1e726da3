"""How fast sentences become vectors: ``python -m benchmarks.embedding``.

Counted in seconds of processor time of this one process, which a busy machine lengthens less than
seconds on the clock (other programs still take its caches and its boost). Nothing else is needed: no
database, no server. Loading the model isn't counted.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable

RUNS = 5
GENERATED = 600
CLAIMS = 600


def passages_of_seeds() -> list[str]:
    """Return the passages that the demonstration's articles are cut into, boilerplate left out."""
    from pathlib import Path

    from claims.domain.text import split_passages
    from claims.vocabulary import PassageKind

    found = []
    for path in sorted(Path("seeds/articles").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        spans = [span for span in split_passages(text) if span.kind != PassageKind.BOILERPLATE]
        found += [text[span.start : span.end] for span in spans]
    return found


def generated_sentences() -> list[str]:
    """Return sentences of the generated newsroom: about 20 words, most of them made up and cut small."""
    from benchmarks.generator import make_article

    articles = (make_article(number) for number in range(GENERATED // 30))
    return [article.text[start:end] for article in articles for start, end in article.sentences][:GENERATED]


def generated_claims() -> list[str]:
    """Return short statements of common words, as claims are."""
    import random

    from benchmarks.generator import FREQUENT

    rng, words = random.Random("claims"), FREQUENT.split()
    return [" ".join(rng.choices(words, k=rng.randint(8, 16))).capitalize() + "." for _ in range(CLAIMS)]


TEXTS: dict[str, Callable[[], list[str]]] = {
    "passages of the seeds": passages_of_seeds,
    "short statements, common words": generated_claims,
    "generated sentences, made-up words": generated_sentences,
}


def count_pieces(texts: list[str]) -> list[int]:
    from django.conf import settings

    from claims.domain.embedding.folder import read_folder
    from claims.domain.embedding.wordpiece import WordPiece

    wordpiece = WordPiece(read_folder(settings.EMBEDDER).vocabulary)
    return [len(wordpiece.encode(text)) for text in texts]


def measure(texts: list[str]) -> dict[str, float]:
    """Embed the texts several times over; the middle run counts."""
    from claims.domain import embedding

    texts = list(dict.fromkeys(texts))
    embedding.embed(texts[:16])
    rates = []
    for _ in range(RUNS):
        began = time.process_time()
        embedding.embed(texts)
        rates.append(len(texts) / (time.process_time() - began))
    return {
        "sentences": len(texts),
        "pieces_each": round(statistics.mean(count_pieces(texts)), 1),
        "per_cpu_second": round(statistics.median(rates), 1),
        "fastest_run": round(max(rates), 1),
        "slowest_run": round(min(rates), 1),
    }


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    import django

    django.setup()
    from claims.domain import embedding

    began = time.process_time()
    if not embedding.is_available():
        sys.exit(embedding.why_not())
    embedding.embed(["It rained."])
    figures = {
        "model": embedding.model_name(),
        "load_average": [round(load, 2) for load in os.getloadavg()],
        "loading_cpu_seconds": round(time.process_time() - began, 2),
        "texts": {name: measure(texts()) for name, texts in TEXTS.items()},
    }
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()

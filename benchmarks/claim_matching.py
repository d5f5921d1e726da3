"""Measure how earlier claims are found: ``python -m benchmarks.claim_matching DATA_FOLDER [--write]``.

The data are those of CheckThat! 2020, task 2 (English): checked claims, and posts of a train and a dev
split. All of it goes through the product's own SQL, in a private database in a folder of its own. The
ranker is fitted on the train split alone, and the line drawn there; the dev split is measured once. With
``--write`` the ranker is then fitted on both splits and stored where the desk reads it.
"""

import argparse
import json
import os
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.matching_data import Post
    from benchmarks.matching_fit import Listed
    from claims.domain.claim_matching.ranking import Ranker

FOLDS = 5
# The line is drawn where this share of the unrelated statements is alerted for, of those beside the train split.
ALERTED = 0.04
VERSION = 3
TIMED = 200
# Figures of the second model, besides those of vectors.
PROBABILITY = (
    "score",
    "above_next",
    "bm25",
    "bm25_of_possible",
    "query_covered",
    "claim_covered",
    "jaccard",
    "rarest_shared",
    "rarest_missing",
    "pairs_covered",
    "names_covered",
    "numbers_missing",
    "token_sort_ratio",
    "length_ratio",
)
PROBABILITY_VECTORS = ("cosine", "cosine_best", "cosine_covered")


def figures_of(with_vectors: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    from claims.domain.claim_matching.features import FEATURES, OF_VECTORS, OF_WORDS_ALONE

    left_out = OF_WORDS_ALONE if with_vectors else OF_VECTORS
    order = tuple(name for name in FEATURES if name not in left_out)
    return order, PROBABILITY + (PROBABILITY_VECTORS if with_vectors else ())


def list_candidates(
    posts: Sequence["Post"], unrelated: Sequence[str], *, with_vectors: bool
) -> tuple[list["Listed"], list["Listed"], list["Listed"]]:
    """Ask the desk for every post, for every post without what was checked of it, and for the rest."""
    from benchmarks.matching_fit import Listed
    from claims.domain.claim_matching import vectors
    from claims.domain.claim_matching.finding import rank_statement

    def ask(text: str, same: Sequence[int], relevant: set[int], *, taken_out: Sequence[int] = ()) -> Listed:
        rows = vectors.vectors_of(text, claim=None, vector=None) if with_vectors else None
        _, candidates = rank_statement(text, vector=rows, leaving_out=taken_out)
        return Listed(candidates, set(same), relevant)

    return (
        [ask(post.text, post.copies, post.relevant) for post in posts],
        [ask(post.text, (), set(), taken_out=post.copies) for post in posts],
        [ask(text, (), set()) for text in unrelated],
    )


def quality(ranker: "Ranker", lists: Sequence["Listed"]) -> dict[str, float]:
    """Return the mean average precision over five and the recall over twenty, as the 2020 lab counts them."""
    from claims.domain.claim_matching.ranking import put_in_order

    precisions, recalls = [], []
    for one in lists:
        ids = [ranked.candidate.claim_id for ranked in put_in_order(ranker, one.candidates)]
        found = [place for place, pk in enumerate(ids, start=1) if pk in one.relevant]
        at_5 = [number / place for number, place in enumerate(found, start=1) if place <= 5]
        precisions.append(sum(at_5) / min(len(one.relevant), 5))
        recalls.append(sum(place <= 20 for place in found) / len(one.relevant))
    return {
        "map_at_5": round(statistics.mean(precisions), 4),
        "recall_at_20": round(statistics.mean(recalls), 4),
    }


def best_probabilities(ranker: "Ranker", lists: Sequence["Listed"]) -> list[tuple[float, bool]]:
    """Return of each statement the likeliest candidate's probability, and whether it says the same."""
    from claims.domain.claim_matching.ranking import put_in_order

    best = []
    for one in lists:
        ranked = put_in_order(ranker, one.candidates)
        top = max(ranked, key=lambda each: each.probability, default=None)
        best.append((top.probability, top.candidate.claim_id in one.same) if top else (0.0, False))
    return best


def gate(ranker: "Ranker", line: float, lists: Sequence[Sequence["Listed"]]) -> dict[str, float]:
    """Return how often the right claim is shown above a line, and how often another statement is alerted for.

    Those are sentences that have nothing to do with the pool, and posts whose claim is taken out of it.
    """
    right, taken_out, unrelated = (best_probabilities(ranker, one) for one in lists)

    def alerted(found: Sequence[tuple[float, bool]]) -> float:
        return round(sum(share >= line for share, _ in found) / max(len(found), 1), 4)

    return {
        "shown": round(sum(share >= line and same for share, same in right) / len(right), 4),
        "alerts_unrelated": alerted(unrelated),
        "alerts_taken_out": alerted(taken_out),
    }


def draw_line(fit: Callable[[Sequence["Listed"]], "Ranker"], lists: Sequence[Sequence["Listed"]]) -> float:
    """Return the probability that ``ALERTED`` of the unrelated statements reach.

    Each is judged by a ranker that was fitted without it.
    """
    found: list[float] = []
    for fold in range(FOLDS):
        fitted = fit([item for one in lists for number, item in enumerate(one) if number % FOLDS != fold])
        own = [item for number, item in enumerate(lists[-1]) if number % FOLDS == fold]
        found += [share for share, _ in best_probabilities(fitted, own)]
    found.sort()
    return round(found[int(len(found) * (1 - ALERTED))], 4)


def measure_quality(
    folder: Path, unrelated: Path | None, *, with_vectors: bool, ids: dict[int, int]
) -> tuple[dict[str, Any], dict[str, Any], "Ranker"]:
    """Fit on train and measure on dev; return the figures, weights fitted on both, and the ranker measured."""
    from dataclasses import asdict, replace

    from benchmarks import matching_data
    from benchmarks.matching_fit import fit_ranker
    from claims.domain.claim_matching.ranking import PROBABLE

    splits = {}
    for number, split in enumerate(("train", "dev")):
        posts = matching_data.read_posts(folder, split, ids)
        others = matching_data.read_unrelated(unrelated, len(posts), seed=number) if unrelated else []
        splits[split] = list_candidates(posts, others, with_vectors=with_vectors)
    order, probability = figures_of(with_vectors)

    def fit(lists: Sequence["Listed"]) -> "Ranker":
        return fit_ranker(lists, name="", order=order, probability=probability)

    train, dev = splits["train"], splits["dev"]
    line = draw_line(fit, train) if unrelated else PROBABLE
    fitted = replace(fit([item for one in train for item in one]), line=line)
    figures = {
        "line": line,
        "train": quality(fitted, train[0]),
        "dev": quality(fitted, dev[0]),
        "gate_at_line": gate(fitted, line, dev),
        "gate_at_probable": gate(fitted, PROBABLE, dev),
    }
    shipped = fit([item for one in (*train, *dev) for item in one])
    weights = {"order": asdict(shipped.order), "probability": asdict(shipped.probability), "line": line}
    return figures, weights, fitted


def measure_confirmed(folder: Path, ids: dict[int, int], fitted: dict[str, "Ranker"]) -> dict[str, Any]:
    """Measure the dev split again, with the same rankers, once the train posts are places of their claims."""
    from benchmarks import matching_data

    matching_data.add_confirmed(matching_data.read_posts(folder, "train", ids))
    posts = matching_data.read_posts(folder, "dev", ids)
    return {
        kind: quality(ranker, list_candidates(posts, (), with_vectors=kind != "words")[0])
        for kind, ranker in fitted.items()
    }


def measure_speed(folder: Path, ids: dict[int, int], total: int) -> dict[str, float]:
    """Fill the desk up to ``total`` claims and time the posts of the dev split, one after the other."""
    from benchmarks import matching_data, newsroom
    from claims.domain import embedding
    from claims.domain.claim_matching import similar_claims, vectors
    from claims.domain.claim_matching.finding import rank_statement

    began = time.perf_counter()
    matching_data.add_generated(total, model=embedding.model_name())
    filled = time.perf_counter() - began
    if embedding.is_available():
        embedding.index_vectors()
    newsroom.tidy()
    texts = [post.text for post in matching_data.read_posts(folder, "dev", ids)][:TIMED]
    embedded, searched, whole = [], [], []
    for text in [texts[0], *texts]:
        began = time.perf_counter()
        rows = vectors.vectors_of(text, claim=None, vector=None)
        embedded.append(time.perf_counter() - began)
        rank_statement(text, vector=rows)
        searched.append(time.perf_counter() - began - embedded[-1])
        began = time.perf_counter()
        similar_claims(statement=text)
        whole.append(time.perf_counter() - began)

    def p(times: list[float], share: int) -> float:
        return round(statistics.quantiles(times[1:], n=100)[share - 1] * 1000, 1)

    return {
        "claims": total,
        "filled_seconds": round(filled, 1),
        **{
            f"{name}_p{share}_ms": p(times, share)
            for name, times in (("embedding", embedded), ("search", searched), ("whole", whole))
            for share in (50, 95)
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path, help="the folder with verified_claims.docs.tsv, train and dev")
    parser.add_argument("--unrelated", type=Path, help="sentences that nobody checked, JSON with a text each")
    parser.add_argument("--folder", type=Path, default=Path("/tmp/factcheck-claim-matching"))
    parser.add_argument("--claims", type=int, default=100_000, help="how many to measure speed with; 0: none")
    parser.add_argument("--write", action="store_true", help="store the weights and the figures")
    options = parser.parse_args()
    from benchmarks.run import manage, prepare_environment

    shutil.rmtree(options.folder, ignore_errors=True)
    options.folder.mkdir(parents=True)
    prepare_environment(options.folder)
    manage("migrate", "-v0")
    import django

    django.setup()
    from benchmarks import matching_data, results
    from claims.domain import embedding
    from claims.domain.claim_matching import forget_frequencies, ranking

    figures: dict[str, Any] = {"machine": results.machine(), "load": round(os.getloadavg()[0], 2)}
    ids = matching_data.load_claims(options.data)
    if embedding.is_available():
        began = time.perf_counter()
        embedding.embed_claims_pending()
        figures["embedded_per_second"] = round(len(ids) / (time.perf_counter() - began), 1)
        embedding.index_vectors()
    from benchmarks.newsroom import tidy

    tidy()
    forget_frequencies()
    stored: dict[str, Any] = {"name": "claim-matcher", "version": VERSION}
    fitted: dict[str, Ranker] = {}
    for kind in ("words-and-vectors", "words") if embedding.is_available() else ("words",):
        figures[kind], stored[kind], fitted[kind] = measure_quality(
            options.data, options.unrelated, with_vectors=kind != "words", ids=ids
        )
        print(kind, json.dumps(figures[kind]), flush=True)
    figures["dev_with_train_confirmed"] = measure_confirmed(options.data, ids, fitted)
    print("with the train posts confirmed", json.dumps(figures["dev_with_train_confirmed"]), flush=True)
    if options.write:  # before the desk is timed, since that is with the weights it reads
        ranking.WEIGHTS.write_text(json.dumps(stored, indent=1) + "\n")
        ranking.ranker.cache_clear()
    if options.claims:
        figures["speed"] = measure_speed(options.data, ids, options.claims)
        print(json.dumps(figures["speed"]), flush=True)
    if options.write:
        Path(__file__).with_name("claim_matching.json").write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    sys.exit(main())

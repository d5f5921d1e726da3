"""Reading the claims and posts of CheckThat! 2020, task 2, and filling a desk with them.

A checked claim becomes a claim of the desk: its ``vclaim`` is the statement, and its ``title`` the text of
the article that it stands in, so the words of its one appearance.
"""

import csv
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from random import Random

import numpy as np
from django.db import connection, transaction
from rapidfuzz import fuzz, process

from claims.domain.claim_matching.cleaning import clean_statement, fold
from claims.domain.embedding.indexes import INDEXES
from claims.models import Appearance, Article, ArticleRevision, Claim, ClaimVector, Publisher, User

AT_ONCE = 1000
NEARLY = 95  # per cent of letters from which on another claim is a copy
GENERATED_BLEND = 3
# How long a sentence of a debate is that could be taken for a claim or a post.
UNRELATED_WORDS = range(8, 60)


@dataclass
class Post:
    """A post, and the claims (ids of the desk) that were checked in answer to it."""

    text: str
    relevant: set[int]
    copies: list[int] = field(default_factory=list)  # those claims, and whatever says the same in the pool


def read_table(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, delimiter="\t")
        next(rows)
        yield from rows


def load_claims(folder: Path) -> dict[int, int]:
    """Lift every checked claim; return the desk's id of each id of the data."""
    by = User.objects.create(username="measuring")
    publisher = Publisher.objects.create(name="Checked before")
    rows = [
        (int(number), claim.strip(), title.strip())
        for number, claim, title in read_table(folder / "verified_claims.docs.tsv")
    ]
    ids: dict[int, int] = {}
    for start in range(0, len(rows), AT_ONCE):
        with transaction.atomic():
            _lift(rows[start : start + AT_ONCE], by=by, publisher=publisher, ids=ids)
    return ids


def _store(
    rows: list[tuple[int, str, str]], *, by: User, publisher: Publisher, salt: str
) -> list[ArticleRevision]:
    """Store an article for the last text of each row."""
    texts = [text or "-" for _, _, text in rows]
    articles = Article.objects.bulk_create(
        Article(publisher=publisher, title=text[:300], language="en", added_by=by) for text in texts
    )
    return ArticleRevision.objects.bulk_create(
        ArticleRevision(
            article=article,
            number=1,
            text=text,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            fingerprint=hashlib.sha256(f"{salt} {number}".encode()).hexdigest(),
            created_by=by,
        )
        for article, text, (number, _, _) in zip(articles, texts, rows, strict=True)
    )


def _place(claim_id: int, revision: ArticleRevision, by: User) -> Appearance:
    text = revision.text
    return Appearance(claim_id=claim_id, revision=revision, start=0, end=len(text), exact=text, created_by=by)


def _lift(rows: list[tuple[int, str, str]], *, by: User, publisher: Publisher, ids: dict[int, int]) -> None:
    revisions = _store(rows, by=by, publisher=publisher, salt="claim")
    claims = Claim.objects.bulk_create(
        Claim(statement=statement[:1000], lifted_from_id=revision.article_id, created_by=by)
        for revision, (_, statement, _) in zip(revisions, rows, strict=True)
    )
    Appearance.objects.bulk_create(
        _place(claim.pk, revision, by) for claim, revision in zip(claims, revisions, strict=True)
    )
    ids.update({number: claim.pk for claim, (number, _, _) in zip(claims, rows, strict=True)})


def read_posts(folder: Path, split: str, ids: dict[int, int]) -> list[Post]:
    """Return the posts of a split, with what was checked of each and the copies of that in the pool."""
    relevant: dict[str, set[int]] = {}
    for line in (folder / split / "tweet-vclaim-pairs.qrels").read_text().split("\n"):
        if parts := line.split():
            relevant.setdefault(parts[0], set()).add(ids[int(parts[2])])
    statements = dict(Claim.objects.filter(pk__in=ids.values()).values_list("pk", "statement"))
    folded = {pk: fold(statement) for pk, statement in statements.items()}
    keys, texts = list(folded), list(folded.values())
    posts = []
    for number, text in read_table(folder / split / "tweets.queries.tsv"):
        post = Post(text=clean_statement(text), relevant=relevant[number])
        mine = [folded[pk] for pk in post.relevant]
        near = process.cdist(mine, texts, scorer=fuzz.token_sort_ratio, score_cutoff=NEARLY)
        post.copies = [keys[place] for place in np.flatnonzero(near.max(axis=0))]
        posts.append(post)
    return posts


def add_confirmed(posts: list[Post]) -> None:
    """Keep posts as places of the claims that were checked of them, as when people said "same" to each."""
    by = User.objects.get(username="measuring")
    publisher = Publisher.objects.create(name="Posts")
    rows = [(number, "", post.text) for number, post in enumerate(posts)]
    with transaction.atomic():
        revisions = _store(rows, by=by, publisher=publisher, salt="post")
        Appearance.objects.bulk_create(
            _place(claim_id, revision, by)
            for post, revision in zip(posts, revisions, strict=True)
            for claim_id in sorted(post.relevant)
        )


def read_unrelated(path: Path, count: int, *, seed: int) -> list[str]:
    """Return sentences of debates, which nobody checked as far as the pool goes."""
    sentences = [clean_statement(row["text"]) for row in json.loads(path.read_text())]
    usable = [sentence for sentence in sentences if len(sentence.split()) in UNRELATED_WORDS]
    return Random(seed).sample(usable, count)


def add_generated(total: int, *, model: str) -> None:
    """Fill the desk up to ``total`` claims: words of others recombined, vectors between those of others."""
    random, generator = Random(7), np.random.default_rng(7)
    rows = list(Claim.objects.order_by("pk").values_list("pk", "statement"))
    by = User.objects.get(username="measuring")
    with connection.cursor() as cursor:
        cursor.execute("SELECT vector::text FROM claims_claimvector ORDER BY claim_id")
        known = np.array([json.loads(text) for (text,) in cursor.fetchall()], dtype=np.float32)
        # Each of the rows would find its place in it; it is made again after.
        cursor.execute(f"DROP INDEX IF EXISTS {INDEXES[ClaimVector._meta.db_table]}")
    words = [statement.split() for _, statement in rows]
    made = (_generate(words, random) for _ in range(total - len(rows)))
    while batch := list(islice(made, 5000)):
        with transaction.atomic():
            claims = Claim.objects.bulk_create(Claim(statement=text, created_by=by) for text in batch)
            if not len(known):
                continue
            mixed = known[generator.integers(0, len(known), (len(claims), GENERATED_BLEND))].mean(axis=1)
            mixed += generator.normal(0, 0.02, mixed.shape)
            mixed /= np.linalg.norm(mixed, axis=1, keepdims=True)
            with (
                connection.cursor() as cursor,
                cursor.copy(
                    "COPY claims_claimvector (claim_id, model, statement_sha256, vector) FROM STDIN"
                ) as copy,
            ):
                for claim, vector in zip(claims, mixed, strict=True):
                    copy.write_row(
                        (
                            claim.pk,
                            model,
                            hashlib.sha256(claim.statement.encode()).hexdigest(),
                            "[" + ",".join(f"{x:.4f}" for x in vector) + "]",
                        )
                    )


def _generate(words: list[list[str]], random: Random) -> str:
    """Return the first half of one claim with the second half of another."""
    one, other = random.choice(words), random.choice(words)
    return " ".join(one[: len(one) // 2 + 1] + other[len(other) // 2 :])[:1000] or "Nothing."

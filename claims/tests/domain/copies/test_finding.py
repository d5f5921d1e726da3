"""What is found to be a copy, what is asked about, and what is left alone."""

import pytest
from django.db import connection

from claims.domain import curation
from claims.domain.audit import verify
from claims.domain.copies import count_pending, find_copies_pending, find_copies_revision, signing
from claims.domain.copies.finding import forget_signatures
from claims.models import AuditEvent, CopyMark, CopyPair, CopySignature, Story
from claims.tests.texts import are_one, sentences, stories, text_of
from claims.vocabulary import PairState

pytestmark = pytest.mark.django_db

A = sentences("a")


def edited(lines: list[str], every: int) -> list[str]:
    """Change one word in so many."""
    words = " ".join(lines).split(" ")
    words[every // 2 :: every] = ["changed"] * len(words[every // 2 :: every])
    return [" ".join(words)]


@pytest.mark.parametrize(
    "copy",
    [
        text_of(A),
        text_of(["Another headline"], A),
        text_of(A[10:], A[:10]),
        text_of(A[4:11]),
        text_of(sentences("news", 5), A),
        text_of(A[:3], sentences("new", 2), A[5:]),
        text_of(edited(A, 25)),
        text_of(["A READER WRITES:"], A, ["Subscribe now"]),
        text_of(A).replace(" ", "  ").upper(),
    ],
    ids=["same", "headline", "order", "excerpt", "update", "revised", "edits", "furniture", "capitals"],
)
def test_a_copy_joins_the_story(store, copy):
    one, other = store(text_of(A)), store(copy)
    assert find_copies_pending() == 2
    assert are_one(one, other)
    assert Story.objects.get().created_by is None
    assert CopyPair.objects.get().state == PairState.JOINED
    event = AuditEvent.objects.get(action="story.joined")
    assert (event.actor, event.target_id, event.data["other"]) == (None, other.pk, one.pk)
    assert verify().is_whole


QUOTE = f"“{' '.join(sentences('quote', 5))}”"


@pytest.mark.parametrize(
    ("first", "second", "state"),
    [
        (A, sentences("b"), None),
        ([*A[:5], QUOTE], [*sentences("b", 5), QUOTE], PairState.ASKED),
        ([*A[:20], QUOTE], [*sentences("b", 20), QUOTE], None),
        (A, [*sentences("b", 1), QUOTE], None),
        ([*A, QUOTE], [*sentences("b", 1), QUOTE], PairState.ASKED),
        (A[:1], A[:1], None),
        (A[:2], A[:2], PairState.ASKED),
        (A, A[:8] + sentences("b", 12), PairState.ASKED),
        (A[:8] + sentences("b", 6), A[:8] + sentences("c", 6), PairState.ASKED),
        (["- one", "- two", "- three"], ["- one", "- two", "- three"], None),
    ],
    ids=[
        "others",
        "half a quotation",
        "a quotation",
        "only quotes",
        "mostly the quotation",
        "a line",
        "two lines",
        "partly",
        "frame",
        "list",
    ],
)
def test_what_only_looks_alike_never_joins(store, first, second, state):
    one, other = store(text_of(first)), store(text_of(second))
    find_copies_pending()
    assert stories(one, other) == [None, None]
    pair = CopyPair.objects.first()
    assert (pair and pair.state) == state
    assert not pair or pair.why
    assert not AuditEvent.objects.filter(action__startswith="story.").exists()


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        (A[:14] + sentences("b", 6), A[:14] + sentences("c", 6), "Each has a long stretch of its own"),
        ([*A, QUOTE], [*sentences("b", 1), QUOTE], "mostly a quotation"),
        (A[:2], A[:2], "too few words"),
        (A, A[:8] + sentences("b", 12), "Only a part"),
    ],
    ids=["frame", "quotation", "short", "partly"],
)
def test_a_question_says_what_speaks_against_a_copy(store, first, second, why):
    one, other = store(text_of(first)), store(text_of(second))
    find_copies_pending()
    assert stories(one, other) == [None, None]
    assert why in CopyPair.objects.get(state=PairState.ASKED).why


def form(seed: int) -> list[str]:
    """A notice that is filled in anew for every company."""
    names = [word.strip(".").capitalize() for word in sentences(f"form {seed}", 1, 16)[0].split()]
    stock = sentences("form", 16, 18)
    return [f"{line[:-1]} {names[place]} {seed * 97 + place * 31}." for place, line in enumerate(stock)]


def test_a_form_filled_in_anew_is_asked_about(store):
    articles = [store(text_of(form(seed))) for seed in (1, 2)]
    find_copies_pending()
    assert stories(*articles) == [None, None]
    pair = CopyPair.objects.get()
    assert pair.jaccard > 0.5
    assert "names and numbers" in pair.why


def test_a_form_does_not_flood_the_desk_with_questions(store):
    for seed in range(1, 16):
        store(text_of(form(seed)))
    find_copies_pending()
    assert not Story.objects.exists()
    assert CopyPair.objects.count() <= 5 * 15


def test_a_digest_of_two_articles_does_not_make_them_one(store):
    one, other = store(text_of(A)), store(text_of(sentences("b", 15)))
    digest = store(text_of(A, sentences("b", 15), sentences("c", 30)))
    find_copies_pending()
    assert not are_one(one, other)
    assert are_one(one, digest)
    pair = CopyPair.objects.get(first=other, second=digest)
    assert (pair.state, pair.why) == (PairState.ASKED, "The longer text holds another article as well")


def test_two_stories_that_become_connected_are_one(store):
    one, other = store(text_of(A[:14])), store(text_of(A[:14], sentences("x", 1)))
    third, fourth = store(text_of(A[10:], sentences("y", 20))), store(text_of(A[10:], sentences("y", 20)))
    find_copies_pending()
    assert are_one(one, other)
    assert are_one(third, fourth)
    assert not are_one(one, third)
    bridge = store(text_of(A[:14], A[14:], sentences("y", 20)))
    find_copies_pending()
    assert are_one(one, other, third, fourth, bridge)


def test_each_article_is_looked_at_once_until_it_changes(store, revise):
    articles = [store(text_of(sentences(number))) for number in range(5)]
    seen = []
    assert count_pending() == 5
    assert find_copies_pending(batch=2, progress=seen.append) == 5
    assert seen == [2, 2, 1]
    assert (count_pending(), find_copies_pending()) == (0, 0)
    assert not find_copies_revision(revision_id=articles[0].current_revision_id)
    revise(articles[0], text_of(sentences("new")))
    articles[0].refresh_from_db()
    assert count_pending() == 1
    assert find_copies_revision(revision_id=articles[0].current_revision_id)
    assert count_pending() == 0
    assert CopySignature.objects.count() == 5
    current = set(CopySignature.objects.values_list("revision_id", flat=True))
    assert set(CopyMark.objects.values_list("revision_id", flat=True)) == current


def test_a_join_that_no_longer_holds_becomes_a_question(store, revise):
    one, other = store(text_of(A)), store(text_of(A))
    find_copies_pending()
    revise(other, text_of(A[:2], sentences("b", 18)))
    find_copies_pending()
    assert are_one(one, other)
    pair = CopyPair.objects.get()
    assert (pair.state, pair.why) == (
        PairState.ASKED,
        "They were joined before; the newer text is less alike",
    )
    revise(other, text_of(A, ["Something else."]))
    find_copies_pending()
    assert CopyPair.objects.get().state == PairState.JOINED


def test_a_question_goes_when_the_texts_are_not_alike_any_more(store, revise):
    store(text_of(A))
    other = store(text_of(A[:8] + sentences("b", 12)))
    find_copies_pending()
    assert CopyPair.objects.get().state == PairState.ASKED
    revise(other, text_of(sentences("b", 12)))
    find_copies_pending()
    assert CopyPair.objects.get().state == PairState.UNLIKE
    assert not CopyPair.objects.asked().exists()


def test_looking_again_changes_nothing(store):
    articles = [store(text_of(A)), store(text_of(A, ["More."])), store(text_of(sentences("b")))]
    find_copies_pending()
    before = stories(*articles), list(CopyPair.objects.values("first", "second", "state", "jaccard"))
    marks = CopyMark.objects.count()
    forget_signatures()
    assert count_pending() == 3
    assert find_copies_pending() == 3
    assert (
        stories(*articles),
        list(CopyPair.objects.values("first", "second", "state", "jaccard")),
    ) == before
    assert CopyMark.objects.count() == marks


def test_articles_are_found_before_they_are_indexed(store):
    one, other = store("A headline\n\n" + text_of(A)), store(text_of(A))
    one.current_revision.passages.all().delete()
    find_copies_pending()
    assert are_one(one, other)
    assert CopyPair.objects.get().jaccard == 1


def test_a_retracted_article_waits_until_it_is_restored(store, editor):
    one, other = store(text_of(A)), store(text_of(A))
    curation.retract_article(by=editor, article=other, reason="A mistake.")
    assert find_copies_pending() == 1
    curation.restore_article(by=editor, article=other)
    assert find_copies_pending() == 1
    assert are_one(one, other)


FILLED = """
    INSERT INTO claims_article (id, publisher_id, title, byline, url, language, added_by_id, created_at,
        retraction_reason)
    SELECT 1000000 + n, %(publisher)s, 'Filled', '', '', '', %(person)s, now(), '' FROM generate_series(1, 3000) n;
    INSERT INTO claims_articlerevision (id, article_id, number, text, sha256, fingerprint, coverage,
        created_by_id, created_at)
    SELECT id, id, 1, 'x', '', id::text, 1, added_by_id, now() FROM claims_article WHERE id > 1000000;
    INSERT INTO claims_copysignature (revision_id, shingles, step, sketch, made_with)
    SELECT id, 600, 8, '', '' FROM claims_articlerevision WHERE id > 1000000;
    INSERT INTO claims_copymark (hash, revision_id)
    SELECT n * 7919, 1000000 + n %% 3000 FROM generate_series(1, 60000) n;
    UPDATE claims_article SET current_revision_id = id WHERE id > 1000000;
    SET CONSTRAINTS ALL IMMEDIATE;
    ANALYZE claims_article, claims_articlerevision, claims_copysignature, claims_copymark;
"""


def test_candidates_come_by_index(store):
    """Filled tables are never read through, whatever the planner thinks of the number of marks."""
    article = store(text_of(A))
    with connection.cursor() as cursor:
        for statement in FILLED.split(";")[:-1]:
            given = {"publisher": article.publisher_id, "person": article.added_by_id}
            used = {name: value for name, value in given.items() if f"%({name})s" in statement}
            cursor.execute(statement.replace("%%", "%") if not used else statement, used or None)
        for count in (3, 80, 8000):
            cursor.execute(
                "EXPLAIN " + signing.CANDIDATE_ROWS,
                {
                    "revisions": [1] * count,
                    "shingles": [600] * count,
                    "steps": [8] * count,
                    "hashes": list(range(count)),
                    "holders": signing.HOLDERS,
                    "least": signing.LEAST_SHARE,
                },
            )
            plan = "\n".join(line for (line,) in cursor.fetchall())
            assert "Seq Scan" not in plan
            assert "Index Only Scan Backward using claims_copymark_pkey" in plan

"""Who made a claim and whom evidence rests on, proposed in names that the desk knows."""

import time
from pathlib import Path

import pytest
from django.conf import settings

from claims.domain import attribution, claiming, curation
from claims.domain.attribution import Surroundings, origin_proposal, propose_claimant, propose_origins
from claims.management.seeding.loading import load_newsroom
from claims.management.seeding.reading import read_newsroom
from claims.models import Choice, Claim, Evidence, Origin, Publisher
from claims.tests.factories import make_article
from claims.vocabulary import UNKNOWN_PUBLISHER, Action, Proposal

pytestmark = pytest.mark.django_db
TEXT = "Minister Anna Petrenko came to the bridge. “It is open,” she said. Cars cross it. A sign said “no”."


def propose(quote, text=TEXT, publisher="Daily"):
    start = text.index(quote)
    return propose_claimant(text=text, start=start, end=start + len(quote), publisher=publisher)


class TestClaimant:
    def test_is_whoever_says_the_words(self):
        proposed = propose("It is open")
        assert (proposed.name, proposed.description) == ("Anna Petrenko", "Minister")
        assert proposed.why == "“she said”, and Anna Petrenko is meant"
        assert proposed.is_quoted

    def test_is_the_publisher_where_nobody_is_quoted(self):
        text = "The bridge opened in May.\n\n" + TEXT
        proposed = propose("The bridge opened", text)
        assert (proposed.name, proposed.is_quoted) == ("Daily", False)
        assert propose("The bridge opened", text, publisher=UNKNOWN_PUBLISHER) is None

    @pytest.mark.parametrize(
        ("text", "quote"),
        [
            ("He carried a sign that read “Open the bridge.”", "Open the bridge"),
            ("The ministry said the bridge was open.", "the bridge was open"),
        ],
    )
    def test_is_nobody_where_nothing_tells_whose_words_they_are(self, text, quote):
        assert propose(quote, text) is None

    def test_bears_the_desks_name(self, administrator):
        curation.save_claimant(by=administrator, name="A. Petrenko", aliases=["anna petrenko"])
        assert propose("It is open").name == "A. Petrenko"

    @pytest.mark.parametrize(
        "told",
        ["Russia’s Ministry of Defense", "The Russian Defense Ministry", "Russian defence ministry", "Russia's defense ministry"],
    )  # fmt: skip
    def test_knows_a_ministry_however_it_is_written(self, administrator, told):
        curation.save_claimant(by=administrator, name="Russian Ministry of Defence")
        text = f"On Monday {told} said that the troops were regrouped."
        assert propose("the troops were regrouped", text).name == "Russian Ministry of Defence"

    def test_takes_one_query(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            propose("It is open")

    def test_of_a_claim_deep_in_a_book_is_found_at_once(self):
        text = "The road was long. " * 200_000 + TEXT
        started = time.process_time()
        assert propose("It is open", text).name == "Anna Petrenko"
        assert time.process_time() - started < 2


class TestChoice:
    def lift(self, reviewer, claimant, proposed):
        article = make_article(by=reviewer, text=TEXT)
        start = TEXT.index("It is open")
        return claiming.lift_claim(
            by=reviewer,
            statement="The bridge is open.",
            revision=article.current_revision,
            start=start,
            end=start + 10,
            exact="It is open",
            claimant_name=claimant,
            proposed=proposed,
        )

    @pytest.mark.parametrize(
        ("claimant", "action"),
        [("anna petrenko", Action.TAKEN), ("Boris Lang", Action.CHANGED), ("", Action.REFUSED)],
    )
    def test_is_kept_with_what_was_proposed(self, reviewer, claimant, action):
        claim = self.lift(reviewer, claimant, propose("It is open"))
        choice = Choice.objects.get()
        assert (choice.kind, choice.action, choice.claim, choice.by) == (
            Proposal.CLAIMANT,
            action,
            claim,
            reviewer,
        )
        assert choice.data["proposed"] == "Anna Petrenko"
        assert choice.made_by == attribution.MADE_BY

    def test_taken_brings_the_office_along(self, reviewer):
        assert self.lift(reviewer, "Anna Petrenko", propose("It is open")).claimant.description == "Minister"
        assert self.lift(reviewer, "Boris Lang", propose("It is open")).claimant.description == ""


class TestOrigin:
    def test_is_whom_the_passage_quotes(self):
        found = origin_proposal(
            before="Boris Lang came.",
            passage="“It is open,” he said.",
            after="Cars cross it.",
            publisher="Daily",
        )
        assert (found.name, found.why) == ("Boris Lang", "“he said”, and Boris Lang is meant")

    def test_may_be_named_behind_the_passage(self):
        found = origin_proposal(
            before="",
            passage="“It is open.",
            after="It will stay so,” said Anna Petrenko.",
            publisher="Daily",
        )
        assert found.name == "Anna Petrenko"

    def test_is_the_publisher_else(self):
        assert origin_proposal(before="", passage="It is open.", after="", publisher="Daily").name == "Daily"
        assert (
            origin_proposal(before="", passage="It is open.", after="", publisher=UNKNOWN_PUBLISHER) is None
        )

    def test_bears_the_name_that_evidence_counts_by(self, administrator, django_assert_num_queries):
        curation.save_claimant(by=administrator, name="A. Petrenko", aliases=["Anna Petrenko"])
        Origin.objects.create(name="Institute for Roads")
        passages = [
            Surroundings("", "It is open, Anna Petrenko said.", "", "Daily"),
            Surroundings("", "It sags, said the institute for roads.", "", "Daily"),
            Surroundings("", "It is open.", "", UNKNOWN_PUBLISHER),
            Surroundings("", "It sags, the Institute for Roads said.", "", "Daily"),
        ]
        with django_assert_num_queries(1):
            names = [found and found.name for found in propose_origins(passages)]
        assert names == ["A. Petrenko", "Daily", None, "Institute for Roads"]

    def test_of_a_dozen_takes_next_to_no_time(self):
        before = "Minister Anna Petrenko, who built it, came to the bridge at nine in the morning on Monday."
        passage = "“The bridge is open and will stay so for a hundred years,” she said, according to the Harbour Times."
        started = time.process_time()
        for _ in range(120):
            origin_proposal(before=before, passage=passage, after=before, publisher="Daily")
        assert (time.process_time() - started) / 10 < 0.02


class TestSeeds:
    """The demonstration newsroom's quotes find their speakers."""

    @pytest.fixture
    def newsroom(self):
        load_newsroom(read_newsroom(Path(settings.BASE_DIR) / "seeds"))

    def test_claimants_are_proposed(self, newsroom):
        right = named = own = own_right = 0
        for claim in Claim.objects.select_related("claimant", "lifted_from__publisher"):
            place = claim.appearances.select_related("revision").order_by("pk").first()
            publisher = claim.lifted_from.publisher.name
            proposed = propose_claimant(
                text=place.revision.text, start=place.start, end=place.end, publisher=publisher
            )
            is_right = proposed is not None and proposed.name == claim.claimant.name
            if Publisher.objects.filter(name=claim.claimant.name).exists():
                own, own_right = own + 1, own_right + is_right
            else:
                named, right = named + 1, right + is_right
        assert (right, named) == (18, 18)
        assert (own_right, own) == (6, 7)

    def test_origins_are_proposed(self, newsroom):
        found = Evidence.objects.filter(revision__isnull=False).select_related(
            "origin", "revision__article__publisher"
        )
        quoted = right = 0
        for item in found:
            passage = item.revision.passages.filter(start__lte=item.start).order_by("-number").first()
            around = dict(
                item.revision.passages.filter(
                    number__in=[passage.number - 1, passage.number + 1]
                ).values_list("number", "text")
            )
            before, after = (around.get(passage.number + step, "") for step in (-1, 1))
            publisher = item.revision.article.publisher.name
            proposed = propose_origins([Surroundings(before, passage.text, after, publisher)])[0]
            if proposed and proposed.is_quoted:
                quoted, right = quoted + 1, right + (proposed.name == item.origin.name)
        # Two of the others are "Reuters" for Reuters' reporter.
        assert (right, quoted) == (20, 26)

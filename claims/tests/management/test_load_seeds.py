"""The demonstration newsroom: what it promises, and what happens to seeds that are broken."""

import shutil
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import TestCase

from claims.domain import audit
from claims.models import (
    Appearance,
    Article,
    AuditEvent,
    Claim,
    Claimant,
    Evidence,
    Passage,
    Publisher,
    Report,
    Ruling,
    User,
    Verdict,
)
from claims.tests.factories import make_article
from claims.vocabulary import Label, PassageKind, PublisherKind, Role, Stage

pytestmark = pytest.mark.django_db

ARTICLE = """Title: Troops leave the town
Publisher: The Courier
Kind: newspaper
Date: 2022-09-10

The ministry said that the troops were regrouping. A farmer saw them run.
"""
OTHER_ARTICLE = """Title: What was left
Publisher: The Observer
Kind: newspaper

An institute counted forty abandoned tanks in the town.
"""
NEWSROOM = """
[[people]]
username = "rita"
name = "Rita"
role = "reviewer"

[[people]]
username = "edgar"
name = "Edgar"
role = "editor"

[[claimants]]
name = "The ministry"

[[claims]]
key = "regrouping"
statement = "The troops were regrouping."
claimant = "The ministry"
date = 2022-09-10
lifted_from = "courier"
quote = "the troops were regrouping"
by = "rita"

[[claims.evidence]]
stance = "refutes"
article = "observer"
quote = "forty abandoned tanks"
origin = "An institute"
by = "rita"

[[claims.verdicts]]
reviewer = "rita"
label = "false"
rationale = "Nobody regroups without tanks."

[claims.ruling]
label = "false"
summary = "They fled."
explanation = "An institute that watched them says so; nobody else was there."
by = "edgar"
"""


def load(folder: Path | None = None) -> str:
    out = StringIO()
    call_command("load_seeds", *([folder] if folder else []), stdout=out)
    return out.getvalue()


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A small seeds folder that loads, to be broken one way at a time."""
    folder = tmp_path / "seeds"
    (folder / "articles").mkdir(parents=True)
    (folder / "articles" / "courier.txt").write_text(ARTICLE)
    (folder / "articles" / "observer.txt").write_text(OTHER_ARTICLE)
    (folder / "newsroom.toml").write_text(NEWSROOM)
    return folder


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1))


class TestTheProjectsOwnSeeds(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.output = load()

    def test_brings_what_the_readme_promises(self):
        assert Article.objects.count() == 5
        assert Claim.objects.count() == 25
        assert Evidence.objects.count() == 58
        assert Verdict.objects.count() == 27
        assert Claim.objects.filter(stage=Stage.PUBLISHED).count() == 5
        assert "5 articles, 25 claims, 58 pieces of evidence, 27 verdicts and 5 published" in self.output
        assert "13 claims wait" in self.output

    def test_every_stage_and_every_label_occurs(self):
        stages = Counter(Claim.objects.values_list("stage", flat=True))
        assert stages == {Stage.OPEN: 13, Stage.PUBLISHED: 5, Stage.AGREED: 4, Stage.CONFLICT: 3}
        assert set(Verdict.objects.values_list("label", flat=True)) == set(Label.values)
        assert set(Ruling.objects.values_list("label", flat=True)) == set(Label.values)

    def test_every_reviewer_finds_all_open_claims_waiting(self):
        reviewers = User.objects.filter(groups__name=Role.REVIEWER)
        assert reviewers.count() == 3
        for reviewer in reviewers:
            assert Claim.objects.waiting_for(reviewer).count() == 13
        assert not Verdict.objects.filter(claim__stage=Stage.OPEN).exists()

    def test_merely_regrouping_is_false_and_was_corrected_in_the_open(self):
        claim = Claim.objects.get(statement__startswith="Russia is merely regrouping")
        first, second = claim.rulings.order_by("number")
        assert (claim.label, first.label, second.label) == (Label.FALSE,) * 3
        assert "95" in second.note
        assert "95" not in first.explanation
        assert claim.appearances.count() == 4

    def test_every_claim_says_who_made_it_and_where(self):
        assert not Claim.objects.filter(claimant=None).exists()
        assert not Claim.objects.filter(appearances=None).exists()
        assert not Claimant.objects.filter(description="").exists()
        assert Claim.objects.filter(claimed_on=None).count() == 1  # the feint, which nobody dates

    def test_nobody_can_sign_in_with_a_password(self):
        people = User.objects.all()
        assert len(people) == 5
        assert not any(person.has_usable_password() for person in people)
        assert {role for person in people for role in person.roles} == set(Role.values)
        assert [person.username for person in people if person.is_staff] == ["tomas"]
        assert not any(person.is_superuser for person in people)

    def test_readers_comments_are_kept_as_boilerplate(self):
        blog = Passage.objects.filter(revision__article__publisher__kind=PublisherKind.BLOG)
        grey = blog.filter(kind=PassageKind.BOILERPLATE)
        assert grey.filter(text__contains="In a feint you take your tanks with you").exists()
        assert grey.filter(text="Leave a Reply").exists()
        assert not grey.filter(text__contains="Ukrinform wrote").exists()

    def test_publishers_have_their_kinds(self):
        assert Publisher.objects.get(name="Polygraph.info").kind == PublisherKind.FACT_CHECKER
        assert Publisher.objects.get(name="USA Today").kind == PublisherKind.NEWSPAPER

    def test_the_log_tells_of_everything_and_is_whole(self):
        verification = audit.verify()
        assert verification.is_whole
        actions = Counter(AuditEvent.objects.values_list("action", flat=True))
        assert actions == {
            "account.added": 5,
            "article.added": 5,
            "claimant.aliases_changed": 6,
            "claim.lifted": 25,
            "claim.appearance_added": 10,
            "evidence.added": 58,
            "verdict.given": 27,
            "ruling.publication": 5,
            "ruling.correction": 1,
            "report.made": 1,
            "report.section_added": 2,
            "report.claims_moved": 5,
            "report.published": 1,
        }

    def test_a_report_of_the_published_rulings_is_public(self):
        report = Report.objects.get()
        version = report.latest_version
        assert report.is_published
        assert not report.changed_since_published
        assert [section["title"] for section in version.sections] == [
            "How it was explained",
            "What happened on the ground",
        ]
        assert list(version.items.values_list("section", "ruling__label")) == [
            (1, "false"),
            (1, "disputed"),
            (1, "false"),
            (2, "true"),
            (2, "unproven"),
        ]

    def test_loading_again_changes_nothing(self):
        before = audit.verify()
        assert "not loaded" in load()
        assert audit.verify() == before
        assert (Article.objects.count(), User.objects.count()) == (5, 5)


def test_leaves_a_desk_alone_where_somebody_works_already(administrator):
    make_article(by=administrator)
    assert "not loaded" in load()
    assert Article.objects.count() == 1
    assert not Claim.objects.exists()


def test_loads_a_folder_of_ones_own(seeds):
    assert "2 articles, 1 claims" in load(seeds)
    claim = Claim.objects.get()
    assert (claim.stage, claim.label, claim.claimant.name) == (Stage.PUBLISHED, Label.FALSE, "The ministry")
    appearance = Appearance.objects.get()
    assert appearance.revision.text[appearance.start : appearance.end] == "the troops were regrouping"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('role = "editor"', 'role = "boss"', ["newsroom.toml, person 2", "`role`", "boss", "reviewer"]),
        ('username = "rita"\n', "", ["newsroom.toml, person 1", "`username` is missing"]),
        ('name = "The ministry"', 'name = "The army"', ["claim regrouping", "no claimant", "The ministry"]),
        ('key = "regrouping"\n', "", ["newsroom.toml, claim 1", "`key` is missing"]),
        ("statement", "statment", ["claim regrouping", "`statement` is missing"]),
        ("date = 2022-09-10", 'date = "10 Sept"', ["claim regrouping", "`date`"]),
        ('lifted_from = "courier"', 'lifted_from = "curier"', ["claim regrouping", "articles/curier.txt"]),
        ('quote = "the troops', 'quote = "our troops', ["claim regrouping", "our troops", "courier.txt"]),
        ('quote = "the troops were regrouping"', 'quote = "the"', ["claim regrouping", "2 times"]),
        ('stance = "refutes"', 'stance = "denies"', ["claim regrouping, evidence 1", "denies"]),
        ("forty abandoned", "fifty abandoned", ["claim regrouping, evidence 1", "fifty", "observer.txt"]),
        ('article = "observer"\n', "", ["claim regrouping, evidence 1", "`article` or a `url`"]),
        (
            'article = "observer"',
            'url = "javascript:alert(1)"',
            ["claim regrouping, evidence 1", "http"],
        ),
        ('label = "false"', 'label = "wrong"', ["claim regrouping, verdict 1", "wrong"]),
        ('stance = "refutes"', 'stance = "context"', ["claim regrouping, verdict 1", "refutes the claim"]),
        ('reviewer = "rita"', 'reviewer = "rito"', ["claim regrouping, verdict 1", "rito"]),
        ('by = "edgar"', 'by = "rita"', ["claim regrouping, ruling", "Only an editor"]),
        ("[claims.ruling]", "[claims.rulings]", ["claim regrouping", "unknown field: rulings"]),
        ("[[people]]", "[[people]", ["newsroom.toml", "not valid TOML"]),
    ],
)
def test_a_broken_newsroom_names_its_place_and_leaves_nothing_behind(seeds, old, new, words):
    change(seeds / "newsroom.toml", old, new)
    with pytest.raises(CommandError) as raised:
        load(seeds)
    message = str(raised.value)
    assert "newsroom.toml" in message
    for word in words:
        assert word in message
    assert not Article.objects.exists()
    assert not User.objects.exists()
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Publisher: The Courier\n", "", ["Publisher is missing"]),
        ("Kind: newspaper", "Kind: gazette", ["gazette", "newspaper"]),
        ("Date: 2022-09-10", "Date: 10 September", ["10 September", "2022-09-14"]),
        ("Title: Troops", "Troops", ["is not a header"]),
        (ARTICLE.partition("\n\n")[2], "", ["no text"]),
        ("Date:", "URL: ftp://example.org/\nDate:", ["http"]),
    ],
)
def test_a_broken_article_names_its_file(seeds, old, new, words):
    change(seeds / "articles" / "courier.txt", old, new)
    with pytest.raises(CommandError) as raised:
        load(seeds)
    for word in ["articles/courier.txt", *words]:
        assert word in str(raised.value)
    assert not Article.objects.exists()


def test_two_files_with_the_same_article_are_refused(seeds):
    shutil.copy(seeds / "articles" / "courier.txt", seeds / "articles" / "courier-again.txt")
    with pytest.raises(CommandError, match=r"articles/courier\.txt: two articles are one"):
        load(seeds)


def test_a_folder_without_seeds_is_refused(tmp_path):
    with pytest.raises(CommandError, match="no article is there"):
        load(tmp_path)


def test_a_file_that_is_not_utf_8_is_named(seeds):
    (seeds / "articles" / "courier.txt").write_bytes(b"Title: Caf\xe9\n\nText")
    with pytest.raises(CommandError, match=r"articles/courier\.txt: cannot be read"):
        load(seeds)

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from claims.domain import claiming, evidence
from claims.domain.ingest.pending import index_pending
from claims.models import Choice, Evidence, RefusedPassage
from claims.tests.factories import INSTITUTE_TEXT, REPORTER_TEXT, make_article, make_claim, make_evidence
from claims.vocabulary import Stance

pytestmark = pytest.mark.django_db


def html(response, status=200):
    assert response.status_code == status
    return response.content.decode()


@pytest.fixture
def claim(reviewer):
    return make_claim(by=reviewer, statement="The troops were being regrouped.")


@pytest.fixture
def search(claim):
    return reverse("evidence-search", args=[claim.pk])


@pytest.fixture
def link(claim):
    return reverse("evidence-add-link", args=[claim.pk])


@pytest.fixture
def institute(reviewer, claim):
    """Another article, found by the claim's words."""
    article = make_article(
        by=reviewer, text=INSTITUTE_TEXT, publisher="An institute", title="False narrative"
    )
    index_pending()
    return article


def passage(article, **fields):
    """What the card of an article's first sentence sends."""
    revision = article.current_revision
    data = {"revision": revision.pk, "start": 0, "end": revision.text.index(".") + 1, "stance": "refutes"}
    return data | {"origin": "An institute"} | fields


def test_search_shows_other_articles_and_not_the_claims_own(institute, search, as_reviewer):
    text = html(as_reviewer.get(search))
    assert "False narrative" in text
    assert "The ministry said" not in text
    assert 'value="An institute"' in text


def test_search_by_words_gives_the_fragment_to_htmx(institute, search, as_reviewer):
    text = html(as_reviewer.get(search, {"q": "hurried flight"}, headers={"HX-Request": "true"}))
    assert '<mark class="hit">hurried</mark>' in text
    assert "<html" not in text
    assert "Nothing found" in html(as_reviewer.get(search, {"q": "zebra"}))


@pytest.mark.parametrize("query", ["q=" + "-" * 40, "q=" + "%7C---" * 40, "q=or+or+%26+%28", "x=1"])
def test_no_query_string_upsets_the_search(query, institute, search, as_reviewer):
    assert as_reviewer.get(f"{search}?{query}").status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_the_search_takes_the_same_queries_however_much_is_found(
    number, reviewer, claim, search, as_reviewer, django_assert_num_queries
):
    for _ in range(number):
        make_article(by=reviewer, text=INSTITUTE_TEXT)
        make_evidence(by=reviewer, claim=claim, text=REPORTER_TEXT)
    index_pending()
    as_reviewer.get(search)  # word frequencies are read once in a while
    with django_assert_num_queries(9):
        text = html(as_reviewer.get(search, {"q": "false narrative"}))
    assert text.count("data-candidate ") == number


@pytest.fixture
def quoting(reviewer, claim):
    """Another article, whose first sentence quotes somebody."""
    text = "Troops were regrouped in false haste, the Institute for Roads said. Nobody else says so."
    article = make_article(by=reviewer, text=text, publisher="Daily")
    index_pending()
    return article


def test_a_card_proposes_whom_its_passage_quotes(quoting, search, as_reviewer):
    text = html(as_reviewer.get(search))
    assert 'name="origin" value="Institute for Roads"' in text
    assert "Proposed: Institute for Roads said." in text


@pytest.mark.parametrize(
    ("origin", "action"),
    [("Institute for Roads", "taken"), ("Anna Petrenko", "changed"), ("Daily", "refused"), ("", "refused")],
)
def test_what_became_of_a_proposed_origin_is_kept(quoting, claim, search, as_reviewer, origin, action):
    proposed = {"proposed": "Institute for Roads", "why": "Institute for Roads said", "certainty": "0.95"}
    as_reviewer.post(search, passage(quoting, origin=origin, **proposed))
    choice = Choice.objects.get()
    assert (choice.kind, choice.action, choice.claim, choice.score) == ("origin", action, claim, 0.95)
    assert choice.data["proposed"] == "Institute for Roads"
    assert Evidence.objects.get().origin.name == (origin or "Daily")


@pytest.mark.parametrize("certainty", ["nan", "x", "", "inf"])
def test_a_mangled_proposal_keeps_nothing_from_being_attached(quoting, search, as_reviewer, certainty):
    as_reviewer.post(search, passage(quoting, proposed="A\0" * 300, certainty=certainty))
    assert Evidence.objects.count() == 1


def test_a_passage_is_attached_by_one_press(institute, claim, search, as_reviewer, reviewer):
    response = as_reviewer.post(search, passage(institute, next=f"{search}?q=flight"))
    assert (response.status_code, response["Location"]) == (302, f"{search}?q=flight")
    item = Evidence.objects.get()
    assert (item.stance, item.origin.name, item.added_by) == ("refutes", "An institute", reviewer)
    assert item.quote == "The institute called the regrouping account a false narrative."
    assert 'value="refutes" aria-pressed="true"' in html(as_reviewer.get(search))


def test_a_press_on_a_proposed_passage_is_kept_with_its_rank(institute, search, as_reviewer):
    shown_as = re.search(r'name="shown_as" value="([^"]+)"', html(as_reviewer.get(search)))[1]
    as_reviewer.post(search, passage(institute, shown_as=shown_as))
    choice = Choice.objects.get()
    assert (choice.action, choice.rank, choice.shown) == ("taken", 1, 2)


def test_a_passage_is_put_aside_and_brought_back(institute, claim, search, as_reviewer):
    data = passage(institute, q="regrouping account")
    del data["stance"]
    response = as_reviewer.post(search, data | {"refuse": "1"}, headers={"HX-Request": "true"})
    text = html(response)
    assert text.strip().startswith('<div id="found"')
    assert "1 passage put aside as not about this claim" in text
    assert "data-candidate " not in text
    response = as_reviewer.post(search, data | {"propose_again": "1", "next": f"{search}?q=account"})
    assert (response.status_code, response["Location"]) == (302, f"{search}?q=account")
    assert "put aside as" not in html(as_reviewer.get(search))
    assert "data-candidate " in html(as_reviewer.get(search))


@pytest.mark.parametrize(
    ("fields", "status"), [({"end": "x"}, 404), ({"revision": 987654}, 404), ({"end": 10**6}, 422)]
)
def test_what_cannot_be_put_aside_is_said(institute, search, as_reviewer, fields, status):
    assert as_reviewer.post(search, passage(institute, refuse="1", **fields)).status_code == status
    assert not RefusedPassage.objects.exists()


def test_another_press_changes_the_stance(institute, claim, search, as_reviewer):
    for stance in ("refutes", "context"):
        as_reviewer.post(search, passage(institute, stance=stance))
    assert Evidence.objects.get().stance == "context"


def test_htmx_gets_the_card_and_the_new_tally(institute, search, as_reviewer):
    response = as_reviewer.post(search, passage(institute), headers={"HX-Request": "true"})
    text = html(response)
    assert 'value="refutes" aria-pressed="true"' in text
    assert 'hx-swap-oob="true"><b>1</b> link, <b>1</b> independent origin' in text
    assert response["HX-Trigger"] == "evidence-changed"


@pytest.mark.parametrize(
    "fields",
    [
        {"stance": "nonsense"},
        {"stance": ""},
        {"start": "5", "end": "5"},
        {"end": "999999"},
        {"start": "-1"},
        {"start": "x"},
        {"end": "99999999999999"},
        {"origin": "o" * 201},
        {"origin": "a\0b"},
        {"revision": ""},
        {"revision": "99999999999999999999"},
    ],
)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_passage_that_cannot_be_attached_is_refused(fields, headers, institute, search, as_reviewer):
    assert "problem" in html(as_reviewer.post(search, passage(institute, **fields), headers=headers), 422)
    assert not Evidence.objects.exists()


def test_a_passage_of_an_unknown_revision_is_not_found(institute, search, as_reviewer):
    assert as_reviewer.post(search, passage(institute, revision="999999")).status_code == 404


def test_next_leads_to_our_own_pages_only(institute, claim, search, as_reviewer):
    for target in ("https://example.org/", "//example.org/", "/\\example.org"):
        response = as_reviewer.post(search, passage(institute, next=target))
        assert "example.org" not in response["Location"]


def link_data(**fields):
    data = {
        "url": "https://example.org/report",
        "quote": "They fled.",
        "stance": "refutes",
        "source": "The Example",
        "source_date": "2022-09-12",
        "origin": "A witness",
        "note": "Seen on site.",
        "client_id": str(uuid4()),
    }
    return data | fields


def test_a_link_is_added_once_with_all_that_was_said_of_it(claim, link, as_reviewer):
    data = link_data()
    response = as_reviewer.post(link, data)
    item = Evidence.objects.get()
    assert response["Location"] == f"/claims/{claim.pk}/#evidence-{item.pk}"
    assert (item.url, item.quote, item.stance) == ("https://example.org/report", "They fled.", "refutes")
    assert (item.source_name, item.source_date.isoformat(), item.origin.name, item.note) == (
        "The Example",
        "2022-09-12",
        "A witness",
        "Seen on site.",
    )
    as_reviewer.post(link, data)
    assert Evidence.objects.count() == 1
    text = html(as_reviewer.get(f"/claims/{claim.pk}/"))
    for words in ("They fled.", "The Example", "A witness", "Seen on site."):
        assert words in text


def test_a_form_that_brought_other_evidence_brings_no_more(claim, link, as_reviewer, as_second_reviewer):
    data = link_data()
    as_reviewer.post(link, data)
    assert "already used" in html(as_second_reviewer.post(link, data), 422)
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"url": "javascript:alert(1)"}, "must start with http"),
        ({"url": "data:text/html,x"}, "must start with http"),
        ({"url": "//example.org"}, "must start with http"),
        ({"url": "https://user@example.org/"}, "user name"),
        ({"url": "https://exa mple.org/"}, "spaces"),
        ({"url": "https://" + "a" * 3000}, "at most 2048"),
        ({"url": ""}, "Give the address"),
        ({"quote": " "}, "Quote the words"),
        ({"quote": "q" * 5001}, "at most 5000"),
        ({"quote": "a\0b"}, "Null characters"),
        ({"stance": "maybe"}, "Say whether it supports"),
        ({"source_date": "soon"}, "valid date"),
        ({"source_date": "0999-01-01"}, "between 1400 and 2999"),
        ({"client_id": "x"}, "valid UUID"),
        ({"origin": "o" * 201}, "at most 200"),
    ],
)
def test_a_link_that_is_refused_keeps_what_was_typed(fields, said, link, as_reviewer):
    text = html(as_reviewer.post(link, link_data(**{"note": "My own note"} | fields)), 422)
    assert said in text
    assert "My own note" in text
    assert 'role="alert"' in text
    assert not Evidence.objects.exists()


@pytest.fixture
def item(reviewer, claim):
    return make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES, origin="An institute")


def test_stance_and_origin_are_changed(claim, item, as_reviewer):
    change = reverse("evidence-change", args=[item.pk])
    assert 'value="An institute"' in html(as_reviewer.get(change))
    assert as_reviewer.post(change, {"stance": "context", "origin": "A ministry"}).status_code == 302
    item.refresh_from_db()
    assert (item.stance, item.origin.name) == ("context", "A ministry")
    assert html(as_reviewer.post(change, {"stance": "no", "origin": "Typed"}), 422).count("Typed") == 1
    history = html(as_reviewer.get(reverse("claim-history", args=[claim.pk])))
    assert "The stance was refutes and is now context." in history
    assert "It rested on An institute and now rests on A ministry." in history


def test_evidence_is_retracted_with_a_reason_and_restored(claim, item, as_reviewer):
    retract, restore = (reverse(name, args=[item.pk]) for name in ("evidence-retract", "evidence-restore"))
    assert "Say why" in html(as_reviewer.post(retract, {"reason": ""}), 422)
    assert as_reviewer.post(retract, {"reason": "Quoted out of context."}).status_code == 302
    text = html(as_reviewer.get(f"/claims/{claim.pk}/"))
    assert "Quoted out of context." in text
    assert "<b>0</b> links" in text
    assert as_reviewer.get(restore).status_code == 405
    assert as_reviewer.post(restore).status_code == 302
    assert "<b>1</b> link," in html(as_reviewer.get(f"/claims/{claim.pk}/"))


def test_a_passage_that_came_back_meanwhile_is_not_restored_twice(
    claim, institute, search, as_reviewer, reviewer
):
    as_reviewer.post(search, passage(institute))
    first = Evidence.objects.get()
    evidence.retract_evidence(by=reviewer, evidence=first, reason="Misread.")
    as_reviewer.post(search, passage(institute))
    text = html(as_reviewer.post(reverse("evidence-restore", args=[first.pk])), 422)
    assert "Something else stands in its place" in text


def test_a_retracted_claim_takes_no_evidence(claim, item, institute, search, link, editor, as_reviewer):
    claiming.retract_claim(by=editor, claim=claim, reason="Never said.")
    change = reverse("evidence-change", args=[item.pk])
    for path, data in (
        (search, passage(institute)),
        (link, link_data()),
        (change, {"stance": "context", "origin": "A ministry"}),
    ):
        assert "This claim was retracted" in html(as_reviewer.post(path, data), 422)


@pytest.mark.parametrize("name", ["evidence-change", "evidence-retract", "evidence-restore"])
def test_evidence_is_for_people_with_a_role(name, item, as_stranger, visitor):
    path = reverse(name, args=[item.pk])
    assert as_stranger.post(path).status_code == 404
    assert visitor.post(path).status_code == 302

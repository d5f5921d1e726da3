"""The articles page, adding, reading, revisions and originals."""

import hashlib
from datetime import date
from urllib.parse import quote, urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from claims.domain import claiming, finding, retraction
from claims.domain.ingest import Draft, add_revision, store_article
from claims.domain.ingest.reading import read
from claims.domain.text import split_passages
from claims.models import Article, ArticleRevision, Claim, Passage
from claims.tests.factories import make_article, make_claim

pytestmark = pytest.mark.django_db
LIST = "/articles/"
OUT = "Troops left Izium in haste on Saturday. Ammunition was left behind."


def store(by, text=OUT, **fields):
    fields = {"title": "A retreat", "publisher": "Daily", "language": "en"} | fields
    return store_article(by=by, draft=Draft(text=text, **fields)).article


def page_text(response):
    return response.content.decode()


def titles(response):
    return [row.article.title for row in response.context["rows"]]


class TestList:
    def test_newest_first_and_undated_last(self, as_reviewer, reviewer):
        for title, day in [("old", date(2022, 1, 1)), ("new", date(2022, 9, 1)), ("undated", None)]:
            store(reviewer, f"{title} words", title=title, published_on=day)
        assert titles(as_reviewer.get(LIST)) == ["new", "old", "undated"]

    def test_pages_by_key_lead_through_everything_and_back(self, as_reviewer, reviewer):
        for number in range(45):
            make_article(by=reviewer, title=f"t{number}", published_on=date(2022, 1, 1 + number // 2))
        seen, address = [], LIST
        while address:
            response = as_reviewer.get(address)
            seen += titles(response)
            last, address = address, response.context["older"] and LIST + response.context["older"]
        assert seen == [f"t{number}" for number in reversed(range(45))]
        assert titles(as_reviewer.get(LIST + as_reviewer.get(last).context["newer"])) == seen[20:40]

    @pytest.mark.parametrize("rows", [1, 3])
    def test_queries_stay_the_same(self, as_reviewer, reviewer, rows, django_assert_num_queries):
        for number in range(rows):
            article = make_article(by=reviewer, publisher=f"p{number}")
            make_claim(by=reviewer, article=article)
        with django_assert_num_queries(8):
            as_reviewer.get(LIST)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_queries_of_a_search_stay_the_same(self, as_reviewer, reviewer, rows, django_assert_num_queries):
        for number in range(rows):
            store(reviewer, f"{OUT} Number {number}.", publisher=f"p{number}")
        with django_assert_num_queries(13):
            assert len(as_reviewer.get(LIST, {"q": "izium"}).context["rows"]) == rows

    def test_counts_standing_claims_and_open_ones(self, as_reviewer, reviewer, editor):
        article = make_article(by=reviewer)
        make_claim(by=reviewer, article=article)
        claiming.retract_claim(by=editor, claim=make_claim(by=reviewer, article=article), reason="Twice.")
        (row,) = as_reviewer.get(LIST).context["rows"]
        assert (row.claims, row.open_claims) == (1, 1)

    def test_filters_narrow_and_combine_with_a_search(self, as_reviewer, reviewer):
        wanted = store(reviewer, title="wanted", published_on=date(2022, 9, 10))
        store(
            reviewer, OUT + " A.", title="other publisher", publisher="Weekly", published_on=date(2022, 9, 10)
        )
        store(reviewer, OUT + " B.", title="earlier", published_on=date(2022, 8, 1))
        store(reviewer, OUT + " C.", title="undated")
        store(
            reviewer,
            "Війська залишили Ізюм.",
            title="other language",
            language="uk",
            published_on=date(2022, 9, 10),
        )
        query = {
            "publisher": wanted.publisher_id,
            "since": "2022-09-01",
            "until": "2022-09-30",
            "language": "en",
        }
        assert titles(as_reviewer.get(LIST, query)) == ["wanted"]
        assert titles(as_reviewer.get(LIST, query | {"q": "izium"})) == ["wanted"]
        assert titles(as_reviewer.get(LIST, query | {"q": "Ферріс"})) == []
        assert titles(as_reviewer.get(LIST, {"until": "2022-08-15"})) == ["earlier"]

    def test_open_claims_filter(self, as_reviewer, reviewer):
        article = make_article(by=reviewer, title="with")
        make_claim(by=reviewer, article=article)
        make_article(by=reviewer, title="without")
        assert titles(as_reviewer.get(LIST, {"open": "1"})) == ["with"]

    def test_retracted_articles_are_not_listed(self, as_reviewer, reviewer, editor):
        article = store(reviewer)
        retraction.retract(by=editor, row=article, reason="Hoax.")
        assert titles(as_reviewer.get(LIST)) == titles(as_reviewer.get(LIST, {"q": "izium"})) == []

    def test_htmx_gets_the_results_alone(self, as_reviewer, reviewer):
        store(reviewer)
        response = as_reviewer.get(LIST, headers={"HX-Request": "true", "HX-Target": "results"})
        assert page_text(response).lstrip().startswith('<section id="results"')
        assert "HX-Request" in response.headers["Vary"]

    @pytest.mark.parametrize(
        "query",
        [
            "page=abc",
            "after=abc",
            "after=2022-99-99_1",
            "after=2022-09-10_99999999999999999999",
            "after=infinity_1",
            "before=0000-00-00_x",
            "publisher=abc",
            "publisher=-1",
            "publisher=99999999999999999999",
            "since=yesterday",
            "since=2022-02-30&until=99999-01-01",
            "language=%27%3B--",
            "language=" + "e" * 500,
            "open=maybe",
            "q=" + quote("\x01\x02\ufffe\u2028"),
            "q=" + "-" * 33,
            "q=" + quote("|---" * 30 + "|"),
            "q=" + quote("&|!<->:*()\\'\""),
            "q=" + quote('"' * 50),
            "q=or",
            "q=-word",
            "q=" + quote("or " * 200),
            "q=" + "w" * 5000,
            "q=" + quote(" ".join(f"-w{n}" for n in range(60)) + " w"),
            "q=izium&after=abc",
            "q=izium&after=%C2%B2",
            "q=izium&after=99999999999999999999",
        ],
    )
    def test_no_query_string_breaks_it(self, as_reviewer, reviewer, query):
        store(reviewer)
        assert as_reviewer.get(f"{LIST}?{query}").status_code == 200

    @pytest.mark.parametrize("query", ["q=%00", "q=%ED%A0%80", "after=%F0"])
    def test_what_is_no_text_is_refused(self, as_reviewer, query):
        assert as_reviewer.get(f"{LIST}?{query}").status_code == 400

    @pytest.mark.parametrize("typed", ["---------------------------------", "|---|---|", "?!", "\x07"])
    def test_a_search_without_words_says_so(self, as_reviewer, reviewer, typed):
        store(reviewer)
        assert "holds no word to look for" in page_text(as_reviewer.get(LIST, {"q": typed}))

    def test_an_error_of_the_database_is_a_message(self, as_reviewer, reviewer, settings, monkeypatch):
        store(reviewer)
        monkeypatch.setattr(finding, "TIME_LIMIT_MS", "never")
        assert "too much for the database" in page_text(as_reviewer.get(LIST, {"q": "izium"}))


class TestSearch:
    def test_stems_and_shows_the_words_in_their_passage(self, as_reviewer, reviewer):
        store(reviewer, "Nothing here. " + OUT)
        body = page_text(as_reviewer.get(LIST, {"q": "troop"}))
        assert "<mark>Troops</mark> left Izium" in body
        assert "Nothing here" not in body

    def test_finds_titles_and_several_languages(self, as_reviewer, reviewer):
        store(reviewer, title="Lightning offensive")
        store(reviewer, "Війська відійшли з Ізюма.", title="uk", language="uk")
        store(reviewer, "Войска отошли из Изюма.", title="ru", language="ru")
        assert titles(as_reviewer.get(LIST, {"q": "lightning"})) == ["Lightning offensive"]
        assert titles(as_reviewer.get(LIST, {"q": "війська"})) == ["uk"]
        assert titles(as_reviewer.get(LIST, {"q": "войск"})) == ["ru"]

    def test_phrases_and_exclusions(self, as_reviewer, reviewer):
        store(reviewer, "The troops regrouped today.", title="phrase")
        store(reviewer, "Regrouped and running troops.", title="running")
        assert titles(as_reviewer.get(LIST, {"q": '"troops regrouped"'})) == ["phrase"]
        assert titles(as_reviewer.get(LIST, {"q": "troops -running"})) == ["phrase"]

    def test_the_better_match_comes_first(self, as_reviewer, reviewer):
        store(reviewer, "Izium. Izium. Izium fell.", title="much", published_on=date(2020, 1, 1))
        store(
            reviewer,
            "A long text of other things. Izium is named once.",
            title="little",
            published_on=date(2022, 1, 1),
        )
        assert titles(as_reviewer.get(LIST, {"q": "izium"})) == ["much", "little"]

    def test_only_the_current_text_is_searched(self, as_reviewer, reviewer):
        article = store(reviewer)
        add_revision(by=reviewer, article=article, draft=Draft(text="Kupiansk instead."))
        assert titles(as_reviewer.get(LIST, {"q": "izium"})) == []
        assert titles(as_reviewer.get(LIST, {"q": "kupiansk"})) == ["A retreat"]

    def test_snippets_are_escaped_and_odd_characters_do_no_harm(self, as_reviewer, reviewer):
        store(reviewer, "<script>alert(1)</script> izium \x02 & \x03 others", title="<b>bold</b>")
        body = page_text(as_reviewer.get(LIST, {"q": "izium"}))
        assert "<mark>izium</mark>" in body
        assert "<script>alert" not in body
        assert "<b>bold" not in body

    def test_more_hits_than_are_ranked_is_said_and_pages_lead_through(
        self, as_reviewer, reviewer, monkeypatch
    ):
        monkeypatch.setattr(finding, "RANKED_HITS", 25)
        for number in range(30):
            store(reviewer, f"{OUT} {number}", title=f"t{number}", published_on=date(2022, 1, 1 + number))
        first = as_reviewer.get(LIST, {"q": "izium"})
        assert "More than 25 articles" in page_text(first)
        second = as_reviewer.get(LIST + first.context["older"])
        assert titles(first) + titles(second) == [f"t{number}" for number in range(29, 4, -1)]
        assert titles(as_reviewer.get(LIST + second.context["newer"])) == titles(first)

    @pytest.mark.parametrize("asked_first", [0, 3, 6, 100], ids="asked_first={}".format)
    def test_several_words_are_found_however_many_articles_are_asked_first(
        self, as_reviewer, reviewer, monkeypatch, asked_first
    ):
        monkeypatch.setattr(finding, "ASKED_FIRST", asked_first)
        monkeypatch.setattr(finding, "RANKED_HITS", 3)
        for number in range(8):
            text = f"{OUT} {number}" if number % 2 else f"Nothing of that kind {number}."
            store(reviewer, text, title=f"t{number}", published_on=date(2022, 1, 1 + number))
        found = as_reviewer.get(LIST, {"q": '"troops left izium"'})
        assert titles(found) == ["t7", "t5", "t3"]
        assert "More than 3 articles" in page_text(found)


class TestAdding:
    PASTE = {
        "publisher": "Daily",
        "title": "A retreat",
        "published_on": "2022-09-10",
        "byline": "Olena",
        "url": "https://example.org/a",
        "text": OUT,
    }

    def test_a_pasted_article_is_stored_and_opened(self, as_reviewer):
        response = as_reviewer.post("/articles/add/", self.PASTE, follow=True)
        article = Article.objects.get()
        assert response.redirect_chain[-1][0] == f"/articles/{article.pk}/"
        assert (article.title, article.publisher.name, article.published_on) == (
            "A retreat",
            "Daily",
            date(2022, 9, 10),
        )
        assert article.current_revision.text == OUT

    def test_the_same_again_is_already_here(self, as_reviewer):
        as_reviewer.post("/articles/add/", self.PASTE)
        response = as_reviewer.post("/articles/add/", self.PASTE, follow=True)
        assert "Already here" in page_text(response)
        assert Article.objects.count() == 1

    @pytest.mark.parametrize(
        "wrong",
        [
            {"publisher": ""},
            {"published_on": "10.9.2022x"},
            {"published_on": "0001-01-01"},
            {"url": "javascript:alert(1)"},
            {"url": "https://user@example.org/"},
            {"text": "  \n "},
            {"text": OUT + "\x00"},
            {"title": "t" * 501},
        ],
    )
    def test_what_was_typed_is_kept_when_it_is_refused(self, as_reviewer, wrong):
        typed = self.PASTE | {"byline": "Kept byline"} | wrong
        response = as_reviewer.post("/articles/add/", typed)
        assert response.status_code == 422
        assert "Kept byline" in page_text(response)
        assert "error-summary" in page_text(response)
        if "text" not in wrong:
            assert OUT in page_text(response)
        assert not Article.objects.exists()

    def test_each_file_gets_its_own_answer(self, as_reviewer, settings):
        settings.ARTICLE_MAX_BYTES = 5_000
        files = [
            SimpleUploadedFile("one.txt", OUT.encode(), "text/plain"),
            SimpleUploadedFile("again.md", OUT.encode(), "text/markdown"),
            SimpleUploadedFile(
                "page.html", f"<html><body><article><p>{OUT} {OUT}</p></article></body></html>".encode()
            ),
            SimpleUploadedFile("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "image/png"),
            SimpleUploadedFile("long.txt", b"word " * 2000, "text/plain"),
            SimpleUploadedFile("empty.txt", b"", "text/plain"),
        ]
        response = as_reviewer.post("/articles/add/", {"kind": "files", "publisher": "Daily", "file": files})
        results = {result.name: result for result in response.context["results"]}
        assert [
            results[name].stored and str(results[name].stored.outcome)
            for name in ("one.txt", "again.md", "page.html")
        ] == [
            "created",
            "already here",
            "created",
        ]
        assert all(results[name].reason for name in ("photo.png", "long.txt", "empty.txt"))
        assert response.context["accepted"] + response.context["refused"] == len(files)
        assert Article.objects.filter(publisher__name="Daily").count() == 2

    def test_no_file_is_a_message(self, as_reviewer):
        response = as_reviewer.post("/articles/add/", {"kind": "files"})
        assert response.status_code == 422
        assert "Choose at least one file" in page_text(response)


class TestReading:
    def test_claims_lie_over_the_words_even_where_they_overlap(self, as_reviewer, reviewer):
        article = make_article(by=reviewer)
        long = make_claim(
            by=reviewer, article=article, quote="the troops were being regrouped. It gave no figure"
        )
        inner = make_claim(
            by=reviewer, article=article, quote="being regrouped. It gave no figure for losses"
        )
        body = page_text(as_reviewer.get(f"/articles/{article.pk}/"))
        assert f'id="claim-{long.pk}"' in body
        assert f'id="claim-{inner.pk}"' in body
        article_part = body[body.index('id="article-text"') : body.index("<aside")]
        assert article_part.count('<mark class="claim claim-open"') >= 4
        assert "Open: " + long.statement in article_part

    @pytest.mark.parametrize("claims", [1, 3])
    @pytest.mark.parametrize("is_indexed", [True, False])
    def test_queries_stay_the_same(
        self, as_reviewer, reviewer, claims, is_indexed, django_assert_num_queries
    ):
        article = store(reviewer) if is_indexed else make_article(by=reviewer, text=OUT)
        for _ in range(claims):
            make_claim(by=reviewer, article=article, quote="Izium in haste")
        with django_assert_num_queries(10 if is_indexed else 9):
            as_reviewer.get(f"/articles/{article.pk}/")

    def test_an_article_without_passages_reads_the_same(self, as_reviewer, reviewer):
        text = "A heading\n\nOne 😀 sentence. Another one.\n\nA second paragraph."
        bare = make_article(by=reviewer, text=text)
        indexed = store(reviewer, text)

        def shown(article):
            blocks = as_reviewer.get(f"/articles/{article.pk}/").context["blocks"]
            return [(b.kind, [[(s.start, s.end, s.words) for s in line] for line in b.lines]) for b in blocks]

        assert shown(bare) == shown(indexed)
        for _, lines in shown(indexed):
            for line in lines:
                assert all(text[start:end] == words for start, end, words in line)

    def test_a_ten_megabyte_text_opens_in_parts(self, as_reviewer, reviewer):
        moved = "troops moved " * 60
        text = "\n".join(f"Line {number} says that {moved}." for number in range(13_000))
        assert len(text) > 10_000_000
        article = make_article(by=reviewer, text=text)
        passages = (
            Passage(
                revision=article.current_revision, number=number, start=span.start, end=span.end, text="…"
            )
            for number, span in enumerate(split_passages(text))
        )
        Passage.objects.bulk_create(passages, batch_size=5_000)
        response = as_reviewer.get(f"/articles/{article.pk}/")
        assert len(response.content) < 400_000
        assert "Line 0 says" in page_text(response)
        last = as_reviewer.get(f"/articles/{article.pk}/?part=99999")
        assert "Line 12999 says" in page_text(last)
        at = text.index("Line 7000 says")
        assert "Line 7000 says" in page_text(as_reviewer.get(f"/articles/{article.pk}/?at={at}"))

    def test_title_and_text_are_escaped(self, as_reviewer, reviewer):
        article = store(reviewer, "<img src=x onerror=alert(1)> said so.", title="<script>alert(1)</script>")
        make_claim(
            by=reviewer, article=article, quote="onerror=alert(1)", statement='"><script>alert(2)</script>'
        )
        body = page_text(as_reviewer.get(f"/articles/{article.pk}/"))
        assert "<script>alert" not in body
        assert "<img src=x" not in body

    def test_a_retracted_article_says_so(self, as_reviewer, reviewer, editor):
        article = store(reviewer)
        retraction.retract(by=editor, row=article, reason="It was a hoax.")
        body = page_text(as_reviewer.get(f"/articles/{article.pk}/"))
        assert "It was a hoax." in body
        assert "data-lift-url" not in body

    def test_an_older_revision_shows_its_own_text(self, as_reviewer, reviewer):
        article = store(reviewer)
        add_revision(by=reviewer, article=article, draft=Draft(text="Kupiansk instead."))
        body = page_text(as_reviewer.get(f"/articles/{article.pk}/?revision=1"))
        assert "Troops left Izium" in body
        assert "revision 1 of 2" in body
        assert "data-lift-url" not in body

    @pytest.mark.parametrize("query", ["revision=9", "revision=99999999999"])
    def test_there_is_no_such_revision(self, as_reviewer, reviewer, query):
        article = store(reviewer)
        assert as_reviewer.get(f"/articles/{article.pk}/?{query}").status_code in (200, 404)

    @pytest.mark.parametrize(
        "query",
        [
            "revision=x",
            "part=-1",
            "part=%C2%B2",
            "at=1e9",
            "at=99999999999999",
            "at=2147483647",
            "place=x",
            "place=7",
        ],
    )
    @pytest.mark.parametrize("below", ["", "revisions/", "original/"])
    def test_no_query_string_breaks_it(self, as_reviewer, reviewer, query, below):
        article = store(reviewer)
        assert as_reviewer.get(f"/articles/{article.pk}/{below}?{query}").status_code == 200


class TestOriginal:
    def test_bytes_come_back_as_they_came_in_and_cannot_run(self, as_reviewer, reviewer):
        raw = f"<html><script>alert(1)</script><body><article><p>{OUT}</p></article></body></html>".encode()
        article = store_article(
            by=reviewer, draft=read(raw, filename='ev"il\r\n.html', publisher="Daily")
        ).article
        response = as_reviewer.get(f"/articles/{article.pk}/original/")
        assert response.content == raw
        assert response.headers["Content-Type"] == "application/octet-stream"
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        sha256 = hashlib.sha256(raw).hexdigest()
        assert sha256 in page_text(as_reviewer.get(f"/articles/{article.pk}/"))

    def test_a_pasted_text_comes_back_as_text(self, as_reviewer, reviewer):
        article = make_article(by=reviewer, text=OUT)
        response = as_reviewer.get(f"/articles/{article.pk}/original/")
        assert (response.content.decode(), response.headers["Content-Type"]) == (
            OUT,
            "text/plain; charset=utf-8",
        )


class TestRevisions:
    def test_a_newer_text_moves_claims_and_shows_what_changed(self, as_reviewer, reviewer):
        article = store(reviewer)
        make_claim(by=reviewer, article=article, quote="Ammunition was left behind")
        lost = make_claim(by=reviewer, article=article, quote="Troops left Izium in haste on Saturday")
        address = f"/articles/{article.pk}/revisions/"
        text = "It was a calm and planned withdrawal, officials say now. Ammunition was left behind."
        response = as_reviewer.post(address, {"text": text}, follow=True)
        body = page_text(response)
        assert [revision.number for revision in response.context["revisions"]] == [2, 1]
        assert list(response.context["lost"]) == [lost]
        assert f"/articles/{article.pk}/?place={lost.pk}" in body
        assert "<ins>" in body
        assert "<del>" in body

    def test_the_same_text_again_changes_nothing(self, as_reviewer, reviewer):
        article = store(reviewer)
        as_reviewer.post(f"/articles/{article.pk}/revisions/", {"text": OUT})
        assert ArticleRevision.objects.count() == 1

    def test_an_empty_text_is_refused(self, as_reviewer, reviewer):
        article = store(reviewer)
        response = as_reviewer.post(
            f"/articles/{article.pk}/revisions/", {"text": " ", "title": "Kept title"}
        )
        assert response.status_code == 422
        assert "Kept title" in page_text(response)

    @pytest.mark.parametrize("revisions", [2, 4])
    def test_queries_stay_the_same(self, as_reviewer, reviewer, revisions, django_assert_num_queries):
        article = store(reviewer)
        for number in range(1, revisions):
            add_revision(by=reviewer, article=article, draft=Draft(text=f"{OUT} {number}"))
        with django_assert_num_queries(6):
            as_reviewer.get(f"/articles/{article.pk}/revisions/")

    @pytest.mark.parametrize(
        "query", ["from=9&to=1", "from=x&to=y", "from=2&to=2", "from=-1", "to=99999999999"]
    )
    def test_no_comparison_breaks_it(self, as_reviewer, reviewer, query):
        article = store(reviewer)
        add_revision(by=reviewer, article=article, draft=Draft(text=OUT + " More."))
        assert as_reviewer.get(f"/articles/{article.pk}/revisions/?{query}").status_code == 200


ADDRESSES = [
    "article-list",
    "article-add",
    "article-detail",
    "article-revisions",
    "article-original",
    "claim-lift",
]


@pytest.mark.parametrize("name", ADDRESSES)
def test_people_without_a_role_find_no_such_page(as_stranger, visitor, reviewer, name):
    arguments = [] if name in ("article-list", "article-add") else [store(reviewer).pk]
    address = reverse(name, args=arguments)
    assert as_stranger.get(address).status_code == 404
    assert as_stranger.post(address, {"text": "x"}).status_code == 404
    assert visitor.get(address).status_code == 302
    assert not Claim.objects.exists()


@pytest.mark.parametrize("name", ADDRESSES[2:])
def test_an_article_that_is_not_there_is_not_found(as_reviewer, name):
    assert as_reviewer.get(reverse(name, args=[2**62])).status_code == 404


def test_filters_that_are_set_are_named_and_can_be_cleared(as_reviewer, reviewer):
    store(reviewer)
    body = page_text(as_reviewer.get(LIST, {"q": "izium", "language": "uk", "since": "2022-01-01"}))
    assert "Filtered by first day, language." in body
    assert f'href="{LIST}?q=izium"' in body


@pytest.mark.parametrize("address", ["/articles/add/", "/articles/{}/revisions/"])
def test_cyrillic_up_to_the_limit_can_be_pasted(as_reviewer, reviewer, settings, address):
    """Percent signs would make three bytes of each, and a request far beyond the limit."""
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 50_000
    address = address.format(store(reviewer).pk)
    words = "\n\n".join(f"Речення {number}. {'Слово за словом. ' * 20}" for number in range(70))
    assert 40_000 < len(words.encode()) < 50_000
    form = next(
        part for part in page_text(as_reviewer.get(address)).split("<form")[1:] if 'name="text"' in part
    )
    fields = {"publisher": "Газета", "text": words}
    if 'enctype="multipart/form-data"' in form.partition(">")[0]:
        answer = as_reviewer.post(address, fields)
    else:
        answer = as_reviewer.post(
            address, urlencode(fields), content_type="application/x-www-form-urlencoded"
        )
    assert answer.status_code == 302
    assert ArticleRevision.objects.filter(text=words).exists()

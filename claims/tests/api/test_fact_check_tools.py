"""The Fact Check Tools interface: what it finds, how it pages, how it says no. See also test_clients."""

import json
from datetime import UTC, date, datetime, timedelta
from unittest.mock import patch
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from google.rpc.code_pb2 import Code
from googleapiclient.discovery_cache import get_static_doc

from claims.api.fact_check_tools.envelope import STATUS
from claims.domain import claiming, rulings
from claims.domain.desk_settings import change_settings
from claims.domain.published import find_published
from claims.models import RequestCount, Ruling
from claims.tests.factories import make_article, make_claim, make_verdict
from claims.vocabulary import Label

pytestmark = pytest.mark.django_db
SEARCH = "/v1alpha1/claims:search"
FORM = "application/x-www-form-urlencoded"


def search(visitor, **parameters):
    answer = visitor.get(SEARCH, parameters)
    assert answer.status_code == 200, answer.content
    return answer.json()


def texts(found):
    return [claim["text"] for claim in found.get("claims", [])]


def joined(pages):
    return [text for page in pages for text in page]


def violations(answer):
    assert answer.status_code == 400, answer.content
    error = answer.json()["error"]
    assert (error["code"], error["status"]) == (400, "INVALID_ARGUMENT")
    assert error["message"]
    return error["details"][0]["fieldViolations"]


class TestSearch:
    def test_a_check_is_told_field_by_field(self, visitor, publish):
        claim = publish("The council cut its library budget by half.", claimant="Jane Example")
        ruling = Ruling.objects.get()
        assert search(visitor, query="library budget") == {
            "claims": [
                {
                    "text": "The council cut its library budget by half.",
                    "claimant": "Jane Example",
                    "claimDate": "2022-09-10T00:00:00Z",
                    "claimReview": [
                        {
                            "publisher": {"name": "Factcheck", "site": "testserver"},
                            "url": f"http://testserver/checks/{claim.slug}/",
                            "title": "False: The council cut its library budget by half.",
                            "reviewDate": f"{ruling.created_at:%Y-%m-%dT%H:%M:%S}Z",
                            "textualRating": "False",
                            "languageCode": "en",
                        }
                    ],
                }
            ]
        }

    def test_the_address_of_a_check_leads_there_without_a_redirect(self, visitor, publish):
        publish("The bridge fell.")
        address = search(visitor, query="bridge")["claims"][0]["claimReview"][0]["url"]
        assert visitor.get(address).status_code == 200

    @pytest.mark.parametrize("label", Label)
    def test_the_rating_is_the_labels_word(self, visitor, publish, label):
        publish("The bridge fell.", label=label)
        assert search(visitor, query="bridge")["claims"][0]["claimReview"][0]["textualRating"] == label.label

    def test_what_is_not_known_is_left_out_and_never_null(self, visitor, reviewer, editor):
        article = make_article(by=reviewer)
        claim = claiming.lift_claim(
            by=reviewer,
            statement="Nobody said so.",
            revision=article.current_revision,
            start=0,
            end=3,
            exact="The",
        )
        make_verdict(by=reviewer, claim=claim)
        rulings.publish(by=editor, claim=claim, label="unproven", claim_version=1, client_id=uuid4())
        found = search(visitor, query="nobody")["claims"][0]
        assert set(found) == {"text", "claimReview"}
        assert b"null" not in visitor.get(SEARCH, {"query": "nobody"}).content

    def test_nothing_found_is_an_empty_object(self, visitor, publish):
        publish("The bridge fell.")
        for parameters in (
            {"query": "unicorns"},
            {"query": "bridge unicorns"},
            {"query": "!!! ---"},
            {"query": "the"},
            {"query": "bridge", "languageCode": "es"},
            {"query": "bridge", "reviewPublisherSiteFilter": "nytimes.com"},
            {"query": "bridge", "offset": 1},
            {"query": "bridge", "offset": 2**31 - 1},
        ):
            assert search(visitor, **parameters) == {}, parameters

    def test_only_what_is_published_and_stands_is_found_as_it_was_published(
        self, visitor, publish, reviewer, editor
    ):
        make_claim(by=reviewer, statement="The bridge is open.")
        standing = publish("The bridge stood.")
        gone = publish("The bridge fell.")
        rulings.withdraw_ruling(by=editor, claim=gone, note="Forged.", claim_version=1, client_id=uuid4())
        assert texts(search(visitor, query="bridge")) == ["The bridge stood."]
        claiming.edit_claim(
            by=editor,
            claim=standing,
            version=1,
            statement="The old bridge stood.",
            claimant_name="Somebody else",
            claimed_on=None,
            changes_meaning=False,
        )
        assert texts(search(visitor, query="bridge")) == ["The bridge stood."]
        assert search(visitor, query="old") == {}
        rulings.correct(
            by=editor,
            claim=standing,
            label="true",
            note="New.",
            claim_version=2,
            client_id=uuid4(),
            explanation="One witness on site is enough.",
        )
        found = search(visitor, query="old bridge")["claims"][0]
        assert (found["claimant"], found["claimReview"][0]["textualRating"]) == ("Somebody else", "True")
        rulings.correct(
            by=editor,
            claim=gone,
            label="false",
            note="It holds.",
            claim_version=1,
            client_id=uuid4(),
            explanation="One witness on site is enough.",
        )
        assert len(texts(search(visitor, query="bridge"))) == 2

    def test_words_are_looked_for_in_any_form_and_in_the_claimants_name(self, visitor, publish):
        publish("The troops were regrouping.", claimant="Міністерство оборони")
        for query in ("regrouped", "TROOP", "міністерство", "troops оборони", '"troops" -regrouping'):
            assert len(texts(search(visitor, query=query))) == 1, query

    def test_the_site_alone_gives_all_of_our_checks(self, visitor, publish):
        publish("One.")
        publish("Two.")
        for site in ("testserver", "www.TestServer", "https://testserver/checks/", "testserver:8000"):
            assert texts(search(visitor, reviewPublisherSiteFilter=site)) == ["Two.", "One."], site

    def test_the_language_is_looked_at_without_its_region(self, visitor, publish):
        publish("The bridge fell.")
        for code in ("en", "en-US", "EN_gb", "en-Latn-GB"):
            assert texts(search(visitor, query="bridge", languageCode=code)), code

    def test_age_is_that_of_the_newer_of_claim_and_review(self, visitor, publish, reviewer, editor):
        publish("The bridge fell.")
        assert texts(search(visitor, query="bridge", maxAgeDays=1))
        later = timezone.now() - timedelta(days=-40)
        assert find_published(words="bridge", since=later, most=5) == []
        claim = make_claim(by=reviewer, statement="The dam will break.")
        claiming.edit_claim(
            by=reviewer,
            claim=claim,
            version=1,
            statement=claim.statement,
            claimant_name="",
            claimed_on=date(2999, 1, 1),
            changes_meaning=False,
        )
        make_verdict(by=reviewer, claim=claim)
        rulings.publish(by=editor, claim=claim, label="unproven", claim_version=2, client_id=uuid4())
        assert [check.statement for check in find_published(words="dam", since=later, most=5)]
        assert texts(search(visitor, query="bridge", maxAgeDays=2**31 - 1))
        assert texts(search(visitor, query="bridge", maxAgeDays=0))

    def test_the_review_is_as_old_as_its_first_publication(self, visitor, publish, editor):
        with patch("django.utils.timezone.now", return_value=datetime(2024, 3, 2, 12, tzinfo=UTC)):
            claim = publish("The bridge fell.")
        rulings.correct(
            by=editor,
            claim=claim,
            label="true",
            note="New.",
            claim_version=1,
            client_id=uuid4(),
            explanation="One witness on site is enough.",
        )
        review = search(visitor, query="bridge")["claims"][0]["claimReview"][0]
        assert (review["textualRating"], review["reviewDate"]) == ("True", "2024-03-02T12:00:00Z")
        page = visitor.get(f"/v1alpha1/pages/{claim.slug}").json()
        data = visitor.get(f"/checks/{claim.slug}.jsonld").json()
        assert (page["publishDate"], data["datePublished"]) == ("2024-03-02", review["reviewDate"])
        assert search(visitor, query="bridge", maxAgeDays=30) == {}
        assert texts(search(visitor, query="bridge", maxAgeDays=36500))

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ("", None),
            ("pageSize=5", None),
            ("query=", None),
            ("query=x&pageSize=abc", "pageSize"),
            ("query=x&pageSize=-1", "pageSize"),
            ("query=x&pageSize=1.5", "pageSize"),
            ("query=x&pageSize=2147483648", "pageSize"),
            ("query=x&pageSize=99999999999999999999999999", "pageSize"),
            ("query=x&pageSize=%D9%A1", "pageSize"),
            ("query=x&maxAgeDays=-1", "maxAgeDays"),
            ("query=x&maxAgeDays=1e3", "maxAgeDays"),
            ("query=x&offset=-1", "offset"),
            ("query=x&languageCode=!!", "languageCode"),
            ("query=x&pageToken=nonsense", "pageToken"),
            ("query=x&pageToken=W10:a:b", "pageToken"),
            ("query=x&colour=red", "colour"),
            ("query=x&_connector=OR", "_connector"),
        ],
    )
    def test_an_invalid_argument_is_told_in_the_envelope(self, visitor, query, field):
        assert violations(visitor.get(f"{SEARCH}?{query}"))[0].get("field") == field

    @pytest.mark.parametrize(
        "query",
        ["-" * 33, "|---" * 30, "word " * 3000, "' OR 1=1--", "\U0001f600 bridge", ")(:*&!|", "\u202eegdirb"],
    )
    def test_a_hostile_query_breaks_nothing(self, visitor, query):
        assert visitor.get(SEARCH, {"query": query}).status_code == 200

    def test_a_nul_and_what_is_no_text_are_told_in_the_envelope(self, visitor):
        for raw in ("query=%00", "query=%ff", "query=%ed%a0%80", "%00=x"):
            answer = visitor.get(SEARCH, QUERY_STRING=raw)
            assert (answer.status_code, answer.json()["error"]["status"]) == (400, "INVALID_ARGUMENT")
        posted = visitor.post(
            SEARCH, "query=a%00b", content_type=FORM, headers={"X-HTTP-Method-Override": "GET"}
        )
        assert violations(posted)[0]["field"] == "query"

    def test_standard_parameters_and_keys_of_any_kind_are_taken_and_not_looked_at(self, visitor, publish):
        publish("The bridge fell.")
        more = {
            "$.xgafv": "2",
            "access_token": "x",
            "alt": "json",
            "callback": "f",
            "fields": "claims/text",
            "key": "AIza",
            "oauth_token": "x",
            "prettyPrint": "false",
            "quotaUser": "me",
            "uploadType": "media",
            "upload_protocol": "raw",
        }
        headers = {"X-Goog-Api-Key": "x", "Authorization": "Bearer x"}
        answer = visitor.get(SEARCH, {"query": "bridge", **more}, headers=headers)
        assert texts(answer.json()) == ["The bridge fell."]
        assert answer["Content-Type"] == "application/json"


class TestPaging:
    def pages(self, visitor, **parameters):
        """Read all pages; return what stood in each."""
        seen, token = [], {}
        while True:
            found = search(visitor, **parameters, **token)
            seen.append(texts(found))
            if "nextPageToken" not in found:
                return seen
            token = {"pageToken": found["nextPageToken"]}

    @pytest.fixture
    def buses(self, publish):
        return [
            f"Paging sample claim number {number} about buses."
            for number in range(1, 13)
            if publish(f"Paging sample claim number {number} about buses.")
        ]

    def test_pages_hold_ten_unless_asked_and_end_without_a_token(self, visitor, buses):
        assert [len(page) for page in self.pages(visitor, query="buses")] == [10, 2]
        read = self.pages(visitor, query="buses", pageSize=5)
        assert [len(page) for page in read] == [5, 5, 2]
        assert sorted(joined(read)) == sorted(buses)
        assert [len(page) for page in self.pages(visitor, query="buses", pageSize=1000)] == [12]
        assert [len(page) for page in self.pages(visitor, query="buses", pageSize=12)] == [12]

    def test_an_offset_counts_without_a_token_alone(self, visitor, buses):
        everything = joined(self.pages(visitor, query="buses"))
        assert texts(search(visitor, query="buses", offset=3, pageSize=2)) == everything[3:5]
        first = search(visitor, query="buses", pageSize=2, offset=3)
        then = search(visitor, query="buses", pageSize=2, offset=3, pageToken=first["nextPageToken"])
        assert texts(then) == everything[5:7]

    def test_a_token_belongs_to_its_question(self, visitor, buses):
        token = search(visitor, query="buses", pageSize=2)["nextPageToken"]
        assert texts(search(visitor, query="buses", pageSize=4, pageToken=token))
        for changed in ({"query": "claim"}, {"query": "buses", "maxAgeDays": 3}):
            told = violations(visitor.get(SEARCH, {**changed, "pageSize": 2, "pageToken": token}))
            assert told[0]["field"] == "pageToken"

    @pytest.mark.parametrize("posted", [False, True])
    def test_a_long_question_has_all_its_pages(self, visitor, buses, posted):
        override = {"X-HTTP-Method-Override": "GET"}

        def ask(**parameters):
            if not posted:
                return visitor.get(SEARCH, parameters)
            return visitor.post(SEARCH, urlencode(parameters), content_type=FORM, headers=override)

        query, read, token = "buses " * 500, [], {}
        while True:
            answer = ask(query=query, pageSize=5, **token)
            assert answer.status_code == 200, answer.content
            read += texts(answer.json())
            if "nextPageToken" not in answer.json():
                break
            token = {"pageToken": answer.json()["nextPageToken"]}
            assert len(token["pageToken"]) < 200
        assert sorted(read) == sorted(buses)
        other = ask(query=query + "claim", pageSize=5, pageToken=token["pageToken"])
        assert violations(other)[0]["field"] == "pageToken"

    def test_what_is_published_or_corrected_meanwhile_moves_nothing(self, visitor, buses, publish, editor):
        first = search(visitor, query="buses", pageSize=6)
        publish("Another claim about buses.")
        claim = Ruling.objects.order_by("pk")[0].claim
        rulings.correct(
            by=editor,
            claim=claim,
            label="true",
            note="New.",
            claim_version=1,
            client_id=uuid4(),
            explanation="One witness on site is enough.",
        )
        rest = search(visitor, query="buses", pageSize=100, pageToken=first["nextPageToken"])
        assert sorted(texts(first) + texts(rest)) == sorted(buses)


class TestWays:
    def test_a_post_that_says_it_is_a_get_is_one(self, publish):
        publish("The bridge fell.")
        strict = Client(enforce_csrf_checks=True)
        override = {"X-HTTP-Method-Override": "GET"}
        query = "bridge+" * 500
        answer = strict.post(SEARCH, f"query={query}&alt=json", content_type=FORM, headers=override)
        assert texts(answer.json()) == ["The bridge fell."]
        for headers, kind in (
            ({}, FORM),
            ({"X-HTTP-Method-Override": "DELETE"}, FORM),
            (override, "text/plain"),
        ):
            refused = strict.post(SEARCH, "query=bridge", content_type=kind, headers=headers)
            assert (refused.status_code, refused.json()["error"]["code"]) == (405, 405)
            assert "GET" in refused["Allow"]

    @pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
    def test_other_methods_are_refused_in_the_envelope(self, visitor, method):
        answer = getattr(visitor, method)(f"{SEARCH}?query=x")
        error = answer.json()["error"]
        assert (answer.status_code, error["code"], error["status"]) == (405, 405, "UNIMPLEMENTED")

    def test_every_status_is_one_of_googles(self):
        assert set(STATUS.values()) <= set(Code.keys())

    def test_a_head_is_answered(self, visitor):
        assert visitor.head(f"{SEARCH}?query=x").status_code == 200

    @pytest.mark.parametrize(
        "path",
        [
            "/v1alpha1",
            "/v1alpha1/",
            "/v1alpha1/claims",
            "/v1alpha1/claims:search/",
            "/v1alpha1/claims:find",
            "/v1alpha1/claims/search",
            "/v1alpha1/pages/",
            "/v1alpha1/pages/none",
            "/v1alpha1/pages/none/more",
            "/v1alpha1/%D1%97",
            "/$discovery",
            "/$discovery/rest/",
            "/$discovery/rest?version=v1",
        ],
    )
    def test_whatever_else_is_asked_there_is_not_found_without_html_or_redirect(self, visitor, path):
        for method in ("get", "post", "delete"):
            if method != "get" and path.startswith(("/v1alpha1/pages/none", "/$discovery/rest?")):
                continue
            answer = getattr(visitor, method)(path)
            assert answer.status_code == 404, (method, path)
            assert answer["Content-Type"] == "application/json"
            assert answer.json()["error"]["status"] == "NOT_FOUND"

    def test_a_crash_is_told_in_the_envelope(self, monkeypatch):
        def crash(**wanted):
            raise RuntimeError("the password is hunter2")

        monkeypatch.setattr("claims.api.fact_check_tools.searching.find_published", crash)
        answer = Client(raise_request_exception=False).get(SEARCH, {"query": "x"})
        assert (answer.status_code, answer.json()["error"]["status"]) == (500, "INTERNAL")
        assert "hunter2" not in answer.content.decode()

    def test_so_many_requests_from_one_address_and_no_more(self, visitor, settings):
        settings.OPEN_REQUESTS_PER_MINUTE = 2
        answers = [visitor.get(SEARCH, {"query": "x"}) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert answers[2].json()["error"]["status"] == "RESOURCE_EXHAUSTED"
        assert answers[2]["Retry-After"]
        # Who only says to come from elsewhere is still where they are.
        forged = {"X-Forwarded-For": "192.0.2.7", "X-Real-IP": "192.0.2.7", "Forwarded": "for=192.0.2.7"}
        assert visitor.get(SEARCH, {"query": "x"}, headers=forged).status_code == 429
        assert visitor.get(SEARCH, {"query": "x"}, REMOTE_ADDR="192.0.2.7").status_code == 200

    def test_behind_a_proxy_the_address_is_the_one_that_it_saw(self, visitor, settings):
        settings.AXES_IPWARE_PROXY_COUNT = 1
        for chain in ("192.0.2.1, 198.51.100.9", "192.0.2.2, 198.51.100.9"):
            visitor.get(SEARCH, {"query": "x"}, headers={"X-Forwarded-For": chain})
        visitor.get(SEARCH, {"query": "x"}, headers={"X-Forwarded-For": "2001:db8:1:2:3::4"})
        callers = set(RequestCount.objects.values_list("caller", flat=True))
        assert callers == {"open 198.51.100.9", "open 2001:db8:1:2::/64"}

    @pytest.mark.parametrize("number", [1, 3])
    def test_a_search_takes_a_fixed_number_of_queries(
        self, visitor, publish, number, django_assert_num_queries
    ):
        for _ in range(number):
            publish(f"Bridge {uuid4()}.")
        visitor.get(SEARCH, {"query": "bridge"})
        with django_assert_num_queries(3):  # the count of requests, the checks, and who publishes them
            assert len(texts(search(visitor, query="bridge"))) == number


class TestImages:
    def test_no_images_are_stored_so_nothing_is_found(self, visitor):
        answer = visitor.get(
            "/v1alpha1/claims:imageSearch", {"imageUri": "https://a.org/b.jpg", "pageSize": 5}
        )
        assert (answer.status_code, answer.content) == (200, b"{}")

    def test_an_image_is_needed_and_paging_is_read(self, visitor):
        assert violations(visitor.get("/v1alpha1/claims:imageSearch"))[0]["field"] == "imageUri"
        bad = visitor.get("/v1alpha1/claims:imageSearch?imageUri=x&pageSize=-3")
        assert violations(bad)[0]["field"] == "pageSize"


class TestPages:
    def test_a_page_tells_its_markup(self, visitor, publish):
        claim = publish("The bridge fell.", label=Label.DISPUTED)
        page = visitor.get(f"/v1alpha1/pages/{claim.slug}").json()
        markup = page["claimReviewMarkups"][0]
        assert page["name"] == f"pages/{claim.slug}"
        assert page["pageUrl"] == markup["url"] == f"http://testserver/checks/{claim.slug}/"
        assert markup["claimReviewed"] == "The bridge fell."
        assert {name: markup["rating"][name] for name in ("ratingValue", "worstRating", "bestRating")} == {
            "ratingValue": 2,
            "worstRating": 1,
            "bestRating": 3,
        }

    def test_a_page_tells_where_the_claim_appeared_as_the_check_does(
        self, visitor, reviewer, editor, administrator
    ):
        days = [date(2022, 9, 12), date(2022, 9, 10), None]
        articles = [
            make_article(by=reviewer, url=f"https://paper.example/{number}", published_on=day)
            for number, day in enumerate(days)
        ]
        claim = make_claim(by=reviewer, article=articles[0])
        for article in (*articles[1:], make_article(by=reviewer)):
            claiming.add_appearance(
                by=reviewer,
                claim=claim,
                revision=article.current_revision,
                start=0,
                end=3,
                exact=article.current_revision.text[:3],
            )
        make_verdict(by=reviewer, claim=claim)
        rulings.publish(by=editor, claim=claim, label="unproven", claim_version=1, client_id=uuid4())
        change_settings(by=administrator, values={"logo_url": "https://desk.example/logo.png"})
        claim.refresh_from_db()
        page = visitor.get(f"/v1alpha1/pages/{claim.slug}").json()
        [markup] = page["claimReviewMarkups"]
        assert markup["claimFirstAppearance"] == "https://paper.example/1"
        assert markup["claimAppearances"] == ["https://paper.example/0", "https://paper.example/2"]
        assert page["claimReviewAuthor"] == {"name": "Factcheck", "imageUrl": "https://desk.example/logo.png"}
        data = visitor.get(f"/checks/{claim.slug}.jsonld").json()
        item = data["itemReviewed"]
        assert item["firstAppearance"]["url"] == markup["claimFirstAppearance"]
        told = {markup["claimFirstAppearance"], *markup["claimAppearances"]}
        assert {each["url"] for each in item["appearance"] if "url" in each} == told
        assert data["author"]["logo"] == page["claimReviewAuthor"]["imageUrl"]

    def test_what_is_unproven_has_no_number(self, visitor, publish):
        claim = publish("The bridge fell.", label=Label.UNPROVEN)
        rating = visitor.get(f"/v1alpha1/pages/{claim.slug}").json()["claimReviewMarkups"][0]["rating"]
        assert set(rating) == {"textualRating", "ratingExplanation"}

    def test_pages_are_found_by_their_address_or_by_our_site(self, visitor, publish):
        claim = publish("The bridge fell.")
        publish("The dam broke.")

        def found(**parameters):
            answer = visitor.get("/v1alpha1/pages", parameters)
            return [page["name"] for page in answer.json().get("claimReviewMarkupPages", [])]

        assert len(found(organization="testserver")) == 2
        assert len(found(organization="testserver", pageSize=1)) == 1
        assert found(url=f"http://testserver/checks/{claim.slug}/") == [f"pages/{claim.slug}"]
        for parameters in (
            {"organization": "a.org"},
            {"url": "https://a.org/checks/x/"},
            {"url": "http://testserver/"},
        ):
            assert visitor.get("/v1alpha1/pages", parameters).json() == {}
        for parameters in ({}, {"url": "x", "organization": "y"}):
            violations(visitor.get("/v1alpha1/pages", parameters))

    def test_nobody_writes_pages_here(self, publish):
        claim = publish("The bridge fell.")
        strict = Client(enforce_csrf_checks=True)
        one = f"/v1alpha1/pages/{claim.slug}"
        for answer in (strict.post("/v1alpha1/pages", {}), strict.put(one, {}), strict.delete(one)):
            assert (answer.status_code, answer.json()["error"]["status"]) == (403, "PERMISSION_DENIED")


def test_the_description_names_our_own_address(visitor):
    told = visitor.get("/$discovery/rest?version=v1alpha1", HTTP_HOST="127.0.0.1:8765").json()
    assert told["rootUrl"] == "http://127.0.0.1:8765/"
    assert (told["id"], told["servicePath"]) == ("factchecktools:v1alpha1", "")


def shape(told):
    """Return a part of a description without what is said to people."""
    if isinstance(told, dict):
        return {name: shape(value) for name, value in told.items() if not name.endswith("escription")}
    return [shape(each) for each in told] if isinstance(told, list) else told


def test_the_description_has_all_that_the_original_has(visitor):
    told = visitor.get("/$discovery/rest?version=v1alpha1").json()
    original = json.loads(get_static_doc("factchecktools", "v1alpha1"))
    for part in ("resources", "schemas", "auth"):
        assert shape(told[part]) == shape(original[part])
    assert set(told["parameters"]) == set(original["parameters"])
    pages = told["resources"]["pages"]["methods"]
    for name in ("create", "update", "delete"):
        assert "403" in pages[name]["description"]

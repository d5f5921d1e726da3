"""The validator finds each fault that is put into a good sample, and none in the good ones."""

import copy

import pytest

from claims.domain.checks.rules import PROFILES, problems

GOOD = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "url": "https://desk.example/checks/libraries/",
    "claimReviewed": "The council cut its library budget by half.",
    "author": {"@type": "NewsMediaOrganization", "name": "The Desk", "url": "https://desk.example/"},
    "publisher": {"@type": "NewsMediaOrganization", "name": "The Desk", "url": "https://desk.example/"},
    "datePublished": "2025-06-01T09:30:00Z",
    "dateModified": "2025-06-01T09:30:00Z",
    "inLanguage": "en",
    "itemReviewed": {
        "@type": "Claim",
        "author": {"@type": "Person", "name": "Jane Example"},
        "datePublished": "2025-03-02",
        "appearance": [{"@type": "CreativeWork", "url": "https://paper.example/1"}],
    },
    "reviewRating": {
        "@type": "Rating",
        "alternateName": "False",
        "ratingValue": 1,
        "bestRating": 3,
        "worstRating": 1,
    },
    "reviewBody": "It was cut by a tenth.",
    "sdPublisher": {"@type": "Organization", "name": "The Desk"},
    "sdDatePublished": "2025-06-01T09:30:00Z",
}
MISSING = object()
ALL = PROFILES
# Where, what is put there, who must find it, and what the complaint is about.
BAD = [
    ("@context", MISSING, ALL, "@context"),
    ("@context", ["https://schema.org", "https://other.example"], ALL, "@context"),
    ("@type", "Review", ALL, "@type"),
    ("url", MISSING, ALL, "url"),
    ("url", "/checks/libraries/", ALL, "url"),
    ("url", "javascript:alert(1)", ALL, "url"),
    ("url", "https://elsewhere.example/checks/libraries/", ALL, "not on desk.example"),
    ("url", "https://notdesk.example/", ALL, "not on desk.example"),
    ("claimReviewed", MISSING, ALL, "claimReviewed"),
    ("claimReviewed", None, ALL, "empty"),
    ("reviewRating", MISSING, ALL, "reviewRating"),
    ("reviewRating.alternateName", MISSING, ALL, "alternateName"),
    ("reviewRating.ratingValue", 3, ALL, "upside down"),
    ("reviewRating.ratingValue", 4, ALL, "outside"),
    ("reviewRating.ratingValue", 0, ALL, "outside"),
    ("reviewRating.ratingValue", MISSING, ALL, "without the others"),
    ("reviewRating.bestRating", MISSING, ALL, "without the others"),
    ("reviewRating.bestRating", 1, ALL, "not above"),
    ("reviewRating.ratingValue", "low", ALL, "not numbers"),
    ("reviewRating.alternateName", "Unproven", ALL, "could not be established"),
    ("reviewRating.alternateName", "True", ALL, "upside down"),
    ("reviewRating.ratingvalue", 1, ALL, "no property of Rating"),
    ("itemReviewed.author", None, ALL, "empty"),
    ("itemReviewed.appearance", [], ALL, "empty"),
    ("itemReviewed.datePublished", "2 March 2025", ALL, "date"),
    ("datePublished", "yesterday", ALL, "date"),
    ("verificationFactCheckingPolicy", "https://desk.example/method/", ALL, "no property of ClaimReview"),
    ("publisher.@type", "Newspaper", ALL, "not expected"),
    ("sdPublisher.verificationFactCheckingPolicy", "https://desk.example/", ALL, "no property of Organization"),
    ("author", MISSING, ("bing", "desk"), "author"),
    ("datePublished", MISSING, ("bing", "desk"), "datePublished"),
    ("itemReviewed.author", MISSING, ("bing",), "itemReviewed.author"),
    ("itemReviewed", MISSING, ("bing", "desk"), "itemReviewed"),
    ("author.@type", "Person", ("desk",), "not an organisation"),
    ("author.@type", MISSING, ALL, "author.@type: missing"),
    ("author.@type", ["Organization"], ALL, "author.@type: missing"),
    ("author", "Bob", ALL, "author: 'Bob' is no object"),
    ("publisher", ["The Desk"], ALL, "publisher: ['The Desk'] is no object"),
    ("publisher.@type", "Rating", ALL, "publisher.@type: not one of"),
    ("reviewRating", "False", ALL, "reviewRating: 'False' is no object"),
    ("reviewRating", [{"@type": "Rating", "alternateName": "False"}], ALL, "is no object"),
    ("reviewRating.@type", MISSING, ALL, "reviewRating.@type: missing"),
    ("reviewRating.@type", "Person", ALL, "not one of Rating"),
    ("reviewRating.ratingValue", True, ALL, "not numbers"),
    ("reviewRating.ratingValue", 10**400, ALL, "not numbers"),
    ("reviewRating.ratingValue", [1], ALL, "not numbers"),
    ("reviewRating.alternateName", 3, ALL, "3 is no text"),
    ("claimReviewed", ["a", "b"], ALL, "is no text"),
    ("url", ["https://desk.example/checks/libraries/"], ALL, "no absolute"),
    ("url", "http://[a", ALL, "no absolute"),
    ("author.url", "http://[a", ALL, "author.url: 'http://[a' is no absolute"),
    ("itemReviewed", {"text": "x", "bogus": 1}, ALL, "itemReviewed.@type: missing"),
    ("itemReviewed", "x", ALL, "itemReviewed: 'x' is no object"),
    ("itemReviewed.author", "Jane", ALL, "itemReviewed.author: 'Jane' is no object"),
    ("itemReviewed.author.@type", MISSING, ALL, "itemReviewed.author.@type: missing"),
    ("itemReviewed.author.@type", "CreativeWork", ALL, "itemReviewed.author.@type: not one of"),
    ("publisher.url", MISSING, ("desk",), "publisher.url"),
    ("dateModified", MISSING, ("desk",), "dateModified"),
    ("dateModified", "2025-05-01T09:30:00Z", ("desk",), "before datePublished"),
    ("dateModified", "2025-07-01T09:30:00Z", ("desk",), "correction"),
    ("inLanguage", "the English language", ("desk",), "inLanguage"),
    ("itemReviewed.@type", "CreativeWork", ("desk",), "no Claim"),
]  # fmt: skip


def changed(path, value):
    sample = copy.deepcopy(GOOD)
    *way, last = path.split(".")
    place = sample
    for name in way:
        place = place[name]
    if value is MISSING:
        del place[last]
    else:
        place[last] = value
    return sample


@pytest.mark.parametrize("profile", PROFILES)
def test_the_good_sample_has_no_fault(profile):
    assert problems(GOOD, profile=profile, host="desk.example") == []


@pytest.mark.parametrize("kind", ["Person", "Organization", "NewsMediaOrganization"])
def test_a_claim_is_made_by_a_person_or_an_organisation(kind):
    sample = changed("itemReviewed.author", {"@type": kind, "name": "Jane"})
    assert problems(sample, host="desk.example") == []


def test_numbers_may_be_written_as_text():
    sample = changed("reviewRating.ratingValue", "1")
    assert problems(sample, host="desk.example") == []


@pytest.mark.parametrize(
    "value", [True, 3, "x", "http://[a", [], [[]], {}, {"@type": []}, {"@type": {}}, ["x"]]
)
@pytest.mark.parametrize("profile", PROFILES)
def test_nothing_that_json_can_hold_is_too_much(profile, value):
    for path in [
        *GOOD,
        *(f"{name}.{key}" for name in GOOD for key in GOOD[name] if isinstance(GOOD[name], dict)),
    ]:
        problems(changed(path, value), profile=profile, host="desk.example")
    deep = value
    for _ in range(3000):
        deep = [deep]
    assert any("too deep" in line for line in problems(changed("citation", deep), profile=profile))


def test_a_subdomain_is_the_same_host():
    assert problems(changed("url", "https://www.desk.example/1"), host="desk.example") == []


@pytest.mark.parametrize(("path", "value", "profiles", "complaint"), BAD)
def test_each_fault_is_found_by_those_who_mind_it(path, value, profiles, complaint):
    sample = changed(path, value)
    for profile in PROFILES:
        found = problems(sample, profile=profile, host="desk.example")
        assert any(complaint in line for line in found) == (profile in profiles), (profile, found)


def test_what_is_unproven_has_no_number_and_bing_does_not_take_it():
    sample = changed("reviewRating", {"@type": "Rating", "alternateName": "Unproven"})
    assert problems(sample, profile="google") == []
    assert problems(sample, profile="desk") == []
    assert problems(sample, profile="bing") == ["$.reviewRating.ratingValue: missing"]


@pytest.mark.parametrize("data", [None, [], "text", 1])
def test_what_is_no_object_is_said_to_be_none(data):
    assert problems(data) == ["$: not an object"]


def test_an_unknown_profile_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="no profile"):
        problems(GOOD, profile="yandex")

"""The service's own description, from which clients build themselves (Google API discovery, rest v1)."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from claims.api.fact_check_tools.door import found, method
from claims.api.fact_check_tools.envelope import error
from claims.api.fact_check_tools.parameters import Parameters

REVISION = "20240929"  # of Google's own service, whose names and types these are
NUMBER = {"type": "integer", "format": "int32"}
TEXT = {"type": "string"}
TIME = {"type": "string", "format": "google-datetime"}
PAGING = {
    "pageSize": {**NUMBER, "description": "How many results at most; 10 where it is not given, 100 at most."},
    "pageToken": {
        **TEXT,
        "description": "nextPageToken of the answer before; all else has to stay as it was.",
    },
    "offset": {**NUMBER, "description": "How many results to leave out; not looked at with a pageToken."},
}
LANGUAGE = {**TEXT, "description": "Language of the reviews (BCP-47); script and region are not looked at."}
SEARCH = {
    "query": {**TEXT, "description": "Words that the claim, with its claimant, has to hold."},
    "reviewPublisherSiteFilter": {
        **TEXT,
        "description": "Host of the publisher; this desk publishes only its own.",
    },
    "languageCode": LANGUAGE,
    "maxAgeDays": {
        **NUMBER,
        "description": "Neither the claim nor its review may be older: the newer one counts.",
    },
    **PAGING,
}
IMAGE = {
    "imageUri": {**TEXT, "description": "Address of an image. None are stored here, so nothing is found."},
    "languageCode": LANGUAGE,
    **PAGING,
}
PAGES = {
    "url": {**TEXT, "description": "Address of a check, to find its markup."},
    "organization": {**TEXT, "description": "Host of an organisation, to list all of its pages."},
    **PAGING,
}


def _list_of(name: str) -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": name}}


SCHEMAS: dict[str, dict[str, Any]] = {
    "Claim": {"text": TEXT, "claimant": TEXT, "claimDate": TIME, "claimReview": _list_of("ClaimReview")},
    "ClaimReview": {
        "publisher": {"$ref": "Publisher"},
        "url": TEXT,
        "title": TEXT,
        "reviewDate": TIME,
        "textualRating": TEXT,
        "languageCode": TEXT,
    },
    "Publisher": {"name": TEXT, "site": TEXT},
    "FactCheckedClaimSearchResponse": {"claims": _list_of("Claim"), "nextPageToken": TEXT},
    "FactCheckedClaimImageSearchResponse": {
        "results": _list_of("FactCheckedClaimImageSearchResponseResult"),
        "nextPageToken": TEXT,
    },
    "FactCheckedClaimImageSearchResponseResult": {"claim": {"$ref": "Claim"}},
    "ListClaimReviewMarkupPagesResponse": {
        "claimReviewMarkupPages": _list_of("ClaimReviewMarkupPage"),
        "nextPageToken": TEXT,
    },
    "ClaimReviewMarkupPage": {
        "name": TEXT,
        "pageUrl": TEXT,
        "publishDate": TEXT,
        "versionId": TEXT,
        "claimReviewAuthor": {"$ref": "ClaimReviewAuthor"},
        "claimReviewMarkups": _list_of("ClaimReviewMarkup"),
    },
    "ClaimReviewAuthor": {"name": TEXT, "imageUrl": TEXT},
    "ClaimReviewMarkup": {
        "url": TEXT,
        "claimReviewed": TEXT,
        "claimDate": TEXT,
        "claimLocation": TEXT,
        "claimFirstAppearance": TEXT,
        "claimAppearances": {"type": "array", "items": TEXT},
        "claimAuthor": {"$ref": "ClaimAuthor"},
        "rating": {"$ref": "ClaimRating"},
    },
    "ClaimAuthor": {"name": TEXT, "imageUrl": TEXT, "jobTitle": TEXT, "sameAs": TEXT},
    "ClaimRating": {
        "ratingValue": NUMBER,
        "worstRating": NUMBER,
        "bestRating": NUMBER,
        "textualRating": TEXT,
        "ratingExplanation": TEXT,
        "imageUrl": TEXT,
    },
}
STANDARD: dict[str, dict[str, Any]] = {
    "$.xgafv": {
        **TEXT,
        "enum": ["1", "2"],
        "enumDescriptions": ["One form of errors.", "Another form of errors."],
    },
    "access_token": TEXT,
    "alt": {
        **TEXT,
        "default": "json",
        "enum": ["json", "media", "proto"],
        "enumDescriptions": ["JSON, which every answer is.", "Not offered here.", "Not offered here."],
    },
    "callback": TEXT,
    "fields": TEXT,
    "key": TEXT,
    "oauth_token": TEXT,
    "prettyPrint": {"type": "boolean", "default": "true"},
    "quotaUser": TEXT,
    "uploadType": TEXT,
    "upload_protocol": TEXT,
}


def _method(
    id: str, path: str, answers: str, *, query: dict[str, Any], about: str, flat_path: str = "", **more: Any
) -> dict[str, Any]:
    return {
        "id": f"factchecktools.{id}",
        "path": path,
        "flatPath": flat_path or path,
        "httpMethod": "GET",
        "description": about,
        "parameters": {name: {**told, "location": "query"} for name, told in query.items()} | more,
        "parameterOrder": list(more),
        "response": {"$ref": answers},
    }


def document(root: str) -> dict[str, Any]:
    """Return the description of the service at the address ``root``, which ends with a slash."""
    page_name = {**TEXT, "location": "path", "required": True, "pattern": "^pages/[^/]+$"}
    described = {name: {**told, "location": "query"} for name, told in STANDARD.items()}
    return {
        "kind": "discovery#restDescription",
        "discoveryVersion": "v1",
        "id": "factchecktools:v1alpha1",
        "name": "factchecktools",
        "canonicalName": "Fact Check Tools",
        "version": "v1alpha1",
        "revision": REVISION,
        "title": "Fact checks of this desk",
        "description": "The desk's published checks, in the form of the Fact Check Tools API. Read-only, without a key.",
        "protocol": "rest",
        "rootUrl": root,
        "servicePath": "",
        "baseUrl": root,
        "basePath": "",
        "batchPath": "batch",
        "parameters": described,
        "resources": {
            "claims": {
                "methods": {
                    "search": _method(
                        "claims.search",
                        "v1alpha1/claims:search",
                        "FactCheckedClaimSearchResponse",
                        query=SEARCH,
                        about="Find checks by the words of their claims.",
                    ),
                    "imageSearch": _method(
                        "claims.imageSearch",
                        "v1alpha1/claims:imageSearch",
                        "FactCheckedClaimImageSearchResponse",
                        query=IMAGE,
                        about="Find checks by an image. None are stored here, so the answer is empty.",
                    ),
                }
            },
            "pages": {
                "methods": {
                    "list": _method(
                        "pages.list",
                        "v1alpha1/pages",
                        "ListClaimReviewMarkupPagesResponse",
                        query=PAGES,
                        about="List the markup of checks, by the address of one or for the whole desk.",
                    ),
                    "get": _method(
                        "pages.get",
                        "v1alpha1/{+name}",
                        "ClaimReviewMarkupPage",
                        query={},
                        about="Read the markup of one check.",
                        flat_path="v1alpha1/pages/{pagesId}",
                        name=page_name,
                    ),
                }
            },
        },
        "schemas": {
            name: {"id": name, "type": "object", "properties": fields} for name, fields in SCHEMAS.items()
        },
    }


@method(known=("version", "api"))
def rest(request: HttpRequest, given: Parameters) -> HttpResponse:
    """Describe the version that is asked for; there is one."""
    if given.text("version") not in ("", "v1alpha1"):
        return error(status=404, message="There is no such version of this service.")
    return found(document(request.build_absolute_uri("/")))

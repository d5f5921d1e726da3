"""The service's own description, from which clients build themselves (Google API discovery, rest v1)."""

from collections.abc import Mapping
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


SCOPE = "https://www.googleapis.com/auth/factchecktools"  # of Google's service; not looked at here
AUTH = {"oauth2": {"scopes": {SCOPE: {"description": "Not needed here: all of it is public."}}}}
REFUSED = "This service is read-only and answers 403, PERMISSION_DENIED."


def _named(name: str) -> str:
    """Return the name of a schema as Google's service has it."""
    return name if name.startswith("GoogleProtobuf") else f"GoogleFactcheckingFactchecktoolsV1alpha1{name}"


def _ref(name: str) -> dict[str, str]:
    return {"$ref": _named(name)}


def _list_of(name: str) -> dict[str, Any]:
    return {"type": "array", "items": _ref(name)}


SCHEMAS: dict[str, dict[str, Any]] = {
    "Claim": {"text": TEXT, "claimant": TEXT, "claimDate": TIME, "claimReview": _list_of("ClaimReview")},
    "ClaimReview": {
        "publisher": _ref("Publisher"),
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
    "FactCheckedClaimImageSearchResponseResult": {"claim": _ref("Claim")},
    "ListClaimReviewMarkupPagesResponse": {
        "claimReviewMarkupPages": _list_of("ClaimReviewMarkupPage"),
        "nextPageToken": TEXT,
    },
    "ClaimReviewMarkupPage": {
        "name": TEXT,
        "pageUrl": TEXT,
        "publishDate": TEXT,
        "versionId": TEXT,
        "claimReviewAuthor": _ref("ClaimReviewAuthor"),
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
        "claimAuthor": _ref("ClaimAuthor"),
        "rating": _ref("ClaimRating"),
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
    "GoogleProtobufEmpty": {},
}
PAGE_NAME = {
    "name": {
        **TEXT,
        "location": "path",
        "required": True,
        "pattern": "^pages/[^/]+$",
        "description": "pages/ and what stands behind /checks/ in the address of the check.",
    }
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
    id: str,
    answers: str,
    *,
    about: str,
    path: str = "",
    takes: str = "",
    verb: str = "GET",
    query: Mapping[str, Any] = {},
) -> dict[str, Any]:
    """Describe a method; without a ``path`` it is one of a page's, which its name leads to."""
    resource = id.partition(".")[0]
    described = {
        "id": f"factchecktools.{id}",
        "path": path or "v1alpha1/{+name}",
        "flatPath": path or "v1alpha1/pages/{pagesId}",
        "httpMethod": verb,
        "description": about,
        "parameters": {name: {**told, "location": "query"} for name, told in query.items()}
        | ({} if path else PAGE_NAME),
        "parameterOrder": [] if path else ["name"],
        "response": _ref(answers),
    }
    if takes:
        described["request"] = _ref(takes)
    if resource == "pages":
        described["scopes"] = [SCOPE]
    return described


PAGE, LIST = "ClaimReviewMarkupPage", "v1alpha1/pages"
RESOURCES = {
    "claims": {
        "methods": {
            "search": _method(
                "claims.search",
                "FactCheckedClaimSearchResponse",
                path="v1alpha1/claims:search",
                about="Find checks by the words of their claims.",
                query=SEARCH,
            ),
            "imageSearch": _method(
                "claims.imageSearch",
                "FactCheckedClaimImageSearchResponse",
                path="v1alpha1/claims:imageSearch",
                about="Find checks by an image. None are stored here, so the answer is empty.",
                query=IMAGE,
            ),
        }
    },
    "pages": {
        "methods": {
            "list": _method(
                "pages.list",
                "ListClaimReviewMarkupPagesResponse",
                path=LIST,
                about="List the markup of checks, by the address of one or for the whole desk.",
                query=PAGES,
            ),
            "get": _method("pages.get", PAGE, about="Read the markup of one check."),
            "create": _method(
                "pages.create", PAGE, path=LIST, takes=PAGE, verb="POST", about=f"Add markup. {REFUSED}"
            ),
            "update": _method(
                "pages.update", PAGE, takes=PAGE, verb="PUT", about=f"Change markup. {REFUSED}"
            ),
            "delete": _method(
                "pages.delete", "GoogleProtobufEmpty", verb="DELETE", about=f"Delete markup. {REFUSED}"
            ),
        }
    },
}


def document(root: str) -> dict[str, Any]:
    """Return the description of the service at the address ``root``, which ends with a slash."""
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
        "fullyEncodeReservedExpansion": True,
        "auth": AUTH,
        "parameters": described,
        "resources": RESOURCES,
        "schemas": {
            _named(name): {"id": _named(name), "type": "object", "properties": fields}
            for name, fields in SCHEMAS.items()
        },
    }


@method(known=("version", "api"))
def rest(request: HttpRequest, given: Parameters) -> HttpResponse:
    """Describe the version that is asked for; there is one."""
    if given.text("version") not in ("", "v1alpha1"):
        return error(status=404, message="There is no such version of this service.")
    return found(document(request.build_absolute_uri("/")))

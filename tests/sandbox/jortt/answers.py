"""JSON as the API writes it, and its errors."""

import json

from ..server import HTML, Answer

API_JSON = "application/json"
# Status and message by key, from the table of errors in the documentation.
_ERRORS = {
    "access_token.invalid": (401, "The access_token is either missing or invalid."),
    "access_token.expired": (401, "The access_token has expired."),
    "access_token.revoked": (401, "The access_token has been revoked."),
    "scopes.insufficient": (401, "Insufficient permissions (read: missing scopes)."),
    "organization.requires_mkb_plan": (401, "The organization does not have a jortt MKB plan."),
    "endpoint.not_found": (404, "Invalid or non existing endpoint."),
    "resource.not_found": (404, "Requested resource cannot be found."),
    "resource.method_not_allowed": (405, "The method is not allowed on this resource."),
    "resource.conflict": (409, "A conflict occurred while processing the request."),
    "params.invalid": (
        422,
        "The parameters are invalid (either missing, not of the correct type or incorrect format).",
    ),
    "params.invalid_format": (422, "The parameters could not be parsed."),
    "operation.invalid": (422, "The operation could not be executed on the resource."),
    "operation.year_closed": (422, "The operation affects a closed financial year: 2019."),
    "request.throttled": (429, "The request has been throttled, please try again later."),
}


class Failure(Exception):
    """A refusal by its key; `details` are pairs (param or None, key)."""

    def __init__(self, key, *details):
        super().__init__(key)
        self.key = key
        self.details = details


def error(key, details=(), status=None, **headers):
    """The usual error; a detail without a param has been recorded too."""
    code, message = _ERRORS[key]
    told = [
        {"key": what, **({"param": param} if param else {}), "message": what.replace("_", " ")}
        for param, what in details
    ]
    body = {"error": {"code": code, "key": key, "message": message, "details": told}}
    return answer(body, status or code, **headers)


def answer(value, status=200, **headers):
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return Answer(status, body, API_JSON, headers=headers)


def data(value, status=200, **more):
    return answer({"data": value, **more}, status)


def created(identifier):
    """All that is told of a new record."""
    return data({"id": identifier}, 201)


def nothing():
    """Status 204, which has no body."""
    return Answer(204, b"", API_JSON)


def html(body, status=200, **headers):
    return Answer(status, body.encode(), HTML, headers)

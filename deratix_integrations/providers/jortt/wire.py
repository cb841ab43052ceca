"""How jortt writes things: its errors, identifiers, amounts and days."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timezone
from decimal import Decimal

import requests

from ..base import (
    AuthenticationFailed,
    NotFound,
    PermissionDenied,
    ProviderError,
    Rejected,
    SubscriptionLapsed,
    Throttled,
    UnexpectedAnswer,
)
from ..transport import Answer, Transport

_IDENTIFIER = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_AMOUNT = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,12})?", re.ASCII)
# Ten requests a second are allowed (developer.jortt.nl, "Rate limiting").
_THROTTLED_SECONDS = 2
_CONFLICT_SECONDS = 5
_MAX_REASONS = 20
# The number of a citizen (BSN) may by Dutch law be processed by few, and is never read.
SECRET_FIELD = "citizen_service_number"
HIDDEN = "***"


class ApiTransport(Transport):
    """A transport that forgets the number of a citizen before anyone sees it, the exchange log
    included, and knows that status 204 has no body (RFC 9110, section 15.3.5)."""

    def _read(
        self, method: str, response: requests.Response, answer: Answer, deadline: float
    ) -> ProviderError | None:
        failure = super()._read(method, response, answer, deadline)
        if answer.status == 204 and answer.problem == "empty":
            answer.problem = ""
        try:
            answer.payload = _hidden(answer.payload)
        except RecursionError:
            answer.payload, answer.problem = None, "json"
        return failure


def _hidden(value: object) -> object:
    """The same with each number of a citizen replaced by a mark that there is one."""
    if isinstance(value, dict):
        return {
            key: HIDDEN if key == SECRET_FIELD and item else _hidden(item)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_hidden(item) for item in value]
    return value


def identifier(value: object) -> str:
    """A resource identifier (UUID) in lower case, "" of what is none: nothing else may get into
    an address."""
    found = isinstance(value, str) and _IDENTIFIER.fullmatch(value.strip())
    return value.strip().lower() if found else ""


def number(value: object) -> Decimal | None:
    """A decimal of a number or of its text; ``None`` of what is none."""
    if isinstance(value, bool) or value is None:
        return None
    told = str(value).strip()
    return Decimal(told) if _AMOUNT.fullmatch(told) else None


def money(value: object) -> Decimal | None:
    """The decimal of an amount: ``value`` holds it in v1, ``amount`` later."""
    if not isinstance(value, Mapping):
        return None
    return number(value.get("amount") if "amount" in value else value.get("value"))


def currency(value: object) -> str:
    """The currency of an amount, or ""."""
    told = value.get("currency") if isinstance(value, Mapping) else ""
    return told.upper() if isinstance(told, str) else ""


def whole(value: object) -> int | None:
    """An int of a number or its text; else ``None``."""
    found = number(value)
    return int(found) if found is not None and found == found.to_integral_value() else None


def day(value: object) -> date | None:
    """The day of ``2026-03-09``, also before a time."""
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def utc(value: object) -> datetime | None:
    """Naive UTC of ISO 8601 with an offset; without one it is taken for UTC."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip().replace("Z", "+00:00"))
        if moment.tzinfo is None:
            return moment
        return moment.astimezone(timezone.utc).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None


def judge(answer: Answer, action: str, external_id: str) -> ProviderError | None:
    """jortt's rules of what an answer means, from the table of errors at developer.jortt.nl.

    The key decides and not the status: a missing scope and a plan without the API are 401 too.
    """
    body = answer.payload if isinstance(answer.payload, dict) else {}
    error = body.get("error")
    if not isinstance(error, dict) or not isinstance(error.get("key"), str):
        return None
    host, key = answer.host, error["key"]
    if key == "scopes.insufficient":
        return PermissionDenied(host=host, action=action)
    if key == "organization.requires_mkb_plan":
        return SubscriptionLapsed(host=host)
    if key.startswith(("access_token.", "user.", "two_factor_code.", "organization.")):
        return AuthenticationFailed(host=host)
    if key == "endpoint.not_found":
        return UnexpectedAnswer(host=host, reason="not_found")
    if key == "resource.not_found":
        return NotFound(host=host, external_id=external_id)
    if key == "request.throttled":
        return Throttled(host=host, wait=_told_wait(answer) or _THROTTLED_SECONDS)
    if key == "resource.conflict":
        # Two changed it at the same moment, and this one was not done.
        return Throttled(host=host, wait=_CONFLICT_SECONDS)
    if answer.status >= 500:
        return None
    return Rejected(host=host, reasons=tuple(_reasons(error)))


def _told_wait(answer: Answer) -> int:
    told = answer.headers.get("Retry-After", "").strip()
    return int(told) if told.isascii() and told.isdigit() and len(told) < 6 else 0


def _reasons(error: Mapping[str, object]) -> list[str]:
    """What is wrong with which field; a detail may lack its field, and there may be none."""
    details = error.get("details")
    told = []
    for detail in details[:_MAX_REASONS] if isinstance(details, list) else ():
        if isinstance(detail, dict):
            param, message = detail.get("param"), detail.get("message") or detail.get("key")
            told.append(f"{param}: {message}" if param else str(message))
    return told or [str(error.get("message") or error["key"])]

"""How Fortnox writes things: its errors, numbers, dates and emptied fields."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from email.utils import parsedate_to_datetime
from hashlib import blake2b
from zoneinfo import ZoneInfo

from ..base import (
    AuthenticationFailed,
    NotFound,
    PermissionDenied,
    ProviderError,
    Rejected,
    SubscriptionLapsed,
)
from ..transport import Answer

# Times carry no zone; the server is in this one (softwerkab/fortnox-csharp-api-sdk,
# FortnoxServerInfo.cs).
ZONE = ZoneInfo("Europe/Stockholm")
# An empty text changes nothing, this empties a field (the same source, ApiConstants.cs).
BLANK = "API_BLANK"

# https://www.fortnox.se/developer/guides-and-good-to-know/errors
_NO_LOGIN = frozenset((2000310, 2000311))
_NO_LICENCE = frozenset((2001101, 2001103))
# Seen by open clients only.
_NO_SCOPE = 2000663
# What a request is about that is not found; another code tells of something that it names.
_MISSING = {
    "read": 2000433,
    "update": 2000433,
    "read_products": 2000428,
    "write_products": 2000428,
    "read_orders": 2000439,
    "create_order": 2000439,
    "read_invoices": 2000434,
}
_AMOUNT = re.compile(r"[+-]?\d{1,18}(?:\.\d{1,12})?", re.ASCII)


def judge(answer: Answer, action: str, external_id: str) -> ProviderError | None:
    """Fortnox's rules of what an answer means; the transport asks them first.

    ``ErrorInformation`` is an error whatever the status. The messages are Swedish and never
    decide.
    """
    code, text = _error(answer.payload)
    if answer.status == 401 or code in _NO_LOGIN:
        return AuthenticationFailed(host=answer.host, setting="client_secret")
    if answer.status == 429 or answer.status >= 500 or code is None:
        return None
    if code in _NO_LICENCE:
        return SubscriptionLapsed(host=answer.host)
    if code == _NO_SCOPE or answer.status == 403:
        return PermissionDenied(host=answer.host, action=action)
    if answer.status == 404 and external_id and code == _MISSING.get(action):
        return NotFound(host=answer.host, external_id=external_id)
    return Rejected(host=answer.host, reasons=(text,) if text else (str(code),))


def _error(payload: object) -> tuple[int | None, str]:
    """Code and message of an error, whose keys come in capitals and in small letters;
    ``(None, "")`` of what is none."""
    information = payload.get("ErrorInformation") if isinstance(payload, dict) else None
    if not isinstance(information, dict):
        return None, ""
    told = {str(key).lower(): value for key, value in information.items()}
    code = whole(told.get("code"))
    text = told.get("message")
    return code or 0, " ".join(text.split()) if isinstance(text, str) else ""


def whole(value: object) -> int | None:
    """An int of a number or a text of digits; else ``None``."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    if isinstance(value, int):
        return value
    digits = value.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 18 else None


def amount(value: object) -> Decimal | None:
    """A decimal of a number, or of a text as quantities are; ``None`` of what is none."""
    if isinstance(value, bool) or value is None:
        return None
    told = str(value).strip()
    return Decimal(told) if _AMOUNT.fullmatch(told) else None


def number(value: Decimal) -> int | float:
    """A decimal as JSON has it."""
    return int(value) if value == value.to_integral_value() else float(value)


def flag(value: object) -> bool:
    """A boolean, which is a text in some places (``Credit`` of an invoice)."""
    return value is True or (isinstance(value, str) and value.lower() == "true")


def day(value: object) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def reference_of(value: object) -> str:
    """The number of another document: "0" where there is none."""
    told = str(value if value is not None else "").strip()
    return "" if told == "0" else told


def modified_filter(moment: datetime) -> str:
    """``lastmodified`` of a moment in naive UTC, to the minute below.

    In the hours in which clocks are put back local times are ambiguous: the earlier one is taken,
    so that rather too much is listed than too little.
    """
    offsets = (
        (moment + ahead).replace(tzinfo=timezone.utc).astimezone(ZONE).utcoffset()
        for ahead in (timedelta(0), timedelta(hours=2))
    )
    return (moment + min(offsets)).strftime("%Y-%m-%d %H:%M")


def http_date(text: str) -> datetime | None:
    """Naive UTC of the header ``Date``, or ``None``."""
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return moment
    return moment.astimezone(timezone.utc).replace(tzinfo=None)


def tenant_of(access_token: str) -> str:
    """The number of the company in an access token, which is a JWT; "" when it tells none.

    https://www.fortnox.se/developer/authorization/get-access-token-using-client-credentials
    """
    parts = access_token.split(".")
    if len(parts) != 3:
        return ""
    try:
        raw = base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4))
        claims = json.loads(raw)
    except (ValueError, binascii.Error):
        return ""
    tenant = whole(claims.get("tenantId")) if isinstance(claims, dict) else None
    return "" if tenant is None else str(tenant)


def fingerprint(record: Mapping[str, object], fields: tuple[str, ...]) -> str:
    """A digest over these fields; what is absent and what is empty are the same."""
    known = [_spelling(record.get(field)) for field in fields]
    return blake2b(json.dumps(known).encode(), digest_size=16).hexdigest()


def _spelling(value: object) -> str:
    if isinstance(value, list | dict):
        return json.dumps(value, sort_keys=True)
    return "" if value is None else str(value)

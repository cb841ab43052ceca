"""How SuperFaktura writes things: its errors, limits, dates, numbers and search terms."""

from __future__ import annotations

import html
import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import date, datetime, timezone
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from anyascii import anyascii

from ..base import (
    AuthenticationFailed,
    Limits,
    NotFound,
    PermissionDenied,
    ProviderError,
    QuotaExceeded,
    Rejected,
    SubscriptionLapsed,
)
from ..transport import Answer

# The vendor's client reads the reset times in this zone (apiclient, src/Response/
# ResponseFactory.php); the other times of the answers carry no zone either.
ZONE = ZoneInfo("Europe/Bratislava")
_LIMIT = "X-RateLimit-"
_RESET_FORMAT = "%d.%m.%Y %H:%M:%S"
_PERSONAL_IN_PATH = re.compile(r"/(search|search_uuid)(:|%3A)[^/?#]*", re.IGNORECASE)
_NOT_FOUND_CODE = 2


def whole(value: object) -> int | None:
    """An int of a number or a text of digits, however the answer spells it; else ``None``."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        return value
    line = str(value).strip()
    if line.endswith(".00") or line.endswith(".0"):
        line = line.rpartition(".")[0]
    digits = line[1:] if line.startswith("-") else line
    return int(line) if digits.isascii() and digits.isdigit() and len(digits) <= 15 else None


def amount(value: object) -> Decimal | None:
    """A decimal of a number or a text of one; ``None`` of "" and what is none."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        told = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return told if told.is_finite() else None


def number(value: Decimal) -> int | float:
    """A decimal as JSON has it."""
    return int(value) if value == value.to_integral_value() else float(value)


def flag(value: object) -> bool:
    """A truth, spelled as ``true``, ``1`` or ``"1"``; ``null`` is none."""
    return value is True or str(value).strip() == "1"


def utc(value: object) -> datetime | None:
    """Naive UTC of ``2026-03-01 08:00:00`` (local time) or of ISO 8601 with an offset."""
    if not isinstance(value, str) or value.startswith("0000"):
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZONE)
        return moment.astimezone(timezone.utc).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None


def day(value: object) -> date | None:
    """The date of ``2026-03-01``, or of ``2026-03-01 08:00:00``; ``None`` of what is none."""
    try:
        return date.fromisoformat(value.strip()[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def search_term(text: str) -> str:
    """Base64 in the spelling that the documentation asks for (intro.md)."""
    return urlsafe_b64encode(text.encode()).decode().replace("=", ",")


def mask_url(url: str) -> str:
    """An address without what was searched for."""
    return _PERSONAL_IN_PATH.sub(r"/\1:***", url)


def unescaped(value: object) -> object:
    """Texts with HTML entities resolved: the documentation's example of ``clients/view`` has them
    ("mestsk&aacute;") where the list has letters."""
    if isinstance(value, dict):
        return {key: unescaped(item) for key, item in value.items()}
    if isinstance(value, list):
        return [unescaped(item) for item in value]
    if isinstance(value, str) and "&" in value and ";" in value:
        return html.unescape(value)
    return value


def read_limits(headers: Mapping[str, str]) -> Limits | None:
    """The quota told by the headers, which may be missing altogether."""
    if f"{_LIMIT}DailyLimit" not in headers and f"{_LIMIT}MonthlyLimit" not in headers:
        return None
    return Limits(
        day_limit=whole(headers.get(f"{_LIMIT}DailyLimit")),
        day_remaining=whole(headers.get(f"{_LIMIT}DailyRemaining")),
        day_reset=_reset(headers, "Daily"),
        month_limit=whole(headers.get(f"{_LIMIT}MonthlyLimit")),
        month_remaining=whole(headers.get(f"{_LIMIT}MonthlyRemaining")),
        month_reset=_reset(headers, "Monthly"),
    )


def _reset(headers: Mapping[str, str], period: str) -> datetime | None:
    try:
        moment = datetime.strptime(headers.get(f"{_LIMIT}{period}Reset", ""), _RESET_FORMAT)
    except ValueError:
        return None
    return moment.replace(tzinfo=ZONE).astimezone(timezone.utc).replace(tzinfo=None)


def judge(answer: Answer, action: str, external_id: str) -> ProviderError | None:
    """SuperFaktura's rules of what an answer means; the transport asks them first.

    A body with ``error`` above 0 is a failure whatever the status, 200 included. What the texts
    say is shown but never decides, because they come in the language of the account; the one
    exception is described at ``_lapsed``.
    """
    body = answer.payload if isinstance(answer.payload, dict) else {}
    code = _error_code(body)
    if code <= 0 and answer.status < 400:
        return None
    if answer.status == 429 or f"{_LIMIT}Message" in answer.headers:
        return _used_up(answer)
    if answer.status in (401, 402, 403) and _lapsed(body):
        return SubscriptionLapsed(host=answer.host)
    if answer.status == 401:
        return AuthenticationFailed(host=answer.host, setting="apikey")
    if answer.status == 403:
        return PermissionDenied(host=answer.host, action=action)
    if answer.status < 300 and code == _NOT_FOUND_CODE and external_id:
        return NotFound(host=answer.host, external_id=external_id)
    if answer.status == 404 or answer.status >= 500 or answer.problem:
        return None
    texts = dict.fromkeys(_texts(body.get("error_message")) + _texts(body.get("message")))
    return Rejected(host=answer.host, reasons=tuple(texts))


def _used_up(answer: Answer) -> ProviderError | None:
    """Which period is used up; ``None`` for a 429 that tells nothing of a quota."""
    limits = read_limits(answer.headers) or Limits()
    month = limits.month_remaining is not None and limits.month_remaining <= 0
    day = limits.day_remaining is not None and limits.day_remaining <= 0
    if not (month or day or f"{_LIMIT}Message" in answer.headers):
        return None
    return QuotaExceeded(
        host=answer.host,
        period="month" if month else "day",
        until=limits.month_reset if month else limits.day_reset,
    )


def _error_code(body: Mapping[str, object]) -> int:
    """``error`` is a number, sometimes as text; an ``error`` that is no number is one."""
    error = body.get("error")
    if not error:
        return 0
    code = whole(error)
    return 1 if code is None else code


def _texts(value: object) -> list[str]:
    """All texts in an ``error_message``: a text, a list, or a map of fields (nested)."""
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return [" ".join(value.split())] if isinstance(value, str) and value.strip() else []


def _lapsed(body: Mapping[str, object]) -> bool:
    """Whether the refusal is about the subscription rather than the sign-in data.

    Both come as 401 and nothing but the text differs. A lapsed account was seen to be answered
    with a sentence on a valid premium membership (github.com/xseman/superfaktura-cli,
    API-DISCREPANCIES.md); "premium" is the plan's name, so it is looked for in any language.
    When that fails, the person reads that the sign-in was refused, which is true as well.
    """
    texts = _texts(body.get("error_message")) + _texts(body.get("message"))
    return "premi" in anyascii(" ".join(texts)).lower()

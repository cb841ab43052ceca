"""How Fakturownia writes things: its errors, dates, numbers, answers without a record."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation

from ..base import AuthenticationFailed, PermissionDenied, ProviderError, Rejected, SettingMissing
from ..transport import Answer

_DOCUMENT_TOKEN = re.compile(r"(/invoice/(?:payment/)?|/f/[^/?#]*/)[^/?#.]+")
_ACCOUNT = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_EPOCH = datetime(1970, 1, 1)
_MICROSECOND = timedelta(microseconds=1)
_AMOUNT = re.compile(r"[+-]?\d{1,18}(?:\.\d{1,12})?", re.ASCII)
_MAX_REASONS = 20


def account_of(token: str) -> str:
    """The account named by a token ``APIToken/account``, in lower case.

    Raises ``SettingMissing`` whose ``part`` tells what is wrong: ``form`` (there is no ``/`` or
    more than one), ``token`` or ``account`` (the part before and behind it).
    """
    secret, slash, account = token.partition("/")
    if not slash or "/" in account:
        raise SettingMissing(setting="token", part="form")
    if not secret or not all("!" <= character <= "~" for character in secret):
        raise SettingMissing(setting="token", part="token")
    if not _ACCOUNT.fullmatch(account.lower()):
        raise SettingMissing(setting="token", part="account")
    return account.lower()


def whole(value: object) -> int | None:
    """An int of a number or a text of digits; else ``None``."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    if isinstance(value, int):
        return value
    digits = value.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 18 else None


def flag(value: object) -> bool | None:
    """A boolean, spelled as ``true``, ``"1"`` or ``1``; ``None`` where nothing is told."""
    if isinstance(value, bool):
        return value
    return {"1": True, "true": True, "0": False, "false": False}.get(str(value).strip().lower())


def amount(value: object) -> Decimal | None:
    """A decimal of ``"58.32"``, ``"59,00"`` or a number; ``None`` of "" and what is none."""
    if isinstance(value, bool):
        return None
    told = "".join(str(value).split()).replace(",", ".")
    if not _AMOUNT.fullmatch(told):
        return None
    try:
        return Decimal(told)
    except InvalidOperation:
        return None


def utc(value: object) -> datetime | None:
    """Naive UTC of ISO 8601 with an offset; without one it is taken for UTC."""
    if not isinstance(value, str):
        return None
    try:
        # Python 3.10 reads neither "Z" nor other fractions than of three or six digits.
        moment = datetime.fromisoformat(value.strip().replace("Z", "+00:00"))
        if moment.tzinfo is None:
            return moment
        return moment.astimezone(timezone.utc).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None


def microseconds(moment: datetime | None) -> int | None:
    """Since 1970, of naive UTC."""
    return None if moment is None else (moment - _EPOCH) // _MICROSECOND


def day(value: object) -> date | None:
    """A date of ``2025-05-06``, also with a time behind it; ``None`` of "" and months."""
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value.strip()[:10])
    except ValueError:
        return None


def mask_url(url: str) -> str:
    """An address without the tokens by which anyone can open a document."""
    return _DOCUMENT_TOKEN.sub(r"\1***", url)


def judge(answer: Answer, action: str, _external_id: str) -> ProviderError | None:
    """Fakturownia's rules of what an answer means; the transport asks them first.

    An error may come with status 200, told by ``code`` or ``status``. What the texts say never
    decides, because they come in the language of the account.
    """
    body = answer.payload if isinstance(answer.payload, dict) else {}
    failed = "error" in (body.get("code"), body.get("status"))
    if answer.status == 401:
        return AuthenticationFailed(host=answer.host, setting="token")
    if answer.status == 403:
        return PermissionDenied(host=answer.host, action=action)
    if answer.status == 404 or answer.status == 429 or answer.status >= 500:
        return None
    if answer.problem and not (answer.problem == "empty" and answer.status in (400, 422)):
        return None
    if not failed and answer.status < 400:
        return None
    return Rejected(host=answer.host, reasons=reasons(body))


def reasons(body: Mapping[str, object]) -> tuple[str, ...]:
    """The texts of a refusal: ``message`` or ``error``, a text or lists of texts by field."""
    found = [
        text
        for key in ("message", "error", "errors")
        for text in _texts(body.get(key))
        if text != "error"
    ]
    return tuple(dict.fromkeys(found))[:_MAX_REASONS]


def _texts(value: object, field: str = "", depth: int = 0) -> list[str]:
    if depth > 3:
        return []
    if isinstance(value, dict):
        return [text for key, item in value.items() for text in _texts(item, str(key), depth + 1)]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item, field, depth + 1)]
    if not isinstance(value, str) or not value.strip():
        return []
    told = " ".join(value.split())
    return [f"{field}: {told}" if field and field != "base" else told]

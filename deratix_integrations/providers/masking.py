"""What of an exchange may be kept: addresses and the shapes of bodies, never what they say."""

from __future__ import annotations

import json
from collections.abc import Iterable
from urllib.parse import quote, quote_plus, urlsplit

SHAPE_LIMIT = 4096
# Counters and verdicts: the numbers one needs to see to understand what happened.
_TELLING = frozenset(
    ("id", "page", "pageCount", "perPage", "itemCount", "error", "state", "status", "per_page")
)
_SHOWN_ITEMS = 2
_DEEPEST = 6


def shape(value: object, key: str = "", depth: int = 0) -> object:
    """JSON with each text replaced by its length (``"<12>"``) and each number by ``"<number>"``.

    Numbers under a few telling keys, booleans and nulls stay; of a list the first items stay,
    the rest is counted.
    """
    if isinstance(value, dict | list) and depth >= _DEEPEST:
        return "<...>"
    if isinstance(value, dict):
        return {name: shape(item, name, depth + 1) for name, item in value.items()}
    if isinstance(value, list):
        shown: list[object] = [shape(item, key, depth + 1) for item in value[:_SHOWN_ITEMS]]
        return [*shown, f"<{len(value) - _SHOWN_ITEMS} more>"] if value[_SHOWN_ITEMS:] else shown
    if value is None or isinstance(value, bool):
        return value
    told = str(value)
    if key in _TELLING and len(told) <= 12 and told.isascii() and told.isdigit():
        return value
    return f"<{len(told)}>" if isinstance(value, str) else "<number>"


class Mask:
    """Takes out the secrets, in the spellings in which they may stand in an address or a text."""

    def __init__(self, secrets: Iterable[str]) -> None:
        spellings = {
            spelling
            for secret in secrets
            if secret
            for spelling in (secret, quote(secret, safe=""), quote_plus(secret), quote(secret))
        }
        self._spellings = sorted(spellings, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        for spelling in self._spellings:
            text = text.replace(spelling, "***")
        return text

    def url(self, url: str) -> str:
        """An address without secrets and without the values of its query."""
        parts = urlsplit(url)
        query = "&".join(f"{pair.partition('=')[0]}=***" for pair in parts.query.split("&") if pair)
        return self(parts._replace(query=query, fragment="").geturl())

    def body(self, payload: object) -> str:
        """The shape of a body as JSON text, at most 4 KB of it."""
        return self(json.dumps(shape(payload), ensure_ascii=False))[:SHAPE_LIMIT]

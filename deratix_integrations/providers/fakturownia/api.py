"""One account at Fakturownia: its address, its token, and how lists and records are asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import quote, urlencode

from ..base import Budget, NotFound, Page, Query, Row, UnexpectedAnswer
from ..paging import count_records
from ..transport import Transport
from .paging import MAX_SIZE, Cursor, Key
from .wire import account_of, flag, judge, mask_url, microseconds, utc, whole

# Of a query; a name with several values comes several times.
Params = Mapping[str, str | tuple[str, ...]]
_OWN_ADDRESS = re.compile(r"https://[a-z0-9-]+\.fakturownia\.pl")


class Api:
    """What clients, documents and webhooks have in common; sends nothing by itself."""

    def __init__(
        self,
        settings: Mapping[str, str],
        base_url: str,
        *,
        budget: Budget,
        recorder: object,
        allow_private: bool = False,
        record_bodies: bool = False,
    ) -> None:
        token = (settings.get("token") or "").strip()
        self._account = account_of(token)
        self._transport_options = {
            # Not in the address, which gets into logs. That this header is read is documented by
            # a client that uses nothing else: github.com/KrzysztofMarmol/fakturownia-client.
            "headers": {"Authorization": f"Bearer {token}"},
            "budget": budget,
            "recorder": recorder,
            "allow_private": allow_private,
            "record_bodies": record_bodies,
            "secrets": (token, token.partition("/")[0]),
            "mask_url": mask_url,
            "judge": judge,
        }
        address = base_url or self.home(settings)
        self._transport = Transport(address, **self._transport_options)
        self._host = self._transport.host

    @classmethod
    def home(cls, settings: Mapping[str, str]) -> str:
        """The base address that follows from the account in the token.

        Raises ``SettingMissing``, whose ``part`` is ``form``, ``token`` or ``account``.
        """
        return f"https://{account_of((settings.get('token') or '').strip())}.fakturownia.pl"

    @classmethod
    def is_home(cls, base_url: str) -> bool:
        """Whether this is the address of an account, and not of a test server."""
        return bool(_OWN_ADDRESS.fullmatch(base_url.rstrip("/")))

    def _read_list(
        self,
        path: str,
        filters: Params,
        query: Query,
        cursor: str | None,
        make_row: Callable[[dict], Row],
        wanted: Callable[[dict], bool],
        action: str,
    ) -> Page:
        """One page of a list ordered by change; ``wanted`` says which of its rows are given."""
        at = (
            Cursor.parse(cursor, self._host)
            if cursor
            else Cursor.begin(query.watermark, microseconds(query.since), self._host)
        )
        page, size = at.window(query.limit)
        order = {"order": "updated_at.desc", "page": str(page), "per_page": str(size)}
        items = self._items(path, {**filters, **order}, action)
        rows = [make_row(item) for item in items]
        keys = [
            Key(row.external_id, microseconds(utc(item.get("updated_at"))), row.fingerprint)
            for row, item in zip(rows, items, strict=True)
        ]
        step = at.after(keys, page, size, query.limit, self._host)
        given = tuple(rows[index] for index in step.fresh if wanted(items[index]))
        following = step.cursor.dump() if step.cursor else None
        # What a search gave says nothing of what else has changed.
        watermark = "" if query.text.strip() else step.watermark
        return Page(given, following, step.total, watermark)

    def _count(
        self,
        path: str,
        filters: Params,
        since: datetime | None,
        action: str,
    ) -> int:
        """How many records a list has, or how many of them changed since a time (naive UTC)."""
        bound = microseconds(since)

        def on_page(number: int) -> int:
            place = {"order": "updated_at.desc", "page": str(number), "per_page": str(MAX_SIZE)}
            items = self._items(path, {**filters, **place}, action)
            times = (microseconds(utc(item.get("updated_at"))) for item in items)
            return sum(bound is None or time is None or time >= bound for time in times)

        total = count_records(on_page, MAX_SIZE)
        if total is None:
            raise UnexpectedAnswer(host=self._host, reason="paging")
        return total

    def _items(self, path: str, params: Params, action: str) -> list[dict]:
        """The records of one page of a list; an empty one is ``[]`` or ``null``."""
        try:
            answer = self._transport.request(
                "GET", f"{path}?{urlencode(params, doseq=True)}", action=action
            )
        except NotFound:
            answer = {}
        if answer is None:
            return []
        if not isinstance(answer, list) or not all(_is_record(item) for item in answer):
            raise UnexpectedAnswer(host=self._host, reason="shape")
        return answer

    def _all(self, path: str, action: str) -> list[dict]:
        """The records of a short list, each once."""
        found: dict[int, dict] = {}
        for page in range(1, 101):
            items = self._items(path, {"page": str(page), "per_page": str(MAX_SIZE)}, action)
            before = len(found)
            found.update((whole(item["id"]), item) for item in items)
            # Lists that know no pages answer the same each time.
            if len(items) < MAX_SIZE or len(found) == before:
                break
        return list(found.values())

    def _one(self, path: str, external_id: str, action: str) -> dict:
        """One record by its number; raises ``NotFound``, also for a deleted one."""
        number = self._number(external_id)
        answer = self._transport.request(
            "GET", f"{path}/{number}.json", action=action, external_id=external_id
        )
        if not _is_record(answer):
            raise UnexpectedAnswer(host=self._host, reason="shape")
        if flag(answer.get("deleted")):
            raise NotFound(host=self._host, external_id=external_id)
        return answer

    def _create(self, path: str, body: dict, action: str) -> str:
        """Create a record and return its number."""
        answer = self._transport.request("POST", path, json=body, action=action)
        if not _is_record(answer):
            raise UnexpectedAnswer(host=self._host, reason="shape", unclear=True)
        return str(whole(answer["id"]))

    @classmethod
    def _page(cls, base_url: str, path: str, external_id: str) -> str:
        """The page of a record in the system's own interface."""
        return f"{base_url.rstrip('/')}/{path}/{quote(external_id, safe='')}"

    def _number(self, external_id: str) -> int:
        """The id as a number: nothing else may get into a path."""
        number = whole(external_id)
        if number is None or number < 0:
            raise NotFound(host=self._host, external_id=external_id)
        return number


def _is_record(value: object) -> bool:
    return isinstance(value, dict) and whole(value.get("id")) is not None

"""What all endpoints of SuperFaktura have in common: signing in, lists and numbers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple
from urllib.parse import quote_plus, urlencode

from ..base import Budget, NotFound, Page, Query, Row, SettingMissing, UnexpectedAnswer
from ..transport import USER_AGENT, Transport
from .paging import Cursor
from .wire import ZONE, judge, mask_url, read_limits, whole

# "modified:3" is the range between two dates (value-lists.md). Whether the second date may be
# left out is not documented, so it is given, far away.
RANGE = 3
OPEN_END = "2037-12-31"
# Changes are asked for by the day, and our clock may be ahead of theirs.
_OVERLAP = timedelta(days=1)


class Records(NamedTuple):
    """A kind of records: where their list is, under which key each is in it, what asking for them
    is called, what makes a row of an item, and how many a page may hold."""

    path: str
    key: str
    action: str
    row: Callable[[dict], Row]
    page_size: int


class Api:
    """Signs each request; raises ``SettingMissing`` and ``AddressRefused``."""

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
        email, apikey, self._company_id = _checked(settings)
        # Each value encoded by itself; a raw "+" or "@" is the usual cause of refused sign-ins
        # (faq.md).
        credentials = urlencode(
            {
                "email": email,
                "apikey": apikey,
                "module": USER_AGENT,
                "company_id": self._company_id,
            },
            quote_via=quote_plus,
        )
        self._transport = Transport(
            base_url,
            headers={"Authorization": f"SFAPI {credentials}"},
            budget=budget,
            recorder=recorder,
            allow_private=allow_private,
            record_bodies=record_bodies,
            secrets=(apikey, email),
            mask_url=mask_url,
            judge=judge,
            read_limits=read_limits,
        )
        self._host = self._transport.host

    def _read_list(
        self,
        records: Records,
        filters: str,
        cursor: str | None,
        *,
        limit: int | None = None,
        wanted: Callable[[dict], bool] = lambda _item: True,
    ) -> Page:
        """One page of a list; it may be empty although more follow.

        :param filters: what is said in the path behind the page
        :param wanted: which items are to be given
        """
        at = Cursor.parse(cursor, self._host) if cursor else Cursor(size=records.page_size)
        page, size = at.window(limit)
        listed = self._list(records, page, size, filters)
        items, total = listed["items"], listed["itemCount"]
        told = listed["perPage"]
        if told and told < size:
            at = replace(at, size=told)
            size = told
        offset = (listed["page"] or page) * size - size
        if total is None and len(items) < size:
            total = offset + len(items)
        numbers = [number for number, _item in items]
        if numbers != sorted(numbers):
            raise UnexpectedAnswer(host=self._host, reason="order")
        rows: list[Row] = []
        if at.trusted(numbers, offset):
            fresh = [item for number, item in items if number > at.last]
            rows = [records.row(item) for item in fresh if wanted(item)]
        following = at.after(numbers, offset, total, self._host)
        if limit is not None:
            rows = rows[: limit - at.given]
            total = total if total is None else min(total, limit)
        given = at.given + len(rows)
        if following and limit is not None and given >= limit:
            following = None
        next_cursor = replace(following, given=given).dump() if following else None
        return Page(tuple(rows), next_cursor, total)

    def _read_changes(
        self,
        records: Records,
        query: Query,
        cursor: str | None,
        *,
        filters: str = "",
        wanted: Callable[[dict], bool] = lambda _item: True,
    ) -> Page:
        """One page of what changed since the watermark of a query; its last one has the next."""
        begun, since, at = self._place(query.watermark, cursor)
        filters += changed_since(since) if since else ""
        page = self._read_list(records, filters, at, limit=query.limit, wanted=wanted)
        if page.next_cursor is None:
            return replace(page, watermark=begun.isoformat())
        told = {"begun": begun.isoformat(), "since": since and since.isoformat()}
        return replace(page, next_cursor=json.dumps({**told, "at": page.next_cursor}))

    def _place(self, watermark: str, cursor: str | None) -> tuple[date, date | None, str | None]:
        """``(day for the next watermark, day since which it asks, cursor of the list)``."""
        try:
            if not cursor:
                since = date.fromisoformat(watermark) if watermark else None
                return datetime.now(ZONE).date() - _OVERLAP, since, None
            told = json.loads(cursor)
            since = date.fromisoformat(told["since"]) if told["since"] else None
            return date.fromisoformat(told["begun"]), since, str(told["at"])
        except (ValueError, TypeError, KeyError):
            raise UnexpectedAnswer(host=self._host, reason="cursor") from None

    def _all(self, records: Records, filters: str) -> Iterator[Row]:
        """The rows of a whole list, page by page."""
        cursor = None
        while True:
            page = self._read_list(records, filters, cursor)
            yield from page.rows
            cursor = page.next_cursor
            if cursor is None:
                return

    def _list(self, records: Records, page: int, size: int, filters: str = "") -> dict:
        """``items`` as ``(id, item)``, and the integers of the envelope or ``None``."""
        # Sorted by id: the default order moves with every invoice.
        path = f"{records.path}/index.json/listinfo:1/page:{page}/per_page:{size}"
        try:
            answer = self._transport.request(
                "GET", f"{path}/sort:id/direction:ASC{filters}", action=records.action
            )
        except NotFound:
            if page == 1:
                raise UnexpectedAnswer(host=self._host, reason="not_found") from None
            answer = []  # What a page behind the last one is answered with is not documented.
        envelope = answer if isinstance(answer, dict) else {"items": answer}
        # Empty lists of this API are sometimes objects, and sometimes null.
        items = envelope.get("items") or []
        if not isinstance(items, list) or "items" not in envelope:
            raise UnexpectedAnswer(host=self._host, reason="shape")
        told = {key: whole(envelope.get(key)) for key in ("itemCount", "perPage", "page")}
        return {**told, "items": [(self._id_of(item, records.key), item) for item in items]}

    def _id_of(self, item: object, key: str) -> int:
        """The id of the record under this key of an item."""
        record = item.get(key) if isinstance(item, dict) else None
        number = whole(record.get("id")) if isinstance(record, dict) else None
        if number is None:
            raise UnexpectedAnswer(host=self._host, reason="shape")
        return number

    def _made(self, answer: object, key: str) -> dict:
        """The record in the answer to a write; it has an id."""
        data = answer.get("data") if isinstance(answer, dict) else None
        record = data.get(key) if isinstance(data, dict) else None
        if not isinstance(record, dict) or whole(record.get("id")) is None:
            raise UnexpectedAnswer(host=self._host, reason="shape", unclear=True)
        return record

    def _number(self, external_id: str) -> int:
        """The id as a number: nothing else may get into a path."""
        number = whole(external_id)
        if number is None or number < 0:
            raise NotFound(host=self._host, external_id=external_id)
        return number


def changed_since(day: date) -> str:
    """The filter for what changed on this local day or later."""
    return f"/modified:{RANGE}/modified_since:{day:%Y-%m-%d}/modified_to:{OPEN_END}"


def _checked(settings: Mapping[str, str]) -> tuple[str, str, str]:
    """E-mail, key and company number; raises ``SettingMissing``."""
    values = {key: (settings.get(key) or "").strip() for key in ("email", "apikey", "company_id")}
    good = {
        "email": "@" in values["email"],
        "apikey": bool(values["apikey"]),
        "company_id": values["company_id"].isascii() and values["company_id"].isdigit(),
    }
    for key, fine in good.items():
        if not fine or any(character.isspace() for character in values[key]):
            raise SettingMissing(setting=key)
    return values["email"], values["apikey"], str(int(values["company_id"]))

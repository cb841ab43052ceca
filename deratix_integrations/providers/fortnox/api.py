"""One company at Fortnox: its tokens, and how lists and records are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from urllib.parse import quote, urlencode

from ..base import (
    Budget,
    NotFound,
    Page,
    ProviderError,
    Query,
    Row,
    SettingMissing,
    UnexpectedAnswer,
)
from ..oauth import Endpoints, MemoryStore, OAuth, Signed, TokenStore
from ..transport import Answer, Transport
from .paging import CHUNK, OVERLAP, Cursor, moment
from .wire import http_date, judge, modified_filter, whole

API = "https://api.fortnox.se"
SIGN_IN = "https://apps.fortnox.se"
# Adding one needs a new consent, so all that the flows may need are asked for at once. There are
# none that only read (https://www.fortnox.se/developer/guides-and-good-to-know/scopes).
SCOPES = ("companyinformation", "customer", "article", "order", "invoice", "settings")
# What is said of its life differs, from 31 days (developer FAQ of 2023) to 45; the warning before
# it dies must rather come too early.
_REFRESH_LIFE = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Resource:
    """A path with the keys of its lists, its records and their numbers, the action that reading
    is, and what makes a row of a record."""

    path: str
    plural: str
    singular: str
    key: str
    action: str
    row: Callable[[dict], Row]


def endpoints(base_url: str, tenant_id: str = "") -> Endpoints:
    """The sign-in server that belongs to a base address: a test server is its own.

    With a tenant tokens are had by client credentials, else by consent; then the consent is for
    a service account, so that one can go over to the former.
    """
    official = base_url.rstrip("/") == API
    return Endpoints(
        base_url=SIGN_IN if official else base_url,
        authorise_path="/oauth-v1/auth",
        token_path="/oauth-v1/token",
        scopes=SCOPES,
        # Without "offline" there is no refresh token.
        extra={"access_type": "offline", "account_type": "service"},
        refresh_life=_REFRESH_LIFE,
        by_consent=not tenant_id,
        application_headers={"TenantId": tenant_id},
    )


class Api:
    """What customers, articles and documents have in common; sends nothing by itself.

    :param tokens: where the token is kept; a store of this process alone does for client
        credentials, when ``tenant_id`` is among the settings
    """

    consent_optional = False

    def __init__(
        self,
        settings: Mapping[str, str],
        base_url: str,
        *,
        budget: Budget,
        recorder: object,
        allow_private: bool = False,
        record_bodies: bool = False,
        tokens: TokenStore | None = None,
    ) -> None:
        given = {key: (settings.get(key) or "").strip() for key in ("client_id", "client_secret")}
        self._tenant = (settings.get("tenant_id") or "").strip()
        for key, value in given.items():
            if not value or not all("!" <= letter <= "~" for letter in value):
                raise SettingMissing(setting=key)
        if self._tenant and whole(self._tenant) is None:
            raise SettingMissing(setting="tenant_id")
        shared = {
            "budget": budget,
            "recorder": recorder,
            "allow_private": allow_private,
            "record_bodies": record_bodies,
        }
        self._transport = Transport(
            base_url,
            headers={},
            secrets=(given["client_secret"],),
            judge=self._judge,
            **shared,
        )
        self.oauth = OAuth(
            endpoints(self._transport.base_url, self._tenant),
            given["client_id"],
            given["client_secret"],
            tokens or MemoryStore(),
            **shared,
        )
        self._signed = Signed(self._transport, self.oauth)
        self._host = self._transport.host
        self._answered_at: datetime | None = None

    @classmethod
    def by_consent(cls, settings: Mapping[str, str]) -> bool:
        """See ``SignsIn.by_consent``: a tenant goes with client credentials."""
        return not (settings.get("tenant_id") or "").strip()

    def _judge(self, answer: Answer, action: str, external_id: str) -> ProviderError | None:
        self._answered_at = http_date(answer.headers.get("Date", ""))
        return judge(answer, action, external_id)

    def _read_list(
        self,
        resource: Resource,
        filters: Mapping[str, str],
        query: Query,
        cursor: str | None,
        wanted: Callable[[dict], bool] = lambda _row: True,
    ) -> Page:
        """A page of records; ``wanted`` checks again what the search of a list gave.

        The first page of a reading by watermark only lists: that is all a look for changes needs.
        When the budget is used up in between, the page holds what there is so far.
        """
        at = (
            Cursor.parse(cursor, self._host)
            if cursor
            else Cursor.begin(query.watermark, self._host)
        )
        listed = not at.pending
        if listed:
            at = self._listed(resource, filters, query, at, wanted)
            if query.watermark and not cursor:
                return self._page((), at, query)
        rows: list[Row] = []
        for external_id in at.pending[:CHUNK]:
            try:
                rows.append(self._one(resource, external_id))
            except ProviderError as error:
                gone = isinstance(error, NotFound)  # deleted since it was listed
                if not gone and not (error.retry and (rows or listed)):
                    raise
                if not gone:
                    break
            at = replace(at, pending=at.pending[1:])
        return self._page(tuple(rows), at, query)

    def _read_rows(self, resource: Resource, query: Query, cursor: str | None) -> Page:
        """A page of all records, as the list tells them."""
        at = Cursor.parse(cursor, self._host) if cursor else Cursor.begin("", self._host)
        size = at.size(query.limit)
        rows, total = self._items(resource, _by_number(resource, size, at))
        by_number = {row[resource.key]: resource.row(row) for row in rows}
        at, new = at.listed(list(by_number), size, total, query.limit, self._host)
        found = tuple(by_number[number] for number in new)
        return Page(found, None if at.ended else at.dump(), at.total)

    def _page(self, rows: tuple[Row, ...], at: Cursor, query: Query) -> Page:
        if not at.finished:
            return Page(rows, at.dump(), at.total)
        # What a search or a sample gave says nothing of what else has changed.
        partial = query.text.strip() or query.limit is not None or query.since
        return Page(rows, None, at.total, "" if partial else at.watermark())

    def _listed(
        self,
        resource: Resource,
        filters: Mapping[str, str],
        query: Query,
        at: Cursor,
        wanted: Callable[[dict], bool],
    ) -> Cursor:
        """The cursor after one more page of the list."""
        size = at.size(query.limit)
        bound = max(
            filter(None, (query.since, moment(at.since) if at.since else None)), default=None
        )
        params = {
            **filters,
            **({"lastmodified": modified_filter(bound)} if bound else {}),
            **_by_number(resource, size, at),
        }
        rows, total = self._items(resource, params)
        if not at.mark:
            began = self._answered_at or datetime.now(timezone.utc).replace(tzinfo=None)
            at = replace(at, mark=(began - OVERLAP).isoformat())
        numbers = [row[resource.key] for row in rows]
        at, new = at.listed(numbers, size, total, query.limit, self._host)
        fresh = frozenset(new)
        pending = [row[resource.key] for row in rows if row[resource.key] in fresh and wanted(row)]
        if query.limit is not None and total is not None:
            at = replace(at, total=min(total, query.limit))
        return replace(at, pending=tuple(pending))

    def _items(
        self, resource: Resource, params: Mapping[str, str]
    ) -> tuple[list[dict], int | None]:
        """The rows of one page of a list, and how many there are in all."""
        answer = self._signed.request(
            "GET", f"/3/{resource.path}?{urlencode(params)}", action=resource.action
        )
        rows = answer.get(resource.plural) if isinstance(answer, dict) else None
        meta = answer.get("MetaInformation") if isinstance(answer, dict) else None
        if not isinstance(rows, list) or not all(_has(row, resource.key) for row in rows):
            raise UnexpectedAnswer(host=self._host, reason="shape")
        total = whole(meta.get("@TotalResources")) if isinstance(meta, dict) else None
        return [{**row, resource.key: str(row[resource.key])} for row in rows], total

    def _one(self, resource: Resource, external_id: str) -> Row:
        """One record; raises ``NotFound``."""
        return resource.row(
            self._record(
                resource, "GET", self._path(resource, external_id), external_id=external_id
            )
        )

    def _find(self, resource: Resource, field: str, value: str, shown: str) -> Row | None:
        """The first record whose field ``shown`` is exactly this; the search by ``field`` finds
        all that contain it."""
        at = Cursor()
        while not at.ended:
            params = {field: value, "sortby": resource.key.lower(), "limit": "500"}
            rows, total = self._items(resource, {**params, "offset": str(at.offset)})
            for row in rows:
                if str(row.get(shown) or "").strip() == value:
                    return self._one(resource, row[resource.key])
            numbers = [row[resource.key] for row in rows]
            at, _new = at.listed(numbers, 500, total, None, self._host)
        return None

    def _write(
        self,
        resource: Resource,
        values: Mapping[str, object],
        action: str,
        external_id: str = "",
    ) -> Row:
        """Create a record, or change the one named; returns it as it is then."""
        path = self._path(resource, external_id) if external_id else f"/3/{resource.path}"
        return resource.row(
            self._record(
                resource,
                "PUT" if external_id else "POST",
                path,
                body={resource.singular: dict(values)},
                action=action,
                external_id=external_id,
            )
        )

    def _record(
        self,
        resource: Resource,
        method: str,
        path: str,
        *,
        body: object = None,
        action: str = "",
        external_id: str = "",
    ) -> dict:
        answer = self._signed.request(
            method, path, json=body, action=action or resource.action, external_id=external_id
        )
        record = answer.get(resource.singular) if isinstance(answer, dict) else None
        if not _has(record, resource.key):
            raise UnexpectedAnswer(host=self._host, reason="shape", unclear=method != "GET")
        return {**record, resource.key: str(record[resource.key])}

    def _path(self, resource: Resource, external_id: str) -> str:
        """The address of a record. Numbers may hold slashes; those that would lead elsewhere
        belong to no record."""
        if external_id.strip(".") == "":
            raise NotFound(host=self._host, external_id=external_id)
        return f"/3/{resource.path}/{quote(external_id, safe='')}"


def _by_number(resource: Resource, size: int, at: Cursor) -> dict[str, str]:
    """What asks for the next page of a list."""
    return {
        "sortby": resource.key.lower(),
        "sortorder": "ascending",
        "limit": str(size),
        "offset": str(at.offset),
    }


def _has(record: object, key: str) -> bool:
    return isinstance(record, dict) and str(record.get(key) or "").strip() != ""

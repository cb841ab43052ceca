"""One administration at jortt: signing in, and how lists and records are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import urlencode, urlsplit

from ...engine import normalize
from ..base import Budget, NotFound, Page, Query, Row, SettingMissing, UnexpectedAnswer
from ..oauth import Endpoints, MemoryStore, OAuth, Signed, TokenStore
from ..paging import count_records
from ..sweep import Cursor
from .wire import ApiTransport, identifier, judge

PAGE_SIZE = 100
_SHORTEST_SEARCH = 3
_HOME = "https://api.jortt.nl"
# People sign in at another address than that of the API.
_SIGN_IN = {"api.jortt.nl": "https://app.jortt.nl"}
_SCOPES = (
    "customers:read",
    "customers:write",
    "estimates:read",
    "estimates:write",
    "invoices:read",
    # The ledger accounts of invoices need it too.
    "invoices:write",
    # Trade names, labels, and the test of a connection.
    "organizations:read",
)


class Api:
    """What customers and documents have in common; sends nothing by itself.

    :param settings: with ``by_consent`` the application is a third party's, and a person consents
        in the browser; otherwise it is the administration's own
    :param tokens: where the tokens are kept, shared by all workers; without one they are kept in
        this process
    """

    consent_optional = True

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
        client_id, secret = (_checked(settings, key) for key in ("client_id", "client_secret"))
        common = {
            "budget": budget,
            "recorder": recorder,
            "allow_private": allow_private,
            "record_bodies": record_bodies,
        }
        address = base_url or _HOME
        self._common = common
        self._transport = ApiTransport(
            address, headers={}, secrets=(secret,), judge=judge, **common
        )
        self.oauth = OAuth(
            self.endpoints(address, by_consent=self.by_consent(settings)),
            client_id,
            secret,
            tokens or MemoryStore(),
            **common,
        )
        self._signed = Signed(self._transport, self.oauth)
        self._host = self._transport.host

    # -- signing in ----------------------------------------------------------------------------

    @classmethod
    def endpoints(cls, base_url: str, *, by_consent: bool) -> Endpoints:
        """Where people and applications sign in. How long a refresh token lives is documented
        nowhere (https://developer.jortt.nl)."""
        return Endpoints(
            base_url=_SIGN_IN.get(urlsplit(base_url).hostname or "", base_url),
            authorise_path="/oauth-provider/oauth/authorize",
            token_path="/oauth-provider/oauth/token",
            scopes=_SCOPES,
            by_consent=by_consent,
            application_fields={"scope": " ".join(_SCOPES)},
        )

    @classmethod
    def by_consent(cls, settings: Mapping[str, str]) -> bool:
        """See ``SignsIn.by_consent``."""
        return bool(settings.get("by_consent"))

    # -- lists and records ---------------------------------------------------------------------

    def _read_list(
        self,
        path: str,
        query: Query,
        cursor: str | None,
        make_row: Callable[[dict], Row],
        wanted: Callable[[dict], bool],
        action: str,
    ) -> Page:
        """One page of a list; ``wanted`` says which of its records are given.

        All records are read each time, as nothing tells which have changed; for a search and for
        a sample the pages are read once (see ``paging.py``).
        """
        at = Cursor.parse(cursor, self._host) if cursor else Cursor()
        text = " ".join(query.text.split())
        search = {"query": text} if len(text) >= _SHORTEST_SEARCH else {}
        items, is_last = self._items(path, {**search, "page": str(at.page)}, action)
        rows = [make_row(item) for item in items]
        is_new, following = at.after(rows, is_last, self._host)
        given = [
            row
            for row in rows
            if is_new and wanted(row.payload) and (search or _holds(row.payload, text))
        ]
        total = len(given) if is_last and at.page == 1 and not at.sweep else None
        if query.limit is not None:
            given = given[: max(0, query.limit - at.given)]
        once = query.limit is not None or bool(text)
        counted = at.given + len(given)
        if following and (
            (once and following.sweep) or (query.limit is not None and counted >= query.limit)
        ):
            following = None
        next_cursor = replace(following, given=counted).dump() if following else None
        return Page(tuple(given), next_cursor, total)

    def _items(self, path: str, params: Mapping[str, str], action: str) -> tuple[list[dict], bool]:
        """The records of a page, and whether it is the last.

        The address of the next page is never followed: it has lost the filters (recorded at
        github.com/jorttbv/jortt-ruby). That there is none is what tells the end.
        """
        answer = self._signed.request("GET", f"{path}?{urlencode(params)}", action=action)
        items = self._data(answer)
        if not isinstance(items, list) or not all(_is_record(item) for item in items):
            raise UnexpectedAnswer(host=self._host, reason="shape")
        links = answer.get("_links")
        if isinstance(links, dict) and "next" in links:
            return items, not items or not links["next"]
        return items, len(items) < PAGE_SIZE

    def _count(self, path: str, action: str) -> int:
        """How many records a list holds; the number of requests grows with the logarithm."""
        total = count_records(
            lambda page: len(self._items(path, {"page": str(page)}, action)[0]), PAGE_SIZE
        )
        if total is None:
            raise UnexpectedAnswer(host=self._host, reason="paging")
        return total

    def _all(self, path: str, key: str = "id") -> list[dict]:
        """The entries of a short list, which has no pages."""
        items = self._data(self._signed.request("GET", path, action="read_lists"))
        if not isinstance(items, list) or not all(_is_record(item, key) for item in items):
            raise UnexpectedAnswer(host=self._host, reason="shape")
        return items

    def _one(self, path: str, external_id: str, action: str) -> dict:
        """One record; raises ``NotFound``."""
        found = self._data(
            self._signed.request(
                "GET",
                f"{path}/{self._identifier(external_id)}",
                action=action,
                external_id=external_id,
            )
        )
        if not _is_record(found):
            raise UnexpectedAnswer(host=self._host, reason="shape")
        return found

    def _create(self, path: str, body: dict, action: str) -> str:
        """Create a record and return its identifier, which is all that is answered."""
        made = self._data(
            self._signed.request("POST", path, json=body, action=action), unclear=True
        )
        if not _is_record(made):
            raise UnexpectedAnswer(host=self._host, reason="shape", unclear=True)
        return identifier(made["id"])

    def _data(self, answer: object, *, unclear: bool = False) -> object:
        if not isinstance(answer, dict) or "data" not in answer:
            raise UnexpectedAnswer(host=self._host, reason="shape", unclear=unclear)
        return answer["data"]

    def _identifier(self, external_id: str) -> str:
        found = identifier(external_id)
        if not found:
            # The live system calls it invalid; it is nobody's all the same.
            raise NotFound(host=self._host, external_id=external_id)
        return found


def _checked(settings: Mapping[str, str], key: str) -> str:
    value = (settings.get(key) or "").strip()
    if not value or not all("!" <= character <= "~" for character in value):
        raise SettingMissing(setting=key)
    return value


def _is_record(value: object, key: str = "id") -> bool:
    return isinstance(value, dict) and bool(identifier(value.get(key)))


def _holds(record: Mapping[str, object], text: str) -> bool:
    """Whether a text that is too short to be searched for there is in a name or number."""
    keys = ("customer_name", "customer_company_name", "email", "reference", "invoice_number")
    wanted = text.casefold()
    return any(wanted in normalize.text(record.get(key)).casefold() for key in keys)

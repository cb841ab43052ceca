"""The clients of an account at Fakturownia, and the test of a connection."""

from __future__ import annotations

import re
from datetime import datetime

from ...engine import normalize
from ...engine.records import Contact, Party
from ..base import (
    AddressRefused,
    AuthenticationFailed,
    Capabilities,
    Diagnosis,
    NotFound,
    Page,
    PermissionDenied,
    ProviderError,
    Query,
    QuotaExceeded,
    RedirectRefused,
    Rejected,
    Row,
    Server,
    ServerFault,
    Setting,
    Step,
    Throttled,
    TimedOut,
    UnexpectedAnswer,
    Unreachable,
    WrongAccount,
)
from . import party as mapping
from .order_writing import OrderWriting
from .ordering import ORDER_DOCUMENTS, OrderReading
from .paging import MAX_SIZE
from .products import Products
from .webhooks import Webhooks
from .wire import flag

# What tells that no sign-in was tried, or that it cannot be tried now.
_NOT_REACHED = (
    AddressRefused,
    QuotaExceeded,
    RedirectRefused,
    ServerFault,
    Throttled,
    TimedOut,
    UnexpectedAnswer,
    Unreachable,
)
# Lists of VosFactures leave these out unless they are asked for (github.com/vosfactures/API).
_WITH_BANK = {"additional_fields[client]": "bank_account,swift"}
_TAX_NUMBER = re.compile(r"(?:[A-Z]{2})?\d{8,12}", re.ASCII)


class Fakturownia(OrderReading, OrderWriting, Products, Webhooks):
    """Implements ``providers.base.Provider``, ``providers.invoicing.InvoicingProvider`` and
    ``providers.ordering.OrderingProvider``.

    Its one setting is the token ``APIToken/account``; without a base address the one of that
    account is taken (see ``home``). Raises ``SettingMissing`` and ``AddressRefused``; sends
    nothing before a method is called.
    """

    code = "fakturownia"
    capabilities = Capabilities(
        changed_since=True,
        search=True,
        write=True,
        watermark=True,
        invoices=True,
        departments=True,
        webhooks=True,
        order_sources=ORDER_DOCUMENTS,
        order_targets=ORDER_DOCUMENTS,
        issues_at_once=True,
        shares_ids=True,
        products=True,
        stock=True,
    )
    writable = mapping.WRITABLE
    settings = (Setting("token", secret=True),)
    # Each account has an address of its own.
    servers: tuple[Server, ...] = ()

    # -- test --------------------------------------------------------------------------------

    def test(self) -> Diagnosis:
        """Three requests: the account that answers, a page of clients, and an empty create.

        The last creates nothing: a client without a name is refused ("only name is required",
        README of github.com/fakturownia/API), or the whole request, or with 403 when the user
        may not create. The number of clients is known where they fit on the page.
        """
        try:
            account = self._answering_account()
        except _NOT_REACHED as error:
            return Diagnosis((Step("reach", False, error=error),))
        except ProviderError as error:
            if isinstance(error, Rejected | PermissionDenied | AuthenticationFailed):
                # Everyone who is signed in may ask this.
                error = AuthenticationFailed(
                    host=self._host, setting="token", account=self._account
                )
            return Diagnosis((Step("reach", True), Step("sign_in", False, error=error)))
        steps = [Step("reach", True, detail=self._host)]
        if account.lower() != self._account:
            wrong = WrongAccount(setting="token", expected=self._account, answered=account)
            steps.append(Step("sign_in", False, detail=account, error=wrong))
            return Diagnosis(tuple(steps))
        steps.append(Step("sign_in", True, detail=account))
        count = None
        try:
            params = {"page": "1", "per_page": str(MAX_SIZE)}
            listed = len(self._items("/clients.json", params, "read"))
            count = listed if listed < MAX_SIZE else None
            self._probe_create()
        except ProviderError as error:
            steps.append(Step("permissions", False, error=error))
        else:
            steps.append(Step("permissions", True))
        return Diagnosis(tuple(steps), client_count=count)

    def _answering_account(self) -> str:
        """The name of the account that answers, which is the first part of its address."""
        try:
            answer = self._transport.request(
                "GET", "/account.json?integration_token=", action="sign_in"
            )
        except NotFound:
            raise UnexpectedAnswer(host=self._host, reason="not_found") from None
        account = normalize.text(answer.get("prefix")) if isinstance(answer, dict) else ""
        if not account:
            raise UnexpectedAnswer(host=self._host, reason="shape")
        return account

    def _probe_create(self) -> None:
        try:
            self._transport.request("POST", "/clients.json", json={"client": {}}, action="probe")
        except Rejected:
            return
        raise UnexpectedAnswer(host=self._host, reason="shape")

    # -- reading -----------------------------------------------------------------------------

    def read_page(self, query: Query, cursor: str | None = None) -> Page:
        """See ``Provider.read_page``: the newest first (see ``paging``)."""
        filters = {**_WITH_BANK, **_search(query.text)}
        return self._read_list(
            "/clients.json", filters, query, cursor, mapping.row, _is_there, "read"
        )

    def count_parties(self, since: datetime | None) -> int:
        """See ``InvoicingProvider.count_parties``."""
        return self._count("/clients.json", {}, since, "read")

    def party(self, row: Row) -> Party:
        return mapping.party(row)

    def contacts(self, external_id: str) -> tuple[Contact, ...]:
        """None: the API knows no contact persons."""
        return ()

    def read_party(self, external_id: str) -> Row:
        return mapping.row(self._one("/clients", external_id, "read"))

    def find_party(self, reference: str) -> Row | None:
        """By ``external_id``; how exactly the filter compares is not documented, so it is
        compared here again. Of several the first one made."""
        size = {"page": "1", "per_page": str(MAX_SIZE)}
        params = {**_WITH_BANK, "external_id": reference, **size}
        found = [
            row
            for item in self._items("/clients.json", params, "read")
            if _is_there(item) and normalize.text(item.get("external_id")) == reference
            for row in (mapping.row(item),)
        ]
        return min(found, key=lambda row: int(row.external_id), default=None)

    # -- writing -----------------------------------------------------------------------------

    def create_party(self, party: Party, reference: str) -> tuple[str, Row | None]:
        values = {
            key: value for key, value in party.values().items() if value not in ("", [], None)
        }
        fields = {"name": party.name, **mapping.client_fields(values), "external_id": reference}
        return self._create("/clients.json", {"client": fields}, "create"), None

    def update_party(self, external_id: str, changes: dict[str, object]) -> Row | None:
        """See ``Provider.update_party``. Fields outside ``party.WRITABLE`` do not exist there
        and are left out; without any other nothing is sent. A few changes need the client as it
        is now, which costs a request more."""
        number = self._number(external_id)
        written = {key: value for key, value in changes.items() if key in mapping.WRITABLE}
        needed = mapping.needs_present(written)
        present = self._one("/clients", external_id, "read") if needed else None
        fields = mapping.client_fields(written, present)
        if not fields:
            return None
        answer = self._put(number, fields)
        stale = mapping.stale_person_fields(answer) if "name" in written else {}
        if stale:
            answer = self._put(number, stale)
        return mapping.row(answer) if str(answer.get("id")) == str(number) else None

    def _put(self, number: int, fields: dict[str, object]) -> dict:
        """Change a client; returns it as it is then, as far as the answer tells."""
        answer = self._transport.request(
            "PUT",
            f"/clients/{number}.json",
            json={"client": fields},
            action="update",
            external_id=str(number),
        )
        return answer if isinstance(answer, dict) else {}

    @classmethod
    def client_page(cls, base_url: str, external_id: str) -> str:
        return cls._page(base_url, "clients", external_id)


def _is_there(item: dict) -> bool:
    return not flag(item.get("deleted"))


def _search(text: str) -> dict[str, str]:
    """The filter for a text: an e-mail address, a tax number, or else a name."""
    wanted = " ".join(text.split())
    compact = re.sub(r"[\s.-]", "", wanted).upper()
    if not wanted:
        return {}
    if normalize.emails(wanted) == (wanted.lower(),):
        return {"email": wanted}
    if _TAX_NUMBER.fullmatch(compact):
        return {"tax_no": compact.removeprefix("PL")}
    return {"name": wanted}

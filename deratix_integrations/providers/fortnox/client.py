"""The customers of a company at Fortnox, and the test of a connection."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ...engine import normalize
from ...engine.records import Contact, Party
from ..base import (
    AddressRefused,
    Capabilities,
    Diagnosis,
    NotFound,
    Page,
    PermissionDenied,
    ProviderError,
    Query,
    QuotaExceeded,
    RedirectRefused,
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
from ..rates import Rate
from . import party as mapping
from .api import API, Resource
from .lengths import LENGTHS
from .order_writing import ORDER_TARGETS, OrderWriting
from .ordering import ORDER_SOURCES, OrderReading
from .wire import whole

CUSTOMERS = Resource(
    "customers", "Customers", "Customer", "CustomerNumber", "read", mapping.row
)  # fmt: skip
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
_ORGANISATION = re.compile(r"\d{6}-?\d{4}", re.ASCII)


class Fortnox(OrderReading, OrderWriting):
    """Implements ``providers.base.Provider``.

    With ``tenant_id`` it signs in by client credentials, which needs a consent to a service
    account once; without, by the consent whose token is in the store. Raises ``SettingMissing``
    and ``AddressRefused``; sends nothing before a method is called.
    """

    code = "fortnox"
    # 25 in 5 seconds, for each application and company (https://www.fortnox.se/developer/
    # guides-and-good-to-know/rate-limits-for-fortnox-api); the rest is for the ways that requests
    # take, some of which are faster than others.
    capabilities = Capabilities(
        changed_since=True,
        search=True,
        write=True,
        watermark=True,
        order_sources=ORDER_SOURCES,
        order_targets=ORDER_TARGETS,
        order_updates=ORDER_TARGETS,
        products=True,
        stock=True,
        stock_write=True,
        rate=Rate(25, 5.2),
    )
    writable = mapping.WRITABLE
    lengths = LENGTHS
    settings = (
        Setting("client_id"),
        Setting("client_secret", secret=True),
        Setting("tenant_id", kind="number", required=False),
    )
    servers = (Server("se", API),)

    # -- test --------------------------------------------------------------------------------

    def test(self) -> Diagnosis:
        """Two requests, and one for a token: the company that answers, and one customer.

        There are no rights to read only, so nothing is written to find out.
        """
        try:
            tenant, name = self.company()
        except _NOT_REACHED as error:
            return Diagnosis((Step("reach", False, error=error),))
        except PermissionDenied as error:
            signed = (Step("reach", True, detail=self._host), Step("sign_in", True))
            return Diagnosis((*signed, Step("permissions", False, error=error)))
        except ProviderError as error:
            return Diagnosis((Step("reach", True), Step("sign_in", False, error=error)))
        steps = [Step("reach", True, detail=self._host)]
        if self._tenant and tenant != self._tenant:
            wrong = WrongAccount(setting="tenant_id", expected=self._tenant, answered=tenant)
            steps.append(Step("sign_in", False, detail=name, error=wrong))
            return Diagnosis(tuple(steps))
        steps.append(Step("sign_in", True, detail=name))
        count = None
        try:
            _rows, count = self._items(CUSTOMERS, {"limit": "1"})
        except ProviderError as error:
            steps.append(Step("permissions", False, error=error))
        else:
            steps.append(Step("permissions", True))
        return Diagnosis(tuple(steps), client_count=count)

    def company(self) -> tuple[str, str]:
        """Number and name of the company that answers."""
        answer = self._signed.request("GET", "/3/companyinformation", action="sign_in")
        told = answer.get("CompanyInformation") if isinstance(answer, dict) else None
        number = whole(told.get("DatabaseNumber")) if isinstance(told, dict) else None
        if number is None:
            raise UnexpectedAnswer(host=self._host, reason="shape")
        return str(number), normalize.text(told.get("CompanyName"))

    # -- reading -----------------------------------------------------------------------------

    def read_page(self, query: Query, cursor: str | None = None) -> Page:
        """See ``Provider.read_page``. Each customer costs a request of its own, because lists
        have neither VAT number, terms, delivery address nor a time of change; of later readings
        only those that changed since (see ``paging``)."""
        filters, wanted = _search(query.text)
        return self._read_list(CUSTOMERS, filters, query, cursor, wanted)

    def party(self, row: Row) -> Party:
        return mapping.party(row)

    def contacts(self, external_id: str) -> tuple[Contact, ...]:
        """None: the API knows no contact persons."""
        return ()

    def read_party(self, external_id: str) -> Row:
        return self._one(CUSTOMERS, external_id)

    def find_party(self, reference: str) -> Row | None:
        try:
            row = self._one(CUSTOMERS, mapping.number_of(reference))
        except NotFound:
            return None
        return row if mapping.party(row).reference == normalize.text(reference) else None

    # -- writing -----------------------------------------------------------------------------

    def create_party(self, party: Party, reference: str) -> tuple[str, Row | None]:
        fields = mapping.fields(party.values(), new=True)
        fields |= {
            "CustomerNumber": mapping.number_of(reference),
            "ExternalReference": reference,
        }
        made = self._write(CUSTOMERS, fields, "create")
        return made.external_id, made

    def update_party(self, external_id: str, changes: dict[str, object]) -> Row | None:
        """See ``Provider.update_party``. Fields outside ``party.WRITABLE`` are left out; without
        any other nothing is sent."""
        fields = mapping.fields(changes)
        return self._write(CUSTOMERS, fields, "update", external_id) if fields else None

    @classmethod
    def home(cls, settings: Mapping[str, str]) -> str:
        return API

    @classmethod
    def is_home(cls, base_url: str) -> bool:
        return base_url.rstrip("/") == API

    @classmethod
    def client_page(cls, base_url: str, external_id: str) -> str:
        """Where customers stand in Fortnox's own pages is not documented."""
        return ""


def _search(text: str):
    """``(filter, test of a row)`` for an e-mail address, an organisation number or a name.

    Searching finds what contains the words, so the rows of the list are looked at again.
    """
    wanted = normalize.text(text)
    if not wanted:
        return {}, lambda _row: True
    if normalize.emails(wanted) == (wanted.lower(),):
        return {"email": wanted}, _contains("Email", wanted)
    if _ORGANISATION.fullmatch(wanted):
        # Both spellings begin alike.
        digits = wanted.replace("-", "")
        return (
            {"organisationnumber": digits[:6]},
            lambda row: digits in str(row.get("OrganisationNumber")).replace("-", ""),
        )
    return {"name": wanted}, _contains("Name", wanted)


def _contains(field: str, wanted: str):
    folded = wanted.casefold()
    return lambda row: folded in normalize.text(row.get(field)).casefold()

"""The customers of an administration at jortt, and the test of a connection."""

from __future__ import annotations

from datetime import datetime

from ...engine import normalize
from ...engine.records import Contact, Party
from ..base import (
    AddressRefused,
    Capabilities,
    Diagnosis,
    Page,
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
)
from ..rates import Rate
from . import party as mapping
from .order_writing import ORDER_TARGETS, OrderWriting
from .ordering import ORDER_SOURCES, OrderReading
from .wire import identifier

_CUSTOMERS = "/v1/customers"
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


class Jortt(OrderReading, OrderWriting):
    """Implements ``providers.base.Provider`` and, but for webhooks, ``InvoicingProvider``.

    There are no orders, products or stock, payments cannot be registered, and nothing tells what
    has changed: customers and documents are read whole and compared by their fingerprints.
    Raises ``SettingMissing`` and ``AddressRefused``; sends nothing before a method is called.
    """

    code = "jortt"
    # developer.jortt.nl, "Rate limiting"; by what it counts is not documented.
    capabilities = Capabilities(
        search=True,
        # What it looks at is not documented; any search would find a name.
        searches=("name",),
        write=True,
        scan=True,
        invoices=True,
        departments=True,
        order_sources=ORDER_SOURCES,
        order_targets=ORDER_TARGETS,
        sends_later=True,
        # A little more than the second that is documented: requests travel at different speed.
        rate=Rate(10, 1.1),
    )
    writable = mapping.WRITABLE
    settings = (Setting("client_id"), Setting("client_secret", secret=True))
    servers = (Server("nl", "https://api.jortt.nl"),)

    _labels: dict[str, str] | None = None

    # -- test --------------------------------------------------------------------------------

    def test(self) -> Diagnosis:
        """Three requests and perhaps one for a token: the organisation, a page of customers, and
        an empty create.

        The last creates nothing: it was recorded to be refused for its missing fields. The number
        of customers is known where they fit on the page.
        """
        try:
            name = self._organization()
        except _NOT_REACHED as error:
            return Diagnosis((Step("reach", False, error=error),))
        except ProviderError as error:
            return Diagnosis((Step("reach", True), Step("sign_in", False, error=error)))
        steps = [Step("reach", True, detail=self._host), Step("sign_in", True, detail=name)]
        count = None
        try:
            items, is_last = self._items(_CUSTOMERS, {"page": "1"}, "read")
            count = len(items) if is_last else None
            self._probe_create()
        except ProviderError as error:
            steps.append(Step("permissions", False, error=error))
        else:
            steps.append(Step("permissions", True))
        return Diagnosis(tuple(steps), client_count=count)

    def _organization(self) -> str:
        """Name and company number of the organisation that answers."""
        told = self._data(self._signed.request("GET", "/v1/organizations/me", action="sign_in"))
        if not isinstance(told, dict) or not identifier(told.get("id")):
            raise UnexpectedAnswer(host=self._host, reason="shape")
        name = normalize.text(told.get("company_name"))
        number = normalize.text(told.get("chamber_of_commerce_number"))
        return f"{name} ({number})" if number else name

    def _probe_create(self) -> None:
        try:
            self._signed.request("POST", _CUSTOMERS, json={}, action="probe")
        except Rejected:
            return

    # -- reading -----------------------------------------------------------------------------

    def read_page(self, query: Query, cursor: str | None = None) -> Page:
        """See ``Provider.read_page``. ``since`` is not looked at: all are read, twice if there is
        more than one page (see ``paging.py``), and given once."""
        return self._read_list(
            _CUSTOMERS, query, cursor, mapping.row, lambda _customer: True, "read"
        )

    def count_parties(self, since: datetime | None) -> int:
        """How many customers there are; what has changed cannot be counted."""
        return self._count(_CUSTOMERS, "read")

    def party(self, row: Row) -> Party:
        """See ``Provider.party``. The first one with a label costs a request for their names."""
        return mapping.party(row, self._label_names() if mapping.label_of(row.payload) else {})

    def contacts(self, external_id: str) -> tuple[Contact, ...]:
        """To whose attention invoices go; it comes with the customer as well."""
        return self.party(self.read_party(external_id)).contacts

    def read_party(self, external_id: str) -> Row:
        return mapping.row(self._one(_CUSTOMERS, external_id, "read"))

    def find_party(self, reference: str) -> Row | None:
        """See ``Provider.find_party``. A search may find it, but what it looks at is not
        documented: only after all customers were read it is certain that there is none."""
        searched = (Query(text=reference), Query()) if len(reference) > 2 else (Query(),)
        for query in searched:
            cursor = None
            while True:
                page = self.read_page(query, cursor)
                for row in page.rows:
                    if normalize.text(row.payload.get("reference")) == reference:
                        return row
                cursor = page.next_cursor
                if cursor is None:
                    break
        return None

    def _label_names(self) -> dict[str, str]:
        if self._labels is None:
            self._labels = {label.code: label.name for label in self.labels()}
        return self._labels

    # -- writing -----------------------------------------------------------------------------

    def create_party(self, party: Party, reference: str) -> tuple[str, Row | None]:
        """See ``Provider.create_party``. A company needs a street, a post code and a town."""
        body = mapping.new_fields(party, reference, self._host)
        return self._create(_CUSTOMERS, body, "create"), None

    def update_party(self, external_id: str, changes: dict[str, object]) -> None:
        """See ``Provider.update_party``.

        Whether a change keeps or clears the fields that it leaves out is not documented, so the
        customer is read first and all that can be read is handed back with the changes. The
        number of a citizen is never read: a customer who has one is left alone (``Rejected``).
        """
        wanted = {key: value for key, value in changes.items() if key in mapping.WRITABLE}
        if not wanted:
            return
        path = f"{_CUSTOMERS}/{self._identifier(external_id)}"
        present = self._one(_CUSTOMERS, external_id, "update")
        body = mapping.changed_fields(present, wanted, self._host)
        if body is not None:
            self._signed.request("PUT", path, json=body, action="update", external_id=external_id)

    # -- addresses -----------------------------------------------------------------------------

    @classmethod
    def home(cls, settings: object) -> str:
        return cls.servers[0].url

    @classmethod
    def is_home(cls, base_url: str) -> bool:
        return base_url.rstrip("/") == cls.servers[0].url

    @classmethod
    def client_page(cls, base_url: str, external_id: str) -> str:
        """The start page: the addresses of single records in jortt's pages are not documented."""
        return f"{cls.endpoints(base_url, by_consent=True).base_url.rstrip('/')}/"

    @classmethod
    def invoice_page(cls, base_url: str, external_id: str) -> str:
        """The start page, as of customers."""
        return cls.client_page(base_url, external_id)

    @classmethod
    def new_invoice_page(cls, base_url: str, kind: str) -> str:
        """The start page, as of customers."""
        return cls.client_page(base_url, "")

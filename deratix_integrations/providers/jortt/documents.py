"""The invoices and estimates of an administration at jortt, and what they are made with."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from urllib.parse import urlsplit

from ...engine import normalize
from ...engine.records import Choice, Department, Invoice
from ..base import Page, Query, Rejected, Row, UnexpectedAnswer
from ..ordering import Progress
from ..pdf import PdfTransport
from . import document as mapping
from .api import Api
from .sending import progress
from .wire import day, identifier

_INVOICES, _ESTIMATES = "/v2/invoices", "/v2/estimates"


class Documents(Api):
    """Part of ``providers.invoicing.InvoicingProvider``; there are no webhooks.

    Estimates have methods of their own beside those of invoices; ``invoice`` and
    ``create_invoice`` serve both.
    """

    document_kinds = mapping.KINDS
    new_document_kinds = mapping.NEW_KINDS
    new_document_statuses = mapping.NEW_STATUSES
    webhook_events: tuple[str, ...] = ()

    def read_invoices(self, query: Query, cursor: str | None = None) -> Page:
        """See ``InvoicingProvider.read_invoices``; all are read, the newest first."""
        return self._read_documents(_INVOICES, query, cursor, "read_invoices")

    def read_estimates(self, query: Query, cursor: str | None = None) -> Page:
        """As ``read_invoices``."""
        return self._read_documents(_ESTIMATES, query, cursor, "read_orders")

    def count_invoices(self, issued_since: date | None) -> int:
        """See ``InvoicingProvider.count_invoices``. They cannot be asked for by day, so all of
        them are counted where one is given: it may be too many."""
        return self._count(_INVOICES, "read_invoices")

    def invoice(self, row: Row) -> Invoice:
        return mapping.invoice(row)

    def read_invoice(self, external_id: str) -> Row:
        return mapping.row(self._one(_INVOICES, external_id, "read_invoices"))

    def read_estimate(self, external_id: str) -> Row:
        """As ``read_invoice``."""
        return mapping.row(self._one(_ESTIMATES, external_id, "read_orders"))

    def find_invoice(self, reference: str, client_id: str) -> Row | None:
        """Reads all invoices, the newest first: what a search looks at is not documented."""
        return self._find(_INVOICES, reference, client_id, "read_invoices")

    def find_estimate(self, reference: str, client_id: str) -> Row | None:
        """As ``find_invoice``."""
        return self._find(_ESTIMATES, reference, client_id, "read_orders")

    def create_invoice(
        self,
        invoice: Invoice,
        reference: str,
        *,
        ledger_account: str = "",
        labels: tuple[str, ...] = (),
    ) -> str:
        """Create an invoice, or an estimate if that is its kind, and return its external id.

        A ``status`` that is a way of sending only schedules it: see ``sending``. jortt does not
        refuse a second one with the same key, so ``find_invoice`` has to be asked after an
        unclear outcome. Raises ``Rejected`` before anything is written, also for VAT that this
        customer may not be invoiced with (``vat`` and ``allowed`` are params then).

        :param ledger_account: of the lines of an invoice; see ``ledger_accounts``
        :param labels: identifiers; see ``labels``
        """
        self._check(invoice, reference)
        self._check_vat(invoice)
        body = mapping.fields(invoice, reference, ledger_account=ledger_account, labels=labels)
        path = _ESTIMATES if invoice.kind == mapping.ESTIMATE else "/v3/invoices"
        return self._create(path, body, "create_invoice")

    def sending(self, external_id: str, asked_at: datetime, now: datetime) -> Progress:
        """How far the sending of an invoice is that was asked for then (naive UTC); costs one
        request and never waits."""
        return progress(self.invoice(self.read_invoice(external_id)), asked_at, now)

    def invoice_pdf(self, external_id: str) -> bytes:
        """See ``InvoicingProvider.invoice_pdf``; a draft has none (``Rejected``).

        The answer is an address elsewhere that serves for ten minutes without signing in.
        """
        path = f"/v1/invoices/{self._identifier(external_id)}/download"
        told = self._data(
            self._signed.request("GET", path, action="read_invoices", external_id=external_id)
        )
        address = told.get("download_location") if isinstance(told, dict) else None
        if not isinstance(address, str):
            raise UnexpectedAnswer(host=self._host, reason="shape")
        try:
            parts = urlsplit(address)
        except ValueError:
            raise UnexpectedAnswer(host=self._host, reason="shape") from None
        transport = PdfTransport(
            f"{parts.scheme}://{parts.netloc}",
            headers={},
            # The address alone opens the file, and names it.
            mask_url=lambda url: "{0.scheme}://{0.netloc}/***".format(urlsplit(url)),
            **self._common,
        )
        file = f"{parts.path}?{parts.query}" if parts.query else parts.path
        return transport.fetch(file, action="read_invoices", external_id=external_id)

    # -- what documents are made with ----------------------------------------------------------

    def departments(self) -> tuple[Department, ...]:
        """The trade names under which documents are issued."""
        return tuple(
            Department(
                external_id=identifier(item["id"]),
                name=normalize.text(item.get("company_name")),
                short=normalize.text(item.get("company_name_line_2")),
            )
            for item in self._all("/v1/tradenames")
        )

    def ledger_accounts(self) -> tuple[Choice, ...]:
        """The ledger accounts that lines of invoices may have, named with those above them."""
        items = self._all("/v1/ledger_accounts/invoices", "ledger_account_id")
        above = {identifier(each["ledger_account_id"]): each for each in items}
        return tuple(
            Choice(code=code, name=_path(code, above))
            for code, item in above.items()
            if item.get("selectable") is True
        )

    def labels(self) -> tuple[Choice, ...]:
        """The labels of customers and invoices."""
        return tuple(
            Choice(code=identifier(item["id"]), name=normalize.text(item.get("description")))
            for item in self._all("/v1/labels")
        )

    def vat_rates(self, client_id: str) -> tuple[Decimal, ...]:
        """The rates in percent that a customer may be invoiced with today; raises ``NotFound``."""
        path = f"/v1/customers/{self._identifier(client_id)}/vat-percentages"
        rates = mapping.percentages(
            self._data(
                self._signed.request("GET", path, action="read_lists", external_id=client_id)
            )
        )
        if rates is None:
            raise UnexpectedAnswer(host=self._host, reason="shape")
        return rates

    # -- inside --------------------------------------------------------------------------------

    def _read_documents(self, path: str, query: Query, cursor: str | None, action: str) -> Page:
        since = query.issued_since

        def wanted(item: dict) -> bool:
            told = day(item.get("invoice_date") or item.get("sent_or_modified_on"))
            return since is None or told is None or told >= since

        return self._read_list(path, query, cursor, mapping.row, wanted, action)

    def _find(self, path: str, reference: str, client_id: str, action: str) -> Row | None:
        client, cursor = identifier(client_id), None
        while client:
            page = self._read_documents(path, Query(), cursor, action)
            for row in page.rows:
                told = normalize.text(row.payload.get("reference"))
                if told == reference and identifier(row.payload.get("customer_id")) == client:
                    return row
            cursor = page.next_cursor
            if cursor is None:
                break
        return None

    def _check(self, invoice: Invoice, reference: str) -> None:
        wrong = [
            name
            for name, fine in (
                ("customer_id", identifier(invoice.client_id)),
                ("kind", invoice.kind in mapping.NEW_KINDS),
                ("tradename_id", not invoice.department_id or identifier(invoice.department_id)),
                ("reference", reference),
                ("line_items", invoice.lines),
                ("currency", invoice.currency in ("", "EUR")),
                ("send_method", invoice.status in ("", *mapping.NEW_STATUSES)),
            )
            if not fine
        ]
        if wrong:
            raise Rejected(host=self._host, reasons=tuple(wrong))

    def _check_vat(self, invoice: Invoice) -> None:
        """A rate that the customer may not be invoiced with is told before anything is sent, and
        by its number."""
        taxes = dict.fromkeys(line.tax for line in invoice.lines if line.tax != mapping.EXEMPT)
        if not taxes:
            return
        allowed = self.vat_rates(invoice.client_id)
        for tax in taxes:
            if mapping.rate_of(tax) not in allowed:
                rates = tuple(f"{rate:f}" for rate in allowed)
                reason = f"VAT of {tax} % is not one of this customer's: {', '.join(rates)} %."
                raise Rejected(
                    host=self._host, reasons=(reason,), problem="vat", vat=tax, allowed=rates
                )


def _path(code: str, above: dict[str, dict]) -> str:
    """The names from the top of the tree down to an account; a tree that is none ends too."""
    names: list[str] = []
    seen: set[str] = set()
    while code in above and code not in seen:
        seen.add(code)
        names.insert(0, normalize.text(above[code].get("name")))
        code = identifier(above[code].get("parent_ledger_account_id"))
    return " / ".join(filter(None, names))

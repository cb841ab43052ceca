"""The documents and departments of an account at Fakturownia."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

from ...engine import normalize
from ...engine.records import Department, Invoice
from ..base import Page, Query, Rejected, Row
from ..pdf import PdfTransport
from . import invoice as mapping
from .api import Api
from .wire import flag, whole

# Without it, lists hold the last twelve months only (github.com/vosfactures/API).
_ALL_TIME = {"period": "all"}
# "period=more" is documented with both ends (README of github.com/fakturownia/API); whether one
# alone would do is not.
_LAST_DAY = "2099-12-31"


class Documents(Api):
    """Part of ``providers.invoicing.InvoicingProvider``."""

    document_kinds = mapping.KINDS
    new_document_kinds = mapping.NEW_KINDS
    new_document_statuses = mapping.NEW_STATUSES

    def read_invoices(self, query: Query, cursor: str | None = None) -> Page:
        """See ``InvoicingProvider.read_invoices``; a text is searched for as a number."""
        number = " ".join(query.text.split())
        filters = {**period(query.issued_since), **({"number": number} if number else {})}
        return self._read_documents(filters, query, cursor)

    def count_invoices(self, issued_since: date | None) -> int:
        """See ``InvoicingProvider.count_invoices``."""
        return self._count("/invoices.json", period(issued_since), None, "read_invoices")

    def invoice(self, row: Row) -> Invoice:
        return mapping.invoice(row, self._transport.base_url)

    def read_invoice(self, external_id: str) -> Row:
        return mapping.row(self._one("/invoices", external_id, "read_invoices"))

    def find_invoice(self, reference: str, client_id: str) -> Row | None:
        """Reads the client's documents, the newest first: there is no filter for ``oid``."""
        number = whole(client_id)
        if not number:
            return None
        filters, cursor = {**_ALL_TIME, "client_id": str(number)}, None
        while True:
            page = self._read_documents(filters, Query(), cursor)
            for row in page.rows:
                if normalize.text(row.payload.get("oid")) == reference:
                    return row
            cursor = page.next_cursor
            if cursor is None:
                return None

    def create_invoice(self, invoice: Invoice, reference: str) -> str:
        """See ``InvoicingProvider.create_invoice``. Raises ``Rejected`` before anything is sent
        when the document names no client or no kind there is."""
        self._check_new(invoice, reference)
        return self._create_document(mapping.fields(invoice, reference), "create_invoice")

    def invoice_pdf(self, external_id: str) -> bytes:
        number = self._number(external_id)
        transport = PdfTransport(self._transport.base_url, **self._transport_options)
        return transport.fetch(
            f"/invoices/{number}.pdf", action="read_invoices", external_id=external_id
        )

    def departments(self) -> tuple[Department, ...]:
        found = (
            Department(
                external_id=str(whole(item["id"])),
                name=normalize.text(item.get("name")) or normalize.text(item.get("shortcut")),
                short=normalize.text(item.get("shortcut")),
            )
            for item in self._all("/departments.json", "read_lists")
            if not flag(item.get("deleted"))
        )
        return tuple(found)

    def _check_new(self, invoice: Invoice, reference: str) -> None:
        missing = [
            name
            for name, fine in (
                ("client_id", whole(invoice.client_id)),
                ("kind", invoice.kind in mapping.KINDS),
                ("department_id", not invoice.department_id or whole(invoice.department_id)),
                ("oid", reference),
            )
            if not fine
        ]
        if missing:
            raise Rejected(host=self._host, reasons=tuple(missing))

    def _create_document(self, fields: dict[str, object], action: str) -> str:
        return self._create("/invoices.json", {"invoice": fields}, action)

    def _read_documents(self, filters: dict[str, str], query: Query, cursor: str | None) -> Page:
        return self._read_list(
            "/invoices.json",
            filters,
            query,
            cursor,
            mapping.row,
            mapping.is_income,
            "read_invoices",
        )

    @classmethod
    def invoice_page(cls, base_url: str, external_id: str) -> str:
        return cls._page(base_url, "invoices", external_id)

    @classmethod
    def new_invoice_page(cls, base_url: str, kind: str) -> str:
        return f"{base_url.rstrip('/')}/invoices/new?kind={quote(kind, safe='')}"


def period(first: date | None) -> dict[str, str]:
    """The documents issued on a day or later: by the date of issue when nothing else is said."""
    if first is None:
        return _ALL_TIME
    return {"period": "more", "date_from": first.isoformat(), "date_to": _LAST_DAY}

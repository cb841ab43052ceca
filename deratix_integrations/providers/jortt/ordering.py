"""The invoices and estimates of jortt as orders: it has none of its own."""

from __future__ import annotations

from dataclasses import replace

from ...engine.records import Choice, Order
from ..base import Page, Query, Row
from . import document as mapping
from .documents import Documents
from .wire import identifier

ORDER_SOURCES = (mapping.INVOICE, mapping.ESTIMATE)


class OrderReading(Documents):
    """The part of ``providers.ordering.OrderingProvider`` that reads. Lists tell all of a document,
    and nothing tells which has changed."""

    def read_order_page(self, document: str, query: Query, cursor: str | None = None) -> Page:
        """See ``OrderingProvider.read_order_page``. An invoice that credits another one is no
        order."""
        read = self.read_estimates if document == mapping.ESTIMATE else self.read_invoices
        page = read(query, cursor)
        rows = tuple(
            row for row in page.rows if not identifier(row.payload.get("credited_invoice_id"))
        )
        return replace(page, rows=rows)

    def order_detail(self, document: str, external_id: str) -> Row:
        read = self.read_estimate if document == mapping.ESTIMATE else self.read_invoice
        return read(external_id)

    def order_of(self, document: str, row: Row) -> Order:
        return mapping.order(row)

    def value_list(self, kind: str) -> tuple[Choice, ...]:
        """Ledger accounts and ways to pay (https://developer.jortt.nl, "payment_method"): terms
        are days, and there are neither units nor deliveries."""
        if kind == "payment_mode":
            return tuple(Choice(code) for code in mapping.PAYMENT_METHODS)
        return self.ledger_accounts() if kind == "ledger_account" else ()

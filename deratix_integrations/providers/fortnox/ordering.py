"""The orders of Fortnox, and its invoices as orders."""

from __future__ import annotations

from dataclasses import replace

from ...engine.records import Choice, Order
from ..base import Page, Query, Row
from . import document as mapping
from .documents import Documents

ORDER_SOURCES = ("order", "invoice")


class OrderReading(Documents):
    """The part of ``providers.ordering.OrderingProvider`` that reads."""

    def read_order_page(self, document: str, query: Query, cursor: str | None = None) -> Page:
        """See ``OrderingProvider.read_order_page``. Each document that the list names costs a
        request of its own, so rows have all their lines; an invoice that credits another one is
        no order."""
        if document == "order":
            return self.read_orders(query, cursor)
        page = self.read_invoices(query, cursor)
        return replace(page, rows=tuple(row for row in page.rows if not mapping.is_credit(row)))

    def order_detail(self, document: str, external_id: str) -> Row:
        return (
            self.read_order(external_id) if document == "order" else self.read_invoice(external_id)
        )

    def order_of(self, document: str, row: Row) -> Order:
        return mapping.order(row)

    def value_list(self, kind: str) -> tuple[Choice, ...]:
        """Ledger accounts are none that this application may read."""
        lists = {
            "payment_term": self.payment_terms,
            "payment_mode": self.payment_modes,
            "delivery_way": self.delivery_ways,
            "unit": self.units,
        }
        return lists[kind]() if kind in lists else ()

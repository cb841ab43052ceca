"""The documents of an account at Fakturownia as orders."""

from __future__ import annotations

from functools import partial

from ...engine.records import Choice, Order
from ..base import Page, Query, Row
from . import order as mapping
from .documents import Documents, period

ORDER_DOCUMENTS = tuple(mapping.KINDS_OF)


class OrderReading(Documents):
    """The part of ``providers.ordering.OrderingProvider`` that reads: the list of documents, by the
    time of their last change as everywhere, with their positions."""

    def read_order_page(self, document: str, query: Query, cursor: str | None = None) -> Page:
        """See ``OrderingProvider.read_order_page``; a page is one request."""
        filters = {
            **period(query.issued_since),
            "kinds[]": mapping.KINDS_OF[document],
            "include_positions": "true",
        }
        wanted = partial(mapping.is_wanted, document)
        return self._read_list(
            "/invoices.json", filters, query, cursor, mapping.row, wanted, "read_orders"
        )

    def order_detail(self, document: str, external_id: str) -> Row:
        return mapping.row(self._one("/invoices", external_id, "read_orders"))

    def order_of(self, document: str, row: Row) -> Order:
        return mapping.order(row)

    def value_list(self, kind: str) -> tuple[Choice, ...]:
        """Ways to pay: terms are days, units any text, and there are no lists of anything else."""
        if kind == "payment_mode":
            return tuple(Choice(code) for code in mapping.PAYMENT_TYPES)
        return ()

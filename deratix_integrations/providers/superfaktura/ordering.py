"""The documents of an account at SuperFaktura that may be orders, read.

See invoice.md of github.com/superfaktura/docs, "Get list of invoices". Rows of the list tell all of
a document, its lines included.
"""

from __future__ import annotations

from datetime import date

from ...engine.records import Choice, Order
from ..base import NotFound, Page, Query, Row
from . import document as mapping
from .api import OPEN_END, RANGE, Api, Records

ORDER_SOURCES = tuple(mapping.TYPES)
_PAGE_SIZE = 200


class OrderReading(Api):
    """The part of ``providers.ordering.OrderingProvider`` that reads."""

    def read_order_page(self, document: str, query: Query, cursor: str | None = None) -> Page:
        """See ``OrderingProvider.read_order_page``.

        Orders and estimates that changed are asked for by the day. Invoices are all read each
        time, since a day at most: the example of a paid one has a payment that is later than
        ``modified``, so that this would hide it.
        """
        records = _records(document)
        filters = f"/type:{mapping.TYPES[document]}{_issued(query.issued_since)}"

        def wanted(item: dict) -> bool:
            issued = mapping.issued_on(item)
            since = query.issued_since
            return mapping.is_of(document, item) and not (since and issued and issued < since)

        if document == "invoice":
            return self._read_list(records, filters, cursor, limit=query.limit, wanted=wanted)
        return self._read_changes(records, query, cursor, filters=filters, wanted=wanted)

    def order_detail(self, document: str, external_id: str) -> Row:
        records, number = _records(document), self._number(external_id)
        answer = self._transport.request(
            "GET",
            f"{records.path}/view/{number}.json",
            action=records.action,
            external_id=external_id,
        )
        self._id_of(answer, records.key)
        if not mapping.is_of(document, answer):
            raise NotFound(host=self._host, external_id=external_id)
        return mapping.row(answer)

    def order_of(self, document: str, row: Row) -> Order:
        return mapping.order(row)

    def value_list(self, kind: str) -> tuple[Choice, ...]:
        """Ways to pay and to deliver: terms are days, units any text, and what documents are
        booked on is told of each line."""
        return mapping.choices(kind)


def _records(document: str) -> Records:
    action = "read_invoices" if document == "invoice" else "read_orders"
    return Records("/invoices", "Invoice", action, mapping.row, _PAGE_SIZE)


def _issued(since: date | None) -> str:
    """The filter by day of issue; without any the list is that of this year."""
    if since is None:
        return "/created:0"
    return f"/created:{RANGE}/created_since:{since:%Y-%m-%d}/created_to:{OPEN_END}"

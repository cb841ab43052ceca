"""Writing orders to a company at Fortnox: as orders, or as invoices."""

from __future__ import annotations

from ...engine import normalize
from ...engine.records import Order
from ...engine.units import same_unit
from ..base import Row
from ..ordering import Written
from . import document as mapping
from .documents import INVOICES, ORDERS, Documents
from .wire import flag

ORDER, INVOICE = "order", "invoice"
ORDER_TARGETS = (ORDER, INVOICE)


class OrderWriting(Documents):
    """The writing side of ``providers.ordering.OrderingProvider``."""

    def find_written_order(self, document: str, reference: str, client_id: str) -> Row | None:
        """See ``OrderingProvider``. The key is searched for, and what contains it looked at again;
        nothing there keeps a second document with the same key from being made."""
        if document == INVOICE:
            return self.find_invoice(reference, client_id)
        found = self.find_order(reference)
        return found if found and mapping.order(found).client_id == client_id else None

    def write_order(self, document: str, order: Order, reference: str) -> Written:
        """See ``OrderingProvider``. An invoice is a draft until it is booked. A unit is the
        one of theirs that means the same; without any, the row has that of its article."""
        self._check(order.client_id, reference)
        fields = self._with_known_units(mapping.order_fields(order, reference))
        resource = ORDERS
        if document == INVOICE:
            resource, fields = INVOICES, _as_invoice(fields)
        row = self._write(resource, fields, f"create_{document}")
        return Written(row.external_id, row)

    def send_order(self, document: str, external_id: str) -> None:
        """See ``OrderingProvider``. It is sent by e-mail, which marks it as sent; that request is
        a GET there (https://apps.fortnox.se/apidocs, "invoices", "email")."""
        if document != INVOICE or flag(self.read_invoice(external_id).payload.get("Sent")):
            return
        path = f"{self._path(INVOICES, external_id)}/email"
        self._signed.request("GET", path, action="create_invoice", external_id=external_id)

    def _with_known_units(self, fields: dict[str, object]) -> dict[str, object]:
        rows = fields["OrderRows"]
        known = self.units() if any("Unit" in row for row in rows) else ()
        names = {each.name: each.code for each in known} | {each.code: each.code for each in known}
        made = []
        for row in rows:
            found = same_unit(row.get("Unit", ""), names)
            bare = {key: value for key, value in row.items() if key != "Unit"}
            made.append(bare | ({"Unit": names[found]} if found else {}))
        return fields | {"OrderRows": made}


def _as_invoice(fields: dict[str, object]) -> dict[str, object]:
    """Their fields of an invoice of those of an order."""
    made = dict(fields)
    rows = made.pop("OrderRows")
    issued = normalize.text(made.pop("OrderDate", ""))
    made |= {"InvoiceDate": issued} if issued else {}
    made["InvoiceRows"] = [
        {key: value for key, value in row.items() if key != "OrderedQuantity"} for row in rows
    ]
    return made

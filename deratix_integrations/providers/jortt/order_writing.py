"""Writing orders to an administration at jortt, which has none: as invoices or as estimates."""

from __future__ import annotations

from decimal import Decimal

from ...engine.records import Invoice, InvoiceLine, Order, OrderLine
from ..base import NotFound, Rejected, Row
from ..ordering import Written
from . import document as mapping
from .documents import Documents
from .wire import identifier

ORDER_TARGETS = (mapping.INVOICE, mapping.ESTIMATE)
_PATHS = {mapping.INVOICE: "/v3/invoices", mapping.ESTIMATE: "/v2/estimates"}


class OrderWriting(Documents):
    """The writing side of ``providers.ordering.OrderingProvider``."""

    def find_written_order(self, document: str, reference: str, client_id: str) -> Row | None:
        """See ``OrderingProvider``. Reads all documents, the newest first: what a search looks at
        is not documented."""
        if document == mapping.ESTIMATE:
            return self.find_estimate(reference, client_id)
        return self.find_invoice(reference, client_id)

    def write_order(self, document: str, order: Order, reference: str) -> Written:
        """See ``OrderingProvider``. Costs a request for the rates of VAT of the client, which are
        checked before anything is written; jortt answers the identifier and nothing else."""
        if order.freight:
            # Of what rate its VAT would be nobody says.
            raise Rejected(host=self._host, reasons=("Freight has to be a line of the order.",))
        invoice = Invoice(
            external_id="",
            kind=document,
            client_id=order.client_id,
            issued_on=order.ordered_on,
            sold_on=order.deliver_on,
            currency=order.currency,
            payment_days=int(order.payment_term) if _is_days(order.payment_term) else None,
            note=order.note,
            lines=tuple(_line(item) for item in order.lines),
        )
        self._check(invoice, reference)
        try:
            self._check_vat(invoice)
        except NotFound:
            reason = "The client does not exist there any more."
            raise Rejected(host=self._host, reasons=(reason,)) from None
        body = mapping.fields(invoice, reference, ledger_account=order.ledger_account)
        body |= {"net_amounts": order.with_tax}
        if order.payment_mode and document == mapping.INVOICE:
            body["payment_method"] = order.payment_mode
        return Written(self._create(_PATHS[document], body, "create_invoice"), None)

    def send_order(self, document: str, external_id: str) -> None:
        """See ``OrderingProvider``. It is only scheduled: its number it has once it was sent (see
        ``sending``)."""
        if document != mapping.INVOICE:
            return
        if self.invoice(self.read_invoice(external_id)).status == "draft":
            path = f"/v1/invoices/{identifier(external_id)}/send"
            self._signed.request(
                "POST",
                path,
                json={"send_method": "email"},
                action="create_invoice",
                external_id=external_id,
            )


def _is_days(term: str) -> bool:
    return term.isascii() and term.isdigit() and len(term) <= 4


def _line(item: OrderLine) -> InvoiceLine:
    """A line as jortt has it: the code of the product in the description, and one whose discount
    is an amount as one piece for its sum."""
    name = mapping.join_code(item.sku, item.name)
    if item.discount_amount:
        quantity = f"{mapping.plain(item.quantity):f}"
        return InvoiceLine(f"{quantity} × {name}", Decimal(1), item.net, item.tax)
    return InvoiceLine(name, item.quantity, item.price, item.tax, discount=item.discount)

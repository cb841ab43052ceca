"""Writing orders to an account at Fakturownia, as documents of a kind."""

from __future__ import annotations

from ...engine import normalize
from ...engine.records import Order
from ..base import Rejected, Row
from ..ordering import Written
from . import order as mapping
from .documents import Documents


class OrderWriting(Documents):
    """The writing side of ``providers.ordering.OrderingProvider``."""

    def find_written_order(self, document: str, reference: str, client_id: str) -> Row | None:
        """See ``OrderingProvider``. Reads the client's documents, as ``find_invoice`` does, and
        what is found once more, for its positions."""
        found = self.find_invoice(reference, client_id)
        if found is None or not mapping.is_wanted(document, found.payload):
            return None
        return mapping.row(self._one("/invoices", found.external_id, "read_orders"))

    def write_order(self, document: str, order: Order, reference: str) -> Written:
        """See ``OrderingProvider``. The document is issued, as there are no drafts.

        Of a second one with the same key it is documented that it is refused, not how; so after
        any refusal it is looked whether the document is there already.
        """
        self._check_new(mapping.document_of(document, order), reference)
        if order.freight:
            # Of which product it would be nobody says.
            raise Rejected(host=self._host, reasons=("Freight has to be a line of the order.",))
        fields = mapping.fields(document, order, reference)
        try:
            return Written(self._create_document(fields, "create_order"), None)
        except Rejected:
            row = self.find_written_order(document, reference, order.client_id)
            if row is None:
                raise
            return Written(row.external_id, row)

    def send_order(self, document: str, external_id: str) -> None:
        """See ``OrderingProvider``. The other system sends one document but once in three days, by
        itself (README of github.com/vosfactures/API, "force")."""
        if document != "invoice":
            return
        number = self._number(external_id)
        told = self._one("/invoices", external_id, "read_invoices")
        if normalize.text(told.get("sent_time")) or normalize.text(told.get("status")) == "sent":
            return
        self._transport.request(
            "POST",
            f"/invoices/{number}/send_by_email.json",
            json={},
            action="create_invoice",
            external_id=external_id,
        )

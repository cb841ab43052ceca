"""The articles, orders, invoices and value lists of a company at Fortnox."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from ...engine import normalize
from ...engine.records import Choice, Invoice, Order, Product
from ..base import NotFound, Page, Query, Rejected, Row, UnexpectedAnswer
from . import article, document
from .api import Api, Resource
from .wire import whole

ARTICLES = Resource(
    "articles", "Articles", "Article", "ArticleNumber", "read_products", article.row
)  # fmt: skip
ORDERS = Resource(
    "orders", "Orders", "Order", "DocumentNumber", "read_orders", document.order_row
)  # fmt: skip
INVOICES = Resource(
    "invoices", "Invoices", "Invoice", "DocumentNumber", "read_invoices", document.invoice_row
)  # fmt: skip
_LONGEST_TERM = 3650


class Documents(Api):
    """Orders and invoices are found by ``ExternalInvoiceReference1``, where our key is kept."""

    product_fields = article.WRITABLE
    unique_sku = True
    _known_units: tuple[Choice, ...] | None = None

    # -- products ----------------------------------------------------------------------------

    def read_products(self, query: Query, cursor: str | None = None) -> Page:
        """As ``Provider.read_page``; a text is searched for in the description."""
        wanted = normalize.text(query.text)
        folded = wanted.casefold()
        return self._read_list(
            ARTICLES,
            {"description": wanted} if wanted else {},
            query,
            cursor,
            lambda row: folded in normalize.text(row.get("Description")).casefold(),
        )

    def product(self, row: Row) -> Product:
        return article.product(row)

    def read_product(self, external_id: str) -> Row:
        return self._one(ARTICLES, external_id)

    def find_product(self, sku: str) -> Row | None:
        """The article of exactly this number, if any."""
        try:
            return self._one(ARTICLES, sku)
        except NotFound:
            return None

    def create_product(self, product: Product) -> Row:
        """Create an article under its ``sku``, which is taken once only."""
        return self._write(ARTICLES, article.fields(product, new=True), "write_products")

    def update_product(self, external_id: str, product: Product) -> Row:
        """Write all that a product has but its price, which articles do not take."""
        return self._write(ARTICLES, article.fields(product), "write_products", external_id)

    # -- orders ------------------------------------------------------------------------------

    def read_orders(self, query: Query, cursor: str | None = None) -> Page:
        """As ``Provider.read_page``; ``issued_since`` is about the date of the order, and a text
        is searched for in the customer's name."""
        return self._read_documents(ORDERS, query, cursor)

    def read_order(self, external_id: str) -> Row:
        return self._one(ORDERS, external_id)

    def find_order(self, reference: str) -> Row | None:
        """The order that was created with this key of ours, if any."""
        return self._find_document(ORDERS, reference)

    def create_order(self, order: Order, reference: str) -> str:
        """Create an order and return its number. Nothing there keeps a second one with this key
        from being made: look with ``find_order`` before trying again."""
        self._check(order.client_id, reference)
        return self._write(
            ORDERS, document.order_fields(order, reference), "create_order"
        ).external_id

    def invoice_order(self, external_id: str) -> str:
        """Make the invoice of an order and return its number; of one that has an invoice already,
        that one's."""
        order = document.order(self.read_order(external_id))
        if order.invoice_id:
            return order.invoice_id
        path = f"{self._path(ORDERS, external_id)}/createinvoice"
        made = self._record(INVOICES, "PUT", path, action="create_invoice")
        return str(made["DocumentNumber"])

    # -- invoices ----------------------------------------------------------------------------

    def read_invoices(self, query: Query, cursor: str | None = None) -> Page:
        """As ``read_orders``, of invoices."""
        return self._read_documents(INVOICES, query, cursor)

    def invoice(self, row: Row) -> Invoice:
        return document.invoice(row)

    def read_invoice(self, external_id: str) -> Row:
        return self._one(INVOICES, external_id)

    def find_invoice(self, reference: str, client_id: str) -> Row | None:
        """The invoice of this customer that was created with this key of ours, if any."""
        found = self._find_document(INVOICES, reference)
        return found if found and document.invoice(found).client_id == client_id else None

    def create_invoice(self, invoice: Invoice, reference: str) -> str:
        """Create a draft and return its number; see ``create_order``."""
        self._check(invoice.client_id, reference)
        due = invoice.due_on
        if due is None and invoice.payment_days is not None and invoice.issued_on:
            due = invoice.issued_on + timedelta(days=invoice.payment_days)
        fields = document.invoice_fields(replace(invoice, due_on=due), reference)
        return self._write(INVOICES, fields, "create_invoice").external_id

    # -- value lists -------------------------------------------------------------------------

    def payment_terms(self) -> tuple[Choice, ...]:
        """Those whose code is a number are that many days; "AG" or "K" tell none."""
        return tuple(
            replace(each, days=_days(each.code))
            for each in self._choices("termsofpayments", "TermsOfPayments")
        )

    def payment_modes(self) -> tuple[Choice, ...]:
        return self._choices("modesofpayments", "ModesOfPayments")

    def delivery_ways(self) -> tuple[Choice, ...]:
        return self._choices("wayofdeliveries", "WayOfDeliveries")

    def units(self) -> tuple[Choice, ...]:
        """Asked for once by each object."""
        if self._known_units is None:
            self._known_units = self._choices("units", "Units")
        return self._known_units

    def _choices(self, path: str, plural: str) -> tuple[Choice, ...]:
        """A whole value list; each page of it is asked for until one is not full."""
        found: dict[str, Choice] = {}
        for page in range(1, 21):
            answer = self._signed.request(
                "GET", f"/3/{path}?limit=500&page={page}", action="read_lists"
            )
            rows = answer.get(plural) if isinstance(answer, dict) else None
            if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
                raise UnexpectedAnswer(host=self._host, reason="shape")
            for row in rows:
                code = normalize.text(row.get("Code"))
                if code:
                    found[code] = Choice(code, normalize.text(row.get("Description")))
            if len(rows) < 500:
                break
        return tuple(found.values())

    def _read_documents(self, resource: Resource, query: Query, cursor: str | None) -> Page:
        wanted = normalize.text(query.text)
        folded = wanted.casefold()
        filters = {"customername": wanted} if wanted else {}
        if query.issued_since:
            filters["fromdate"] = query.issued_since.isoformat()
        return self._read_list(
            resource,
            filters,
            query,
            cursor,
            lambda row: folded in normalize.text(row.get("CustomerName")).casefold(),
        )

    def _find_document(self, resource: Resource, reference: str) -> Row | None:
        field = "externalinvoicereference1"
        return self._find(resource, field, reference, "ExternalInvoiceReference1")

    def _check(self, client_id: str, reference: str) -> None:
        """Raises ``Rejected`` before anything is sent that could not be found again."""
        fine = {
            "CustomerNumber": bool(client_id),
            "ExternalInvoiceReference1": 0 < len(reference) <= document.LONGEST_REFERENCE,
        }
        missing = tuple(name for name, is_fine in fine.items() if not is_fine)
        if missing:
            raise Rejected(host=self._host, reasons=missing)


def _days(code: str) -> int | None:
    days = whole(code)
    return days if days is not None and days <= _LONGEST_TERM else None

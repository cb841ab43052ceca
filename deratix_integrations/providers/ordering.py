"""What a provider offers beside ``Provider`` whose system knows orders, or articles.

The documents of a system that may be the order of a flow, and as what an order may be written,
are named in its ``Capabilities`` and are of ``DOCUMENTS``. Every method may raise a
``ProviderError``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple, Protocol

from ..engine.records import Choice, Order, Product
from .base import Page, Query, Row

DOCUMENTS = ("order", "client_order", "proforma", "invoice", "estimate", "receipt", "bill")


class Written(NamedTuple):
    """A document that was created; ``row`` is what it became, where the answer tells."""

    external_id: str
    row: Row | None


@dataclass(frozen=True, slots=True)
class Progress:
    """``state``: ``sent``, ``waiting``, or ``late`` when it waits for more than a day.

    ``number`` is that of the document once it was sent, ``wait`` the seconds after which it is
    worth looking again, 0 when it was sent.
    """

    state: str
    number: str = ""
    wait: int = 0


class OrderingProvider(Protocol):
    """``document`` is one of ``Capabilities.order_sources`` in the methods that read, and one of
    ``order_targets`` in those that write."""

    def read_order_page(self, document: str, query: Query, cursor: str | None = None) -> Page:
        """As ``Provider.read_page``; of the query ``watermark``, ``issued_since`` and ``limit``
        count. Rows of a list may lack the lines: see ``order_detail``."""

    def order_detail(self, document: str, external_id: str) -> Row:
        """One document as it is now, with its lines; raises ``NotFound``."""

    def order_of(self, document: str, row: Row) -> Order:
        """The order that a row stands for; raises as ``Provider.party``."""

    def find_written_order(self, document: str, reference: str, client_id: str) -> Row | None:
        """The document of this client that was created with this key of ours, if any."""

    def write_order(self, document: str, order: Order, reference: str) -> Written:
        """Create a document of an order under this key of ours, an invoice as a draft where the
        system has any; raises ``Rejected``. Of the order ``client_id`` and the ``sku`` of the
        lines are those there."""

    def update_order(self, document: str, external_id: str, order: Order) -> Row:
        """Make a document that was written what the order is now; returns it as it is then.
        Raises ``Rejected`` where it can no longer be changed. For ``Capabilities.order_updates``.
        """

    def send_order(self, document: str, external_id: str) -> None:
        """Send an invoice that was written to its client, by e-mail; what was sent already, and
        what is no invoice, is left as it is. After an unclear outcome it may be called again."""

    def sending(self, external_id: str, asked_at: datetime, now: datetime) -> Progress:
        """How far the sending of an invoice is that was asked for then (naive UTC). For
        ``Capabilities.sends_later``; raises ``NotFound``."""

    def value_list(self, kind: str) -> tuple[Choice, ...]:
        """The entries of a value list: ``payment_term``, ``payment_mode``, ``delivery_way``,
        ``unit``, ``ledger_account``; empty where the system has no such list."""


class StockingProvider(Protocol):
    """For systems with ``Capabilities.products``.

    ``product_fields`` are the keys of ``engine.product_values`` that can be written there.
    ``unique_sku`` says that the system refuses a second article of one number, so that nobody
    has to look for one before creating it.
    """

    product_fields: frozenset[str]
    unique_sku: bool

    def read_products(self, query: Query, cursor: str | None = None) -> Page:
        """As ``Provider.read_page``."""

    def product(self, row: Row) -> Product:
        """The record of a row; raises as ``Provider.party``."""

    def read_product(self, external_id: str) -> Row:
        """One article as it is now; raises ``NotFound``."""

    def find_product(self, sku: str) -> Row | None:
        """The article of exactly this number, if any."""

    def create_product(self, product: Product) -> Row:
        """Create an article under its ``sku``; returns it as it is then. Raises ``Rejected``."""

    def update_product(self, external_id: str, product: Product) -> Row:
        """Write what an article is, of ``product_fields``; returns it as it is then. Amounts that
        are ``None`` stay as they are."""

    def read_stock(self, query: Query, cursor: str | None = None) -> Page:
        """As ``read_products``, of all articles: of the rows only the number and the quantities
        count, so that this costs as little as the system allows."""

    def write_stock(self, external_id: str, quantity: Decimal) -> Row:
        """For systems with ``Capabilities.stock_write``: write how many there are of an article
        and nothing else; returns it as it is then."""

    def units(self) -> tuple[Choice, ...]:
        """The units that an article may have; empty where any text will do."""

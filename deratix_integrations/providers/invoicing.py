"""What providers offer that know documents, departments and webhooks (see ``Capabilities``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from ..engine.records import Department, Invoice
from .base import Page, Query, Row


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook as the system has it; ``active`` is false when it was switched off there."""

    external_id: str
    event: str
    url: str
    active: bool


@dataclass(frozen=True, slots=True)
class Hint:
    """What a webhook's body says happened; nothing of it is to be believed but where to look.

    ``kind``: ``party``, ``invoice`` or ``product``.
    """

    kind: str
    external_id: str


class InvoicingProvider(Protocol):
    """Every method may raise a ``ProviderError``."""

    document_kinds: tuple[str, ...]
    new_document_kinds: tuple[str, ...]
    new_document_statuses: tuple[str, ...]
    webhook_events: tuple[str, ...]

    def count_parties(self, since: datetime | None) -> int:
        """How many clients there are, or how many of them changed since a time (naive UTC); the
        number of requests grows with the logarithm of the answer."""

    def count_invoices(self, issued_since: date | None) -> int:
        """As ``count_parties``, of the income documents issued on a day or later."""

    def read_invoices(self, query: Query, cursor: str | None = None) -> Page:
        """One page of income documents by one request, with the promises of ``read_page``."""

    def invoice(self, row: Row) -> Invoice:
        """The record of a row; raises ``UnexpectedAnswer`` with the reason ``"record"`` when it
        cannot be one. Lines are there when the row was read by ``read_invoice``."""

    def read_invoice(self, external_id: str) -> Row:
        """One document as it is now; raises ``NotFound``."""

    def find_invoice(self, reference: str, client_id: str) -> Row | None:
        """The document of this client that was created with this key of ours, if any."""

    def create_invoice(self, invoice: Invoice, reference: str) -> str:
        """Create a document and return its external id. ``reference`` is our key for it: the
        system refuses a second document with the same key (``Rejected``)."""

    def invoice_pdf(self, external_id: str) -> bytes:
        """The document as PDF; raises ``UnexpectedAnswer`` when the answer is none."""

    def departments(self) -> tuple[Department, ...]:
        """All departments of the account."""

    def webhooks(self) -> tuple[Webhook, ...]:
        """All webhooks of the account, also those of others."""

    def create_webhook(self, event: str, url: str, secret: str) -> str:
        """Create a webhook and return its external id; the system echoes the secret."""

    def delete_webhook(self, external_id: str) -> None:
        """Delete a webhook; one that is gone already is no error."""

    @classmethod
    def webhook_secret(cls, body: Mapping[str, object]) -> str:
        """The secret that a webhook's body carries, "" without one."""

    @classmethod
    def webhook_hint(cls, body: Mapping[str, object]) -> Hint | None:
        """Where to look, or ``None`` when the body tells nothing of use."""

    @classmethod
    def invoice_page(cls, base_url: str, external_id: str) -> str:
        """The page of a document in the system's own interface."""

    @classmethod
    def new_invoice_page(cls, base_url: str, kind: str) -> str:
        """The system's own empty form for a new document."""

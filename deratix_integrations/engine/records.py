"""Provider-neutral records: what every system's JSON becomes before anything is decided.

All classes are immutable. Text is stripped and in Unicode normal form C; an absent value is
the empty string, never ``None``, so that "empty" has one spelling when two sides are compared.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address. ``country`` is ISO 3166-1 alpha-2 in upper case, or empty."""

    name: str = ""
    street: str = ""
    city: str = ""
    zip: str = ""
    state: str = ""
    country: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A person at a party; ``external_id`` is unique among the contacts of its system."""

    external_id: str
    name: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """A client of the external system: a company, a branch of one, or a person.

    ``company_number`` is the number in the trade register (IČO), ``tax_id`` a national tax
    number that is no VAT number (Slovak DIČ), ``vat`` the VAT number with its country prefix
    (Slovak IČ DPH, Czech DIČ). ``is_company`` is ``None`` where the system does not tell.
    ``payment_days`` is a whole number of days, ``discount`` a percentage, both ``None`` when not
    set. ``department_id`` is the external id of the ``Department`` it belongs to, which is no
    value of the client's: it is only read. ``modified_at`` is naive UTC. ``hints`` are codes of
    what looked wrong in the source (see ``normalize.HINTS``).
    """

    external_id: str
    name: str
    is_company: bool | None = None
    company_number: str = ""
    tax_id: str = ""
    vat: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    address: Address = field(default_factory=Address)
    delivery: Address = field(default_factory=Address)
    iban: str = ""
    swift: str = ""
    language: str = ""
    currency: str = ""
    payment_days: int | None = None
    discount: float | None = None
    note: str = ""
    tags: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()
    reference: str = ""
    department_id: str = ""
    modified_at: datetime | None = None
    hints: tuple[str, ...] = ()

    def values(self) -> dict[str, object]:
        """The party as a flat dict of JSON values: what is compared, stored and shown.

        Keys are those of ``PARTY_FIELDS``, always all of them; tags are a sorted list.
        """
        home, delivery = self.address, self.delivery
        return {
            "name": self.name,
            "is_company": self.is_company,
            "company_number": self.company_number,
            "tax_id": self.tax_id,
            "vat": self.vat,
            "street": home.street,
            "city": home.city,
            "zip": home.zip,
            "state": home.state,
            "country": home.country,
            "email": self.email,
            "phone": self.phone,
            "website": self.website,
            "delivery_name": delivery.name,
            "delivery_street": delivery.street,
            "delivery_city": delivery.city,
            "delivery_zip": delivery.zip,
            "delivery_state": delivery.state,
            "delivery_country": delivery.country,
            "delivery_phone": delivery.phone,
            "iban": self.iban,
            "swift": self.swift,
            "language": self.language,
            "currency": self.currency,
            "payment_days": self.payment_days,
            "discount": self.discount,
            "note": self.note,
            "tags": sorted(self.tags),
        }

    @classmethod
    def from_values(
        cls, external_id: str, values: dict[str, object], hints: tuple[str, ...] = ()
    ) -> Party:
        """The party of which ``values()`` made this dict, with the ``reference`` that somebody may
        have put there; keys it does not know are ignored."""
        plain = {
            key: values[key] for key in values if key in _PLAIN_FIELDS and values[key] is not None
        }
        home = {key: values[key] for key in ADDRESS_PARTS if values.get(key)}
        delivery = {
            part: values[f"delivery_{part}"]
            for part in (*ADDRESS_PARTS, "name", "phone")
            if values.get(f"delivery_{part}")
        }
        return cls(
            external_id=external_id,
            address=Address(**home),
            delivery=Address(**delivery),
            reference=values.get("reference") or "",
            tags=tuple(values.get("tags") or ()),
            hints=tuple(hints),
            **plain,
        )


@dataclass(frozen=True, slots=True)
class Department:
    """A part of the account's owner that issues documents of its own; ``short`` is another, short
    name of it."""

    external_id: str
    name: str
    short: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One line of a document. ``tax`` is the rate in percent as text, or the system's own word
    for none; amounts are in the document's currency, ``price`` for one unit without tax, before
    the ``discount`` in percent."""

    name: str
    quantity: Decimal
    price: Decimal
    tax: str
    unit: str = ""
    discount: Decimal = Decimal(0)

    @property
    def net(self) -> Decimal:
        """What the line comes to without tax, in whole cents."""
        share = 1 - self.discount / 100
        return (self.price * self.quantity * share).quantize(_CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Invoice:
    """An income document of any kind (``kind`` is the system's own word).

    ``payment`` is ``unpaid``, ``partial``, ``paid`` or ``cancelled``; ``overdue`` is not kept,
    as it follows from ``due_on``. ``status`` is the system's own word for the state in which a
    document is to be created. ``order_number`` is the key of ours under which it was
    created, ``corrects`` the external id of the document that it corrects or completes.
    ``public_page`` is its address for people who do not sign in. ``modified_at`` is naive UTC.
    """

    external_id: str
    kind: str
    number: str = ""
    client_id: str = ""
    client_name: str = ""
    issued_on: date | None = None
    sold_on: date | None = None
    due_on: date | None = None
    paid_on: date | None = None
    net: Decimal = Decimal(0)
    gross: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    currency: str = ""
    payment: str = "unpaid"
    payment_days: int | None = None
    department_id: str = ""
    user_id: str = ""
    order_number: str = ""
    corrects: str = ""
    note: str = ""
    public_page: str = ""
    status: str = ""
    modified_at: datetime | None = None
    lines: tuple[InvoiceLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a value list of a system: a term of payment, a way of delivery, a unit.
    ``days`` are those of a term of payment where its code tells them."""

    code: str
    name: str = ""
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """An article. ``sku`` is its number there, ``tax`` the rate in percent as text or empty.

    ``price`` is what it is sold for without tax, ``quantity`` what is in stock and ``reserved``
    how much of that is promised; ``active`` is false for one that is no longer sold. All of them
    and ``barcode`` are ``None`` where the system does not tell. ``modified_at`` is naive UTC.
    """

    external_id: str
    name: str
    sku: str = ""
    barcode: str | None = ""
    unit: str = ""
    tax: str = ""
    price: Decimal | None = None
    cost: Decimal | None = None
    is_service: bool | None = None
    quantity: Decimal | None = None
    reserved: Decimal | None = None
    active: bool | None = True
    note: str = ""
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line of an order, as ``InvoiceLine``, with the ``sku`` of its product, and the external
    id of its article in ``product_ref`` where the line names that.

    ``discount`` is in percent; one that is an amount is in ``discount_amount`` and is taken off
    the whole line.
    """

    name: str
    quantity: Decimal
    price: Decimal
    sku: str = ""
    tax: str = ""
    unit: str = ""
    discount: Decimal = Decimal(0)
    discount_amount: Decimal = Decimal(0)
    product_ref: str = ""

    @property
    def net(self) -> Decimal:
        """What the line comes to, with or without tax as the price is, in whole cents."""
        share = 1 - self.discount / 100
        return (self.price * self.quantity * share - self.discount_amount).quantize(
            _CENT, ROUND_HALF_UP
        )


@dataclass(frozen=True, slots=True)
class Order:
    """A sales order. ``reference`` is the key of ours under which it was created.

    ``status`` is ``draft``, ``open``, ``paid``, ``invoiced``, ``expired`` or ``cancelled``;
    ``invoice_id`` the external id of the invoice made of it, ``made_from`` that of the document of
    which it was made (see ``Capabilities.shares_ids``). ``with_tax`` says that prices
    include tax. ``net`` and ``gross`` are what the lines and the freight come to; ``freight`` is as
    the prices are, and ``freight_tax`` its rate as that of a line. ``payment_term`` and
    ``delivery_way`` are codes of the system's value lists, as are ``payment_mode`` and
    ``ledger_account``, the account of all lines. ``modified_at`` is naive UTC.
    """

    external_id: str
    number: str = ""
    client_id: str = ""
    client_name: str = ""
    client_order: str = ""
    ordered_on: date | None = None
    deliver_on: date | None = None
    currency: str = ""
    with_tax: bool = False
    net: Decimal = Decimal(0)
    gross: Decimal = Decimal(0)
    freight: Decimal = Decimal(0)
    freight_tax: str = ""
    status: str = "open"
    invoice_id: str = ""
    made_from: str = ""
    payment_term: str = ""
    delivery_way: str = ""
    payment_mode: str = ""
    ledger_account: str = ""
    address: Address = field(default_factory=Address)
    delivery: Address = field(default_factory=Address)
    note: str = ""
    reference: str = ""
    modified_at: datetime | None = None
    lines: tuple[OrderLine, ...] = ()


ADDRESS_PARTS = ("street", "city", "zip", "state", "country")
PARTY_FIELDS = tuple(Party(external_id="", name="").values())
DELIVERY_FIELDS = tuple(key for key in PARTY_FIELDS if key.startswith("delivery_"))
_PLAIN_FIELDS = frozenset(PARTY_FIELDS) - {"tags", *ADDRESS_PARTS, *DELIVERY_FIELDS}

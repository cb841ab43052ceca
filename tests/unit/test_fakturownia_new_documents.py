"""What is sent to Fakturownia for a new document."""

from decimal import Decimal

from deratix_integrations.engine.records import Invoice, InvoiceLine
from deratix_integrations.providers.fakturownia.invoice import (
    KINDS,
    NEW_KINDS,
    NEW_STATUSES,
    fields,
)


def _line(**values):
    plain = {"name": "Usługa", "quantity": Decimal(3), "price": Decimal("33.33"), "tax": "23"}
    return InvoiceLine(**{**plain, **values})


def _sent(*lines, **values):
    return fields(Invoice("", "vat", client_id="7", lines=lines, **values), "key")


def test_price_of_one_unit_without_a_discount():
    (position,) = _sent(_line())["positions"]
    assert position["price_net"] == "33.33"
    assert "total_price_net" not in position


def test_sum_of_a_discounted_line():
    """A discount of theirs depends on a setting of the account, and may be left out silently."""
    (position,) = _sent(_line(discount=Decimal(10)))["positions"]
    assert position["total_price_net"] == "89.99"
    assert not {"price_net", "discount_percent"} & set(position)


def test_net_is_rounded_half_up():
    assert _line(quantity=Decimal("0.5"), price=Decimal("0.01")).net == Decimal("0.01")
    assert _line(quantity=Decimal("-0.5"), price=Decimal("0.01")).net == Decimal("-0.01")


def test_status_is_sent_when_there_is_one():
    assert "status" not in _sent(_line())
    assert _sent(_line(), status="paid")["status"] == "paid"


def test_kinds_and_statuses_are_documented_ones():
    assert set(NEW_KINDS) <= set(KINDS)
    assert "correction" not in NEW_KINDS
    assert set(NEW_STATUSES) <= {"issued", "sent", "paid", "partial", "rejected"}

"""What becomes of a record on its way into the target of its flow.

Orders go through the value tables of the flow and then through its field mapping, right before
they are written: to the target, or to Odoo where that is the target. Clients and products are kept
the same field by field, so theirs is applied in the first leg: where they come in, so that Odoo
holds what the target gets, or, where they come from Odoo, where they go out.
"""

from contextlib import contextmanager
from dataclasses import replace

from odoo.exceptions import UserError

from ...engine.mapping import MappingProblem
from ...engine.order_values import order_from, order_values
from ...engine.records import Address, Party
from ...engine.sums import totals
from ...providers.base import UnexpectedAnswer


def order_towards(flow, order):
    """An ``Order`` as the target is to get it. Raises ``UserError`` with what a person can mend
    where the mapping cannot be applied to it."""
    values = order_values(_with_values(flow, order))
    mapped = order_from(values_towards(flow, values, "order"))
    if _worth(mapped) == _worth(order):
        return mapped
    net, gross = totals(mapped)
    return replace(mapped, net=net, gross=gross)


def party_towards(flow, party):
    """A ``Party`` as Odoo, and by it the target, is to get it. Raises ``UnexpectedAnswer`` about
    this record where the mapping cannot be applied to it."""
    values = party.values()
    with _of_record():
        mapped = values_towards(flow, values, "party")
    if mapped is values:
        return party
    made = Party.from_values(party.external_id, mapped, party.hints)
    kept = ("contacts", "reference", "department_id", "modified_at")
    return replace(made, **{name: getattr(party, name) for name in kept})


def product_towards(flow, values):
    """The values of an article as Odoo is to get them: with ``None`` for what the mapping leaves
    out. Raises as ``party_towards``."""
    with _of_record():
        mapped = values_towards(flow, values, "product")
    return values if mapped is values else {**dict.fromkeys(values), **mapped}


@contextmanager
def _of_record():
    try:
        yield
    except UserError as error:
        raise UnexpectedAnswer(reason="record", told=str(error)) from error


def values_towards(flow, values, kind):
    """The values of a record without the fields that the mapping leaves out; the same dict where
    nothing is mapped. Raises as ``order_towards``."""
    try:
        return flow._mapped(values, kind)
    except MappingProblem as problem:
        raise UserError(str(problem)) from problem


def _worth(order):
    """All from which the sums of an order follow."""
    lines = ((x.quantity, x.price, x.discount, x.discount_amount, x.tax) for x in order.lines)
    return (order.with_tax, order.freight, order.freight_tax, *lines)


def _with_values(flow, order):
    value_of = flow._value_of
    return replace(
        order,
        payment_term=value_of("payment_term", order.payment_term),
        delivery_way=value_of("delivery_way", order.delivery_way),
        payment_mode=value_of("payment_mode", order.payment_mode),
        ledger_account=value_of("ledger_account", order.ledger_account),
        address=_in_country(flow, order.address),
        delivery=_in_country(flow, order.delivery),
        lines=tuple(
            replace(line, tax=value_of("tax", line.tax), unit=value_of("unit", line.unit))
            for line in order.lines
        ),
    )


def _in_country(flow, address):
    """An address that is empty stays so."""
    if address == Address():
        return address
    return replace(address, country=flow._value_of("country", address.country))

"""Whether what became of an order in another system is worth the same."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import NamedTuple

from .records import Order

_CENT = Decimal("0.01")
# Some systems round the total of a document to whole units of the currency.
_HALF = Decimal("0.5")


class Difference(NamedTuple):
    """``what`` is ``client``, ``currency``, ``count`` (of lines), ``line``, ``net`` or ``gross``;
    ``name`` that of a line."""

    what: str
    ours: str
    theirs: str
    name: str = ""


def differences(ours: Order, theirs: Order) -> tuple[Difference, ...]:
    """Where two orders differ by more than rounding: a cent a line, and in the total what is lost
    when it is a whole number. Lines are compared one by one, in their order; not where one side
    has prices with tax and the other without."""
    found = [
        Difference(what, mine, other)
        for what, mine, other in (
            ("client", ours.client_id, theirs.client_id),
            ("currency", ours.currency, theirs.currency),
        )
        if mine != other
    ]
    if len(ours.lines) != len(theirs.lines):
        found.append(Difference("count", str(len(ours.lines)), str(len(theirs.lines))))
    elif ours.with_tax == theirs.with_tax:
        found += [
            Difference("line", f"{mine.net:.2f}", f"{other.net:.2f}", mine.name)
            for mine, other in zip(ours.lines, theirs.lines, strict=True)
            if abs(mine.net - other.net) > _CENT
        ]
    rounding = _CENT * max(1, len(ours.lines))
    if abs(ours.net - theirs.net) > rounding:
        found.append(Difference("net", f"{ours.net:.2f}", f"{theirs.net:.2f}"))
    is_whole = theirs.gross == theirs.gross.to_integral_value()
    if abs(ours.gross - theirs.gross) > (max(rounding, _HALF) if is_whole else rounding):
        found.append(Difference("gross", f"{ours.gross:.2f}", f"{theirs.gross:.2f}"))
    return tuple(found)


def totals(order: Order) -> tuple[Decimal, Decimal]:
    """What the lines and the freight of an order come to, without and with tax, in whole cents. A
    tax that is a word is none."""
    by_rate: dict[Decimal, Decimal] = {}
    for tax, amount in (
        *((line.tax, line.net) for line in order.lines),
        (order.freight_tax, order.freight),
    ):
        rate = _rate(tax)
        by_rate[rate] = by_rate.get(rate, Decimal(0)) + amount
    net = gross = Decimal(0)
    for rate, amount in by_rate.items():
        factor = 1 + rate / 100
        net += (amount / factor if order.with_tax else amount).quantize(_CENT, ROUND_HALF_UP)
        gross += (amount if order.with_tax else amount * factor).quantize(_CENT, ROUND_HALF_UP)
    return net, gross


def _rate(tax: str) -> Decimal:
    try:
        rate = Decimal(tax)
    except InvalidOperation:
        return Decimal(0)
    return rate if rate.is_finite() and rate > -100 else Decimal(0)

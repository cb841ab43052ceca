"""Whether what became of an order in another system is worth the same."""

from __future__ import annotations

from decimal import Decimal
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

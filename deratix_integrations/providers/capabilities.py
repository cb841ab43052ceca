"""What a provider says that its system can do."""

from __future__ import annotations

from dataclasses import dataclass

from .rates import Rate


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the system's API can do; the interface offers nothing else.

    ``rate`` is how many requests it takes in a span of time, where it counts them like that.
    ``searches`` are the fields at which a search by text is known to look.
    ``scan``, without ``watermark``: all clients may be read and compared at each look.
    ``order_sources`` and ``order_targets`` are documents of ``ordering.DOCUMENTS``: those that may
    be the order of a flow, and those as which an order may be written; ``order_updates`` those
    that can be changed afterwards. ``issues_at_once``: there are no drafts, so that an invoice has
    its number as soon as it is written. ``shares_ids``: the ids of documents of all kinds are of
    one row, so that one tells of which it was made. ``sends_later``: an invoice is only scheduled
    when it is to be sent. ``products``: there are articles, ``stock``: it tells how many of them
    there are, ``stock_write``: it takes that.
    """

    changed_since: bool = False
    search: bool = False
    searches: tuple[str, ...] = ("name", "email", "company_number")
    contacts: bool = False
    write: bool = False
    watermark: bool = False
    scan: bool = False
    invoices: bool = False
    departments: bool = False
    webhooks: bool = False
    order_sources: tuple[str, ...] = ()
    order_targets: tuple[str, ...] = ()
    order_updates: tuple[str, ...] = ()
    issues_at_once: bool = False
    shares_ids: bool = False
    products: bool = False
    stock: bool = False
    stock_write: bool = False
    sends_later: bool = False
    rate: Rate | None = None

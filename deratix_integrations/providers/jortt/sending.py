"""Following up what jortt sends on its own time.

A document that is created with a way of sending is only scheduled. It has its number once it was
sent, and nothing tells when that is, so it has to be looked at again (https://developer.jortt.nl,
"Create (and optionally send) an Invoice").
"""

from __future__ import annotations

from datetime import datetime, timedelta

from ...engine.records import Invoice
from ..ordering import Progress

_SOONEST, _LATEST = 5, 600
# How long sending takes is not documented; after so long someone should look.
_TOO_LONG = timedelta(days=1)


def progress(document: Invoice, asked_at: datetime, now: datetime) -> Progress:
    """How far the sending of a document is that was asked for then (naive UTC)."""
    if document.status != "draft":
        return Progress("sent", number=document.number)
    waited = max(now - asked_at, timedelta(0))
    if waited > _TOO_LONG:
        return Progress("late", wait=_LATEST)
    wait = int(waited.total_seconds() / 2)
    return Progress("waiting", wait=min(max(wait, _SOONEST), _LATEST))

"""Following up invoices that the other system sends on its own time.

It takes the wish to send and does so later, or never, and tells nobody. When it was asked is noted
on the plan line, and committed, before it is asked; each look of the flow then asks how far it is,
until it was sent. Providers with ``Capabilities.sends_later``.
"""

from datetime import timedelta
from functools import partial
from typing import NamedTuple

from odoo import fields

from ...providers.base import NotFound, Rejected
from ..sql import update_rows
from .lines import PREFIXES
from .order_collect import OrderCollector

_TYPES = {
    "id": "int",
    "state": "varchar",
    "message": "varchar",
    "sending_since": "timestamp",
    "sending_look_at": "timestamp",
}


class Pending(NamedTuple):
    """A plan line whose invoice was to be sent then (naive UTC)."""

    id: int
    external_id: str
    asked_at: object


class SendingCollector(OrderCollector):
    """Asks how far the sending of invoices is, before it looks for new orders."""

    def next_request(self, limit):
        due = [] if self.run.is_preview else due_sendings(self.run, limit)
        if due:
            return partial(ask_all, self.provider, due), self._note
        return super().next_request(limit)

    def _note(self, answers):
        note_progress(self.run, answers)
        return []


def send(sender, line, document, external_id):
    """Have an invoice sent whose line (a ``FlowLine``) may have asked for it before; returns what
    to store of the line.

    :param sender: a ``LineSender``
    """
    run, provider = sender.run, sender.provider
    if not provider.capabilities.sends_later or document != "invoice":
        provider.send_order(document, external_id)
        return {}
    asked_at = line.sending_since or fields.Datetime.now()
    moments = dict.fromkeys(("sending_since", "sending_look_at"), str(asked_at))
    note(run, [{"id": line.id, "state": line.state, **moments}])
    sender.commit()
    try:
        provider.send_order(document, external_id)
    except Rejected:
        # It may be on its way: asked before, with an answer that was lost.
        if not line.sending_since:
            note(run, [{"id": line.id, "state": line.state}])
            raise
    return {"message": run.env._("%s is sending it.", run.connection_id.name)}


def ask_all(provider, due):
    """``[(Pending, progress)]``, ``None`` for what is not there any more; talks to the other
    system only."""
    return [(each, _ask(provider, each)) for each in due]


def _ask(provider, pending):
    try:
        return provider.sending(pending.external_id, pending.asked_at, fields.Datetime.now())
    except NotFound:
        return None


def due_sendings(run, limit):
    """The ``Pending`` of the flow of a run that are worth looking at now."""
    run.env["deratix.run.line"].flush_model()
    run.env.cr.execute(
        """
        SELECT l.id, l.external_id, l.sending_since FROM deratix_run_line l
        JOIN deratix_run r ON r.id = l.run_id AND r.flow_id = %s
        WHERE l.connection_id = %s AND l.sending_since IS NOT NULL
          AND l.sending_look_at <= %s AND l.state IN ('done', 'failed')
        ORDER BY l.sending_look_at LIMIT %s
        """,
        [run.flow_id.id, run.connection_id.id, fields.Datetime.now(), limit],
    )
    return [
        Pending(line_id, external_id.removeprefix(PREFIXES["order"]), asked_at)
        for line_id, external_id, asked_at in run.env.cr.fetchall()
    ]


def note_progress(run, answers):
    """Note in plan lines how far the sending of their invoices is; see ``ask_all``."""
    note(run, [_told(run, pending, progress) for pending, progress in answers])


def _told(run, pending, progress):
    env, system = run.env, run.connection_id.name
    row = {"id": pending.id, "state": "done"}
    if progress is None:
        text = env._("It was deleted in %s before it was sent.", system)
        return row | {"state": "failed", "message": text}
    if progress.state == "sent":
        return row
    look_at = fields.Datetime.now() + timedelta(seconds=progress.wait)
    row |= {"sending_since": str(pending.asked_at), "sending_look_at": str(look_at)}
    if progress.state == "late":
        text = env._(
            "%s was asked to send it more than a day ago, and has not. Open it there, look at the "
            "e-mail address of its client, and send it; here that is seen by itself.",
            system,
        )
        return row | {"state": "failed", "message": text}
    return row | {"message": env._("%s is sending it.", system)}


def note(run, rows):
    """Store rows of ``_TYPES``; what a row leaves out is emptied."""
    empty = dict.fromkeys(_TYPES)
    update_rows(run.env.cr, "deratix_run_line", _TYPES, [empty | row for row in rows])
    run.env["deratix.run.line"].invalidate_model()

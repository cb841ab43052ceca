"""Which orders belong to a writing leg, and what of theirs is linked with its target."""

from datetime import datetime
from typing import NamedTuple

from odoo.tools import SQL

from ..bindings import note_moments

# When an order was written last, or one of its lines.
_MOVED = SQL(
    """
    GREATEST(o.write_date, (SELECT max(s.write_date) FROM sale_order_line s
                            WHERE s.order_id = o.id))
    """
)
# The state of an order in the words of ``engine.records.Order.status``.
_STATE = SQL(
    """
    CASE WHEN o.state = 'cancel' THEN 'cancelled'
         WHEN o.state <> 'sale' THEN 'draft'
         WHEN o.invoice_status <> 'invoiced' THEN 'open'
         WHEN EXISTS (
            SELECT 1 FROM sale_order_line s
            JOIN sale_order_line_invoice_rel x ON x.order_line_id = s.id
            JOIN account_move_line i ON i.id = x.invoice_line_id
            JOIN account_move m ON m.id = i.move_id
            WHERE s.order_id = o.id AND m.state = 'posted'
              AND m.payment_state NOT IN ('paid', 'in_payment', 'reversed')) THEN 'invoiced'
         ELSE 'paid' END
    """
)
# What a person has to decide, or has left out, is not planned again while it stays as it is.
_NOT_WAITING = SQL(
    """
    NOT EXISTS (
        SELECT 1 FROM deratix_run_line l
        WHERE l.connection_id = c.id AND l.record = 'order' AND l.order_id = o.id
          AND l.planned_write_date >= %s
          AND (l.state IN ('failed', 'skipped') OR l.state = 'planned' AND l.decision = 'skip')
          AND NOT EXISTS (SELECT 1 FROM deratix_run_line later
                          WHERE later.connection_id = c.id AND later.record = 'order'
                            AND later.order_id = o.id AND later.id > l.id))
    """,
    _MOVED,
)


class Due(NamedTuple):
    """An order that is to be written, ``moved`` when it was last written here; one that is there
    already has the ``external_id`` of its document and ``ours``, what it was when it was written
    there."""

    moved: datetime
    external_id: str | None = None
    ours: dict | None = None


def next_orders(run, limit):
    """``{id: Due}`` of the next orders of a writing leg that it has not planned yet."""
    found = _new_orders(run, limit)
    if not found and run.flow_id.existing == "update":
        found = _changed_orders(run, limit)
    return found


def _new_orders(run, limit):
    """Those that are not there, by their ids.

    Those that came from the target, and those that were written there before, are bound to it,
    whatever became of them: they are not written again.
    """
    flow = run.flow_id
    run.env.flush_all()
    run.env.cr.execute(
        SQL(
            """
            SELECT o.id, %s FROM deratix_connection c
            JOIN sale_order o ON o.company_id = c.company_id
            WHERE c.id = %s AND o.state <> 'cancel' AND %s
              AND NOT EXISTS (SELECT 1 FROM deratix_binding b
                              WHERE b.connection_id = c.id AND b.model = 'sale.order'
                                AND b.res_id = o.id)
              AND NOT EXISTS (SELECT 1 FROM deratix_run_line l
                              WHERE l.run_id = %s AND l.order_id = o.id)
              AND %s
            ORDER BY o.id LIMIT %s
            """,
            _MOVED,
            run.connection_id.id,
            _from_source(flow) if flow.source_id else _from_odoo(flow),
            run.id,
            _NOT_WAITING,
            limit,
        )
    )
    return {order_id: Due(moved) for order_id, moved in run.env.cr.fetchall()}


def _changed_orders(run, limit):
    """Those that were written there, and here since."""
    run.env.cr.execute(
        SQL(
            """
            SELECT o.id, %s, b.external_id, b.snapshot->'ours' FROM deratix_connection c
            JOIN deratix_binding b ON b.connection_id = c.id AND b.model = 'sale.order'
                AND b.kind = %s AND b.state = 'linked' AND b.snapshot ? 'ours'
            JOIN sale_order o ON o.id = b.res_id AND o.company_id = c.company_id
            WHERE c.id = %s AND o.state <> 'cancel' AND %s
              AND b.seen_at IS DISTINCT FROM %s
              AND NOT EXISTS (SELECT 1 FROM deratix_run_line l
                              WHERE l.run_id = %s AND l.order_id = o.id)
              AND %s
            ORDER BY o.id LIMIT %s
            """,
            _MOVED,
            run.flow_id.target_document,
            run.connection_id.id,
            _from_source(run.flow_id) if run.flow_id.source_id else SQL("TRUE"),
            _MOVED,
            run.id,
            _NOT_WAITING,
            limit,
        )
    )
    return {row[0]: Due(*row[1:]) for row in run.env.cr.fetchall()}


def read_moved(cr, order_id):
    """When an order was written last, or one of its lines."""
    cr.execute(SQL("SELECT %s FROM sale_order o WHERE o.id = %s", _MOVED, order_id))
    row = cr.fetchone()
    return row and row[0]


def note_orders_seen(cr, connection_id, seen):
    """Note the write dates that orders had when they were compared: ``{external id: moment}``."""
    note_moments(cr, connection_id, SQL("b.model = 'sale.order'"), seen)


def _from_source(flow):
    """Whether they are in a chosen state was seen when they were read."""
    return SQL(
        "EXISTS (SELECT 1 FROM deratix_binding f WHERE f.connection_id = %s AND f.kind = %s "
        "AND f.model = 'sale.order' AND f.res_id = o.id AND f.state = 'linked')",
        flow.source_id.id,
        flow.source_document,
    )


def _from_odoo(flow):
    return SQL(
        "(%s) = ANY(%s) AND (%s::date IS NULL OR o.date_order >= %s::date)",
        _STATE,
        flow.order_state_ids.mapped("code"),
        flow.since or None,
        flow.since or None,
    )


def read_clients(cr, connection_id, partner_ids):
    """``{partner id: whether it was written since both sides agreed}`` of linked partners."""
    cr.execute(
        """
        SELECT p.id, bool_or(b.state = 'linked'
                             AND (b.touched OR b.seen_at IS DISTINCT FROM p.write_date))
        FROM deratix_binding b JOIN res_partner p ON p.id = b.res_id
        WHERE b.connection_id = %s AND b.kind = 'party' AND b.model = 'res.partner'
          AND p.id = ANY(%s)
        GROUP BY p.id
        """,
        [connection_id, list(partner_ids)],
    )
    return dict(cr.fetchall())


def read_client_refs(cr, connection_id, partner_id):
    """The external ids of the clients with which a partner is linked, the latest first."""
    cr.execute(
        "SELECT external_id FROM deratix_binding WHERE connection_id = %s AND kind = 'party' "
        "AND model = 'res.partner' AND res_id = %s AND state = 'linked' ORDER BY id DESC",
        [connection_id, partner_id],
    )
    return [external_id for (external_id,) in cr.fetchall()]


def read_products(cr, connection_id, product_ids):
    """``{product id: number of its article}``"""
    cr.execute(
        "SELECT res_id, external_id FROM deratix_binding WHERE connection_id = %s "
        "AND kind = 'product' AND model = 'product.product' AND state = 'linked' "
        "AND res_id = ANY(%s) ORDER BY id",
        [connection_id, list(product_ids)],
    )
    return dict(cr.fetchall())


def read_planned(cr, run_id, column):
    """The values of a column (``partner_id`` and ``external_id`` of clients, ``product_id`` of
    products) for which a run has a line."""
    conditions = {
        "partner_id": SQL("record IS NULL"),
        "external_id": SQL("record IS NULL"),
        "product_id": SQL("record = 'product'"),
    }
    cr.execute(
        SQL(
            "SELECT DISTINCT %(column)s FROM deratix_run_line "
            "WHERE run_id = %(run)s AND %(condition)s AND %(column)s IS NOT NULL",
            column=SQL.identifier(column),
            run=run_id,
            condition=conditions[column],
        )
    )
    return {value for (value,) in cr.fetchall()}


class OrderLink(NamedTuple):
    """The document with which an order is linked; ``compared`` once somebody has looked whether
    it is what was ordered."""

    external_id: str
    kind: str
    compared: bool


def read_order_link(cr, connection_id, order_id):
    """The ``OrderLink`` of an order, ``None`` without any."""
    cr.execute(
        "SELECT external_id, kind, snapshot IS NOT NULL FROM deratix_binding "
        "WHERE connection_id = %s AND model = 'sale.order' AND res_id = %s ORDER BY id LIMIT 1",
        [connection_id, order_id],
    )
    row = cr.fetchone()
    return row and OrderLink(*row)

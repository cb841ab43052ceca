"""Documents that are made from one another are one order, however many of them are read.

An invoice is made from an order or from a pro forma invoice; where flows read both sorts, whichever
comes first makes the sales order. A copy of the same sort is an order of its own.
"""

from odoo.tools import SQL


def read_twins(connection, document, orders):
    """``{external id: id of the sales order}`` of orders that are here as another document, whether
    that was read or written; one that was deleted here does not count.

    :param orders: ``Order`` s of that document which are not here themselves
    """
    if not orders or not connection._capabilities().shares_ids:
        return {}
    made_from = {order.external_id: order.made_from for order in orders if order.made_from}
    connection.env.cr.execute(
        SQL(
            """
            SELECT b.external_id, b.snapshot->'order'->>'made_from', b.res_id
            FROM deratix_binding b
            WHERE b.connection_id = %s AND b.model = 'sale.order' AND b.kind <> %s
              AND b.state = 'linked'
              AND (b.external_id = ANY(%s) OR b.snapshot->'order'->>'made_from' = ANY(%s))
            """,
            connection.id,
            document,
            list(made_from.values()),
            [order.external_id for order in orders],
        )
    )
    rows = connection.env.cr.fetchall()
    origins = {external_id: order_id for external_id, _made_from, order_id in rows}
    heirs = {origin: order_id for _external_id, origin, order_id in rows if origin}
    found = {
        external_id: origins[origin]
        for external_id, origin in made_from.items()
        if origin in origins
    }
    return found | {
        order.external_id: heirs[order.external_id]
        for order in orders
        if order.external_id in heirs
    }

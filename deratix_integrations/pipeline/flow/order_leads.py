"""A document may be both an opportunity and a sales order; then the order is that opportunity's."""

from collections import defaultdict

from odoo.tools import SQL


def join_opportunities(env, connection, external_ids):
    """Have the sales orders of documents belong to the opportunities of these, whichever of the
    two came first. One that has an opportunity keeps it.

    :param env: as superuser
    """
    env.flush_all()
    env.cr.execute(
        SQL(
            """
            SELECT o.id, i.lead_id FROM deratix_invoice i
            JOIN deratix_binding b ON b.connection_id = i.connection_id
                AND b.external_id = i.external_id AND b.model = 'sale.order'
                AND b.state = 'linked'
            JOIN sale_order o ON o.id = b.res_id AND o.opportunity_id IS NULL
            WHERE i.connection_id = %s AND i.external_id = ANY(%s) AND i.lead_id IS NOT NULL
            """,
            connection.id,
            list(external_ids),
        )
    )
    by_lead = defaultdict(list)
    for order_id, lead_id in env.cr.fetchall():
        by_lead[lead_id].append(order_id)
    for lead_id, order_ids in by_lead.items():
        env["sale.order"].browse(order_ids).opportunity_id = lead_id

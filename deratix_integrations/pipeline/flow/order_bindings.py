"""The links of orders that were read from a system, and what they hold."""

from typing import NamedTuple

from odoo.tools import SQL


class OrderBinding(NamedTuple):
    """``order`` are the ``order_values`` that were taken over last, ``here`` the ``sale_facts`` of
    the sales order then. ``is_read`` is false of what was written there from here, and of what is
    deleted here: both are left alone."""

    external_id: str
    state: str
    fingerprint: str | None
    order_id: int | None
    snapshot: dict | None

    @property
    def is_read(self):
        return self.state == "linked" and bool(self.order_id) and "order" in (self.snapshot or {})

    @property
    def order(self):
        return self.snapshot["order"]

    @property
    def here(self):
        return self.snapshot["here"]


def read_order_bindings(cr, connection_id, document, external_ids):
    """``{external id: OrderBinding}`` of documents of a kind."""
    cr.execute(
        SQL(
            """
            SELECT b.external_id, b.state, b.fingerprint, s.id, b.snapshot
            FROM deratix_binding b
            LEFT JOIN sale_order s ON s.id = b.res_id AND b.model = 'sale.order'
            WHERE b.connection_id = %s AND b.kind = %s AND b.external_id = ANY(%s)
            """,
            connection_id,
            document,
            list(external_ids),
        )
    )
    return {row[0]: OrderBinding(*row) for row in cr.fetchall()}


def order_binding(connection, document, line, sale_order, facts):
    """The row (``bindings.store_bindings``) of an order that agrees with what a line holds."""
    return {
        "connection_id": connection.id,
        "company_id": connection.company_id.id,
        "kind": document,
        "external_id": line.number,
        "model": "sale.order",
        "res_id": sale_order.id,
        "state": "linked",
        "fingerprint": line.fingerprint,
        "snapshot": {"order": line.content, "here": facts},
        "accepted": None,
        "agreed_at": connection.env.cr.now().isoformat(sep=" "),
    }


def sale_facts(sale_orders):
    """``{id: what a person sees and may change of an order}`` as JSON values."""
    sale_orders.env.flush_all()
    return {
        order.id: {
            "partner": order.partner_id.id,
            "state": order.state,
            "currency": order.currency_id.name,
            "term": order.payment_term_id.id,
            "lines": [
                {
                    "display_type": line.display_type or False,
                    "product_id": line.product_id.id,
                    "name": line.name,
                    "product_uom_qty": _plain(line.product_uom_qty),
                    "product_uom_id": line.product_uom_id.id,
                    "price_unit": _plain(line.price_unit),
                    "discount": _plain(line.discount),
                    "tax_ids": sorted(line.tax_ids.ids),
                }
                for line in order.order_line.sorted("id")
            ],
        }
        for order in sale_orders
    }


def _plain(number):
    """A float as it is read again, whatever it was rounded to in between."""
    return round(number, 6)

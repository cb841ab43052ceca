"""The links of products, and their plan lines in plain form."""

from typing import NamedTuple

from odoo.tools import SQL

from ..agreements import Agreement
from ..bindings import note_moments, store_bindings
from .lines import PREFIXES

PREFIX = PREFIXES["product"]
# What is planned for a product that is not there yet is kept under a name of our own.
NEW_PREFIX = f"{PREFIX}odoo:"


class Link(NamedTuple):
    """A link of an article; ``product_id`` is ``None`` where the product is gone, or was given to
    another company."""

    external_id: str
    product_id: int | None
    state: str
    fingerprint: str | None
    snapshot: dict | None
    accepted: dict | None
    agreed_at: str | None

    @property
    def agreement(self):
        return Agreement(self.snapshot or {}, self.accepted or {})


_LINKS = SQL(
    """
    SELECT b.external_id, p.id, b.state, b.fingerprint, b.snapshot, b.accepted,
           b.agreed_at::text
    FROM deratix_binding b
    LEFT JOIN (product_product p JOIN product_template t ON t.id = p.product_tmpl_id)
        ON p.id = b.res_id AND (t.company_id IS NULL OR t.company_id = b.company_id)
    WHERE b.kind = 'product'
    """
)


def read_product_links(cr, connection_id, external_ids):
    """``{external id: Link}``"""
    cr.execute(
        SQL(
            "%s AND b.connection_id = %s AND b.external_id = ANY(%s)",
            _LINKS,
            connection_id,
            list(external_ids),
        )
    )
    return {row[0]: Link(*row) for row in cr.fetchall()}


def read_links_of_products(cr, connection_id, product_ids):
    """``{product id: Link}`` of the products that are linked with this connection."""
    cr.execute(
        SQL(
            "%s AND b.connection_id = %s AND b.model = 'product.product' AND b.res_id = ANY(%s) "
            "ORDER BY b.id DESC",
            _LINKS,
            connection_id,
            list(product_ids),
        )
    )
    return {row[1]: Link(*row) for row in cr.fetchall() if row[1]}


def store_product_links(env, connection, rows):
    """Link products.

    :param rows: ``[(external id, product id, Agreement, fingerprint)]``
    """
    now = env.cr.now().isoformat(sep=" ")
    store_bindings(
        env.cr,
        [
            {
                "connection_id": connection.id,
                "company_id": connection.company_id.id,
                "kind": "product",
                "external_id": external_id,
                "model": "product.product",
                "res_id": product_id,
                "state": "linked",
                "fingerprint": fingerprint,
                "snapshot": agreement.snapshot,
                "accepted": agreement.accepted or None,
                "agreed_at": now,
            }
            for external_id, product_id, agreement, fingerprint in rows
        ],
    )
    env["deratix.binding"].invalidate_model()


def note_products_seen(cr, connection_id, seen):
    """Note the write dates that products had when they were compared: ``{external id: moment}``.
    One that was written since is looked at again."""
    note_moments(cr, connection_id, SQL("b.kind = 'product'"), seen, mended=True)

from odoo import api, fields, models
from odoo.tools import SQL

from ..pipeline.sql import insert_rows

COLUMNS = {
    "product_id": "int",
    "connection_id": "int",
    "company_id": "int",
    "quantity": "numeric",
    "reserved": "numeric",
    "told_at": "timestamp",
}
_TOLD_ANEW = SQL(
    "(connection_id, product_id) DO UPDATE SET quantity = EXCLUDED.quantity, "
    "reserved = EXCLUDED.reserved, told_at = EXCLUDED.told_at"
)


class DeratixStock(models.Model):
    """How many of a product another system says there are."""

    _name = "deratix.stock"
    _description = "Stock in Another System"
    _order = "product_id, connection_id"
    _rec_name = "connection_id"
    _log_access = False

    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, index=True, ondelete="cascade"
    )
    connection_id = fields.Many2one(
        "deratix.connection", string="System", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    quantity = fields.Float(string="In Stock", digits=(16, 4), readonly=True, aggregator=None)
    reserved = fields.Float(
        digits=(16, 4),
        readonly=True,
        aggregator=None,
        help="How many of these are promised already.",
    )
    told_at = fields.Datetime(string="Changed", readonly=True)

    _product_unique = models.Constraint(
        "UNIQUE (connection_id, product_id)", "A system tells one quantity of a product."
    )

    @api.model
    def _note(self, connection, told):
        """Keep what a system tells: ``{product id: (quantity, reserved)}`` as decimals, the latter
        ``None`` where it does not tell. Returns the recordset."""
        now = self.env.cr.now().isoformat(sep=" ")
        insert_rows(
            self.env.cr,
            self._table,
            COLUMNS,
            [
                {
                    "product_id": product_id,
                    "connection_id": connection.id,
                    "company_id": connection.company_id.id,
                    "quantity": str(quantity),
                    "reserved": None if reserved is None else str(reserved),
                    "told_at": now,
                }
                for product_id, (quantity, reserved) in told.items()
            ],
            conflict=_TOLD_ANEW,
        )
        self.invalidate_model()
        return self.search(
            [("connection_id", "=", connection.id), ("product_id", "in", list(told))]
        )

    @api.model
    def _forget(self, connection, product_ids):
        """What is no longer told of these products."""
        self.search(
            [("connection_id", "=", connection.id), ("product_id", "in", product_ids)]
        ).unlink()

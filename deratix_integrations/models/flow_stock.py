from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..pipeline.flow.stock_counting import NoCounter


class DeratixFlow(models.Model):
    """What a flow of stock adds to a flow."""

    _inherit = "deratix.flow"

    def _check_able(self):
        reason = self.kind == "stock" and not self.source_id and self._own_stock_obstacle()
        if reason:
            raise ValidationError(reason)
        return super()._check_able()

    @api.model
    def _own_stock_obstacle(self):
        """Why Odoo cannot be the source of a flow of stock, or ``None``."""
        return self.env._("Odoo keeps no stock itself: install the app Inventory first.")

    def _stock_counter(self, run):
        """What counts in Odoo's own stock what the source tells."""
        return NoCounter(run)

    def _stock_of_source(self):
        """A query with ``product_id`` and ``quantity`` of what there is at the source."""
        return SQL(
            "SELECT product_id, quantity FROM deratix_stock WHERE connection_id = %s",
            self.source_id.id,
        )

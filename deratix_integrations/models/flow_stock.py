from odoo import models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


class DeratixFlow(models.Model):
    """What a flow of stock adds to a flow."""

    _inherit = "deratix.flow"

    def _check_able(self):
        if self.kind == "stock" and not self.source_id and not self._has_own_stock():
            raise ValidationError(
                self.env._("Odoo keeps no stock itself: install the app Inventory first.")
            )
        return super()._check_able()

    def _has_own_stock(self):
        """Whether Odoo can be the source of a flow of stock."""
        return False

    def _stock_of_source(self):
        """A query with ``product_id`` and ``quantity`` of what there is at the source."""
        return SQL(
            "SELECT product_id, quantity FROM deratix_stock WHERE connection_id = %s",
            self.source_id.id,
        )

from odoo import models


class DeratixConnection(models.Model):
    """What a connection can be in a flow; what it cannot be is told with the reason."""

    _inherit = "deratix.connection"

    def _flow_obstacle(self, kind, *, is_source):
        """Why this connection cannot be that end of a flow of a kind, or ``None``."""
        self.ensure_one()
        able = self._capabilities()
        system = self.sudo().integration_id.name
        if kind == "customers":
            if not is_source and not able.write:
                return self.env._("%s does not let its customers be written.", system)
            return None
        if kind == "orders":
            if is_source and not able.order_sources:
                return self.env._("%s has nothing that could be read as an order.", system)
            if not is_source and not able.order_targets:
                return self.env._("Orders cannot be written to %s.", system)
            return None
        if not able.products:
            return self.env._("%s has no products and no stock.", system)
        if kind == "stock" and is_source and not able.stock:
            return self.env._("%s does not tell how many of a product there are.", system)
        if kind == "stock" and not is_source and not able.stock_write:
            return self.env._("%s does not let anybody write how many there are.", system)
        return None

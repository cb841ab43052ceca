from odoo import models
from odoo.exceptions import UserError


class DeratixRun(models.Model):
    """Whoever has products written needs the right to do so."""

    _inherit = "deratix.run"

    def _check_may_write_partners(self):
        runs = self.filtered(lambda run: run.sudo().flow_id.kind == "products")
        products = self.env["product.product"]
        if runs and not (products.has_access("create") and products.has_access("write")):
            raise UserError(
                self.env._(
                    "This needs the right to create products. Ask an administrator for the group "
                    "“Products / Create”."
                )
            )
        if self - runs or not self:
            return super(DeratixRun, self - runs)._check_may_write_partners()
        return None

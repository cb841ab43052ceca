from odoo import models
from odoo.exceptions import UserError


class DeratixRun(models.Model):
    """Whoever has stock counted, or a count taken back, needs the right to do so."""

    _inherit = "deratix.run"

    def _check_may_write_partners(self):
        counts = any(run.sudo().flow_id._counts_stock() for run in self)
        if counts and not self.env.user.has_group("stock.group_stock_manager"):
            raise UserError(
                self.env._(
                    "This counts stock, which needs the right to adjust it. Ask an administrator "
                    "for the group “Inventory / Administrator”."
                )
            )
        return super()._check_may_write_partners()

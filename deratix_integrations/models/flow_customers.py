from odoo import models


class DeratixFlow(models.Model):
    """What a flow of customers adds to a flow."""

    _inherit = "deratix.flow"

    def action_switch_on(self):
        for flow in self:
            # What was possible when it was set up may not be any more.
            flow._check_able()
        return super().action_switch_on()

    def _start_leg(self, kind, **options):
        run = super()._start_leg(kind, **options)
        if self.kind == "customers":
            able = run.sudo().connection_id._capabilities()
            run.sudo().write(
                {
                    "match_policy": "update" if self.customer_update else "link",
                    "with_contacts": kind == "flow_in" and able.contacts,
                }
            )
        return run

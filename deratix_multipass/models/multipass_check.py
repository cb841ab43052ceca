from odoo import fields, models
from odoo.addons.deratix_integrations.models.notice import notice

from ..pipeline.check import Check


class DeratixMultipass(models.Model):
    """The buttons of the settings."""

    _inherit = "deratix.multipass"

    to_odoo_typed = fields.Char(
        string="Fingerprint There", help="Copy it from the other system to compare it.", copy=False
    )
    from_odoo_typed = fields.Char(
        string="Fingerprint There (from Odoo)",
        help="Copy it from the other system to compare it.",
        copy=False,
    )
    check_steps = fields.Json(readonly=True, copy=False)
    checked_at = fields.Datetime(string="Last Check", readonly=True, copy=False)

    def action_check(self):
        """Run the steps; they stay on the form."""
        self.ensure_one()
        self.check_access("write")
        steps = Check(self).run()
        self.sudo().write({"check_steps": steps, "checked_at": fields.Datetime.now()})
        wrong = sum(not step["ok"] for step in steps)
        self._note("checked", detail=self.env._("Steps that failed: %s", wrong))
        title = self.connection_id.name
        if wrong:
            message = self.env._("Something is wrong: see the steps below.")
            return notice(message, "danger", title)
        return notice(self.env._("All steps passed."), title=title)

    def action_set_token(self):
        """The dialog for the token of the direction in the context."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Set the Token"),
            "res_model": "deratix.multipass.secret.set",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_multipass_id": self.id,
                "default_direction": self.env.context.get("direction"),
            },
        }

    def action_events(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("deratix_multipass.action_event")
        return {**action, "domain": [("connection_id", "=", self.connection_id.id)]}

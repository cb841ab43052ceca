from odoo import fields, models


class DeratixFlowSetup(models.Model):
    """What the page tells of the two accounts."""

    _inherit = "deratix.flow.setup"

    source_status = fields.Selection(string="First Account: Status", related="source_id.status")
    source_status_reason = fields.Char(
        string="First Account: Reason", related="source_id.status_reason"
    )
    source_authorisation = fields.Selection(
        string="First Account: Authorisation", related="source_id.authorisation"
    )
    source_test_steps = fields.Json(
        string="First Account: Test", related="source_id.last_test_steps"
    )
    target_status = fields.Selection(string="Second Account: Status", related="target_id.status")
    target_status_reason = fields.Char(
        string="Second Account: Reason", related="target_id.status_reason"
    )
    target_authorisation = fields.Selection(
        string="Second Account: Authorisation", related="target_id.authorisation"
    )
    target_test_steps = fields.Json(
        string="Second Account: Test", related="target_id.last_test_steps"
    )


class DeratixConnection(models.Model):
    """The way back from a connection to the flows that are being set up with it."""

    _inherit = "deratix.connection"

    open_setup_id = fields.Many2one(
        "deratix.flow.setup",
        compute="_compute_open_setup_id",
        groups="deratix_integrations.group_admin",
    )

    def _compute_open_setup_id(self):
        Setup = self.env["deratix.flow.setup"]
        open_setups = Setup.search(
            [
                ("step", "=", "sign_in"),
                ("create_uid", "=", self.env.uid),
                "|",
                ("source_id", "in", self.ids),
                ("target_id", "in", self.ids),
            ]
        )
        for connection in self:
            ours = open_setups.filtered(
                lambda setup, own=connection: own in setup.source_id | setup.target_id
            )
            connection.open_setup_id = ours[:1]

    def action_open_setup(self):
        self.ensure_one()
        return {**self.open_setup_id.action_open(), "target": "main"}

    def _page_after_consent(self):
        setup = self.open_setup_id
        if setup:
            return f"/odoo/integration-flow-setup/{setup.id}"
        return super()._page_after_consent()

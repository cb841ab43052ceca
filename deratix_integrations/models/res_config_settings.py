from odoo import api, fields, models
from odoo.exceptions import UserError

from .connection import ALLOW_PRIVATE


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    deratix_allow_private_addresses = fields.Boolean(
        string="Allow Private Addresses",
        config_parameter=ALLOW_PRIVATE,
        help="Lets connections lead to addresses inside your own network, for test servers only.",
    )
    deratix_fakturownia = fields.Boolean(
        string="Integration with Fakturownia.pl",
        help="Keeps the clients of this company and of the account the same on both sides.",
    )
    deratix_fakturownia_token = fields.Char(
        string="Fakturownia API Token",
        exportable=False,
        help="In the form APIToken/account. You find it in Fakturownia under Settings > Account "
        "settings > Integration. It is not shown again.",
    )
    deratix_fakturownia_address = fields.Char(compute="_compute_deratix_fakturownia_address")

    def _deratix_fakturownia(self):
        """The connection of this company, if there is one; of several the first."""
        return self.env["deratix.connection"].search(
            [("provider", "=", "fakturownia"), ("company_id", "=", self.env.company.id)], limit=1
        )

    @api.depends("company_id")
    def _compute_deratix_fakturownia_address(self):
        for settings in self:
            settings.deratix_fakturownia_address = settings._deratix_fakturownia().base_url

    @api.model
    def get_values(self):
        values = super().get_values()
        if self.env["deratix.connection"].has_access("read"):
            values["deratix_fakturownia"] = bool(self._deratix_fakturownia())
        return values

    def execute(self):
        """Save; what was just connected is compared, and the numbers are shown."""
        action = super().execute()
        return self._deratix_connect() or action

    def _deratix_connect(self):
        """Make or change the connection as the checkbox and the token say.

        :return: the action that shows the first comparison, or ``None``
        """
        self.ensure_one()
        Connection = self.env["deratix.connection"]
        if not Connection.has_access("create"):
            return None
        connection = self._deratix_fakturownia()
        token = (self.deratix_fakturownia_token or "").strip()
        if not self.deratix_fakturownia:
            if connection:
                connection.action_sync_stop()
                connection.active = False
            return None
        if not token:
            if not connection:
                raise UserError(self.env._("Enter the API token of Fakturownia."))
            return None
        if not connection:
            connection = self._deratix_archived() or Connection.create(
                {
                    "name": "Fakturownia",
                    "integration_id": self.env.ref(
                        "deratix_integrations.integration_fakturownia"
                    ).id,
                    "company_id": self.env.company.id,
                }
            )
            connection.active = True
        connection.credential_ids.filtered(lambda row: row.key == "token").value = token
        self.deratix_fakturownia_token = False
        if not connection._run_test():
            raise UserError(connection.last_test_message)
        return connection.action_sync_start() if connection.sync_state == "off" else None

    def _deratix_archived(self):
        return (
            self.env["deratix.connection"]
            .with_context(active_test=False)
            .search(
                [
                    ("provider", "=", "fakturownia"),
                    ("company_id", "=", self.env.company.id),
                    ("active", "=", False),
                ],
                limit=1,
            )
        )

    def action_deratix_dashboard(self):
        return self.env["ir.actions.actions"]._for_xml_id("deratix_integrations.action_card")

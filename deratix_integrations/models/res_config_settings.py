from odoo import api, fields, models
from odoo.exceptions import UserError

from ..pipeline.budget import DatabaseBudget
from ..pipeline.error_text import error_text
from ..pipeline.secret_keys import secret_box
from ..providers import registry
from ..providers.base import EntryList, ProviderError
from .connection import ALLOW_PRIVATE

FAKTUROWNIA = "fakturownia"


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
        compute="_compute_deratix_fakturownia_token",
        inverse="_inverse_deratix_fakturownia_token",
        exportable=False,
        help="In the form APIToken/account. You find it in Fakturownia under Settings > Account "
        "settings > Integration. It is not shown again.",
    )
    # What was typed, until *Save* has carried it to the connection; never stored readably.
    deratix_fakturownia_sealed = fields.Char(groups=fields.NO_ACCESS)
    deratix_fakturownia_interval = fields.Integer(string="Look for Changes Every (minutes)")
    deratix_fakturownia_address = fields.Char(compute="_compute_deratix_fakturownia_state")
    deratix_fakturownia_state = fields.Char(compute="_compute_deratix_fakturownia_state")

    @api.depends("deratix_fakturownia_sealed")
    def _compute_deratix_fakturownia_token(self):
        self.deratix_fakturownia_token = False

    def _inverse_deratix_fakturownia_token(self):
        box = secret_box(self.env)
        for settings in self:
            token = (settings.deratix_fakturownia_token or "").strip()
            settings.sudo().deratix_fakturownia_sealed = box.encrypt(token) if token else False

    @api.depends("company_id")
    @api.depends_context("lang")
    def _compute_deratix_fakturownia_state(self):
        connection = self._deratix_connections()[:1]
        labels = dict(connection._fields["sync_state"]._description_selection(self.env))
        for settings in self:
            settings.deratix_fakturownia_address = connection.base_url
            settings.deratix_fakturownia_state = labels.get(connection.sync_state)

    @api.model
    def _deratix_connections(self, active=True):
        """The connections of this company to Fakturownia."""
        return (
            self.env["deratix.connection"]
            .with_context(active_test=False)
            .search(
                [
                    ("provider", "=", FAKTUROWNIA),
                    ("company_id", "=", self.env.company.id),
                    ("active", "=", active),
                ]
            )
        )

    @api.model
    def get_values(self):
        values = super().get_values()
        if self.env["deratix.connection"].has_access("read"):
            connection = self._deratix_connections()[:1]
            values["deratix_fakturownia"] = bool(connection)
            values["deratix_fakturownia_interval"] = connection.sync_interval or 5
        return values

    def execute(self):
        """Save; what was just connected is compared, and the numbers are shown."""
        self.ensure_one()
        connection = self._deratix_follow()
        action = super().execute()
        if not connection or connection.sync_state == "on" or connection._sync_runs():
            return action
        return connection._compare_sides()

    def _deratix_follow(self):
        """Do as the checkbox and the token say. A token is tried before anything is written, so
        that a wrong one replaces no good one, and nothing is locked while the system is asked.

        :return: the connection whose token is new, else an empty recordset
        """
        none = self.env["deratix.connection"]
        if not none.has_access("create"):
            return none
        current = self._deratix_connections()
        if not self.deratix_fakturownia:
            if current:
                current.action_sync_stop()
                current.active = False
            return none
        sealed = self.sudo().deratix_fakturownia_sealed
        if not sealed and current:
            self._deratix_keep_interval(current)
            return none
        token = secret_box(self.env).decrypt(sealed) if sealed else ""
        connection = current[:1] or self._deratix_earlier(token)
        if not token and not connection:
            raise UserError(
                self.env._("Enter the API token of Fakturownia, in the form APIToken/account.")
            )
        entries = EntryList()
        diagnosis = self._deratix_try(connection, token, entries)
        connection = self._deratix_store(connection, token)
        connection._note_test(diagnosis, entries)
        self._deratix_keep_interval(connection)
        self.sudo().deratix_fakturownia_sealed = False
        return connection

    def _deratix_earlier(self, token):
        """The archived connection that is used again: without a new token the one that still has
        one, else that of the same account or with an address that was entered by hand."""
        archived = self._deratix_connections(active=False)
        if not token:
            return archived.filtered(lambda connection: connection.sudo().credential_ids.is_set)[:1]
        home = self._deratix_home(token)
        of_account = archived.filtered(lambda connection: connection.base_url == home)
        return (of_account or archived.filtered(lambda one: not one.is_usual_address))[:1]

    def _deratix_home(self, token):
        try:
            return registry.providers()[FAKTUROWNIA].home({"token": token})
        except ProviderError as error:
            raise UserError(error_text(self.env, error)) from None

    def _deratix_try(self, connection, token, entries):
        """Sign in, with nothing written yet. Raises ``UserError`` that says what is wrong."""
        settings, address = self._deratix_way(connection, token)
        try:
            diagnosis = registry.create(
                FAKTUROWNIA,
                settings,
                address,
                budget=DatabaseBudget(self.env, connection.id or 0, address),
                recorder=entries,
                allow_private=connection._private_addresses_allowed(),
            ).test()
        except ProviderError as error:
            raise UserError(error_text(self.env, error)) from None
        failed = next((step.error for step in diagnosis.steps if not step.ok), None)
        if failed:
            raise UserError(error_text(self.env, failed))
        return diagnosis

    def _deratix_way(self, connection, token):
        """``(settings, address)`` to sign in with: an address that was entered by hand stays."""
        settings = connection.sudo().credential_ids._plain() | ({"token": token} if token else {})
        home = self._deratix_home(settings["token"])
        by_hand = connection.base_url and not connection.is_usual_address
        address = connection.base_url if by_hand else home
        if connection.base_url not in (False, address) and connection.sudo().binding_ids:
            raise UserError(
                self.env._(
                    "The token belongs to %(new)s, but clients are linked with %(old)s. To connect "
                    "another account switch the integration off and save; then switch it on again "
                    "with this token.",
                    new=home,
                    old=connection.base_url,
                )
            )
        return settings, address

    def _deratix_store(self, connection, token):
        if not connection:
            integration = self.env.ref("deratix_integrations.integration_fakturownia")
            connection = connection.create(
                {
                    "name": integration.name,
                    "integration_id": integration.id,
                    "company_id": self.env.company.id,
                }
            )
        connection.active = True
        if token:
            row = connection.credential_ids.filtered(lambda row: row.key == "token")
            row.value = token
        return connection

    def _deratix_keep_interval(self, connections):
        minutes = self.deratix_fakturownia_interval
        connections.filtered(lambda one: one.sync_interval != minutes).sync_interval = minutes

    def action_deratix_dashboard(self):
        return self.env["ir.actions.actions"]._for_xml_id("deratix_integrations.action_card")

    def action_deratix_fakturownia(self):
        """The form of the connection, with everything else that can be set."""
        connection = self._deratix_connections()[:1]
        return self.env["deratix.card"]._form(connection)

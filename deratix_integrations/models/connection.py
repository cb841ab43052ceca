from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..pipeline.error_text import error_text, step_title
from ..pipeline.exchanges import store_entries
from ..pipeline.pace import budget_of
from ..pipeline.secret_keys import SecretUnreadable
from ..providers import registry
from ..providers.base import (
    Capabilities,
    Diagnosis,
    EntryList,
    ProviderError,
    SettingMissing,
    Step,
)
from .notice import notice

ALLOW_PRIVATE = "deratix.allow_private_addresses"


class DeratixConnection(models.Model):
    """One configured account in an external system, of one company."""

    _name = "deratix.connection"
    _description = "Connection"
    _order = "sequence, id"
    _inherit = ["mail.thread"]

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    integration_id = fields.Many2one(
        "deratix.integration",
        string="System",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("needs_connection", "=", True)],
    )
    provider = fields.Char(related="integration_id.code", store=True)
    base_url = fields.Char(
        string="Address",
        compute="_compute_base_url",
        precompute=True,
        store=True,
        readonly=False,
        tracking=True,
        help="Change it only for a test account or when the operator of the system tells you to.",
    )
    is_usual_address = fields.Boolean(compute="_compute_is_usual_address")
    credential_ids = fields.One2many(
        "deratix.credential", "connection_id", string="Sign-in Data", copy=False
    )
    log_bodies = fields.Boolean(
        string="Log the Shape of the Data",
        help="Keeps the structure of requests and answers in the log. Texts are replaced by "
        "their length, so that no personal data is stored.",
    )
    status = fields.Selection(
        [
            ("incomplete", "Requires configuration"),
            ("configured", "Configured"),
            ("ready", "Ready"),
        ],
        compute="_compute_status",
    )
    status_reason = fields.Char(compute="_compute_status")
    last_test_at = fields.Datetime(string="Last Test", readonly=True, copy=False)
    last_test_ok = fields.Boolean(readonly=True, copy=False)
    last_test_message = fields.Char(readonly=True, copy=False)
    last_test_steps = fields.Json(readonly=True, copy=False)
    account_name = fields.Char(string="Account", readonly=True, copy=False)
    client_count = fields.Integer(string="Clients There", readonly=True, copy=False)
    clients_counted_at = fields.Datetime(readonly=True, copy=False)
    budget_ids = fields.One2many("deratix.rate.budget", "connection_id")
    binding_ids = fields.One2many("deratix.binding", "connection_id")
    run_ids = fields.One2many("deratix.run", "connection_id")

    @api.depends("integration_id")
    def _compute_base_url(self):
        for connection in self:
            servers = connection._provider_class().servers if connection.integration_id else ()
            known = {server.url for server in servers}
            if servers and connection.base_url not in known:
                connection.base_url = servers[0].url

    @api.depends("provider", "base_url")
    def _compute_is_usual_address(self):
        for connection in self:
            address = (connection.base_url or "").rstrip("/")
            provider_class = connection.provider and connection._provider_class()
            servers = provider_class.servers if provider_class else ()
            if provider_class and not servers:
                connection.is_usual_address = provider_class.is_home(address)
            else:
                usual = {server.url.rstrip("/") for server in servers if not server.sandbox}
                connection.is_usual_address = address in usual

    @api.depends(
        "credential_ids.ciphertext", "last_test_at", "last_test_ok", "last_test_message", "base_url"
    )
    @api.depends_context("lang")
    def _compute_status(self):
        for connection in self:
            missing = connection._missing_settings()
            if missing or not connection.base_url:
                connection.status = "incomplete"
                connection.status_reason = self.env._(
                    "Missing: %s", ", ".join(missing.mapped("label")) or self.env._("address")
                )
            elif not connection.last_test_at:
                connection.status = "configured"
                connection.status_reason = self.env._("Not tested yet.")
            elif connection.last_test_ok:
                connection.status = "ready"
                connection.status_reason = connection.last_test_message
            else:
                connection.status = "incomplete"
                connection.status_reason = connection.last_test_message

    def _missing_settings(self):
        return self.sudo().credential_ids.filtered(
            lambda credential: credential.required and not credential.ciphertext
        )

    @api.constrains("base_url")
    def _check_base_url(self):
        for connection in self:
            address = connection.base_url or ""
            if not address and not connection._provider_class().servers:
                continue
            if not address.startswith(("https://", "http://")):
                raise ValidationError(
                    self.env._("The address must be complete and begin with https://.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        connections = super().create(vals_list)
        connections._make_settings()
        return connections

    def write(self, vals):
        if "base_url" in vals:
            self._drop_secrets_of_other_host(vals["base_url"])
        result = super().write(vals)
        if "integration_id" in vals:
            self._make_settings()
        if "base_url" in vals:
            self._forget_test()
        return result

    def _lead_home(self, key, value):
        """Take the address that follows from a setting about to be stored, where the system has
        one for each account. An address that was entered by hand stays."""
        self.ensure_one()
        provider_class = self._provider_class()
        if provider_class.servers or (self.base_url and not self.is_usual_address):
            return
        try:
            home = provider_class.home({key: value})
        except SettingMissing as error:
            raise UserError(error_text(self.env, error)) from None
        if self.base_url and home != self.base_url and self.sudo().binding_ids:
            raise UserError(
                self.env._(
                    "The token belongs to %(new)s, but clients are linked with %(old)s. Make a "
                    "connection of its own for the other account.",
                    new=home,
                    old=self.base_url,
                )
            )
        self.base_url = home

    def _drop_secrets_of_other_host(self, base_url):
        """A secret is for the system it was entered for: leading the connection to another host
        must not hand it over. One that is entered together with the address is kept. Returns
        the connections that were moved."""
        host = urlsplit(base_url or "").netloc
        moved = self.filtered(lambda connection: urlsplit(connection.base_url or "").netloc != host)
        moved.sudo().credential_ids.filtered("secret").ciphertext = False
        return moved

    @api.ondelete(at_uninstall=False)
    def _unlink_except_linked(self):
        if (
            self.env["deratix.binding"]
            .sudo()
            .search_count([("connection_id", "in", self.ids)], limit=1)
        ):
            raise UserError(
                self.env._(
                    "This connection holds links between clients. Archive it instead, so that "
                    "nothing is imported twice when it is used again."
                )
            )

    def _make_settings(self):
        """One credential row for each setting of the provider, and the request budget."""
        Credential = self.env["deratix.credential"].sudo()
        Budget = self.env["deratix.rate.budget"].sudo()
        for connection in self:
            settings = connection._provider_class().settings
            present = {row.key: row for row in connection.sudo().credential_ids}
            wanted = {setting.key for setting in settings}
            Credential.browse(
                [row.id for key, row in present.items() if key not in wanted]
            ).unlink()
            Credential.create(
                [
                    {
                        "connection_id": connection.id,
                        "key": setting.key,
                        "sequence": sequence,
                        "secret": setting.secret,
                        "required": setting.required,
                    }
                    for sequence, setting in enumerate(settings)
                    if setting.key not in present
                ]
            )
            if not connection.sudo().budget_ids:
                Budget.create({"connection_id": connection.id})

    def _provider_class(self):
        self.ensure_one()
        return registry.providers()[self.integration_id.code]

    def _capabilities(self):
        """What the system can do; nothing as long as none is chosen."""
        return self._provider_class().capabilities if self.provider else Capabilities()

    def _provider(self, recorder, *, reserve=0):
        """The provider, ready to speak. ``reserve``: requests a day left to people.

        Raises ``SettingMissing``, ``AddressRefused`` and ``SecretUnreadable``.
        """
        self.ensure_one()
        connection = self.sudo()
        return registry.create(
            connection.provider,
            connection.credential_ids._plain() | connection._sign_in_choice(),
            connection.base_url,
            budget=budget_of(connection, self._provider_class().capabilities.rate, reserve=reserve),
            recorder=recorder,
            allow_private=self._private_addresses_allowed(),
            record_bodies=connection.log_bodies,
            tokens=connection._token_store(),
        )

    def _sign_in_choice(self):
        """``{setting: value}`` of what is chosen and not entered."""
        return {}

    def _token_store(self):
        """Where the provider keeps its tokens, ``None`` where there are none."""
        return None

    @api.model
    def _private_addresses_allowed(self):
        parameter = self.env["ir.config_parameter"].sudo().get_param(ALLOW_PRIVATE, "")
        return parameter.lower() in ("1", "true")

    def _forget_test(self):
        self.sudo().write(
            {
                "last_test_at": False,
                "last_test_ok": False,
                "last_test_message": False,
                "last_test_steps": False,
                "account_name": False,
            }
        )

    def action_test(self):
        """Test and tell the verdict in a notification; the steps stay on the form."""
        self.ensure_one()
        self.check_access("read")
        self._run_test()
        return self._test_notification()

    def _test_notification(self, reload=True):
        """The verdict of the last test; without ``reload`` a dialog that asked stays open."""
        kind = "success" if self.last_test_ok else "danger"
        return notice(self.last_test_message, kind, self.name, reload)

    def _run_test(self):
        """Run the three steps and keep their verdicts; returns whether all is well."""
        self.ensure_one()
        entries = EntryList()
        try:
            diagnosis = self._provider(entries).test()
        except ProviderError as error:
            diagnosis = Diagnosis((Step("reach", False, error=error),))
        except SecretUnreadable as error:
            diagnosis = Diagnosis((Step("sign_in", False, detail=str(error)),))
        return self._note_test(diagnosis, entries)

    def _note_test(self, diagnosis, entries):
        """Keep the verdicts of a test and its requests; returns whether all is well."""
        steps = [
            self._step_values(step.key, step.ok, step.detail, step.error)
            for step in diagnosis.steps
        ]
        failed = next((step for step in steps if not step["ok"]), None)
        account = next((step["detail"] for step in steps if step["key"] == "sign_in"), "")
        values = {
            "last_test_at": fields.Datetime.now(),
            "last_test_ok": diagnosis.ok,
            "last_test_steps": steps,
            "last_test_message": failed["message"]
            if failed
            else self.env._("Signed in as %s.", account),
            "account_name": account if diagnosis.ok else False,
        }
        if diagnosis.client_count is not None:
            values |= self._client_count_values(diagnosis.client_count)
        self.sudo().write(values)
        store_entries(self.env, self.id, entries.take())
        return diagnosis.ok

    @api.model
    def _client_count_values(self, count):
        return {"client_count": count, "clients_counted_at": fields.Datetime.now()}

    def _step_values(self, key, ok, detail, error):
        return {
            "key": key,
            "title": step_title(self.env, key),
            "ok": ok,
            "detail": detail,
            "code": error.code if error else "",
            "message": error_text(self.env, error) if error else detail,
        }

    def action_import(self):
        """Open the wizard of an import from this connection."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import clients from %s", self.name),
            "res_model": "deratix.import",
            "view_mode": "form",
            "target": "new",
            "context": {"default_connection_id": self.id},
        }

    def _open(self, xml_id, **values):
        action = self.env["ir.actions.actions"]._for_xml_id(f"deratix_integrations.{xml_id}")
        return {**action, **values}

    def action_log(self):
        return self._open("action_exchange", domain=[("connection_id", "in", self.ids)])

    def action_runs(self):
        return self._open("action_run", domain=[("connection_id", "in", self.ids)])

    def action_bindings(self):
        return self._open("action_binding", domain=[("connection_id", "in", self.ids)])

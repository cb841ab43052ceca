from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..models.run_history import HISTORY
from ..pipeline.error_text import error_text
from ..pipeline.estimate import estimate
from ..pipeline.exchanges import store_entries
from ..pipeline.outgoing import count_partners
from ..pipeline.secret_keys import SecretUnreadable
from ..providers import registry
from ..providers.base import EntryList, ProviderError


class DeratixHistory(models.TransientModel):
    """What of the past is to be carried over: counted first, then started; and the runs that
    were started before."""

    _name = "deratix.history"
    _description = "External Synchronisation"

    connection_id = fields.Many2one(
        "deratix.connection",
        required=True,
        default=lambda self: self._default_connection(),
        domain=lambda self: self._connection_domain(),
    )
    history = fields.Selection(HISTORY, string="What", required=True, default="both")
    since = fields.Date(help="Empty: everything.")
    can_invoice = fields.Boolean(related="connection_id.can_invoice")
    status = fields.Selection(related="connection_id.status")
    status_reason = fields.Char(related="connection_id.status_reason")
    address = fields.Char(compute="_compute_access", inverse="_inverse_access")
    token = fields.Char(
        string="API Token", compute="_compute_access", inverse="_inverse_access", exportable=False
    )
    counted = fields.Boolean()
    count_there = fields.Integer()
    count_here = fields.Integer()
    estimate_text = fields.Char()
    run_ids = fields.Many2many("deratix.run", string="Runs", compute="_compute_run_ids")
    active_run_id = fields.Many2one("deratix.run", compute="_compute_run_ids")

    @api.model
    def _connection_domain(self):
        able = [
            code
            for code, provider in registry.providers().items()
            if provider.capabilities.write and provider.capabilities.watermark
        ]
        return [("provider", "in", able), ("company_id", "in", self.env.companies.ids)]

    @api.model
    def _default_connection(self):
        domain = [*self._connection_domain(), ("company_id", "=", self.env.company.id)]
        return self.env["deratix.connection"].search(domain, limit=1)

    @api.depends("connection_id.base_url", "connection_id.credential_ids.ciphertext")
    def _compute_access(self):
        for wizard in self:
            wizard.address = wizard.connection_id.base_url
            wizard.token = False

    def _inverse_access(self):
        """Store both in the connection, which has its own rules: another host gets no secret that
        was entered for the one before."""
        for wizard in self:
            connection, address, token = wizard.connection_id, wizard.address, wizard.token
            if (address or "") != (connection.base_url or ""):
                connection.base_url = address
            if (token or "").strip():
                connection.credential_ids.filtered("secret").value = token
        self.invalidate_recordset(["address", "token"])

    @api.depends_context("lang")
    def _compute_display_name(self):
        self.display_name = self.env._("External Synchronisation")

    @api.depends("connection_id")
    def _compute_run_ids(self):
        for wizard in self:
            runs = self.env["deratix.run"].search(
                [("connection_id", "=", wizard.connection_id.id), ("history", "!=", False)]
            )
            wizard.run_ids = runs
            wizard.active_run_id = runs.filtered(lambda run: run._is_active())[:1]

    @api.onchange("connection_id", "history", "since")
    def _onchange_choice(self):
        self.counted = False

    # -- buttons ------------------------------------------------------------------------------

    def action_test(self):
        self.ensure_one()
        return self.connection_id.action_test()

    def action_count(self):
        """Ask the other system how many records there are, and say how long it may take."""
        self.ensure_one()
        connection = self._checked_connection()
        if not connection.last_test_ok and not connection._run_test():
            return connection._test_notification(reload=False)
        since = connection._history_since(self.since)
        entries = EntryList()
        try:
            there = self._count_there(connection._provider(entries), since)
        except ProviderError as error:
            raise UserError(error_text(self.env, error)) from None
        except SecretUnreadable as error:
            raise UserError(str(error)) from None
        finally:
            taken = list(entries.take())
            store_entries(self.env, connection.id, taken)
        here, only_here, known = self._count_here(connection, since)
        figures = estimate(
            self.history, there, only_here, known, [entry.duration for entry in taken]
        )
        self.write(
            {
                "counted": True,
                "count_there": there,
                "count_here": here,
                "estimate_text": self._estimate_text(connection, figures),
            }
        )
        return True

    def action_start(self):
        """Test the connection, then read in the background; nothing is written yet."""
        self.ensure_one()
        connection = self._checked_connection()
        if not connection._run_test():
            return connection._test_notification(reload=False)
        run = connection._start_history(
            self.history, self.since, total=self.count_there if self.counted else 0
        )
        return run.action_open()

    def _checked_connection(self):
        self.connection_id.check_access("write")
        if self.since and self.since > self.connection_id.company_id._deratix_day():
            raise UserError(self.env._("The day lies in the future."))
        return self.connection_id

    # -- counting -----------------------------------------------------------------------------

    def _count_there(self, provider, since):
        if self.history == "invoices":
            return provider.count_invoices(self.since or None)
        # Where clients may be added there, all that are there are compared.
        return provider.count_parties(since or None if self.history == "in" else None)

    def _count_here(self, connection, since):
        """``(records here, those that are only here, those that are linked)``"""
        if self.history == "invoices":
            domain = [("connection_id", "=", connection.id)]
            if self.since:
                domain.append(("issued_on", ">=", self.since))
            known = self.env["deratix.invoice"].sudo().search_count(domain)
            return known, 0, known
        here, only_here = count_partners(connection, since or None)
        self.env.cr.execute(
            SQL(
                "SELECT count(*) FROM deratix_binding WHERE connection_id = %s "
                "AND kind = 'party' AND state = 'linked'",
                connection.id,
            )
        )
        return here, only_here, self.env.cr.fetchone()[0]

    def _estimate_text(self, connection, figures):
        """How long it takes, and whether the requests of the day are enough for it."""
        env = self.env
        texts = [
            env._(
                "Comparing: %(time)s, %(count)s requests.",
                time=self._time_text(figures.compare_seconds),
                count=figures.compare_requests,
            )
        ]
        if figures.carry_seconds:
            texts.append(
                env._(
                    "Carrying over what turns out to be missing, at most: %(time)s, %(count)s "
                    "requests.",
                    time=self._time_text(figures.carry_seconds),
                    count=figures.carry_requests,
                )
            )
        left, limit = connection.sudo().budget_ids._left_today()
        wanted = figures.compare_requests + figures.carry_requests
        if limit and wanted > left:
            days = -(-(wanted - left) // limit)
            texts.append(
                env._(
                    "Today %(left)s requests are left: it stops when they are used up, and goes "
                    "on by itself. That makes about %(days)s more days.",
                    left=left,
                    days=days,
                )
            )
        return " ".join(texts)

    def _time_text(self, seconds):
        if seconds < 45:
            return self.env._("less than a minute")
        if seconds < 5400:
            return self.env._("about %s min", max(round(seconds / 60), 1))
        return self.env._("about %s h", round(seconds / 3600))

from odoo import api, fields, models

from ..pipeline.departments import store_departments
from ..pipeline.error_text import error_text
from ..pipeline.exchanges import store_entries
from ..pipeline.invoice_leads import LeadWriter
from ..pipeline.poll import RESERVE
from ..pipeline.secret_keys import SecretUnreadable
from ..providers.base import EntryList, ProviderError
from .notice import notice


class DeratixConnection(models.Model):
    """Departments there and sales teams here."""

    _inherit = "deratix.connection"

    has_departments = fields.Boolean(compute="_compute_has_departments")
    department_ids = fields.One2many("deratix.department", "connection_id", string="Departments")
    suggestion_count = fields.Integer(compute="_compute_suggestion_count")

    @api.depends("provider")
    def _compute_has_departments(self):
        for connection in self:
            connection.has_departments = connection._capabilities().departments

    @api.depends("department_ids.suggested_team_id")
    def _compute_suggestion_count(self):
        for connection in self:
            connection.suggestion_count = len(connection.department_ids.suggested_team_id)

    # -- reading ------------------------------------------------------------------------------

    def action_read_departments(self):
        """Read the departments and tell how many there are."""
        self.ensure_one()
        self.check_access("write")
        complaint = self._read_departments()
        left = len(self.department_ids.filtered(lambda row: not row.team_id and not row.gone))
        message = self.env._(
            "Departments: %(all)s, without a sales team: %(left)s.",
            all=len(self.department_ids.filtered(lambda row: not row.gone)),
            left=left,
        )
        return notice(complaint or message, "danger" if complaint else "success", self.name)

    def _read_departments(self, *, reserve=0):
        """Read all departments; returns what is wrong, or ``None``."""
        entries = EntryList()
        complaint = None
        try:
            found = self._provider(entries, reserve=reserve).departments()
        except ProviderError as error:
            complaint = error_text(self.env, error)
        except SecretUnreadable as error:
            complaint = str(error)
        else:
            store_departments(self.sudo(), found)
        store_entries(self.env, self.id, entries.take())
        return complaint

    def _poll(self):
        """The names of departments that came with documents and clients are read after them."""
        result = super()._poll()
        nameless = self.department_ids.filtered(lambda row: not row.name and not row.gone)
        if nameless and self.has_departments and not self.poll_message:
            # No transaction stays open while the other system is thinking.
            self.env["ir.cron"]._commit_progress()
            complaint = self._read_departments(reserve=RESERVE)
            if complaint:
                self.poll_message = complaint
        return result

    # -- choosing -----------------------------------------------------------------------------

    def action_accept_suggestions(self):
        """Take all suggested teams."""
        return self.department_ids.action_accept_suggestion()

    def _follow_tables(self, domain):
        """Bring salespeople and teams of opportunities to what the tables say now, as far as
        nobody has chosen otherwise.

        :param domain: which documents are concerned
        """
        self.ensure_one()
        env = self.env(
            su=True,
            context={
                **self.env.context,
                "allowed_company_ids": self.company_id.ids,
                "active_test": False,
            },
        )
        roots = env["deratix.invoice"].search(
            [
                *domain,
                ("connection_id", "=", self.id),
                ("corrects_id", "=", False),
                ("lead_id", "!=", False),
            ]
        )
        LeadWriter(env, env["deratix.connection"].browse(self.id)).follow_tables(roots)
        self.env["crm.lead"].invalidate_model()

    def action_unmapped_departments(self):
        return self._open(
            "action_department",
            domain=[("connection_id", "in", self.ids)],
            context={"search_default_unmapped": 1},
        )

    def action_unmapped_users(self):
        return self._open(
            "action_user_map",
            domain=[("connection_id", "in", self.ids)],
            context={"search_default_unmapped": 1},
        )

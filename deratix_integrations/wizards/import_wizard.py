from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.run import SAMPLE_SIZE


class DeratixImport(models.TransientModel):
    """What to import, and what to do with matches; *Preview* starts the reading."""

    _name = "deratix.import"
    _description = "Import Clients"

    connection_id = fields.Many2one("deratix.connection", required=True, readonly=True)
    scope = fields.Selection(
        lambda self: self.env["deratix.run"]._fields["scope"]._description_selection(self.env),
        string="What to Read",
        required=True,
        default="sample",
    )
    since = fields.Datetime(string="Changed Since")
    search_text = fields.Char(string="Search For")
    sample_size = fields.Integer(string="Number of Clients", default=SAMPLE_SIZE)
    match_policy = fields.Selection(
        lambda self: (
            self.env["deratix.run"]._fields["match_policy"]._description_selection(self.env)
        ),
        string="Clients That Match",
        required=True,
        default="update",
    )
    with_contacts = fields.Boolean(
        string="Contact Persons, Too",
        help="Costs one more request for each client, which counts towards the daily limit.",
    )
    client_count = fields.Integer(related="connection_id.client_count")
    may_search = fields.Boolean(compute="_compute_capabilities")
    may_filter_since = fields.Boolean(compute="_compute_capabilities")
    may_read_contacts = fields.Boolean(compute="_compute_capabilities")

    @api.depends("connection_id")
    def _compute_capabilities(self):
        for wizard in self:
            able = wizard.connection_id._capabilities()
            wizard.may_search = able.search
            wizard.may_filter_since = able.changed_since
            wizard.may_read_contacts = able.contacts

    def action_preview(self):
        """Test the connection, then read in the background and show the progress."""
        self.ensure_one()
        self._check_choice()
        if not self.connection_id._run_test():
            return self.connection_id._test_notification(reload=False)
        run = self.env["deratix.run"]._start(
            self.connection_id,
            scope=self.scope,
            since=self.since if self.scope == "since" else False,
            search_text=self.search_text if self.scope == "search" else False,
            sample_size=self.sample_size,
            match_policy=self.match_policy,
            with_contacts=self.with_contacts and self.may_read_contacts,
        )
        return run.action_open()

    def _check_choice(self):
        if self.scope == "since" and not self.since:
            raise UserError(self.env._("Enter the date since when changes are read."))
        if self.scope == "search" and not (self.search_text or "").strip():
            raise UserError(self.env._("Enter what to search for."))
        if self.scope == "sample" and not 1 <= self.sample_size <= 100:
            raise UserError(self.env._("A sample has between 1 and 100 clients."))

from odoo import api, fields, models

from ..engine.departments import suggest
from .notice import soft_reload


class DeratixDepartment(models.Model):
    """A department of an external system and the sales team that it is here.

    Rows come by themselves with documents and clients, their names when the departments are read.
    Who sees what belongs to a department is told in ``pipeline.visibility``.
    """

    _name = "deratix.department"
    _inherit = "deratix.follow.mixin"
    _description = "Sales Team of a Department"
    _order = "connection_id, gone, name, id"
    _check_company_auto = True
    _followed_field = "team_id"

    connection_id = fields.Many2one(
        "deratix.connection",
        string="System",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    external_id = fields.Char(string="External ID", required=True, readonly=True)
    name = fields.Char(string="Department", readonly=True)
    short_name = fields.Char(readonly=True)
    gone = fields.Boolean(
        string="Gone There",
        readonly=True,
        help="It was not among the departments when they were last read.",
    )
    team_id = fields.Many2one(
        "crm.team",
        string="Sales Team",
        check_company=True,
        index="btree_not_null",
        ondelete="set null",
        help="Documents and clients of the department belong to this team.",
    )
    suggested_team_id = fields.Many2one(
        "crm.team",
        string="Suggestion",
        compute="_compute_suggested_team_id",
        help="A team of a like name. It counts only once somebody has accepted it.",
    )

    _external_unique = models.Constraint(
        "UNIQUE (connection_id, external_id)", "This department has a row already."
    )

    @api.depends("name", "external_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for department in self:
            number = department.external_id
            department.display_name = department.name or self.env._("Department no. %s", number)

    @api.depends("name", "short_name", "team_id", "gone", "company_id")
    def _compute_suggested_team_id(self):
        for company, departments in self.grouped("company_id").items():
            teams = self.env["crm.team"].search([("company_id", "in", [company.id, False])])
            names = {team.id: team.name for team in teams}
            for department in departments:
                wanted = not department.team_id and not department.gone
                theirs = [department.name or "", department.short_name or ""]
                department.suggested_team_id = suggest(theirs, names) if wanted else False

    def _followed_domain(self):
        """Of the documents that have opportunities. Documents themselves and clients need nothing:
        they ask the department."""
        return [("department_id", "in", self.ids)]

    def action_accept_suggestion(self):
        """Take the suggested teams."""
        for team, departments in self.grouped("suggested_team_id").items():
            if team:
                departments.team_id = team
        return soft_reload()

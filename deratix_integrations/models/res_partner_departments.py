from odoo import api, fields, models

from ..pipeline.visibility import hidden_partner


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "deratix.department.mixin"]

    deratix_team_ids = fields.Many2many(
        "crm.team",
        string="Teams of Departments",
        compute="_compute_deratix_team_ids",
        search="_search_deratix_team_ids",
        compute_sudo=True,
        help="The sales teams of the departments to which the client belongs in invoicing systems.",
    )

    @api.depends("deratix_binding_ids.department_id.team_id")
    @api.depends_context("allowed_company_ids")
    def _compute_deratix_team_ids(self):
        for partner in self:
            links = partner.deratix_binding_ids.filtered(
                lambda link: link.company_id in self.env.companies
            )
            partner.deratix_team_ids = links.department_id.team_id

    def _search_deratix_team_ids(self, operator, value):
        if operator not in ("in", "any"):
            return NotImplemented
        links = (
            self.env["deratix.binding"]
            .sudo()
            ._search(
                [
                    ("model", "=", "res.partner"),
                    ("company_id", "in", self.env.companies.ids),
                    ("department_id.team_id", operator, value),
                ]
            )
        )
        return [("id", "in", links.subselect("res_id"))]

    def _deratix_department_fields(self):
        return ["user_id", "parent_id"]

    @api.model
    def _deratix_hidden(self, scope, alias):
        return hidden_partner(scope, alias)

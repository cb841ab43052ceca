from odoo import api, fields, models


class DeratixFlowMap(models.Model):
    """One version of the field mapping of a flow.

    Versions are added only, by ``deratix.flow``; nobody changes one or takes it out.
    """

    _name = "deratix.flow.map"
    _description = "Version of a Field Mapping"
    _order = "flow_id, number DESC"
    _rec_name = "number"

    flow_id = fields.Many2one(
        "deratix.flow", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="flow_id.company_id", store=True)
    number = fields.Integer(string="Version", required=True, readonly=True)
    note = fields.Char(readonly=True)
    # engine.mapping.to_content
    content = fields.Json(required=True, readonly=True)
    is_current = fields.Boolean(string="In Use", compute="_compute_is_current")

    _number_unique = models.Constraint(
        "UNIQUE (flow_id, number)", "Each version has a number of its own."
    )

    @api.depends("flow_id.map_id")
    def _compute_is_current(self):
        for version in self:
            version.is_current = version == version.flow_id.map_id

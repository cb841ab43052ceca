from odoo import api, fields, models


class DeratixFlowValue(models.Model):
    """What one entry of the source's value list is called in the target."""

    _name = "deratix.flow.value"
    _description = "Value of a Flow"
    _order = "source_name, source_code, id"
    _rec_name = "source_code"

    table_id = fields.Many2one(
        "deratix.flow.value.table", required=True, index=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="table_id.company_id", store=True, index=True, readonly=True
    )
    source_code = fields.Char(string="Code", required=True)
    source_name = fields.Char(string="Name There")
    target_code = fields.Char(string="Becomes")
    target_name = fields.Char(compute="_compute_target_name")
    target_choices = fields.Json(related="table_id.target_choices")
    is_suggested = fields.Boolean(
        string="Suggested", readonly=True, help="Nobody has looked at it yet."
    )

    _code_unique = models.Constraint(
        "UNIQUE (table_id, source_code)", "This code is in the table already."
    )

    @api.depends("target_code", "table_id.target_choices")
    def _compute_target_name(self):
        for table, values in self.grouped("table_id").items():
            names = table._target_names() if table else {}
            for value in values:
                value.target_name = names.get(value.target_code) or False

    def write(self, vals):
        # What a person chose is no suggestion any more.
        if "target_code" in vals and "is_suggested" not in vals:
            vals = {**vals, "is_suggested": False}
        return super().write(vals)

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.notice import soft_reload
from ..pipeline.plan import Planner

# What a person corrects by hand; the rest comes as it is.
EDITED_FIELDS = (
    "name",
    "company_number",
    "tax_id",
    "vat",
    "street",
    "city",
    "zip",
    "country",
    "email",
    "phone",
)


class DeratixLineEdit(models.TransientModel):
    """Correcting a record that was set aside; only the import sees the correction."""

    _name = "deratix.line.edit"
    _description = "Correct a Record"

    line_id = fields.Many2one("deratix.run.line", required=True, readonly=True)
    message = fields.Char(related="line_id.hint_text")
    name = fields.Char()
    company_number = fields.Char()
    tax_id = fields.Char(string="Tax Number")
    vat = fields.Char(string="VAT Number")
    street = fields.Char()
    city = fields.Char()
    zip = fields.Char()
    country = fields.Char(string="Country Code", size=2)
    email = fields.Char()
    phone = fields.Char()

    @api.model
    def default_get(self, fields):
        result = super().default_get(fields)
        line = self.env["deratix.run.line"].browse(result.get("line_id"))
        for key in EDITED_FIELDS:
            if key in fields:
                result[key] = (line.values or {}).get(key) or False
        return result

    def action_save(self):
        """Plan the record anew with the corrected values."""
        self.ensure_one()
        line = self.line_id
        line.check_access("write")
        line._check_decidable()
        if not line.values:
            raise UserError(self.env._("This record could not be read; mend it in its system."))
        changed = {
            key: self[key] or ""
            for key in EDITED_FIELDS
            if (self[key] or "") != (line.values.get(key) or "")
        }
        if changed:
            line = line.sudo()
            originals = {key: line.values[key] for key in changed}
            line.write(
                {
                    "values": {**line.values, **changed},
                    "edited": {**originals, **(line.edited or {})},
                }
            )
            Planner(line.run_id).plan_again(line)
        return soft_reload()

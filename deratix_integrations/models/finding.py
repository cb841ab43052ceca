from odoo import fields, models


class DeratixFinding(models.Model):
    """Something a person should look at after a run: duplicates, or an incomplete client."""

    _name = "deratix.finding"
    _description = "Finding"
    _order = "kind, id"
    _rec_name = "reason"

    run_id = fields.Many2one("deratix.run", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="run_id.company_id", store=True)
    kind = fields.Selection(
        [("duplicate", "Possible duplicates"), ("incomplete", "Incomplete")],
        required=True,
        readonly=True,
    )
    reason = fields.Selection(
        [
            ("company_number", "Same company number"),
            ("vat", "Same VAT number"),
            ("email", "Same e-mail"),
            ("phone", "Same phone"),
            ("no_company_number", "No company number"),
            ("no_email", "No e-mail"),
            ("no_address", "No address"),
        ],
        required=True,
        readonly=True,
    )
    partner_ids = fields.Many2many("res.partner", string="Clients", readonly=True)

    def action_merge(self):
        """Odoo's own merge of contacts, with these clients."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge contacts"),
            "res_model": "base.partner.merge.automatic.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {
                "active_model": "res.partner",
                "active_ids": self.partner_ids.ids,
            },
        }

    def action_open_partners(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Clients"),
            "res_model": "res.partner",
            "view_mode": "list,form",
            "domain": [("id", "in", self.partner_ids.ids)],
        }

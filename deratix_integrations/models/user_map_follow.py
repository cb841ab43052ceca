from odoo import api, models


class DeratixUserMap(models.Model):
    _inherit = "deratix.user.map"

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows.filtered("user_id")._follow()
        return rows

    def write(self, vals):
        moved = self.browse()
        if "user_id" in vals:
            moved = self.filtered(lambda row: row.user_id.id != (vals["user_id"] or False))
        result = super().write(vals)
        moved._follow()
        return result

    def _follow(self):
        """Give the opportunities of these users' documents to the salespeople."""
        for connection, rows in self.grouped("connection_id").items():
            connection._follow_tables([("user_ref", "in", rows.mapped("external_id"))])

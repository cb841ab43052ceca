from odoo import api, fields, models
from odoo.tools import SQL


class DeratixLinkedMixin(models.AbstractModel):
    """For records that may have twins in external systems."""

    _name = "deratix.linked.mixin"
    _description = "Linked to External Systems"

    deratix_binding_ids = fields.One2many(
        "deratix.binding",
        "res_id",
        string="External Systems",
        domain=lambda self: [("model", "=", self._name)],
        copy=False,
    )
    deratix_binding_count = fields.Integer(compute="_compute_deratix_binding_count")

    @api.depends("deratix_binding_ids")
    def _compute_deratix_binding_count(self):
        counts = dict(
            self.env["deratix.binding"]._read_group(
                [("model", "=", self._name), ("res_id", "in", self.ids)], ["res_id"], ["__count"]
            )
        )
        for record in self:
            record.deratix_binding_count = counts.get(record.id, 0)

    def unlink(self):
        """A deleted record leaves tombstones, so that it is not created again from outside."""
        bindings = (
            self.env["deratix.binding"]
            .sudo()
            .search([("model", "=", self._name), ("res_id", "in", self.ids)])
        )
        result = super().unlink()
        bindings.write({"state": "tombstone", "res_id": False, "fingerprint": False})
        return result

    @api.model
    def _move_bindings(self, sources, target):
        """A merge keeps the external ids of all merged records (Odoo would delete them)."""
        self.env["deratix.binding"].flush_model()
        self.env.cr.execute(
            SQL(
                "UPDATE deratix_binding SET res_id = %s WHERE model = %s AND res_id IN %s",
                target.id,
                self._name,
                tuple(sources.ids),
            )
        )
        self.env["deratix.binding"].invalidate_model(["res_id"])

from odoo import api, fields, models

from .run_flow import LEGS


class DeratixRun(models.Model):
    """What the pages tell of a leg of a flow."""

    _inherit = "deratix.run"

    flow_text = fields.Char(compute="_compute_flow_text")

    @api.depends("flow_id", "kind")
    @api.depends_context("lang")
    def _compute_flow_text(self):
        for run in self:
            flow = run.flow_id
            if run.kind == "flow_in":
                run.flow_text = self.env._("From %(system)s into Odoo.", system=flow.source_name)
            elif run.kind == "flow_out":
                run.flow_text = self.env._("From Odoo into %(system)s.", system=flow.target_name)
            else:
                run.flow_text = False

    def plan_summary(self):
        if self.kind not in LEGS:
            return super().plan_summary()
        rows = self.env["deratix.run.line"]._read_group(
            [("run_id", "=", self.id), ("state", "=", "planned"), ("decision", "!=", "skip")],
            ["record"],
            ["__count"],
        )
        counts = {record or "client": count for record, count in rows}
        return self.env._(
            "%(where)s Clients: %(client)s, products: %(product)s, orders: %(order)s.",
            where=self.flow_text,
            **({"client": 0, "product": 0, "order": 0} | counts),
        )

    def action_open_flow(self):
        self.ensure_one()
        return self.flow_id.action_open()

from odoo import api, fields, models
from odoo.fields import Domain

from .run import ACTIVE

# What the plan lines of a kind of flow are about (``deratix.run.line.record``).
RECORDS = {"customers": False, "orders": "order", "products": "product", "stock": "product"}
MOVED_BY = ("create", "create_there", "update")


class DeratixFlow(models.Model):
    """What the pages tell of a flow: how much has moved, waits and failed. Each number is that of
    the list which its button opens."""

    _inherit = "deratix.flow"

    source_name = fields.Char(string="From System", compute="_compute_end_names")
    target_name = fields.Char(string="To System", compute="_compute_end_names")
    moved_count = fields.Integer(string="Moved", compute="_compute_figures")
    waiting_count = fields.Integer(string="Waiting", compute="_compute_figures")
    failed_count = fields.Integer(string="Failed", compute="_compute_figures")
    run_count = fields.Integer(string="Runs", compute="_compute_run_figures")
    live_run_id = fields.Many2one("deratix.run", compute="_compute_run_figures")
    is_working = fields.Boolean(compute="_compute_run_figures")
    is_waiting = fields.Boolean(
        compute="_compute_run_figures", help="A run waits for somebody to look at it."
    )

    @api.depends("source_id.name", "target_id.name")
    def _compute_end_names(self):
        for flow in self:
            flow.source_name = flow.source_id.name or "Odoo"
            flow.target_name = flow.target_id.name or "Odoo"

    @api.depends("run_ids.state", "run_ids.done_count")
    def _compute_figures(self):
        Line = self.env["deratix.run.line"]
        ours = Domain("run_id.flow_id", "in", self.ids)
        moved = {
            (flow, record or False): count
            for flow, record, count in Line._read_group(
                ours & self._moved_lines(), ["run_id.flow_id", "record"], ["__count"]
            )
        }
        waiting = dict(
            Line._read_group(ours & self._waiting_lines(), ["run_id.flow_id"], ["__count"])
        )
        failed = dict(
            Line._read_group(ours & self._failed_lines(), ["run_id.flow_id"], ["__count"])
        )
        for flow in self:
            flow.moved_count = moved.get((flow, RECORDS.get(flow.kind)), 0)
            flow.waiting_count = waiting.get(flow, 0)
            flow.failed_count = failed.get(flow, 0)

    @api.depends("run_ids.state")
    def _compute_run_figures(self):
        Run = self.env["deratix.run"]
        counts = dict(Run._read_group([("flow_id", "in", self.ids)], ["flow_id"], ["id:count"]))
        live = {run.flow_id: run for run in self._live_runs()}
        for flow in self:
            run = live.get(flow, Run)
            flow.run_count = counts.get(flow, 0)
            flow.live_run_id = run
            flow.is_working = run.state in ACTIVE
            flow.is_waiting = run.state == "ready"

    @api.model
    def _moved_lines(self):
        """What arrived at the end of its flow: an order that is only in Odoo on its way on is
        not there yet."""
        arrived = Domain("run_id.kind", "=", "flow_out") | Domain(
            "run_id.flow_id.target_id", "=", False
        )
        return arrived & Domain([("state", "=", "done"), ("decision", "in", MOVED_BY)])

    @api.model
    def _waiting_lines(self):
        """What nobody has decided on; a run that waits to be looked at waits with all it holds."""
        held = Domain([("run_id.state", "=", "ready"), ("state", "=", "planned")])
        return held | Domain([("waiting", "=", True), ("state", "=", "planned")])

    @api.model
    def _failed_lines(self):
        return Domain([("waiting", "=", True), ("state", "=", "failed")])

    # -- buttons ------------------------------------------------------------------------------

    def action_moved(self):
        domain = self._moved_lines() & Domain("record", "=", RECORDS[self.kind])
        return self._open_lines(domain, self.env._("Moved"))

    def action_waiting(self):
        """The run that waits to be looked at, else the records that wait for a decision."""
        self.ensure_one()
        if self.is_waiting:
            return self.live_run_id.action_open()
        return self._open_review(self._waiting_lines())

    def action_failed(self):
        return self._open_review(self._failed_lines())

    def _open_lines(self, domain, name):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("deratix_integrations.action_run_line")
        domain &= Domain("run_id.flow_id", "=", self.id)
        return {**action, "name": name, "display_name": name, "domain": list(domain)}

    def _open_review(self, domain):
        self.ensure_one()
        domain &= Domain("run_id.flow_id", "=", self.id)
        return {**self.env["deratix.run.line"].action_review(), "domain": list(domain)}

    def action_runs(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("deratix_integrations.action_run")
        return {**action, "domain": [("flow_id", "=", self.id)]}

    def action_log(self):
        """The requests to both systems."""
        self.ensure_one()
        return (self.source_id | self.target_id).action_log()

    def action_open_live(self):
        self.ensure_one()
        return self.live_run_id.action_open()

    def action_open(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "deratix.flow",
            "view_mode": "form",
            "res_id": self.id,
            "name": self.display_name,
        }

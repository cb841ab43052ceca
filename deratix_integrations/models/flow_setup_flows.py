from odoo import api, fields, models

from .run import ACTIVE


class DeratixFlow(models.Model):
    """A flow that is being set up together with others."""

    _inherit = "deratix.flow"

    setup_id = fields.Many2one(
        "deratix.flow.setup",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    setup_step = fields.Selection(related="setup_id.step")
    preview_run_id = fields.Many2one(
        "deratix.run", string="Last Preview", compute="_compute_preview_run_id"
    )
    preview_text = fields.Char(compute="_compute_preview_run_id")
    answer_text = fields.Char(compute="_compute_answer_text")

    @api.depends("run_ids.state")
    @api.depends_context("lang")
    def _compute_preview_run_id(self):
        Run = self.env["deratix.run"]
        newest = dict(
            Run._read_group(
                [("flow_id", "in", self.ids), ("is_preview", "=", True)], ["flow_id"], ["id:max"]
            )
        )
        runs = Run.browse(newest.values())
        texts = {run.flow_id: run._preview_text() for run in runs}
        for flow in self:
            flow.preview_run_id = newest.get(flow)
            flow.preview_text = texts.get(flow)

    @api.depends("kind", "source_document", "target_document", "interval", "customer_key", "since")
    @api.depends_context("lang")
    def _compute_answer_text(self):
        """The answers that matter most, in words."""
        for flow in self:
            flow.answer_text = " ".join(flow._answers())

    def _answers(self):
        self.ensure_one()
        if self.kind in ("customers", "orders"):
            yield self.env._("Customers are found by: %s.", self._label_of("customer_key"))
        if self.kind == "orders":
            if self.source_id:
                yield self.env._("Read: %s.", self._label_of("source_document"))
            if self.target_id:
                yield self.env._("Written as: %s.", self._label_of("target_document"))
        yield self.env._("Every %s minutes.", self.interval)

    def _label_of(self, name):
        return dict(self._fields[name]._description_selection(self.env)).get(self[name], "")

    def action_switch_on(self):
        """The first look comes at once. A preview that is still open would hold it up; what that
        shows is found again."""
        self.check_access("write")
        self._live_runs().filtered("is_preview").action_cancel()
        self.sudo().looked_at = False
        return super().action_switch_on()

    def action_open_preview(self):
        self.ensure_one()
        return self.preview_run_id.action_open()

    def action_open_setup(self):
        self.ensure_one()
        return self.setup_id.action_open()


class DeratixRun(models.Model):
    """What a preview came to, in one sentence, and the way back from it."""

    _inherit = "deratix.run"

    setup_id = fields.Many2one(
        related="flow_id.setup_id", groups="deratix_integrations.group_admin"
    )
    setup_step = fields.Selection(related="flow_id.setup_step")

    def action_open_setup(self):
        self.ensure_one()
        return self.flow_id.action_open_setup()

    def _preview_text(self):
        self.ensure_one()
        if self.state in ACTIVE:
            return self._state_label()
        if self.state == "failed":
            return self.message
        if not (self.new_count + self.changed_count + self.equal_count + self.review_count):
            return self.env._("Nothing to move now.")
        return self.env._(
            "New: %(new)s, changed: %(changed)s, to review: %(review)s.",
            new=self.new_count,
            changed=self.changed_count,
            review=self.review_count,
        )

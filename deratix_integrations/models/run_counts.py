from odoo import api, fields, models

COUNTERS = (
    "new_count",
    "changed_count",
    "equal_count",
    "review_count",
    "conflict_count",
    "invalid_count",
    "created_count",
    "updated_count",
    "linked_count",
    "skipped_count",
    "failed_count",
    "open_count",
    "undone_count",
    "kept_count",
)
_DONE_AS = {
    "create": "created_count",
    "create_there": "created_count",
    "update": "updated_count",
    "link": "linked_count",
}
_STATE_AS = {
    "skipped": "skipped_count",
    "failed": "failed_count",
    "undone": "undone_count",
    "kept": "kept_count",
    "planned": "open_count",
    "sending": "open_count",
}


def _counters(category, decision, state):
    """The counters to which lines of this kind belong."""
    yield f"{category}_count"
    if state == "done":
        yield _DONE_AS.get(decision, "skipped_count")
    else:
        yield _STATE_AS[state]


class DeratixRun(models.Model):
    """How many records a run found and what became of them."""

    _inherit = "deratix.run"

    new_count = fields.Integer(compute="_compute_counts")
    changed_count = fields.Integer(compute="_compute_counts")
    equal_count = fields.Integer(compute="_compute_counts")
    review_count = fields.Integer(compute="_compute_counts")
    conflict_count = fields.Integer(compute="_compute_counts")
    invalid_count = fields.Integer(compute="_compute_counts")
    created_count = fields.Integer(compute="_compute_counts")
    updated_count = fields.Integer(compute="_compute_counts")
    linked_count = fields.Integer(compute="_compute_counts")
    skipped_count = fields.Integer(compute="_compute_counts")
    failed_count = fields.Integer(compute="_compute_counts")
    open_count = fields.Integer(compute="_compute_counts")
    undone_count = fields.Integer(compute="_compute_counts")
    kept_count = fields.Integer(compute="_compute_counts")
    finding_count = fields.Integer(compute="_compute_finding_count")

    @api.depends("state", "done_count")
    def _compute_counts(self):
        rows = self.env["deratix.run.line"]._read_group(
            [("run_id", "in", self.ids)],
            ["run_id", "category", "decision", "state"],
            ["__count"],
        )
        counts = {}
        for run, category, decision, state, count in rows:
            for name in _counters(category, decision, state):
                counts[run.id, name] = counts.get((run.id, name), 0) + count
        for run in self:
            for name in COUNTERS:
                run[name] = counts.get((run.id, name), 0)

    @api.depends("finding_ids")
    def _compute_finding_count(self):
        counts = dict(
            self.env["deratix.finding"]._read_group(
                [("run_id", "in", self.ids)], ["run_id"], ["__count"]
            )
        )
        for run in self:
            run.finding_count = counts.get(run, 0)

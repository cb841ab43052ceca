from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..pipeline.error_text import hint_text
from ..pipeline.plan import Planner
from .notice import notice, soft_reload

# The only things a person changes of a line; the rest is written by the pipeline.
EDITABLE = {"decision", "partner_id"}


class DeratixRunLine(models.Model):
    """What a run will do, or did, to one record."""

    _name = "deratix.run.line"
    _description = "Plan Line"
    _order = "id"
    _log_access = False

    run_id = fields.Many2one("deratix.run", required=True, readonly=True, ondelete="cascade")
    connection_id = fields.Many2one(
        "deratix.connection", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    run_state = fields.Selection(related="run_id.state", string="State of the Run")
    run_policy = fields.Selection(related="run_id.match_policy", string="Policy of the Run")
    external_id = fields.Char(string="External ID", required=True, readonly=True)
    name = fields.Char(readonly=True)
    category = fields.Selection(
        [
            ("new", "New"),
            ("changed", "Matched, changed"),
            ("equal", "Matched, equal"),
            ("review", "To review"),
            ("conflict", "In conflict"),
            ("invalid", "Invalid"),
        ],
        required=True,
        readonly=True,
    )
    decision = fields.Selection(
        [
            ("create", "Add"),
            ("create_there", "Add there"),
            ("update", "Update"),
            ("link", "Link only"),
            ("skip", "Skip"),
        ],
        required=True,
    )
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("sending", "Being sent"),
            ("done", "Done"),
            ("skipped", "Skipped"),
            ("failed", "Failed"),
            ("undone", "Undone"),
            ("kept", "Not undone"),
        ],
        required=True,
        readonly=True,
    )
    partner_id = fields.Many2one(
        "res.partner", string="Client", index="btree_not_null", ondelete="set null"
    )
    is_branch = fields.Boolean(
        string="Another Address",
        readonly=True,
        help="Another place of a company: it becomes an address of that company.",
    )
    reason = fields.Selection(
        [
            ("binding", "Linked already"),
            ("decision", "Decided before"),
            ("reference", "Same reference"),
            ("company_number", "Same company number"),
            ("vat", "Same VAT number"),
            ("email", "Same e-mail"),
            ("phone", "Same phone"),
            ("name_zip", "Similar name, same post code"),
            ("several", "Several candidates"),
            ("contradiction", "The numbers contradict each other"),
            ("deleted_here", "Deleted here before"),
            ("deleted_there", "Deleted there before"),
            ("changed_since", "Changed since the preview"),
        ],
        string="Match",
        readonly=True,
    )
    confidence = fields.Float(readonly=True, aggregator=None)
    alternatives = fields.Json(readonly=True)
    values = fields.Json(readonly=True)
    correctable = fields.Boolean(compute="_compute_correctable")
    edited = fields.Json(
        readonly=True, help="What a person corrected: the values as the system sent them."
    )
    changes = fields.Json(readonly=True, help="Old and new value here.")
    outgoing = fields.Json(readonly=True, help="Old and new value in the other system.")
    conflicts = fields.Json(
        readonly=True, help="What both sides agreed on before, the value here and the one there."
    )
    sides = fields.Json(
        readonly=True,
        help="Whose value of a field in conflict a person chose: “odoo”, “external” or “both”.",
    )
    hints = fields.Json(readonly=True)
    hint_text = fields.Char(string="Remarks", compute="_compute_hint_text")
    fingerprint = fields.Char(readonly=True)
    group_key = fields.Char(readonly=True)
    planned_write_date = fields.Datetime(readonly=True)
    agreed_at = fields.Datetime(
        readonly=True, help="When both sides had last agreed, as far as this line knows."
    )
    message = fields.Char(readonly=True)
    undo_data = fields.Json(readonly=True)

    _record_unique = models.Constraint(
        "UNIQUE (run_id, external_id)", "A run holds each record once."
    )
    _category_idx = models.Index("(run_id, category)")
    _state_idx = models.Index("(run_id, state)")
    _record_idx = models.Index("(connection_id, external_id)")
    _group_idx = models.Index("(run_id, group_key) WHERE group_key IS NOT NULL")
    _open_idx = models.Index("(connection_id, partner_id) WHERE state = 'planned'")

    @api.depends("hints", "message")
    @api.depends_context("lang")
    def _compute_hint_text(self):
        for line in self:
            texts = [hint_text(self.env, code) for code in line.hints or ()]
            line.hint_text = " ".join(filter(None, [line.message, *texts])) or False

    @api.depends("values")
    def _compute_correctable(self):
        for line in self:
            line.correctable = bool(line.values)

    def write(self, vals):
        if not self.env.su:
            if set(vals) - EDITABLE:
                raise AccessError(self.env._("Only the decision on a plan line can be changed."))
            self._check_decidable()
        result = super().write(vals)
        if not self.env.su:
            self.sudo()._after_decision(vals)
        return result

    def _check_decidable(self):
        if any(run.state != "ready" for run in self.run_id):
            raise UserError(
                self.env._("Decisions can be changed between the preview and the import only.")
            )
        if any(line.state not in ("planned", "failed") for line in self):
            raise UserError(self.env._("This record is done already."))

    def _after_decision(self, vals):
        """Check that a decision can be carried out, and remember what it says of a match."""
        for line in self:
            if line.decision in ("update", "link") and not line.partner_id:
                raise UserError(self.env._("Choose the client to which “%s” belongs.", line.name))
            if line.category == "invalid" and line.decision in ("create", "update"):
                raise UserError(
                    self.env._("“%(name)s” is invalid: %(why)s", name=line.name, why=line.message)
                )
        # A line that was only to be linked has no changes yet: they are shown before they are
        # written.
        chosen = self.filtered(
            lambda line: (
                line.partner_id
                and line.values
                and ("partner_id" in vals or (line.decision == "update" and not line.changes))
            )
        )
        if chosen:
            Planner(chosen.run_id).compare_with_chosen(chosen)
        self._remember_decisions()

    def _remember_decisions(self):
        """Linking says "the same"; adding in spite of candidates says "not the same"."""
        Decision = self.env["deratix.match.decision"]
        reviewed = self.filtered(lambda line: line.category == "review")
        known = {
            (decision.external_id, decision.partner_id.id): decision
            for decision in Decision.search(
                [
                    ("connection_id", "in", reviewed.connection_id.ids),
                    ("external_id", "in", reviewed.mapped("external_id")),
                ]
            )
        }
        new = []
        for line in reviewed:
            chosen = line.partner_id.id if line.decision in ("update", "link") else None
            others = {other["id"] for other in line.alternatives or ()}
            said = {chosen: True} if chosen else {}
            if line.decision == "create":
                said |= dict.fromkeys(others, False)
            for partner_id, same in said.items():
                decision = known.get((line.external_id, partner_id))
                if decision:
                    decision.same = same
                else:
                    new.append(
                        {
                            "connection_id": line.connection_id.id,
                            "external_id": line.external_id,
                            "partner_id": partner_id,
                            "same": same,
                        }
                    )
        existing = self.env["res.partner"].browse([row["partner_id"] for row in new]).exists()
        Decision.create([row for row in new if row["partner_id"] in existing.ids])

    # -- choices for many -------------------------------------------------------------------

    def action_decide_create(self):
        return self._decide("create")

    def action_decide_update(self):
        return self._decide("update")

    def action_decide_link(self):
        return self._decide("link")

    def action_decide_skip(self):
        return self._decide("skip")

    def _decide(self, decision):
        """What the choices for many do; returns an action or ``False``."""
        return self._set_decision(decision)

    def _set_decision(self, decision):
        """Set a decision on all lines that it fits; tells how many it did not fit."""
        lines = self.filtered(lambda line: line.state in ("planned", "failed"))
        fitting = lines.filtered(
            lambda line: (
                decision == "skip"
                or (
                    line.category != "invalid"
                    and (decision == "create" or line.partner_id or line.alternatives)
                )
            )
        )
        if decision in ("update", "link"):
            unassigned = fitting.filtered(lambda line: not line.partner_id)
            for line in unassigned.sudo():
                line.partner_id = line.alternatives[0]["id"]
            Planner(self.run_id.sudo()).compare_with_chosen(unassigned.sudo())
        fitting.write({"decision": decision})
        left = len(self) - len(fitting)
        return self._tell_left(left) if left else False

    def _tell_left(self, count):
        return notice(self.env._("%s records were left as they are.", count), "warning")

    def action_retry(self):
        """Plan and apply failed lines again."""
        self.run_id._retry(self)
        # The run is at work now, which the page around a list of lines has to see.
        return soft_reload()

    def action_edit(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct the record"),
            "res_model": "deratix.line.edit",
            "view_mode": "form",
            "target": "new",
            "context": {"default_line_id": self.id},
        }

    def action_open_run(self):
        return self.run_id.action_open()

    def action_open_partner(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "view_mode": "form",
            "res_id": self.partner_id.id,
        }

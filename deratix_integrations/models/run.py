from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..pipeline.plan import Planner
from ..pipeline.row_lock import lock_rows

ACTIVE = ("reading", "collecting", "applying", "undoing")
SAMPLE_SIZE = 10


class DeratixRun(models.Model):
    """One execution: it reads, shows what it would do, does it, and can be undone.

    People read runs and press buttons; the buttons check the rights and write as superuser. The
    work itself is done by ``run_worker`` in the background.
    """

    _name = "deratix.run"
    _inherit = "deratix.background.mixin"
    _description = "Run"
    _order = "id desc"

    _active_states = ACTIVE
    _worker_job = "deratix_integrations.ir_cron_runs"

    name = fields.Char(readonly=True)
    connection_id = fields.Many2one(
        "deratix.connection", required=True, index=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="connection_id.company_id", store=True, index=True, readonly=True
    )
    user_id = fields.Many2one("res.users", string="Started By", required=True, readonly=True)
    kind = fields.Selection(
        [
            ("import", "Import"),
            ("single", "One record"),
            ("sync", "Synchronisation"),
            ("invoices", "Documents"),
            ("flow_in", "Flow: reading"),
            ("flow_out", "Flow: writing"),
        ],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [
            ("reading", "Reading"),
            ("collecting", "Comparing"),
            ("ready", "Preview"),
            ("applying", "Applying"),
            ("done", "Done"),
            ("undoing", "Undoing"),
            ("undone", "Undone"),
            ("paused", "Paused"),
            ("cancelled", "Cancelled"),
            ("failed", "Failed"),
        ],
        required=True,
        readonly=True,
        index=True,
    )
    scope = fields.Selection(
        [
            ("all", "All clients"),
            ("since", "Changed since a date"),
            ("search", "A search"),
            ("sample", "A small sample"),
        ],
        required=True,
        readonly=True,
    )
    since = fields.Datetime(readonly=True)
    search_text = fields.Char(readonly=True)
    sample_size = fields.Integer(readonly=True, default=SAMPLE_SIZE)
    external_id = fields.Char(readonly=True)
    match_policy = fields.Selection(
        [
            ("update", "Update them"),
            ("fill", "Fill only empty fields"),
            ("link", "Link only"),
        ],
        string="Matching Clients",
        required=True,
        readonly=True,
    )
    with_contacts = fields.Boolean(string="Contact Persons", readonly=True)
    cursor = fields.Char(readonly=True)
    line_ids = fields.One2many("deratix.run.line", "run_id", readonly=True)
    finding_ids = fields.One2many("deratix.finding", "run_id", readonly=True)

    # -- starting ---------------------------------------------------------------------------

    @api.model
    def _start(self, connection, **values):
        """Create a run and have it read in the background; the caller has tested before."""
        self.check_access("read")
        connection.check_access("read")
        run = self.sudo().create(
            {
                "connection_id": connection.id,
                "user_id": self.env.uid,
                "kind": "import",
                "state": "reading",
                "match_policy": "update",
                "phase_started_at": fields.Datetime.now(),
                **values,
            }
        )
        # No time in it: the server does not know in which zone the reader lives.
        run.name = f"{connection.name} #{run.id}"
        run._wake_worker()
        return run.sudo(False)

    @api.model
    def _start_single(self, binding):
        """Plan one linked record anew. Returns the action that shows it."""
        self.check_access("read")
        connection = binding.connection_id
        if not connection._run_test():
            return connection._test_notification()
        run = self._start(
            connection, kind="single", scope="sample", external_id=binding.external_id
        )
        return run.action_open()

    def action_open(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "deratix.run",
            "view_mode": "form",
            "res_id": self.id,
            "name": self.name,
        }

    # -- buttons ----------------------------------------------------------------------------

    def action_apply(self):
        """Carry out the plan in the background."""
        self.ensure_one()
        self._check_may_write_partners()
        self._change_state(("ready",), "applying")
        self._release_lines()

    def _release_lines(self):
        """Hand the lines to the worker: what is left out is skipped, what is only to be done
        outside waits for its request."""
        self.env["deratix.run.line"].flush_model()
        self.env.cr.execute(
            "UPDATE deratix_run_line SET state = 'skipped' "
            "WHERE run_id = %s AND state = 'planned' AND decision = 'skip' "
            "AND category NOT IN ('review', 'invalid', 'conflict')",
            [self.id],
        )
        self.env.cr.execute(
            "UPDATE deratix_run_line SET state = 'sending' "
            "WHERE run_id = %s AND state = 'planned' AND decision = 'create_there'",
            [self.id],
        )
        self.env["deratix.run.line"].invalidate_model(["state"])
        self.sudo().total = self.env["deratix.run.line"].search_count(self._work_domain())

    def action_cancel(self):
        """Stop; what is done stays, and what is not done stays undone."""
        for run in self:
            run._change_state((*ACTIVE, "ready", "paused"), "cancelled")

    def action_continue(self):
        """Go on where a paused, cancelled or failed run stopped."""
        self.ensure_one()
        state = self.stopped_in if self.stopped_in in ACTIVE else "ready"
        if state != "reading":
            self._check_may_write_partners()
        self._change_state(("paused", "cancelled", "failed"), state)

    def action_undo(self):
        self.ensure_one()
        self._check_may_write_partners()
        self._change_state(("done", "cancelled", "failed"), "undoing")
        self.sudo().total = self.env["deratix.run.line"].search_count(
            [("run_id", "=", self.id), ("state", "=", "done"), ("undo_data", "!=", False)]
        )

    def action_reopen(self):
        """Back to the preview, to decide on what is left and import that, too."""
        self.ensure_one()
        self._change_state(("done", "cancelled"), "ready")

    def _check_may_write_partners(self):
        partners = self.env["res.partner"]
        if not (partners.has_access("create") and partners.has_access("write")):
            raise UserError(
                self.env._(
                    "Importing clients needs the right to create contacts. Ask an administrator "
                    "for the group “Contact / Creation”."
                )
            )

    def _change_state(self, allowed, state):
        """Move to a state if the run is in one of the allowed ones, seen under its lock."""
        self.ensure_one()
        self.check_access("read")
        run = self.sudo()
        lock_rows(run)
        if run.state not in allowed:
            raise UserError(
                self.env._(
                    "This is not possible now: the run is in state “%s”.", run._state_label()
                )
            )
        now = fields.Datetime.now()
        stops = state in ("cancelled", "paused")
        goes_on = stops or run.stopped_in == state
        begun = run.phase_started_at if stops else now - run._worked_for()
        # What was paused and is cancelled now can still go on where it was paused.
        stopped_in = run.stopped_in if run.state == "paused" else run.state
        run.write(
            {
                "state": state,
                "stopped_in": stopped_in if stops else False,
                "message": False,
                "waiting_until": False,
                "attempts": 0,
                "done_count": run.done_count if goes_on else 0,
                "phase_started_at": begun if goes_on else now,
                "finished_at": now if state == "cancelled" else False,
            }
        )
        run._wake_worker()

    def _worked_for(self):
        """How long it has been at work in this phase; the time left is reckoned by it, and a
        pause does not count."""
        if not self.worked_at or not self.phase_started_at:
            return timedelta()
        return max(self.worked_at - self.phase_started_at, timedelta())

    def _retry(self, lines):
        """Have failed lines planned and applied again."""
        self.ensure_one()
        self._check_may_write_partners()
        failed = lines.filtered(lambda line: line.state == "failed")
        if not failed:
            raise UserError(self.env._("Only failed records can be retried."))
        Planner(self.sudo()).plan_again(failed.sudo())
        failed.sudo().state = "planned"
        self._change_state(("done", "cancelled", "ready"), "applying")
        self.sudo().total = self.env["deratix.run.line"].search_count(self._work_domain())

    # -- what the worker and the pages ask ----------------------------------------------------

    def _work_domain(self):
        return [("run_id", "=", self.id), ("state", "=", "planned"), ("decision", "!=", "skip")]

    def _is_two_way(self):
        """Whether clients are kept the same on both sides, and reading goes by a watermark."""
        return self.kind in ("sync", "invoices")

    def _merge_policy(self):
        """The policy of ``engine.merge``: one for all fields, or one for each."""
        if self._is_two_way():
            return self.connection_id._field_policies()
        return "fill" if self.match_policy == "fill" else "external"

    def _merge_direction(self):
        """``"in"`` or ``"out"`` where only Odoo or only the other system is written although both
        sides are compared, else ``None``."""
        return self.history if self.history in ("in", "out") else None

    @api.ondelete(at_uninstall=False)
    def _unlink_except_active(self):
        if any(run.state in (*ACTIVE, "paused") for run in self):
            raise UserError(self.env._("Cancel the run before you delete it."))

    # -- lists ------------------------------------------------------------------------------

    def action_lines(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("deratix_integrations.action_run_line")
        chosen = self.env.context.get("deratix_filter")
        context = {"deratix_preview": self.state == "ready"}
        if chosen:
            context |= {f"search_default_{chosen}": 1, "deratix_candidates": chosen == "review"}
        return {
            **action,
            "name": self.name,
            "display_name": self.name,
            "domain": [("run_id", "=", self.id)],
            "context": context,
        }

    def plan_summary(self):
        """One sentence: what *Import* would do now."""
        self.ensure_one()
        rows = self.env["deratix.run.line"]._read_group(
            [("run_id", "=", self.id), ("state", "=", "planned")], ["decision"], ["__count"]
        )
        counts = dict.fromkeys(("create", "update", "link", "skip"), 0) | dict(rows)
        return self.env._(
            "Clients to add: %(create)s, to update: %(update)s, only to link: %(link)s, "
            "to leave out: %(skip)s.",
            **counts,
        )

    def action_findings(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("deratix_integrations.action_finding")
        return {**action, "domain": [("run_id", "=", self.id)]}

    def action_exchanges(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("deratix_integrations.action_exchange")
        return {**action, "domain": [("run_id", "=", self.id)]}

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .run import ACTIVE

KINDS = [
    ("customers", "Customers"),
    ("orders", "Orders"),
    ("products", "Products"),
    ("stock", "Stock"),
]


class DeratixFlow(models.Model):
    """What moves from one system to another: customers, orders, products or stock.

    Odoo is the hub. A flow has two legs, each a run of its connection: ``flow_in`` reads from the
    source into Odoo's own records, ``flow_out`` writes from there to the target. Where the source
    or the target is Odoo itself, that leg is left out.
    """

    _name = "deratix.flow"
    _description = "Flow"
    _check_company_auto = True
    _inherit = ["mail.thread"]
    _order = "sequence, id"

    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    kind = fields.Selection(KINDS, required=True, tracking=True)
    source_id = fields.Many2one(
        "deratix.connection",
        string="From",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="Empty: from Odoo.",
    )
    target_id = fields.Many2one(
        "deratix.connection",
        string="To",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="Empty: to Odoo.",
    )
    state = fields.Selection(
        [("draft", "Being set up"), ("on", "On"), ("paused", "Paused")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    pause_reason = fields.Char(readonly=True, copy=False, tracking=True)
    paused_until = fields.Datetime(readonly=True, copy=False)
    interval = fields.Integer(string="Every (minutes)", default=5, required=True)
    batch_size = fields.Integer(
        string="Records at Once", default=50, required=True, help="Between two commits."
    )
    since = fields.Date(help="Only what is of that day or later.")
    watermark = fields.Char(readonly=True, copy=False)
    looked_at = fields.Datetime(string="Last Look", readonly=True, copy=False)
    run_ids = fields.One2many("deratix.run", "flow_id", readonly=True)

    _interval_positive = models.Constraint(
        "CHECK (interval > 0)", "The interval must be one minute or more."
    )
    _batch_positive = models.Constraint(
        "CHECK (batch_size BETWEEN 1 AND 500)", "Between 1 and 500 records go at once."
    )

    @api.depends("kind", "source_id.name", "target_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for flow in self:
            ends = [(side.name or "Odoo") for side in (flow.source_id, flow.target_id)]
            flow.display_name = f"{kinds.get(flow.kind, '')}: {ends[0]} → {ends[1]}"

    @api.constrains("source_id", "target_id", "kind")
    def _check_ends(self):
        for flow in self:
            if flow.source_id == flow.target_id:
                raise ValidationError(
                    self.env._("A flow leads from one system to another: choose two.")
                )
            flow._check_able()

    def _check_able(self):
        """Raises ``ValidationError`` where an end cannot take part, with the reason."""
        for connection, is_source in ((self.source_id, True), (self.target_id, False)):
            reason = connection and connection._flow_obstacle(self.kind, is_source=is_source)
            if reason:
                raise ValidationError(reason)

    # -- switching on and off -----------------------------------------------------------------

    def action_preview(self):
        """Read, or look for what is to be written, and show it; nothing is written."""
        self.ensure_one()
        self.check_access("write")
        return self._start_leg(self._first_leg(), is_preview=True).action_open()

    def action_switch_on(self):
        self.check_access("write")
        self.sudo().write({"state": "on", "pause_reason": False, "paused_until": False})
        self.env.ref("deratix_integrations.ir_cron_flows").sudo()._trigger()

    def action_pause(self, reason="", until=False):
        """Nothing moves until somebody switches it on, or until that time."""
        self.check_access("write")
        for flow in self:
            if flow.state != "on":
                raise UserError(self.env._("Only a flow that is on can be paused."))
        self.sudo().write({"state": "paused", "pause_reason": reason, "paused_until": until})
        self._live_runs().action_cancel()

    def action_run_now(self):
        """Look now, whatever the interval says."""
        self.ensure_one()
        self.check_access("read")
        if self._live_runs():
            raise UserError(self.env._("This flow is at work already."))
        if self.state != "on":
            raise UserError(self.env._("Switch the flow on first."))
        self._start_leg(self._first_leg())
        return True

    # -- the scheduler --------------------------------------------------------------------------

    @api.model
    def _cron_flows(self):
        """Start the flows whose time has come."""
        cron = self.env["ir.cron"]
        now = fields.Datetime.now()
        flows = self.sudo()
        over = flows.search([("state", "=", "paused"), ("paused_until", "<=", now)])
        if over:
            # Switching on wakes this very job; for nothing, it would never sleep.
            over.action_switch_on()
        due = flows.search([("state", "=", "on")])._due(now)
        for done, flow in enumerate(due, 1):
            if flow.try_lock_for_update() and not flow._live_runs():
                flow._start_leg(flow._first_leg())
            if not cron._commit_progress(1, remaining=len(due) - done):
                break

    def _due(self, now):
        """Those whose time has come."""
        return self.filtered(
            lambda flow: (
                not flow.looked_at or flow.looked_at + timedelta(minutes=flow.interval) <= now
            )
        )

    def _first_leg(self):
        return "flow_in" if self.source_id else "flow_out"

    def _next_leg(self, kind):
        """The leg that follows one, or ``None``."""
        return "flow_out" if kind == "flow_in" and self.target_id else None

    def _start_leg(self, kind, *, is_preview=False):
        """Start a leg; with ``is_preview`` it waits for a person when it has been planned."""
        self.ensure_one()
        flow = self.sudo()
        connection = flow.source_id if kind == "flow_in" else flow.target_id
        flow.looked_at = fields.Datetime.now()
        return self.env["deratix.run"]._start(
            connection,
            kind=kind,
            scope="all",
            flow_id=flow.id,
            is_preview=is_preview or flow.state == "draft",
            state="reading" if kind == "flow_in" else "collecting",
        )

    def _live_runs(self):
        return self.env["deratix.run"].search(
            [("flow_id", "in", self.ids), ("state", "in", (*ACTIVE, "ready"))]
        )

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .flow import KINDS

ODOO = "odoo"
STEPS = [
    ("systems", "Systems"),
    ("sign_in", "Sign In and Test"),
    ("flows", "What Flows"),
    ("questions", "Questions"),
    ("mapping", "Fields"),
    ("preview", "Preview"),
    ("done", "Done"),
]
ORDER = [step for step, _label in STEPS]
# What is ticked at first, where it is possible.
USUAL = ("customers", "orders")
# A preview that was planned may be looked at; until then, and where it failed, it may not.
UNSEEN = ("reading", "collecting", "failed")


class DeratixFlowSetup(models.Model):
    """Setting up the flows between two systems, step by step. It is kept until it is done, so that
    it can be left and taken up again."""

    _name = "deratix.flow.setup"
    _description = "Setting Up Flows"
    _check_company_auto = True
    _order = "id desc"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    step = fields.Selection(STEPS, default="systems", required=True, readonly=True, copy=False)
    source_system = fields.Selection("_systems", string="From", required=True)
    target_system = fields.Selection("_systems", string="To", required=True)
    source_id = fields.Many2one(
        "deratix.connection",
        string="First Account",
        compute="_compute_source_id",
        store=True,
        readonly=False,
        check_company=True,
        ondelete="set null",
        index="btree_not_null",
    )
    target_id = fields.Many2one(
        "deratix.connection",
        string="Second Account",
        compute="_compute_target_id",
        store=True,
        readonly=False,
        check_company=True,
        ondelete="set null",
        index="btree_not_null",
    )
    with_customers = fields.Boolean(string="Customers")
    with_orders = fields.Boolean(string="Orders")
    with_products = fields.Boolean(string="Products")
    with_stock = fields.Boolean(string="Stock")
    customers_obstacle = fields.Char(compute="_compute_obstacles")
    orders_obstacle = fields.Char(compute="_compute_obstacles")
    products_obstacle = fields.Char(compute="_compute_obstacles")
    stock_obstacle = fields.Char(compute="_compute_obstacles")
    flow_ids = fields.One2many("deratix.flow", "setup_id", string="Flows", copy=False)

    @api.model
    def _systems(self):
        integrations = self.env["deratix.integration"].sudo()
        known = integrations.search([("needs_connection", "=", True)])
        return [(ODOO, "Odoo"), *((each.code, each.name) for each in known)]

    @api.depends("source_system", "target_system")
    @api.depends_context("lang")
    def _compute_display_name(self):
        names = dict(self._systems())
        for setup in self:
            ends = (names.get(setup.source_system), names.get(setup.target_system))
            setup.display_name = (
                f"{ends[0]} → {ends[1]}" if all(ends) else self.env._("Set up flows")
            )

    @api.depends("source_system", "company_id")
    def _compute_source_id(self):
        for setup in self:
            setup.source_id = setup._account(setup.source_system, setup.source_id)

    @api.depends("target_system", "company_id")
    def _compute_target_id(self):
        for setup in self:
            account = setup._account(setup.target_system, setup.target_id)
            setup.target_id = account != setup.source_id and account

    def _account(self, system, chosen):
        """The chosen account of a system, else the only one there is, or ``False``."""
        if not system or system == ODOO:
            return False
        if chosen.provider == system:
            return chosen
        found = self.env["deratix.connection"].search(
            [("provider", "=", system), ("company_id", "=", self.company_id.id)], limit=2
        )
        return found if len(found) == 1 else False

    @api.depends("source_system", "source_id", "target_id", "flow_ids", "step")
    def _compute_obstacles(self):
        for setup in self:
            taken = setup._other_flows().mapped("kind")
            for kind, _label in KINDS:
                setup[f"{kind}_obstacle"] = setup._obstacle(kind, taken)

    def _obstacle(self, kind, taken):
        """Why a kind cannot flow between the two ends, or ``False``."""
        for connection, is_source in ((self.source_id, True), (self.target_id, False)):
            reason = connection and connection._flow_obstacle(kind, is_source=is_source)
            if reason:
                return reason
        if kind == "stock" and self.source_system == ODOO:
            reason = self.env["deratix.flow"]._own_stock_obstacle()
            if reason:
                return reason
        return kind in taken and self.env._("There is such a flow already.")

    def _other_flows(self):
        """The flows that others have set up between the same ends."""
        same = [
            ("company_id", "=", self.company_id.id),
            ("source_id", "=", self.source_id.id),
            ("target_id", "=", self.target_id.id),
        ]
        return self.env["deratix.flow"].search(same) - self.flow_ids

    @api.constrains("source_system", "target_system", "source_id", "target_id")
    def _check_ends(self):
        for setup in self:
            if setup.source_system == setup.target_system and (
                setup.source_system == ODOO or setup.source_id == setup.target_id
            ):
                raise ValidationError(
                    self.env._("A flow leads from one system to another: choose two.")
                )
            for connection, system in (
                (setup.source_id, setup.source_system),
                (setup.target_id, setup.target_system),
            ):
                if connection and connection.provider != system:
                    raise ValidationError(
                        self.env._("%s is an account of another system.", connection.name)
                    )

    # -- from step to step ------------------------------------------------------------------------

    def action_next(self):
        """Finish this step and go on to the next one; raises ``UserError`` where something is
        still missing."""
        self.ensure_one()
        self._check_under_way()
        finish = {
            "systems": self._make_accounts,
            "sign_in": self._check_accounts,
            "flows": self._make_flows,
            "preview": self._switch_on,
        }
        if self.step in finish:
            finish[self.step]()
        self.step = ORDER[ORDER.index(self.step) + 1]
        if self.step == "done":
            return self._open_flows()
        return True

    def action_back(self):
        self.ensure_one()
        self._check_under_way()
        self.step = ORDER[max(ORDER.index(self.step) - 1, 0)]
        return True

    def action_discard(self):
        """Give it up; flows that were made by it and are not on yet go with it."""
        self.ensure_one()
        self._check_under_way()
        self._drop_flows(self.flow_ids)
        self.unlink()
        return self._open_flows()

    def _check_under_way(self):
        self.check_access("write")
        if self.step == "done":
            raise UserError(self.env._("These flows are set up already."))

    def _make_accounts(self):
        """A connection for each end that has none yet."""
        for end in ("source", "target"):
            system = self[f"{end}_system"]
            if system == ODOO or self[f"{end}_id"]:
                continue
            integration = self.env["deratix.integration"].search([("code", "=", system)])
            self[f"{end}_id"] = self.env["deratix.connection"].create(
                {
                    "name": integration.name,
                    "integration_id": integration.id,
                    "company_id": self.company_id.id,
                }
            )
        ends = (self.source_id, self.target_id)
        self._drop_flows(
            self.flow_ids.filtered(lambda flow: (flow.source_id, flow.target_id) != ends)
        )

    def _check_accounts(self):
        """Both ends answer; one that was not tested yet is tested now."""
        for connection in self.source_id | self.target_id:
            if connection.status == "configured":
                connection._run_test()
            if connection.status != "ready":
                raise UserError(
                    self.env._(
                        "%(account)s: %(reason)s",
                        account=connection.name,
                        reason=connection.status_reason,
                    )
                )
        if not self.flow_ids:
            self.write(
                {
                    f"with_{kind}": kind in USUAL and not self[f"{kind}_obstacle"]
                    for kind, _label in KINDS
                }
            )

    def _make_flows(self):
        """The chosen flows, as drafts; those that were chosen before and are not now go."""
        wanted = [kind for kind, _label in KINDS if self[f"with_{kind}"]]
        if not wanted:
            raise UserError(self.env._("Choose what flows."))
        for kind in wanted:
            if self[f"{kind}_obstacle"]:
                raise UserError(self[f"{kind}_obstacle"])
        self._drop_flows(self.flow_ids.filtered(lambda flow: flow.kind not in wanted))
        present = self.flow_ids.mapped("kind")
        self.env["deratix.flow"].create(
            [
                {
                    "kind": kind,
                    "setup_id": self.id,
                    "company_id": self.company_id.id,
                    "source_id": self.source_id.id,
                    "target_id": self.target_id.id,
                }
                for kind in wanted
                if kind not in present
            ]
        )

    def _drop_flows(self, flows):
        """Flows that nobody wants any more. What a preview already carried over keeps its run, and
        the flow with it, out of sight."""
        drafts = flows.filtered(lambda flow: flow.state == "draft")
        drafts._live_runs().action_cancel()
        kept = drafts.filtered("run_ids")
        kept.write({"active": False, "setup_id": False})
        (drafts - kept).unlink()

    def _switch_on(self):
        """Nothing is written by itself before somebody has seen what it would be."""
        for flow in self.flow_ids:
            if not flow.preview_run_id or flow.preview_run_id.state in UNSEEN:
                raise UserError(self.env._("Look at the preview of “%s” first.", flow.display_name))
        self.flow_ids.action_switch_on()

    # -- the pages --------------------------------------------------------------------------------

    @api.model
    def action_begin(self):
        """Take up what was left, or begin."""
        self.check_access("create")
        left = self.search(
            [
                ("create_uid", "=", self.env.uid),
                ("company_id", "=", self.env.company.id),
                ("step", "!=", "done"),
            ],
            limit=1,
        )
        return left.action_open()

    def action_open(self):
        """The page of this one, or of a new one."""
        action = self.env["ir.actions.actions"]._for_xml_id(
            "deratix_integrations.action_flow_setup"
        )
        return {**action, "views": [(False, "form")], "res_id": self.id}

    def _open_flows(self):
        action = self.env["ir.actions.actions"]._for_xml_id("deratix_integrations.action_flow")
        return {**action, "target": "main"}

    def action_source_account(self):
        return self.env["deratix.card"]._form(self.source_id)

    def action_target_account(self):
        return self.env["deratix.card"]._form(self.target_id)

    def action_source_test(self):
        return self.source_id.action_test()

    def action_target_test(self):
        return self.target_id.action_test()

    def action_source_authorise(self):
        return self.source_id.action_authorise()

    def action_target_authorise(self):
        return self.target_id.action_authorise()

"""Flows of orders from the sandboxes of jortt and Fortnox into this Odoo."""

from .common import SandboxCase
from .oauth_case import connect
from .sandbox import Sandbox


class OrdersCase(SandboxCase):
    """A flow of orders that is on; the sandbox has two clients and no documents."""

    system = "jortt"
    document = "invoice"
    sign_in_with = {}
    rates = (0, 9, 21)
    currency = "EUR"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        currency = cls.env["res.currency"].with_context(active_test=False)
        currency = currency.search([("name", "=", cls.currency)])
        currency.active = True
        group = cls.env["account.tax.group"].create({"name": "VAT"})
        cls.taxes = {
            rate: cls.env["account.tax"].create(
                {
                    "name": f"VAT {rate} %",
                    "amount": rate,
                    "amount_type": "percent",
                    "type_tax_use": "sale",
                    "price_include_override": "tax_excluded",
                    "tax_group_id": group.id,
                    "sequence": 0,
                }
            )
            for rate in cls.rates
        }

    @classmethod
    def lead_to(cls, url):
        cls.sandbox.stop()
        cls.sandbox = Sandbox(cls.system)
        cls.addClassCleanup(cls.sandbox.stop)
        cls.connection = connect(cls.env, cls.system, cls.sandbox.url, **cls.sign_in_with)

    def setUp(self):
        super().setUp()
        self.reset()
        self.flow = self.make_flow()

    def reset(self, **options):
        self.sandbox.reset(rate=0, **({"clients": 2, "invoices": 0, "estimates": 0} | options))
        self.clients = self.sandbox.control("clients", method="GET")["ids"]

    def make_flow(self, **values):
        flow = self.env["deratix.flow"].create(
            {
                "kind": "orders",
                "source_id": self.connection.id,
                "source_document": self.document,
                **values,
            }
        )
        flow.order_state_ids = self.states("open", "paid", "draft")
        flow.with_user(self.admin).action_switch_on()
        return flow

    def states(self, *codes):
        return self.env["deratix.order.state"].search([("code", "in", codes)])

    # -- the source -----------------------------------------------------------------------------

    def order(self, *lines, client=0, **fields):
        """A document made there by a person; lines are ``(text, quantity, price, rate)``."""
        lines = lines or (("[BR-1] Zuurdesem", 2, "3.10", 9),)
        items = [
            {
                "description": text,
                "quantity": str(quantity),
                "amount": {"amount": price, "currency": "EUR"},
                "vat": {"value": str(rate / 100), "category": None},
            }
            for text, quantity, price, rate in lines
        ]
        body = {
            "customer_id": self.clients[client],
            "invoice_date": "2026-03-09",
            "line_items": items,
            **fields,
        }
        return self.sandbox.control("invoices", **body)["id"]

    def send(self):
        """Let the other system send what was scheduled for sending."""
        self.sandbox.control("clock", advance=60)

    # -- this side ------------------------------------------------------------------------------

    def cycle(self, flow=None):
        """One look of the flow, worked to the end; returns the run, if anything was found."""
        flow = flow or self.flow
        before = self.env["deratix.run"].search([])
        with self.enter_registry_test_mode():
            flow.with_user(self.admin).action_run_now()
        self.work()
        self.assertFalse(flow._live_runs())
        return self.env["deratix.run"].search([]) - before

    def preview_of_flow(self):
        """The run of a preview, as the user sees it who applies it."""
        before = self.flow.run_ids
        with self.enter_registry_test_mode():
            self.flow.with_user(self.admin).action_preview()
        self.work()
        run = self.flow.run_ids - before
        self.assertEqual(run.state, "ready", run.message)
        return run.with_user(self.user)

    def order_line(self, run, external_id):
        return self.line(run, f"order:{external_id}")

    def sale(self, external_id):
        """The sales order of a document."""
        binding = self.binding(external_id, self.flow.source_document)
        return self.env["sale.order"].browse(binding.res_id)

    def take_in(self, *lines, **fields):
        """A document made there, and the sales order it becomes here."""
        external_id = self.order(*lines, **fields)
        self.send()
        run = self.cycle()
        line = self.order_line(run, external_id)
        self.assertEqual(line.state, "done", line.message)
        return external_id, self.sale(external_id)

    def retry(self, line):
        with self.enter_registry_test_mode():
            line.with_user(self.user).action_retry()
        self.work()

    def decide(self, line, decision="create"):
        """Open a run again, decide on one of its lines, and have that carried out."""
        run = line.run_id.with_user(self.user)
        with self.enter_registry_test_mode():
            run.action_reopen()
            line.with_user(self.user).decision = decision
        self.apply(run)

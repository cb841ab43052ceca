import threading
from unittest.mock import patch

from odoo.tests import tagged

from ..pipeline.flow.order_apply import OrderApplier
from .oauth_case import CommittingCase

SECONDS = 60
ORDERS = 4


@tagged("post_install", "-at_install")
class TestFlowOrdersInWorkers(CommittingCase):
    """Two flows that have read the same orders before either makes them: with transactions that
    really commit. What a test commits it deletes again."""

    def setUp(self):
        super().setUp()
        self.sandbox.reset(rate_limit=0, clients=2, articles=2, orders=ORDERS, invoices=0)
        self.made = {}
        with self.registry.cursor() as cr:
            env = self.environment(cr)
            connection = self.connection(cr)
            tenant = connection.credential_ids.filtered(lambda each: each.key == "tenant_id")
            tenant.value = "555001"
            for table in ("res_partner", "sale_order", "product_template", "product_product"):
                cr.execute(f"SELECT COALESCE(max(id), 0) FROM {table}")
                (self.made[table],) = cr.fetchone()
            self.was_active = env.ref("base.SEK").active
            env.ref("base.SEK").active = True
            self.group_id = env["account.tax.group"].create({"name": "Moms"}).id
            self.tax_ids = (
                env["account.tax"]
                .create(
                    [
                        {
                            "name": f"Moms {rate} %",
                            "amount": rate,
                            "type_tax_use": "sale",
                            "tax_group_id": self.group_id,
                        }
                        for rate in (6, 12, 25)
                    ]
                )
                .ids
            )
            states = env["deratix.order.state"].search([])
            self.flow_ids = [
                env["deratix.flow"]
                .create(
                    {
                        "kind": "orders",
                        "source_id": connection.id,
                        "order_state_ids": [(6, 0, states.ids)],
                    }
                )
                .id
                for _flow in range(2)
            ]

    def clean(self):
        with self.registry.cursor() as cr:
            env = self.environment(cr)
            for table in ("deratix_run", "deratix_binding"):
                cr.execute(f"DELETE FROM {table} WHERE connection_id = %s", [self.connection_id])
            cr.execute("DELETE FROM deratix_flow WHERE id = ANY(%s)", [self.flow_ids])
            for table in ("sale_order", "product_product", "product_template", "res_partner"):
                cr.execute(f"DELETE FROM {table} WHERE id > %s", [self.made[table]])
            env["account.tax"].browse(self.tax_ids).unlink()
            env["account.tax.group"].browse(self.group_id).unlink()
            env.ref("base.SEK").active = self.was_active
            cr.execute("DELETE FROM ir_cron_trigger")
        return super().clean()

    def work(self):
        """What the scheduler does, with a cursor of its own."""
        with self.registry.cursor() as cr:
            self.environment(cr)["deratix.run"]._cron_work()

    def test_each_order_once(self):
        with self.registry.cursor() as cr:
            flows = self.environment(cr)["deratix.flow"].browse(self.flow_ids)
            for flow in flows:
                flow.action_preview()
        self.work()
        with self.registry.cursor() as cr:
            runs = self.environment(cr)["deratix.flow"].browse(self.flow_ids).run_ids
            self.assertEqual(runs.mapped("state"), ["ready", "ready"])
            run_ids = runs.ids
            for run in runs:
                run.action_apply()
        entered, inside, go_on = [], threading.Event(), threading.Event()
        apply = OrderApplier.apply

        def slow(applier, lines):
            entered.append(applier.run.id)
            if len(entered) == 1:
                inside.set()
                go_on.wait(SECONDS)
            return apply(applier, lines)

        with patch.object(OrderApplier, "apply", slow):
            thread = threading.Thread(target=self.work, daemon=True)
            thread.start()
            self.addCleanup(thread.join, SECONDS)
            try:
                self.assertTrue(inside.wait(SECONDS))
                self.work()
                self.assertEqual(len(entered), 1, "no other worker makes orders meanwhile")
            finally:
                go_on.set()
            thread.join(SECONDS)
            self.assertFalse(thread.is_alive())
        self.work()
        with self.registry.cursor() as cr:
            env = self.environment(cr)
            runs = env["deratix.run"].browse(run_ids)
            self.assertEqual(set(runs.mapped("state")), {"done"})
            lines = runs.line_ids.filtered("record")
            states = sorted(lines.mapped("state"))
            self.assertEqual(states, ["done"] * ORDERS + ["skipped"] * ORDERS)
            sales = env["sale.order"].search([("id", ">", self.made["sale_order"])])
            self.assertEqual(len(sales), ORDERS)
            codes = env["product.product"].search([("id", ">", self.made["product_product"])])
            self.assertEqual(len(set(codes.mapped("default_code"))), len(codes))

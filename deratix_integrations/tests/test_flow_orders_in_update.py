from odoo.tests import tagged

from .orders_case import FortnoxOrdersCase


@tagged("post_install", "-at_install")
class TestFlowOrdersInUpdate(FortnoxOrdersCase):
    """What becomes of an order here when it changes there, and what undoing takes back."""

    def wares(self, sale):
        return [
            (line.product_id.default_code, line.product_uom_qty, line.price_unit)
            for line in sale.order_line
        ]

    # -- changes there ------------------------------------------------------------------------

    def test_left_as_it_is(self):
        external_id, sale = self.take_in()
        before = self.wares(sale)
        self.change(external_id, OrderRows=[self.row(0, 5, 90)])
        self.assertFalse(self.cycle())
        self.assertEqual(self.wares(sale), before)
        self.flow.existing = "update"
        self.assertTrue(self.cycle())
        self.assertEqual(self.wares(sale), [(self.articles[0], 5, 90)])

    def changed(self, *rows, **fields):
        self.flow.existing = "update"
        external_id, sale = self.take_in((0, 2, 100), (1, 1, 50))
        self.assertEqual(sale.state, "sale")
        rows = rows or ((0, 5, 90), (2, 1, 10))
        self.change(external_id, OrderRows=[self.row(*row) for row in rows], **fields)
        return external_id, sale, self.cycle

    def test_updated(self):
        external_id, sale, cycle = self.changed(YourOrderNumber="PO-10")
        lines = sale.order_line
        run = cycle()
        self.assertEqual(self.order_line(run, external_id).decision, "update")
        self.assertEqual(self.wares(sale), [(self.articles[0], 5, 90), (self.articles[2], 1, 10)])
        self.assertEqual((sale.order_line, sale.client_order_ref), (lines, "PO-10"))
        self.assertEqual((sale.state, str(sale.date_order.date())), ("sale", "2026-03-09"))
        self.assertFalse(self.cycle())

    def test_rows_that_are_gone(self):
        _id, sale, cycle = self.changed((0, 5, 90))
        cycle()
        rows = [(self.articles[0], 5, 90), (self.articles[1], 0, 50)]
        self.assertEqual(self.wares(sale), rows, "a confirmed order keeps its lines")
        self.assertEqual(sale.amount_untaxed, 450)

    def test_changed_here_as_well(self):
        external_id, sale, cycle = self.changed()
        sale.order_line[0].product_uom_qty = 7
        line = self.order_line(cycle(), external_id)
        self.assertEqual(
            (line.state, line.category, line.waits_for), ("planned", "review", "change")
        )
        self.assertEqual(sale.order_line[0].product_uom_qty, 7)
        self.assertFalse(self.cycle())
        self.decide(line)
        self.assertEqual(self.wares(sale), [(self.articles[0], 5, 90), (self.articles[2], 1, 10)])

    def test_a_client_that_was_changed_here_is_changed_here_as_well(self):
        external_id, sale, cycle = self.changed()
        sale.partner_id = self.env["res.partner"].create({"name": "Another"})
        self.assertEqual(self.order_line(cycle(), external_id).waits_for, "change")

    def test_what_is_invoiced_is_not_updated(self):
        external_id, sale, cycle = self.changed()
        self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": sale.partner_id.id,
                "invoice_line_ids": [
                    (0, 0, {"name": "Hyvel", "sale_line_ids": [(6, 0, sale.order_line[:1].ids)]})
                ],
            }
        )
        line = self.order_line(cycle(), external_id)
        self.assertEqual((line.category, line.waits_for), ("review", "repair"))
        self.assertIn("invoiced", line.message)

    def test_cancelled_there(self):
        for existing in ("skip", "update"):
            self.flow.existing = existing
            external_id, sale = self.take_in()
            self.sandbox.control("clock", advance=120)
            self.sandbox.control(f"orders/{external_id}/cancel")
            before = sale.message_ids
            self.cycle()
            self.assertEqual(sale.state, "sale", "what becomes of it people decide")
            (message,) = sale.message_ids - before
            self.assertIn("cancelled", message.body)
            self.assertEqual(sale.activity_ids.user_id, self.admin)
            self.change(external_id, Remarks="Makulerad")
            self.cycle()
            self.assertEqual(len(sale.activity_ids), 1, "it is told once")

    def test_deleted_here_is_not_made_again(self):
        self.flow.existing = "update"
        external_id, sale = self.take_in()
        sale._action_cancel()
        sale.unlink()
        self.assertEqual(self.binding(external_id, "order").state, "tombstone")
        self.change(external_id, Remarks="Igen")
        self.flow.watermark = False
        self.assertFalse(self.cycle())
        self.assertFalse(self.env["sale.order"].search([("origin", "like", "Fortnox")]))

    def test_an_idle_look_is_one_request(self):
        self.take_in()
        self.sandbox.control("clock", advance=120)
        self.cycle()
        self.sandbox.forget_requests()
        before = self.business_state()
        self.assertFalse(self.cycle())
        self.assertEqual(self.business_state(), before)
        self.assertEqual(len([path for _m, path in self.sandbox.requests() if "/3/" in path]), 1)

    # -- undoing --------------------------------------------------------------------------------

    def test_undone(self):
        before = self.business_state()
        product_count = self.env["product.product"].with_context(active_test=False).search_count
        products = product_count([])
        external_id = self.order(
            DeliveryName="Lager", DeliveryAddress1="Lagervägen 3", DeliveryCity="Knivsta"
        )
        run = self.cycle()
        self.assertEqual(self.sale(external_id).state, "sale")
        self.assertEqual(self.sale(external_id).partner_shipping_id.city, "Knivsta")
        self.undo(run.with_user(self.user))
        self.assertEqual(self.order_line(run, external_id).state, "undone")
        self.assertFalse(self.binding(external_id, "order"))
        self.assertEqual(product_count([]), products)
        for table in ("sale_order", "res_partner"):
            self.assertEqual(self.business_state()[table], before[table])
        self.change(external_id, Remarks="Igen")
        self.flow.watermark = False
        self.assertFalse(self.cycle(), "it does not come again by itself")

    def refusal(self, touch):
        external_id, sale = self.take_in()
        run = self.flow.run_ids[0]
        touch(sale)
        self.undo(run.with_user(self.user))
        line = self.order_line(run, external_id)
        self.assertEqual(line.state, "kept")
        self.assertTrue(sale.exists())
        self.assertEqual(self.binding(external_id, "order").state, "linked")
        return line.message

    def test_what_was_changed_is_kept(self):
        message = self.refusal(lambda sale: sale.order_line.write({"product_uom_qty": 3}))
        self.assertIn("changed", message)

    def test_what_was_cancelled_is_kept(self):
        self.assertIn("changed", self.refusal(lambda sale: sale._action_cancel()))

    def test_what_somebody_wrote_about_is_kept(self):
        message = self.refusal(
            lambda sale: sale.message_post(body="Ring först", message_type="comment")
        )
        self.assertIn("hangs", message)

    def test_what_was_carried_on_is_kept(self):
        other = self.connect(self.env.company, "http://127.0.0.1:9", "Elsewhere")

        def carry(sale):
            self.env["deratix.binding"].create(
                {
                    "connection_id": other.id,
                    "company_id": self.env.company.id,
                    "kind": "order",
                    "external_id": "9",
                    "model": "sale.order",
                    "res_id": sale.id,
                }
            )

        self.assertIn("Elsewhere", self.refusal(carry))

    def test_what_was_deleted_stays_deleted(self):
        external_id, sale = self.take_in()
        run = self.flow.run_ids[0]
        sale._action_cancel()
        sale.unlink()
        self.undo(run.with_user(self.user))
        self.assertEqual(self.order_line(run, external_id).state, "kept")
        self.assertEqual(self.binding(external_id, "order").state, "tombstone")

    def test_an_update_is_put_back(self):
        _id, sale, cycle = self.changed((0, 5, 90), (2, 1, 10), (1, 4, 7), YourOrderNumber="PO-10")
        before = self.wares(sale)
        run = cycle()
        self.assertEqual(len(sale.order_line), 3)
        self.undo(run.with_user(self.user))
        self.assertEqual(self.wares(sale)[:2], before)
        self.assertEqual(sale.amount_untaxed, 250)
        self.assertFalse(sale.client_order_ref)
        self.assertFalse(self.cycle(), "it is not updated again by itself")

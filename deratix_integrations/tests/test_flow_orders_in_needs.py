from odoo.tests import tagged

from .orders_case import OrdersCase


@tagged("post_install", "-at_install")
class TestFlowOrdersInNeeds(OrdersCase):
    """Clients and products of orders: found, made, or waited for."""

    def partner_of(self, client):
        return self.env["res.partner"].browse(self.binding(client).res_id)

    def product(self, name="Koffie", **fields):
        return self.env["product.product"].create({"name": name, **fields})

    def asked(self, part):
        return [path for _method, path in self.sandbox.requests() if part in path]

    def writes(self):
        return [
            path for method, path in self.sandbox.requests() if "/v" in path and method != "GET"
        ]

    # -- clients ----------------------------------------------------------------------------------

    def test_a_client_is_asked_for_once(self):
        first, second = self.order(), self.order()
        self.sandbox.forget_requests()
        self.cycle()
        self.assertEqual(len(self.asked(f"/customers/{self.clients[0]}")), 1)
        self.assertTrue(self.sale(first).partner_id)
        self.assertEqual(self.sale(first).partner_id, self.sale(second).partner_id)
        self.assertFalse(self.writes())

    def matching_partner(self, **fields):
        self.sandbox.change(self.clients[0], email="in@duin.example", address_city="Delft")
        return self.env["res.partner"].create(
            {"name": "Bakkerij Duin", "email": "in@duin.example", "city": "Leiden", **fields}
        )

    def test_a_client_that_is_here_is_linked_and_left_as_it_is(self):
        partner = self.matching_partner()
        _id, sale = self.take_in()
        self.assertEqual(sale.partner_id, partner)
        self.assertEqual(partner.city, "Leiden")
        client = self.sandbox.control(f"clients/{self.clients[0]}", method="GET")
        self.assertEqual(client["address_city"], "Delft")
        self.assertFalse(self.cycle())

    def test_a_client_that_is_here_is_updated_where_the_flow_says_so(self):
        self.flow.customer_update = True
        self.sandbox.change(self.clients[0], phonenumber=None)
        partner = self.matching_partner(city=False, phone="+31 20 123 4567")
        _id, sale = self.take_in()
        self.assertEqual((sale.partner_id, partner.city), (partner, "Delft"))
        self.assertFalse(self.writes(), "nothing goes back")
        self.assertTrue(partner.phone)

    def client_to_decide_on(self):
        self.matching_partner()
        self.matching_partner()
        waiting, other = self.order(), self.order(client=1)
        run = self.cycle()
        self.assertTrue(self.sale(other), "one client to decide on stops no other order")
        line = self.order_line(run, waiting)
        self.assertEqual((line.state, line.category), ("planned", "review"))
        self.assertEqual(line.waits_for, "client")
        self.assertFalse(self.cycle(), "nothing is asked again")
        return waiting, run

    def test_an_order_waits_for_its_client_and_follows_by_itself(self):
        waiting, run = self.client_to_decide_on()
        client = self.line(run, self.clients[0])
        self.decide(client)
        self.assertEqual(client.state, "done", client.message)
        again = self.cycle()
        self.assertEqual(self.order_line(again, waiting).state, "done")
        self.assertEqual(self.sale(waiting).partner_id, client.partner_id)
        self.assertEqual(self.order_line(run, waiting).state, "skipped")
        self.assertFalse(self.cycle())

    def decided_after(self, **choice):
        """An order that waited for its client, when the flow wants others by now."""
        waiting, run = self.client_to_decide_on()
        self.flow.write(choice)
        self.decide(self.line(run, self.clients[0]))
        self.cycle()
        self.assertFalse(self.binding(waiting, "invoice"))
        self.assertFalse(self.cycle())

    def test_what_waited_is_not_made_when_it_is_in_the_wrong_state_by_now(self):
        self.decided_after(order_state_ids=[(6, 0, self.states("paid").ids)])

    def test_what_waited_is_not_made_when_it_is_too_old_by_now(self):
        self.decided_after(since="2026-03-10")

    def test_the_default_customer_always(self):
        default = self.env["res.partner"].create({"name": "Webshop"})
        self.flow.write({"default_partner_id": default.id, "default_partner_use": "always"})
        self.sandbox.forget_requests()
        _id, sale = self.take_in()
        self.assertEqual(sale.partner_id, default)
        self.assertEqual(self.asked("/customers"), [])

    def test_the_default_customer_where_there_is_none(self):
        external_id = self.order(send_method="self")
        self.send()
        self.sandbox.remove(self.clients[0])
        line = self.order_line(self.cycle(), external_id)
        self.assertEqual((line.category, line.waits_for), ("review", "repair"))
        default = self.env["res.partner"].create({"name": "Webshop"})
        self.flow.write({"default_partner_id": default.id, "default_partner_use": "fallback"})
        self.retry(line)
        self.assertEqual(self.sale(external_id).partner_id, default)

    # -- products ---------------------------------------------------------------------------------

    def test_products_are_found(self):
        coded = self.product("B", default_code="B-1")
        scanned, named = self.product("C", barcode="8712345678906"), self.product("Bezorgen")
        archived = self.product("D", default_code="D-1", active=False)
        before = self.env["product.product"].with_context(active_test=False).search_count([])
        _id, sale = self.take_in(
            ("[B-1] x", 1, "1.00", 9), ("[8712345678906] x", 1, "1.00", 9),
            ("Bezorgen", 1, "5.00", 21),
            ("[D-1] x", 1, "1.00", 9),
        )  # fmt: skip
        self.assertEqual(list(sale.order_line.product_id), list(coded + scanned + named + archived))
        after = self.env["product.product"].with_context(active_test=False).search_count([])
        self.assertEqual(after, before)

    def test_a_product_of_another_company_is_none(self):
        other = self.env["res.company"].create({"name": "Other"})
        theirs = self.product("Theirs", default_code="KF-7", company_id=other.id)
        _id, sale = self.take_in(("[KF-7] Koffie", 1, "10.00", 21))
        self.assertNotEqual(sale.order_line.product_id, theirs)
        self.assertEqual(sale.order_line.product_id.company_id, self.env.company)

    def test_a_missing_product_is_made_once(self):
        lines = ("[KF-7] Koffie", 1, "10.00", 21), ("[KF-7] Koffie", 2, "10.00", 21)
        first, second = self.order(*lines), self.order(*lines)
        self.cycle()
        product = self.env["product.product"].search([("default_code", "=", "KF-7")])
        self.assertEqual(len(product), 1)
        for external_id in (first, second):
            self.assertEqual(self.sale(external_id).order_line.product_id, product)

    def test_the_default_product(self):
        default = self.product("Diversen")
        self.flow.write({"default_product_id": default.id, "missing_product": "default"})
        _id, sale = self.take_in(("[KF-7] Koffie", 1, "10.00", 21))
        line = sale.order_line
        self.assertEqual((line.product_id, line.name, line.price_unit), (default, "Koffie", 10))

    def test_an_order_waits_for_its_product_and_follows_by_itself(self):
        self.flow.missing_product = "hold"
        waiting = self.order(("[KF-7] Koffie", 1, "10.00", 21), ("[BR-1] Brood", 1, "2.00", 9))
        also = self.order(("[TH-2] Thee", 1, "4.00", 9))
        run = self.cycle()
        line = self.order_line(run, waiting)
        self.assertEqual((line.category, line.waits_for), ("review", "product"))
        self.assertIn("BR-1", line.message)
        self.assertFalse(self.env["sale.order"].search([("origin", "like", "Jortt")]))
        self.product("Brood", default_code="BR-1")
        self.assertFalse(self.cycle(), "the other one is missing still")
        product = self.product("Koffie", default_code="KF-7")
        again = self.cycle()
        self.assertEqual(self.order_line(again, waiting).state, "done")
        self.assertIn(product, self.sale(waiting).order_line.product_id)
        self.assertFalse(self.binding(also, "invoice"))
        self.assertFalse(self.cycle())

    def test_a_held_order_is_mended_and_retried(self):
        self.flow.missing_product = "hold"
        external_id = self.order(("[KF-7] Koffie", 1, "10.00", 21))
        line = self.order_line(self.cycle(), external_id)
        self.retry(line)
        self.assertEqual(line.waits_for, "product")
        self.product("Koffie", default_code="KF-7")
        self.retry(line)
        self.assertEqual(line.state, "done", line.message)
        self.assertFalse(line.waits_for)
        self.assertTrue(self.sale(external_id))

    def test_several_products_of_a_number(self):
        for name in ("Koffie", "Koffie decaf"):
            self.product(name, default_code="KF-7")
        external_id = self.order(("[KF-7] Koffie", 1, "10.00", 21))
        line = self.order_line(self.cycle(), external_id)
        self.assertEqual((line.category, line.waits_for), ("review", "repair"))
        self.assertIn("KF-7", line.message)
        self.assertFalse(self.cycle())

from odoo.tests import tagged

from .flow_orders_case import OrdersOutCase


@tagged("post_install", "-at_install")
class TestFlowOrdersOutNeeds(OrdersOutCase):
    """The clients and products that orders need in the target."""

    def customers(self):
        ids = self.sandbox.control("customers", method="GET")["ids"]
        return [self.sandbox.control(f"customers/{id_}", method="GET") for id_ in ids]

    def add(self, **fields):
        return self.sandbox.control("customers", **fields)["id"]

    def party(self, partner):
        return self.env["deratix.binding"].search(
            [("model", "=", "res.partner"), ("res_id", "=", partner.id)]
        )

    # -- clients --------------------------------------------------------------------------------

    def test_a_client_with_this_address_is_linked_and_left_as_it_is(self):
        self.add(Name="Other", Email="old-info@granlund.example")
        number = self.add(Name="Granlund", Email="Info@Granlund.example", City="Knivsta")
        self.order()
        run = self.go()
        self.assertEqual(len(self.customers()), 2)
        self.assertEqual(self.party(self.partner).external_id, number)
        self.assertEqual(self.documents()[0]["CustomerNumber"], number)
        self.assertEqual(self.line_of(run, self.partner).decision, "link")
        there = self.sandbox.control(f"customers/{number}", method="GET")
        self.assertEqual((there["Name"], there["City"]), ("Granlund", "Knivsta"))
        self.assertEqual(self.partner.city, "Uppsala")

    def test_a_client_is_updated_where_the_flow_says_so(self):
        self.flow.customer_update = True
        number = self.add(Name="Granlund", Email="info@granlund.example", Phone1="018-1")
        self.order()
        self.go()
        there = self.sandbox.control(f"customers/{number}", method="GET")
        self.assertEqual((there["Name"], there["City"]), ("Granlund Trä AB", "Uppsala"))
        self.assertEqual(there["Phone1"], "018-1", "what Odoo does not know stays")
        self.assertFalse(self.partner.phone, "and nothing is written in Odoo")
        self.partner.city = "Gävle"
        self.order()
        run = self.go()
        self.assertEqual(run.state, "done", run.message)
        there = self.sandbox.control(f"customers/{number}", method="GET")
        self.assertEqual(there["City"], "Gävle")
        self.assertEqual(len(self.documents()), 2)

    def test_found_by_the_number_of_the_company(self):
        self.flow.customer_key = "company_number"
        self.partner.company_registry = "5560360793"
        self.partner.country_id = self.env.ref("base.se")
        number = self.add(Name="G", OrganisationNumber="556036-0793")
        self.add(Name="Same address", Email="info@granlund.example")
        self.order()
        self.go()
        self.assertEqual(self.party(self.partner).external_id, number)

    def test_found_by_the_vat_number(self):
        self.flow.customer_key = "vat"
        self.partner.vat = "DE136695976"
        self.add(Name="Granlund Trä AB", VATNumber="DE811569869")
        number = self.add(Name="Granlund Trä AB, Berlin", VATNumber="DE136695976")
        self.order()
        self.go()
        self.assertEqual(self.party(self.partner).external_id, number)

    def test_several_of_one_address_are_for_a_person(self):
        numbers = [self.add(Name=name, Email="info@granlund.example") for name in ("A", "B")]
        order = self.order()
        run = self.go()
        self.assertEqual(run.state, "done")
        line = self.line_of(run, self.partner)
        self.assertEqual(line.state, "failed")
        self.assertIn(", ".join(numbers), line.message)
        self.assertIn("Granlund Trä AB", self.line_of(run, order).message)
        self.assertEqual(self.documents(), [])
        self.assertFalse(self.go())
        self.sandbox.control(f"customers/{numbers[0]}", method="DELETE")
        self.retry(self.line_of(run, order))
        self.assertEqual(len(self.customers()), 1, "none was added")

    def test_a_client_of_somebody_else_is_not_taken(self):
        other = self.client("Elsewhere", "info@granlund.example")
        number = self.add(Name="Elsewhere", Email="info@granlund.example")
        self.env["deratix.binding"].create(
            {
                "connection_id": self.connection.id,
                "company_id": self.env.company.id,
                "kind": "party",
                "external_id": number,
                "model": "res.partner",
                "res_id": other.id,
            }
        )
        order = self.order()
        run = self.go()
        self.assertEqual(self.line_of(run, order).state, "failed")
        self.assertFalse(self.party(self.partner))

    def test_the_company_of_a_contact_is_the_client(self):
        person = self.env["res.partner"].create({"name": "Olle", "parent_id": self.partner.id})
        self.order(partner=person)
        self.go()
        self.assertEqual([row["Name"] for row in self.customers()], ["Granlund Trä AB"])

    def test_the_default_customer_for_all(self):
        self.flow.write(
            {
                "default_partner_id": self.client("Webbkund", "webb@demo.example").id,
                "default_partner_use": "always",
            }
        )
        self.order()
        self.order(partner=self.client("Annan", "annan@demo.example"))
        self.go()
        self.assertEqual([row["Name"] for row in self.customers()], ["Webbkund"])
        self.assertEqual({row["CustomerName"] for row in self.documents()}, {"Webbkund"})

    def test_the_default_customer_instead_of_an_archived_one(self):
        self.flow.write(
            {
                "default_partner_id": self.client("Webbkund", "webb@demo.example").id,
                "default_partner_use": "fallback",
            }
        )
        order = self.order()
        self.order(partner=self.client("Annan", "annan@demo.example"))
        order.partner_id.active = False
        self.go()
        self.assertEqual({row["Name"] for row in self.customers()}, {"Webbkund", "Annan"})

    # -- products -------------------------------------------------------------------------------

    def test_a_product_that_is_there_is_linked(self):
        self.sandbox.control("articles", ArticleNumber="HYV-12", Description="Theirs")
        run = self.run_of(self.order())
        self.assertEqual(self.line_of(run, self.saw).category, "equal")
        self.assertEqual(self.sandbox.control("articles", method="GET")["ids"], ["BOK-1", "HYV-12"])
        article = self.sandbox.control("articles/HYV-12", method="GET")
        self.assertEqual(article["Description"], "Theirs")

    def run_of(self, order):
        run = self.go()
        self.assertEqual(self.line_of(run, order).state, "done", run.line_ids.mapped("message"))
        return run

    def test_the_default_product_stands_for_what_is_missing(self):
        other = self.product("Övrigt", "OVR", 1, self.taxes[0])
        self.sandbox.control("articles", ArticleNumber="HYV-12", Description="Hyvel")
        self.flow.write({"missing_product": "default", "default_product_id": other.id})
        self.sandbox.control("articles", ArticleNumber="OVR", Description="Övrigt")
        self.run_of(self.order())
        rows = self.documents()[0]["OrderRows"]
        self.assertEqual([row["ArticleNumber"] for row in rows], ["HYV-12", "OVR"])
        self.assertEqual(rows[1]["Description"], "Handbok")
        self.assertNotIn("BOK-1", self.sandbox.control("articles", method="GET")["ids"])

    def test_an_order_is_held_until_the_product_is_there(self):
        self.flow.missing_product = "hold"
        self.sandbox.control("articles", ArticleNumber="HYV-12", Description="Hyvel")
        order = self.order()
        run = self.go()
        line = self.line_of(run, order)
        self.assertEqual(line.state, "failed")
        self.assertIn("Handbok", line.message)
        self.assertEqual(self.documents(), [])
        self.sandbox.control("articles", ArticleNumber="BOK-1", Description="Handbok")
        self.retry(line)
        self.assertEqual(line.state, "done", line.message)
        self.assertEqual(len(self.documents()), 1)

    def test_a_product_that_is_refused_is_mended_and_retried_from_the_list(self):
        bad = self.product("Klinga | stor", "KLI-1", 10, self.taxes[0])
        order = self.order((self.saw, 1), (bad, 1))
        good = self.order()
        run = self.go()
        self.assertEqual(run.state, "done")
        self.assertEqual(self.line_of(run, bad).state, "failed")
        self.assertIn("tillåtna tecken", self.line_of(run, order).message)
        self.assertIn("Klinga", self.line_of(run, order).message)
        self.assertEqual(self.line_of(run, good).state, "done")
        bad.name = "Klinga, stor"
        order.order_line.name = "Klinga, stor"
        self.retry(self.line_of(run, order))
        self.assertEqual(self.line_of(run, bad).state, "done", self.line_of(run, bad).message)
        self.assertEqual(self.line_of(run, order).state, "done", self.line_of(run, order).message)
        self.assertEqual(len(self.documents()), 2)

    def test_retrying_the_product_takes_its_orders_along(self):
        bad = self.product("Klinga | stor", "KLI-1", 10, self.taxes[0])
        order = self.order((bad, 1))
        run = self.go()
        bad.name = order.order_line.name = "Klinga"
        self.retry(self.line_of(run, bad))
        self.assertEqual(self.line_of(run, order).state, "done")

    def test_a_refused_client_fails_its_orders_alone(self):
        bad = self.client("Firma {X}", "x@x.example")
        order, good = self.order(partner=bad), self.order()
        run = self.go()
        self.assertIn("Firma {X}", self.line_of(run, order).message)
        self.assertEqual(self.line_of(run, good).state, "done")
        bad.name = "Firma X"
        self.retry(self.line_of(run, order))
        self.assertEqual(self.line_of(run, order).state, "done", self.line_of(run, order).message)

    def test_a_product_without_internal_reference(self):
        nameless = self.product("Utan nummer", False, 10, self.taxes[0])
        order = self.order((nameless, 1))
        run = self.go()
        self.assertIn("internal reference", self.line_of(run, order).message)
        nameless.default_code = "UN-1"
        self.retry(self.line_of(run, order))
        line = self.line_of(run, order)
        self.assertEqual(line.state, "done", line.message)

from odoo.tests import tagged

from .test_flow_customers import CustomerCase

UPPER = {"name": "case", "to": "upper"}


class MappedCase(CustomerCase):
    def client(self, **values):
        return self.env["res.partner"].create(
            {
                "name": "Granlund Trä AB",
                "is_company": True,
                "email": "info@granlund.example",
                "city": "Uppsala",
                **values,
            }
        )

    def names(self):
        return sorted(told["Name"] for told in self.there())


@tagged("post_install", "-at_install")
class TestCustomersMappedOut(MappedCase):
    """Clients of Odoo itself are mapped where they go out."""

    def setUp(self):
        super().setUp()
        self.out = self.flow("customers", target=self.two, customer_update=True)

    def test_mapped_values_are_sent_and_then_nothing(self):
        self.assertTrue(self.out.can_map)
        self.map_rows(self.out, name=("name", UPPER), city=None)
        client = self.client(zip="753 20", phone="+46 18 555 000")
        run = self.cycle(self.out)
        self.assertEqual(run.line_ids.state, "done", run.line_ids.message)
        (told,) = self.there()
        self.assertEqual((told["Name"], told["ZipCode"]), ("GRANLUND TRÄ AB", "753 20"))
        self.assertFalse(told["City"])
        self.assertEqual(client.name, "Granlund Trä AB")
        (number,) = self.second.control("customers", method="GET")["ids"]
        self.edit(number, self.second, City="Malmö")
        client.write({"name": "Granlund & Co AB", "city": "Lund"})
        run = self.cycle(self.out)
        self.assertEqual(list(run.line_ids.outgoing), ["name"])
        (told,) = self.there()
        self.assertEqual((told["Name"], told["City"]), ("GRANLUND & CO AB", "Malmö"))
        self.forget_requests()
        client.function = "x"
        for _round in range(2):
            self.assertFalse(self.cycle(self.out))
        self.assertEqual(self.second.requests(), [])

    def test_another_mapping_shows_in_the_next_preview(self):
        self.client()
        self.client(name="ÅKESSON EL AB", email="el@akesson.example")
        self.cycle(self.out)
        self.out.action_pause()
        self.map_rows(self.out, name=("name", UPPER))
        self.forget_requests()
        run = self.preview(self.out)
        self.assertEqual(run.state, "ready")
        # What is the same by the new mapping is not shown.
        self.assertEqual(run.line_ids.outgoing, {"name": ["Granlund Trä AB", "GRANLUND TRÄ AB"]})
        self.assertEqual(self.second.requests(), [], "a preview writes nothing")
        self.apply(run)
        self.assertEqual(self.names(), ["GRANLUND TRÄ AB", "ÅKESSON EL AB"])
        with self.enter_registry_test_mode():
            self.out.action_switch_on()
        self.forget_requests()
        self.assertFalse(self.cycle(self.out))
        self.assertEqual(self.second.requests(), [])

    def test_what_cannot_be_mapped_is_set_aside_until_the_mapping_is_mended(self):
        known = self.client(name="Lind AB", email="lind@lind.example")
        self.cycle(self.out)
        self.map_rows(self.out, payment_days=("phone", {"name": "number"}))
        known.phone = "inget nummer"
        bad = self.client(phone="saknas")
        self.client(name="Bra AB", email="bra@bra.example", phone="30")
        run = self.cycle(self.out)
        lines = run.line_ids.filtered(lambda line: line.category == "invalid")
        self.assertEqual(lines.partner_id, known | bad)
        self.assertIn("Payment", lines[0].message)
        self.assertEqual(self.names(), ["Bra AB", "Lind AB"])
        self.assertFalse(self.cycle(self.out), "it is not asked again")
        self.map_rows(self.out)
        self.cycle(self.out)
        self.assertEqual(self.names(), ["Bra AB", "Granlund Trä AB", "Lind AB"])
        self.assertFalse(self.cycle(self.out))

    def test_a_mapping_that_fails_while_it_is_sent(self):
        client = self.client(phone="saknas")
        draft = self.out.copy()
        self.out.action_pause()
        run = self.preview(draft)
        self.map_rows(draft, payment_days=("phone", {"name": "number"}))
        self.apply(run)
        self.assertEqual(run.line_ids.state, "failed")
        self.assertEqual(self.there(), [])
        client.phone = "20"
        with self.enter_registry_test_mode():
            run.line_ids.action_retry()
        self.work()
        self.assertEqual(self.names(), ["Granlund Trä AB"])

    def test_who_is_there_already_is_linked_and_mapped(self):
        there = self.customer(self.second)
        client = self.client()
        self.map_rows(self.out, name=("name", UPPER))
        for _round in range(3):
            self.cycle(self.out)
        self.assertEqual(self.partner(there, self.two), client)
        self.assertEqual(self.names(), ["GRANLUND TRÄ AB"])
        self.assertEqual(client.name, "Granlund Trä AB")
        self.forget_requests()
        self.assertFalse(self.cycle(self.out))
        self.assertEqual(self.writes(self.second), [])

    def test_samples_are_of_odoo(self):
        self.map_rows(self.out, name=("name", UPPER))
        self.client()
        self.cycle(self.out)
        told = self.out.with_user(self.admin).explain_map("party")
        name = told["rows"][-1]
        self.assertEqual((name["source"], name["result"]), ("Granlund Trä AB", "GRANLUND TRÄ AB"))

    def test_both_directions_make_no_loop(self):
        back = self.flow("customers", self.two, customer_update=True)
        self.map_rows(self.out, name=("name", UPPER))
        self.client()
        self.customer(self.second, Name="Åkesson El AB", Email="el@akesson.example")
        for _round in range(4):
            self.cycle(self.out, back)
        self.forget_requests()
        state = self.business_state()
        for _round in range(2):
            self.assertFalse(self.cycle(self.out, back))
        self.assertEqual(self.business_state(), state)
        self.assertEqual(self.writes(self.second), [])


@tagged("post_install", "-at_install")
class TestCustomersMappedIn(MappedCase):
    """Those of another system are mapped where they come in."""

    def setUp(self):
        super().setUp()
        self.into = self.flow("customers", self.one, customer_update=True)

    def test_another_mapping_shows_in_the_next_preview(self):
        number = self.customer()
        self.customer(Name="ÅKESSON EL AB", Email="el@akesson.example")
        self.cycle(self.into)
        self.into.action_pause()
        self.map_rows(self.into, name=("name", UPPER))
        state = self.business_state()
        run = self.preview(self.into)
        self.assertEqual(run.state, "ready")
        # What is the same by the new mapping is not shown.
        self.assertEqual(run.line_ids.changes, {"name": ["Granlund Trä AB", "GRANLUND TRÄ AB"]})
        self.assertEqual(self.business_state(), state, "a preview writes nothing")
        self.apply(run)
        self.assertEqual(self.partner(number).name, "GRANLUND TRÄ AB")
        with self.enter_registry_test_mode():
            self.into.action_switch_on()
        state = self.business_state()
        self.assertFalse(self.cycle(self.into))
        self.assertEqual(self.business_state(), state)

    def test_a_preview_that_is_left_is_no_look(self):
        self.customer()
        self.cycle(self.into)
        self.into.action_pause()
        self.map_rows(self.into, name=("name", UPPER))
        run = self.preview(self.into)
        run.action_cancel()
        run = self.preview(self.into)
        self.assertEqual(run.line_ids.changes, {"name": ["Granlund Trä AB", "GRANLUND TRÄ AB"]})

    def test_what_could_not_be_mapped_comes_once_the_mapping_is_mended(self):
        self.map_rows(self.into, country=("name",))
        number = self.customer()
        run = self.cycle(self.into)
        self.assertEqual(run.line_ids.category, "invalid")
        self.assertFalse(self.cycle(self.into), "it is not asked again")
        self.map_rows(self.into)
        self.cycle(self.into)
        self.assertEqual(self.partner(number).name, "Granlund Trä AB")
        self.assertFalse(self.cycle(self.into))

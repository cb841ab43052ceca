from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .flow_case import FlowCase
from .oauth_case import connect
from .sandbox import Sandbox


class CustomerCase(FlowCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Nobody else's clients.
        cls.env["res.partner"].search(
            [("parent_id", "=", False), ("user_ids", "=", False), ("ref_company_ids", "=", False)]
        ).active = False

    def customer(self, sandbox=None, **fields):
        values = {"Name": "Granlund Trä AB", "Type": "COMPANY", "Email": "info@granlund.example"}
        return (sandbox or self.first).control("customers", **{**values, **fields})["id"]

    def edit(self, number, sandbox=None, **fields):
        (sandbox or self.first).control(f"customers/{number}", method="PATCH", **fields)

    def there(self, sandbox=None):
        sandbox = sandbox or self.second
        numbers = sandbox.control("customers", method="GET")["ids"]
        return [sandbox.control(f"customers/{number}", method="GET") for number in numbers]

    def partner(self, number, connection=None):
        link = self.link(connection or self.one, number, "party")
        return self.env["res.partner"].browse(link.res_id)


@tagged("post_install", "-at_install")
class TestCustomersIn(CustomerCase):
    def test_a_company_and_a_person(self):
        into = self.flow("customers", self.one)
        firm = self.customer()
        person = self.customer(Name="Sara Lind", Type="PRIVATE", Email="sara@lind.example")
        self.cycle(into)
        self.assertEqual(
            [(self.partner(each).name, self.partner(each).is_company) for each in (firm, person)],
            [("Granlund Trä AB", True), ("Sara Lind", False)],
        )

    def test_mapped_where_they_come_in(self):
        into = self.flow("customers", self.one, customer_update=True)
        rows = {row["target"]: row for row in into.get_default_map()["party"]}
        rows["name"]["transforms"] = [{"name": "case", "to": "upper"}]
        into.with_user(self.admin).save_map({"party": list(rows.values())}, "", 0)
        number = self.customer()
        self.cycle(into)
        self.assertEqual(self.partner(number).name, "GRANLUND TRÄ AB")
        # What cannot be mapped is set aside, and the rest goes on.
        rows["country"] |= {"source": "email", "transforms": []}
        into.with_user(self.admin).save_map({"party": list(rows.values())}, "", 1)
        bad = self.customer(Name="Lind AB", Email="sara@lind.example")
        run = self.cycle(into)
        line = run.line_ids.filtered(lambda line: line.external_id == bad)
        self.assertEqual((line.category, line.decision), ("invalid", "skip"))
        self.assertIn("country", line.message)
        self.assertFalse(self.partner(bad))

    def test_idle_asks_only_for_the_scan(self):
        into = self.flow("customers", self.one, customer_update=True)
        number = self.customer()
        self.cycle(into)
        state = self.business_state()
        self.forget_requests()
        self.assertFalse(self.cycle(into))
        self.assertEqual(self.business_state(), state)
        self.assertEqual(self.writes(self.first), [])
        self.forget_requests()
        self.assertFalse(self.cycle(into))
        asked = {path for _method, path in self.first.requests() if "token" not in path}
        # What changed a moment ago is asked for once more, see the overlap of readings.
        self.assertLessEqual(asked, {"/3/customers", f"/3/customers/{number}"})

    def test_found_by_e_mail_and_left_as_it_is(self):
        known = self.env["res.partner"].create(
            {"name": "Granlund", "is_company": True, "email": "info@granlund.example"}
        )
        into = self.flow("customers", self.one)
        number = self.customer(City="Uppsala", Name="Granlund Trä AB")
        self.cycle(into)
        self.assertEqual(self.partner(number), known)
        self.assertEqual((known.name, known.city), ("Granlund", False))
        self.edit(number, City="Malmö")
        self.cycle(into)
        self.assertEqual(known.city, False)
        self.assertFalse(self.cycle(into))

    def test_updated_where_that_is_wanted(self):
        known = self.env["res.partner"].create(
            {"name": "Granlund", "is_company": True, "email": "info@granlund.example"}
        )
        into = self.flow("customers", self.one, customer_update=True)
        number = self.customer(City="Uppsala")
        self.cycle(into)
        self.assertEqual((known.name, known.city), ("Granlund Trä AB", "Uppsala"))
        known.city = "Lund"
        self.edit(number, Phone1="+46 18 555 000")
        self.cycle(into)
        self.assertEqual((known.city, known.phone), ("Lund", "+4618555000"))
        self.assertEqual(self.there(self.first)[0]["City"], "Uppsala", "one direction only")

    def test_the_key_comes_before_all_others(self):
        by_mail, by_vat = (
            self.env["res.partner"].create({"name": "Granlund", "is_company": True, **values})
            for values in ({"email": "info@granlund.example"}, {"vat": "SE556016068001"})
        )
        for key, expected in (("email", by_mail), ("vat", by_vat)):
            with self.subTest(key):
                self.first.reset(clients=0, rate_limit=0)
                self.env["deratix.binding"].search([]).unlink()
                into = self.flow("customers", self.one, customer_key=key)
                number = self.customer(Name=f"Granlund {key}", VATNumber="SE556016068001")
                self.cycle(into)
                self.assertEqual(self.partner(number), expected)
                into.action_pause()

    def test_a_reference_is_the_key_where_the_flow_says_so(self):
        by_mail, by_reference = (
            self.env["res.partner"].create({"name": name, "is_company": True, **values})
            for name, values in (
                ("Granlund", {"email": "info@granlund.example"}),
                ("Elsewhere", {"ref": "K-77"}),
            )
        )
        for key, expected in (("email", by_mail), ("reference", by_reference)):
            with self.subTest(key):
                self.first.reset(clients=0, rate_limit=0)
                self.env["deratix.binding"].search([]).unlink()
                into = self.flow("customers", self.one, customer_key=key)
                number = self.customer(Name=f"Granlund {key}", ExternalReference="K-77")
                run = self.cycle(into)
                self.assertEqual(run.line_ids.mapped("reason"), [key])
                self.assertEqual(self.partner(number), expected)
                into.action_pause()

    def test_a_preview_writes_nothing_and_undo_takes_back(self):
        into = self.flow("customers", self.one)
        draft = into.copy()
        into.action_pause()
        number = self.customer()
        before = self.business_state()
        run = self.preview(draft)
        self.assertEqual((run.state, len(run.line_ids)), ("ready", 1))
        self.assertEqual(self.business_state(), before)
        self.apply(run)
        partner = self.partner(number)
        self.assertTrue(partner)
        self.undo(run)
        self.assertFalse(partner.exists())


@tagged("post_install", "-at_install")
class TestCustomersOut(CustomerCase):
    def test_from_odoo(self):
        out = self.flow("customers", target=self.two, customer_update=True)
        partner = self.env["res.partner"].create(
            {"name": "Granlund Trä AB", "is_company": True, "email": "info@granlund.example"}
        )
        self.cycle(out)
        (told,) = self.there()
        self.assertEqual((told["Name"], told["Type"]), ("Granlund Trä AB", "COMPANY"))
        partner.city = "Uppsala"
        self.cycle(out)
        self.assertEqual(self.there()[0]["City"], "Uppsala")
        self.forget_requests()
        self.assertFalse(self.cycle(out))
        self.assertEqual(self.second.requests(), [])

    def test_without_update_it_is_only_added(self):
        out = self.flow("customers", target=self.two)
        partner = self.env["res.partner"].create({"name": "Granlund Trä AB", "is_company": True})
        self.cycle(out)
        partner.city = "Uppsala"
        self.assertFalse(self.cycle(out))
        self.assertFalse(self.there()[0]["City"])

    def test_only_what_came_from_the_source_goes_on(self):
        self.env["res.partner"].create({"name": "Egen kund", "is_company": True})
        flow = self.flow("customers", self.one, self.two, customer_update=True)
        number = self.customer()
        self.cycle(flow)
        self.assertEqual([told["Name"] for told in self.there()], ["Granlund Trä AB"])
        self.edit(number, Name="Granlund & Co AB")
        self.cycle(flow)
        self.assertEqual([told["Name"] for told in self.there()], ["Granlund & Co AB"])

    def test_who_is_there_already_is_linked(self):
        there = self.customer(self.second, City="Uppsala")
        number = self.customer()
        flow = self.flow("customers", self.one, self.two)
        self.cycle(flow)
        self.assertEqual(len(self.there()), 1)
        self.assertEqual(self.partner(there, self.two), self.partner(number))
        self.assertFalse(self.cycle(flow))

    def test_both_directions_make_no_loop(self):
        there = self.flow("customers", self.one, self.two, customer_update=True)
        back = self.flow("customers", self.two, self.one, customer_update=True)
        number = self.customer()
        self.customer(self.second, Name="Åkesson El AB", Email="el@akesson.example")
        for _round in range(3):
            self.cycle(there, back)
        names = ["Granlund Trä AB", "Åkesson El AB"]
        for sandbox in (self.first, self.second):
            self.assertEqual(sorted(told["Name"] for told in self.there(sandbox)), names)
        self.cycle(there, back)
        self.forget_requests()
        state = self.business_state()
        for _round in range(2):
            self.assertFalse(self.cycle(there, back))
        self.assertEqual(self.writes(self.first) + self.writes(self.second), [])
        self.assertEqual(self.business_state(), state)
        self.edit(number, City="Malmö")
        for _round in range(3):
            self.cycle(there, back)
        self.assertEqual({told["City"] for told in self.there()} - {None, ""}, {"Malmö"})
        self.forget_requests()
        self.assertFalse(self.cycle(there, back))
        self.assertEqual(self.writes(self.first) + self.writes(self.second), [])

    # -- beside the synchronisation ---------------------------------------------------------

    def test_a_connection_that_is_kept_the_same_takes_no_part(self):
        self.one.sync_state = "on"
        with self.assertRaisesRegex(ValidationError, "synchronisation already"):
            self.flow("customers", self.one)
        self.one.sync_state = "off"
        flow = self.flow("customers", self.one)
        with self.assertRaisesRegex(UserError, "carries its clients already"):
            self.one.action_sync_start()
        flow.action_pause()
        self.one.sync_state = "on"
        with self.assertRaisesRegex(ValidationError, "synchronisation already"):
            flow.action_switch_on()


@tagged("post_install", "-at_install")
class TestCustomersOfJortt(CustomerCase):
    """jortt tells nobody what changed: all customers are read, and compared."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dutch = Sandbox("jortt")
        cls.addClassCleanup(cls.dutch.stop)
        cls.jortt = connect(cls.env, "jortt", cls.dutch.url)

    def setUp(self):
        super().setUp()
        self.dutch.reset(clients=0, rate=0)

    def test_a_company_with_its_contact_and_a_person(self):
        flow = self.flow("customers", self.jortt, self.two)
        firm = self.dutch.control(
            "clients",
            customer_name="Molen BV",
            is_private=False,
            attn="Joris Zeeman",
            address_street="Dorpsstraat 1",
            address_postal_code="1234 AB",
            address_city="Delft",
            address_country_code="NL",
        )["id"]
        person = self.dutch.control("clients", customer_name="Jan Molen", is_private=True)["id"]
        self.cycle(flow)
        company = self.partner(firm, self.jortt)
        self.assertEqual((company.is_company, company.child_ids.name), (True, "Joris Zeeman"))
        self.assertFalse(self.partner(person, self.jortt).is_company)
        self.assertEqual(
            {(told["Name"], told["Type"]) for told in self.there()},
            {("Molen BV", "COMPANY"), ("Jan Molen", "PRIVATE")},
        )
        self.forget_requests()
        self.assertFalse(self.cycle(flow))
        self.assertEqual(self.writes(self.second), [])

import requests
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .test_invoices import InvoiceCase
from .test_sync import TOKEN

KRAKOW, GDANSK, SHOP = "311", "312", "313"


@tagged("post_install", "-at_install")
class TestDepartments(InvoiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        teams = cls.env["crm.team"]
        cls.south, cls.north = teams.create([{"name": "Południe"}, {"name": "Gdańsk"}])
        cls.anna, cls.bolek = (
            new_test_user(cls.env, name, groups="sales_team.group_sale_salesman_all_leads")
            for name in ("anna-s", "bolek-s")
        )

    def department(self, external_id):
        return self.env["deratix.department"].search(
            [("connection_id", "=", self.connection.id), ("external_id", "=", external_id)]
        )

    def read_departments(self):
        with self.enter_registry_test_mode():
            return self.connection.with_user(self.admin).action_read_departments()

    def there_department(self, method, path, **fields):
        answer = requests.request(
            method,
            f"{self.sandbox.url}/departments{path}.json",
            json={"api_token": TOKEN, "department": fields},
            timeout=30,
        )
        answer.raise_for_status()

    def user_row(self, external_id):
        return self.connection.user_map_ids.filtered(lambda row: row.external_id == external_id)

    # -- the table ----------------------------------------------------------------------------

    def test_read_departments(self):
        action = self.read_departments()
        self.assertEqual(action["params"]["type"], "success", action)
        read = self.connection.department_ids.mapped("external_id")
        self.assertEqual(sorted(read), [KRAKOW, GDANSK, SHOP])
        self.assertEqual(self.department(GDANSK).name, "Firma Demo Gdańsk")
        self.assertEqual(self.department(GDANSK).short_name, "Gdańsk")
        before = self.written()
        self.read_departments()
        self.assertNotIn("deratix_department", self.touched_since(before))

    def test_a_failure_is_told_and_logged(self):
        self.sandbox.fault("http_503", match="/departments", times=20)
        before = self.env["deratix.exchange"].search_count([])
        action = self.read_departments()
        self.assertEqual(action["params"]["type"], "danger")
        self.assertFalse(self.connection.department_ids)
        self.assertGreater(self.env["deratix.exchange"].search_count([]), before)

    def test_renamed_and_deleted_there(self):
        self.there_department("POST", "", name="Nowy oddział")
        self.read_departments()
        new = self.department("1000")
        new.team_id = self.south
        self.there_department("PUT", "/1000", name="Starszy oddział")
        self.read_departments()
        self.assertEqual(new.name, "Starszy oddział")
        self.there_department("DELETE", "/1000")
        self.read_departments()
        self.assertTrue(new.gone)
        self.assertEqual(new.team_id, self.south, "nothing is forgotten")

    def test_suggestions_are_for_a_person_to_accept(self):
        self.read_departments()
        gdansk = self.department(GDANSK)
        self.assertEqual(gdansk.suggested_team_id, self.north)
        self.assertFalse(self.connection.department_ids.team_id, "nothing is mapped silently")
        with self.assertRaises(AccessError):
            gdansk.with_user(self.user).action_accept_suggestion()
        self.connection.with_user(self.admin).action_accept_suggestions()
        self.assertEqual(gdansk.team_id, self.north)
        self.assertFalse(gdansk.suggested_team_id)
        self.assertFalse(self.department(SHOP).team_id)

    def test_team_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        foreign = self.env["crm.team"].create({"name": "E-sklep", "company_id": other.id})
        self.read_departments()
        self.assertFalse(self.department(SHOP).suggested_team_id)
        with self.assertRaises(UserError):
            self.department(SHOP).team_id = foreign

    # -- documents, clients and opportunities -------------------------------------------------

    def test_rows_come_with_documents_and_clients(self):
        client = self.sandbox.add("Zielony Most", department_id=int(GDANSK))
        self.cycle()
        self.assertEqual(self.binding(client).department_id, self.department(GDANSK))
        self.assertFalse(self.department(GDANSK).name, "the client does not tell the name")
        document = self.issue(client, department_id=int(SHOP))
        # The next look asks for the names, once.
        self.sandbox.forget_requests()
        self.documents()
        self.assertEqual(self.invoice(document).department_id, self.department(SHOP))
        self.assertEqual(self.department(GDANSK).name, "Firma Demo Gdańsk")
        self.assertEqual(self.department(SHOP).name, "Firma Demo – e-sklep")
        self.documents()
        asked = [path for _method, path in self.sandbox.requests() if "/departments" in path]
        self.assertEqual(len(asked), 1, asked)

    def test_mapped_before(self):
        self.read_departments()
        self.department(GDANSK).team_id = self.north
        client = self.sandbox.add("Zielony Most", department_id=int(GDANSK))
        self.cycle()
        document = self.issue(client, department_id=int(GDANSK))
        self.documents()
        self.assertEqual(self.invoice(document).team_id, self.north)
        self.assertEqual(self.lead(document).team_id, self.north)
        self.assertEqual(self.partner_of(client).deratix_team_ids, self.north)
        found = self.env["res.partner"].search([("deratix_team_ids", "in", self.north.ids)])
        self.assertEqual(found, self.partner_of(client))

    def test_mapped_later(self):
        client = self.sandbox.add("Zielony Most", department_id=int(GDANSK))
        self.cycle()
        documents = [self.issue(client, department_id=int(GDANSK)) for _ in range(3)]
        other = self.issue(client, department_id=int(SHOP))
        self.documents()
        touched = self.lead(documents[0])
        touched.team_id = self.south
        self.department(GDANSK).with_user(self.admin).team_id = self.north
        self.assertEqual(self.invoice(documents[0]).team_id, self.north)
        self.assertEqual(touched.team_id, self.south, "a person's other choice stays")
        for document in documents[1:]:
            self.assertEqual(self.lead(document).team_id, self.north)
        self.assertNotEqual(self.lead(other).team_id, self.north)
        self.assertEqual(self.partner_of(client).deratix_team_ids, self.north)
        # And to another team: what we set is ours to change.
        self.department(GDANSK).team_id = self.south
        self.assertEqual(self.lead(documents[1]).team_id, self.south)
        # What is read later keeps to it.
        self.pay(documents[2])
        self.documents()
        self.assertEqual(self.lead(documents[2]).team_id, self.south)

    def test_mapping_many_takes_as_many_queries_as_mapping_few(self):
        client = self.sandbox.add("Zielony Most")
        self.cycle()
        for count, department in ((2, GDANSK), (8, SHOP)):
            for _ in range(count):
                self.issue(client, department_id=int(department))
        self.documents()

        def queries(department):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.department(department).team_id = self.north
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        few = queries(GDANSK)
        self.assertLessEqual(queries(SHOP), few + 3)
        self.assertEqual(self.env["crm.lead"].search_count([("team_id", "=", self.north.id)]), 10)

    def test_client_moved_there(self):
        """The department is no value of the client's: nothing else is written."""
        client = self.known_client()
        self.assertFalse(self.binding(client).department_id)
        partner = self.partner_of(client)
        before = partner.write_date
        self.sandbox.change(client, department_id=int(GDANSK))
        self.cycle()
        self.assertEqual(self.binding(client).department_id, self.department(GDANSK))
        self.assertEqual(partner.write_date, before)
        self.sandbox.change(client, department_id=None)
        self.cycle()
        self.assertFalse(self.binding(client).department_id)

    def test_writing_there_keeps_the_department(self):
        client = self.sandbox.add("Zielony Most", department_id=int(GDANSK))
        self.cycle()
        self.partner_of(client).city = "Sopot"
        self.cycle()
        self.assertEqual(self.there(client)["city"], "Sopot")
        self.assertEqual(self.there(client)["department_id"], int(GDANSK))
        self.assertEqual(self.binding(client).department_id, self.department(GDANSK))

    # -- users --------------------------------------------------------------------------------

    def test_salesperson_mapped_later(self):
        client = self.known_client()
        documents = [self.issue(client, user_id=55, department_id=int(SHOP)) for _ in range(3)]
        self.documents()
        touched = self.lead(documents[0])
        touched.user_id = self.bolek
        self.department(SHOP).team_id = self.south
        row = self.user_row("55")
        self.assertTrue(row)
        row.with_user(self.admin).user_id = self.anna
        self.assertEqual(touched.user_id, self.bolek, "a person's other choice stays")
        for document in documents[1:]:
            self.assertEqual(self.lead(document).user_id, self.anna)
            # Odoo gives an opportunity to a team of its salesperson; a department counts more.
            self.assertEqual(self.lead(document).team_id, self.south)
        row.user_id = self.bolek
        self.assertEqual(self.lead(documents[1]).user_id, self.bolek)
        row.user_id = False
        self.assertFalse(self.lead(documents[1]).user_id)

    def test_nobody_is_notified_of_a_hundred_opportunities(self):
        document, lead = self.issued(user_id=55)
        before = self.env["mail.message"].search_count([("message_type", "=", "user_notification")])
        self.user_row("55").user_id = self.anna
        self.assertEqual(lead.user_id, self.anna)
        after = self.env["mail.message"].search_count([("message_type", "=", "user_notification")])
        self.assertEqual(after, before)

    # -- the card -----------------------------------------------------------------------------

    def card(self):
        cards = self.env["deratix.card"].with_user(self.user)
        self.env.invalidate_all()
        return cards.search([("connection_id", "=", self.connection.id)])

    def test_unmapped_on_the_card(self):
        document = self.issue(self.known_client(), user_id=55, department_id=int(GDANSK))
        self.documents()
        data = self.card().data
        self.assertEqual((data["departments_unmapped"], data["users_unmapped"]), (1, 1))
        self.assertEqual(self.invoice(document).lead_id.active, True, "it stops nothing")
        for method, mapped in (
            ("action_unmapped_departments", {"team_id": self.north.id}),
            ("action_unmapped_users", {"user_id": self.anna.id}),
        ):
            action = getattr(self.card(), method)()
            rows = self.env[action["res_model"]].search(action["domain"])
            self.assertEqual(len(rows), 1)
            rows.write(mapped)
        data = self.card().data
        self.assertEqual((data["departments_unmapped"], data["users_unmapped"]), (0, 0))
        self.read_departments()
        self.assertEqual(self.card().data["departments_unmapped"], 2)
        self.connection.department_ids.gone = True
        self.assertEqual(self.card().data["departments_unmapped"], 0)

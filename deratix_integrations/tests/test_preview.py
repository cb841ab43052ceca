from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import OWN_TABLES, SandboxCase
from .sandbox import company_number, slovak_vat


@tagged("post_install", "-at_install")
class TestPreview(SandboxCase):
    def test_preview_writes_nothing(self):
        """Law 1: neither in the business tables nor outside."""
        self.env["res.partner"].create({"name": "Alfa", "company_registry": company_number(1)})
        self.sandbox.add(
            "Alfa s.r.o.",
            ico=company_number(1),
            email="alfa@alfa.example",
            due_date=17,
            iban="SK3112000000198742637541",
        )
        self.sandbox.add("Beta s.r.o.", ico=company_number(2), ic_dph=slovak_vat(2), city="Nitra")
        before = self.business_state()
        written = self.written()
        self.sandbox.forget_requests()
        run = self.preview()
        self.assertEqual((run.new_count, run.changed_count), (1, 1))
        self.assertEqual(self.business_state(), before)
        self.assertFalse(self.touched_since(written) - OWN_TABLES)
        self.assertFalse(self.env["deratix.binding"].search_count([]))
        # The empty create is the test's question whether writing is allowed; it creates nothing.
        writes = [path for method, path in self.sandbox.requests() if method != "GET"]
        self.assertEqual(writes, ["/clients/create"])
        self.assertEqual(len(self.sandbox.control("clients", method="GET")["ids"]), 2)

    def test_lines_tell_old_and_new(self):
        partner = self.env["res.partner"].create(
            {
                "name": "Gama",
                "company_registry": company_number(3),
                "city": "Trnava",
                "street": "Hlavná 1",
            }
        )
        external_id = self.sandbox.add(
            "Gama", ico=company_number(3), city="Nitra", address="Hlavná 1", phone="0905 123 456"
        )
        line = self.line(self.preview(), external_id)
        self.assertEqual(line.partner_id, partner)
        self.assertEqual((line.category, line.decision), ("changed", "update"))
        self.assertEqual((line.reason, line.confidence), ("company_number", 0.99))
        self.assertEqual(line.changes["city"], ["Trnava", "Nitra"])
        self.assertEqual(line.changes["phone"], ["", "+421905123456"])
        self.assertNotIn("street", line.changes)

    def test_sample_reads_ten_by_default(self):
        self.sandbox.reset(clients=40)
        run = self.preview(scope="sample")
        self.assertEqual(len(run.line_ids), 10)
        self.assertEqual((run.done_count, run.total), (10, 10))

    def test_all_pages_are_read(self):
        self.sandbox.reset(clients=230)
        run = self.preview()
        ids = self.sandbox.control("clients", method="GET")["ids"]
        self.assertEqual(sorted(run.line_ids.mapped("external_id")), sorted(map(str, ids)))

    def test_search(self):
        self.sandbox.add("Prvá")
        wanted = self.sandbox.add("Druhá žltá s.r.o.")
        run = self.preview(scope="search", search_text="žltá")
        self.assertEqual(run.line_ids.mapped("external_id"), [wanted])

    def test_since(self):
        old = self.sandbox.add("Staré")
        self.sandbox.change(old, modified="2024-01-01 10:00:00")
        new = self.sandbox.add("Nové")
        self.sandbox.change(new, modified="2025-06-01 10:00:00")
        run = self.preview(scope="since", since="2025-01-01 00:00:00")
        self.assertEqual(run.line_ids.mapped("external_id"), [new])

    def test_wizard_refuses_half_a_choice(self):
        for choice in (
            {"scope": "since"},
            {"scope": "search", "search_text": "  "},
            {"scope": "sample", "sample_size": 0},
            {"scope": "sample", "sample_size": 101},
        ):
            with self.subTest(**choice), self.assertRaises(UserError):
                self.start(**choice)
        self.assertFalse(self.env["deratix.run"].search_count([]))

    def test_import_refuses_to_start_when_the_test_fails(self):
        self.sign_in(self.connection, apikey="wrong")
        with self.enter_registry_test_mode():
            wizard = self.env["deratix.import"].create(
                {"connection_id": self.connection.id, "scope": "all"}
            )
            action = wizard.action_preview()
        self.assertEqual(action["params"]["type"], "danger")
        self.assertFalse(self.env["deratix.run"].search_count([]))
        self.assertEqual(self.connection.status, "incomplete")

    def test_branches_of_one_company(self):
        """Rows that share a number are one company and its other addresses."""
        number = company_number(4)
        first = self.sandbox.add("Delta s.r.o.", ico=number, city="Košice")
        second = self.sandbox.add("Delta s.r.o. - sklad", ico=f" {number[:2]} {number[2:]}")
        run = self.preview()
        self.assertFalse(self.line(run, first).is_branch)
        self.assertTrue(self.line(run, second).is_branch)

    def test_empty_numbers_are_no_company(self):
        """Never a branch on an empty or meaningless number."""
        numbers = ("", "0", "00000000", "-", "nemá", "x")
        ids = [self.sandbox.add(f"Osoba {i}", ico=ico) for i, ico in enumerate(numbers)]
        run = self.preview()
        self.assertEqual(len(run.line_ids), len(ids))
        self.assertFalse(any(run.line_ids.mapped("is_branch")))
        self.assertEqual(set(run.line_ids.mapped("category")), {"new"})

    def test_archived_partner_is_matched(self):
        partner = self.env["res.partner"].create(
            {"name": "Epsilon", "company_registry": company_number(5), "active": False}
        )
        external_id = self.sandbox.add("Epsilon", ico=company_number(5))
        self.assertEqual(self.line(self.preview(), external_id).partner_id, partner)

    def test_partner_of_another_company_is_no_candidate(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.env["res.partner"].create(
            {"name": "Zeta", "company_registry": company_number(6), "company_id": other.id}
        )
        external_id = self.sandbox.add("Zeta", ico=company_number(6))
        self.assertEqual(self.line(self.preview(), external_id).category, "new")

    def test_user_changes_the_decision_only(self):
        self.sandbox.add("Eta")
        line = self.preview().line_ids
        line.decision = "skip"
        self.assertEqual(line.decision, "skip")
        with self.assertRaises(AccessError):
            line.write({"values": {"name": "else"}})
        with self.assertRaises(UserError):
            line.decision = "update"

    def test_policies(self):
        """*Update*, *fill only empty fields* and *link only*, each on the same clients."""
        number = company_number(7)
        vals = {"name": "Theta", "company_registry": number, "city": "Trnava"}
        self.sandbox.add("Theta", ico=number, city="Nitra", address="Nová 2")
        expected = {
            "update": ("Nitra", "Nová 2"),
            "fill": ("Trnava", "Nová 2"),
            "link": ("Trnava", False),
        }
        for policy, (city, street) in expected.items():
            with self.subTest(policy):
                partner = self.env["res.partner"].create(vals)
                run = self.load(match_policy=policy)
                self.assertEqual((partner.city, partner.street), (city, street))
                self.assertEqual(self.binding(run.line_ids.external_id).res_id, partner.id)
                self.undo(run)
                partner.unlink()

    def test_update_chosen_where_the_run_only_links(self):
        """A person decides otherwise for one record: what is shown then is what is written."""
        partner = self.env["res.partner"].create(
            {"name": "Iota", "company_registry": company_number(8)}
        )
        self.sandbox.add("Iota", ico=company_number(8), city="Nitra")
        run = self.preview(match_policy="link")
        self.assertFalse(run.line_ids.changes)
        run.line_ids.decision = "update"
        self.assertEqual(run.line_ids.changes["city"], ["", "Nitra"])
        self.apply(run)
        self.assertEqual(run.line_ids.state, "done")
        self.assertEqual(partner.city, "Nitra")

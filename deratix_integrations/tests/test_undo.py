from odoo import Command
from odoo.tests import tagged

from .common import SandboxCase
from .sandbox import company_number, slovak_vat

FULL = {
    "city": "Nitra",
    "address": "Nová 1",
    "email": "nova@firma.example",
    "phone": "0905123456",
    "iban": "SK3112000000198742637541",
    "due_date": 30,
    "comment": "Poznámka",
    "delivery_city": "Martin",
    "delivery_address": "Poľná 2",
}


@tagged("post_install", "-at_install")
class TestUndo(SandboxCase):
    """Law 12."""

    def test_everything_is_as_before(self):
        Partner = self.env["res.partner"]
        known = Partner.create(
            [
                {
                    "name": f"Here {n}",
                    "company_registry": company_number(n),
                    "is_company": True,
                    "city": "Trnava",
                    "comment": "<p>Old <b>note</b></p>",
                    "category_id": [Command.create({"name": f"Old tag {n}"})],
                    "child_ids": [Command.create({"type": "delivery", "name": "D", "city": "B"})],
                }
                for n in range(4)
            ]
        )
        for n in range(4):
            self.sandbox.add(f"There {n}", ico=company_number(n), ic_dph=slovak_vat(n), **FULL)
        for n in range(4, 8):
            self.sandbox.add(f"New {n}", ico=company_number(n), ic_dph=slovak_vat(n), **FULL)
            self.sandbox.add(f"New {n} sklad", ico=company_number(n), city="Senec")
        tables = (
            "res_partner",
            "res_partner_bank",
            "res_partner_res_partner_category_rel",
            "res_partner_category",
            "res_bank",
            "account_payment_term",
            "account_payment_term_line",
        )
        before = {table: self.dump(table) for table in tables}
        run = self.load()
        self.assertEqual((run.updated_count, run.created_count), (4, 8))
        self.assertEqual(known[0].city, "Nitra")
        self.assertNotEqual(self.dump("res_partner"), before["res_partner"])
        self.undo(run)
        self.assertEqual((run.undone_count, run.kept_count), (12, 0))
        for table in tables:
            with self.subTest(table):
                self.assertEqual(self.dump(table), before[table])
        self.assertFalse(self.env["deratix.binding"].search_count([]))

    def test_undone_can_be_imported_again(self):
        self.sandbox.add("Alfa", ico=company_number(1), **FULL)
        self.undo(self.load())
        run = self.load()
        self.assertEqual(run.created_count, 1)
        self.assertEqual(len(self.partners("Alfa")), 1)

    def test_second_import_is_undone_first(self):
        external_id = self.sandbox.add("Alfa", ico=company_number(1), city="Nitra")
        first = self.load()
        self.sandbox.change(external_id, city="Martin")
        second = self.load()
        snapshot = self.binding(external_id).snapshot
        self.undo(second)
        self.assertEqual(self.partners("Alfa").city, "Nitra")
        self.assertNotEqual(self.binding(external_id).snapshot, snapshot)
        self.undo(first)
        self.assertFalse(self.partners("Alfa"))

    def test_link_to_a_client_undone_before_does_not_come_back(self):
        external_id = self.sandbox.add("Alfa", ico=company_number(1))
        first = self.load()
        # Odoo has no place for this: the second import only links.
        self.sandbox.change(external_id, delivery_state="Nitriansky")
        second = self.load()
        self.assertEqual(second.linked_count, 1)
        self.undo(first)
        self.undo(second)
        self.assertFalse(self.binding(external_id))
        self.assertEqual(self.load().created_count, 1)

    def test_bank_account_comes_back(self):
        """Undoing really deletes the account; archived, the next import would not add it."""
        partner = self.env["res.partner"].create(
            {"name": "Alfa", "company_registry": company_number(1)}
        )
        self.sandbox.add("Alfa", ico=company_number(1), iban=FULL["iban"])
        for _turn in range(2):
            run = self.load()
            self.assertEqual(partner.bank_ids.sanitized_acc_number, FULL["iban"])
            self.undo(run)
            self.env.invalidate_all()
            self.assertFalse(partner.with_context(active_test=False).bank_ids)

    def refusal(self, run):
        self.undo(run)
        line = run.line_ids
        self.assertEqual(line.state, "kept")
        self.assertTrue(line.message)
        return line.message

    def test_touched_is_refused(self):
        self.env["res.partner"].create({"name": "Beta", "company_registry": company_number(2)})
        self.sandbox.add("Beta", ico=company_number(2), city="Nitra")
        run = self.load()
        partner = self.partners("Beta")
        partner.city = "Ours"
        self.assertIn("City", self.refusal(run))
        self.assertEqual(partner.city, "Ours")
        self.assertTrue(self.binding(run.line_ids.external_id))

    def test_other_changes_do_not_hinder(self):
        """Only what the run wrote has to be as it wrote it."""
        self.env["res.partner"].create({"name": "Beta", "company_registry": company_number(2)})
        self.sandbox.add("Beta", ico=company_number(2), city="Nitra")
        run = self.load()
        partner = self.partners("Beta")
        partner.function = "Ours"
        self.undo(run)
        self.assertEqual((partner.city, partner.function), (False, "Ours"))

    def test_created_and_changed_is_refused(self):
        self.sandbox.add("Gama")
        run = self.load()
        partner = self.partners("Gama")
        # Tests run in one transaction, whose clock stands still.
        self.env.cr.execute(
            "UPDATE res_partner SET write_date = write_date + interval '1 s' WHERE id = %s",
            [partner.id],
        )
        partner.invalidate_recordset()
        self.refusal(run)
        self.assertTrue(partner.exists())

    def test_used_is_refused(self):
        uses = {
            "sale order": lambda partner: self.env["sale.order"].create({"partner_id": partner.id}),
            "lead": lambda partner: self.env["crm.lead"].create(
                {"name": "Lead", "partner_id": partner.id}
            ),
            "child": lambda partner: self.env["res.partner"].create(
                {"name": "Child", "parent_id": partner.id}
            ),
            "message": lambda partner: partner.message_post(body="Hello"),
            "attachment": lambda partner: self.env["ir.attachment"].create(
                {"name": "a", "raw": b"a", "res_model": "res.partner", "res_id": partner.id}
            ),
        }
        ids = {name: self.sandbox.add(f"Delta {name}") for name in uses}
        run = self.load()
        for name, use in uses.items():
            use(self.partners(f"Delta {name}"))
        self.env.flush_all()
        # Using a client may touch it as well; here it is the use alone that counts.
        self.env.cr.execute("UPDATE res_partner SET write_date = create_date")
        self.env.invalidate_all()
        self.undo(run)
        for name, external_id in ids.items():
            with self.subTest(name):
                line = self.line(run, external_id)
                self.assertEqual(line.state, "kept")
                self.assertTrue(line.message)
                self.assertTrue(self.partners(f"Delta {name}"))

    def test_one_kept_does_not_hinder_the_others(self):
        kept, gone = self.sandbox.add("Epsilon"), self.sandbox.add("Zeta")
        run = self.load()
        self.env["crm.lead"].create({"name": "L", "partner_id": self.partners("Epsilon").id})
        self.undo(run)
        self.assertEqual(self.line(run, kept).state, "kept")
        self.assertEqual(self.line(run, gone).state, "undone")
        self.assertFalse(self.partners("Zeta"))

    def test_deleted_meanwhile(self):
        self.env["res.partner"].create({"name": "Eta", "company_registry": company_number(7)})
        self.sandbox.add("Eta", ico=company_number(7), city="Nitra")
        run = self.load()
        self.partners("Eta").unlink()
        self.refusal(run)

    def test_links_only(self):
        partner = self.env["res.partner"].create(
            {"name": "Theta", "company_registry": company_number(8)}
        )
        self.sandbox.add("Theta", ico=company_number(8), city="Nitra")
        run = self.load(match_policy="link")
        self.assertEqual(partner.deratix_binding_count, 1)
        self.undo(run)
        partner.invalidate_recordset()
        self.assertEqual(partner.deratix_binding_count, 0)

    def test_in_a_company_that_is_not_the_users_own(self):
        """A payment term belongs to a company, and so does undoing it."""
        company = self.env["res.company"].create({"name": "Other"})
        self.user.company_ids |= company
        connection = self.connect(company, self.sandbox.url, "Other")
        partner = self.env["res.partner"].create(
            {"name": "Iota", "company_registry": company_number(9)}
        )
        self.sandbox.add("Iota", ico=company_number(9), due_date=19, city="Nitra")
        self.user = self.user.with_context(allowed_company_ids=[company.id])
        run = self.preview(connection)
        self.apply(run)
        there = partner.with_company(company)
        self.assertEqual(there.property_payment_term_id.line_ids.nb_days, 19)
        self.assertFalse(partner.property_payment_term_id)
        self.undo(run)
        self.env.invalidate_all()
        self.assertFalse(there.property_payment_term_id)
        self.assertFalse(partner.city)

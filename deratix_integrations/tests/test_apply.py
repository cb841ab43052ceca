from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..pipeline.parties import Parties
from .common import OWN_TABLES, SandboxCase
from .sandbox import company_number, slovak_vat


@tagged("post_install", "-at_install")
class TestApply(SandboxCase):
    def test_every_field(self):
        external_id = self.sandbox.add(
            "  Alfa   s.r.o.",
            ico="36 123 456",
            dic="2020317068",
            ic_dph=slovak_vat(1),
            address="Hlavná 1",
            city="Bratislava",
            zip="811 04",
            email="Info@Alfa.example",
            phone="0905/123456",
            iban="SK31 1200 0000 1987 4263 7541",
            swift="TATRSKBX",
            currency="CZK",
            due_date=21,
            comment="Prvý riadok\nDruhý <b>riadok</b>",
            delivery_name="Sklad",
            delivery_address="Poľná 5",
            delivery_city="Nitra",
            delivery_zip="949 01",
        )
        run = self.load()
        partner = self.env["res.partner"].browse(self.binding(external_id).res_id)
        self.assertEqual(run.line_ids.partner_id, partner)
        self.assertEqual(partner.name, "Alfa s.r.o.")
        self.assertTrue(partner.is_company)
        self.assertEqual(partner.company_registry, "36123456")
        self.assertEqual(partner.deratix_tax_number, "2020317068")
        self.assertEqual(partner.vat, slovak_vat(1))
        self.assertEqual((partner.street, partner.city), ("Hlavná 1", "Bratislava"))
        self.assertEqual((partner.zip, partner.country_id.code), ("811 04", "SK"))
        self.assertEqual((partner.email, partner.phone), ("info@alfa.example", "+421905123456"))
        self.assertEqual(partner.bank_ids.sanitized_acc_number, "SK3112000000198742637541")
        self.assertEqual(partner.bank_ids.bank_bic, "TATRSKBX")
        self.assertEqual(partner.deratix_currency_id.name, "CZK")
        self.assertEqual(partner.property_payment_term_id.line_ids.nb_days, 21)
        self.assertIn("&lt;b&gt;riadok", partner.comment)
        delivery = partner.child_ids
        self.assertEqual(
            (delivery.type, delivery.name, delivery.city), ("delivery", "Sklad", "Nitra")
        )

    def test_same_import_twice_writes_nothing(self):
        """Law 3: no write to any table but the run's own, and only the poll is asked."""
        self.sandbox.reset(clients=60)
        self.load()
        self.env.flush_all()
        before, written = self.business_state(), self.written()
        bindings = self.dump("deratix_binding")
        run = self.preview()
        self.sandbox.forget_requests()
        self.apply(run)
        self.assertEqual(self.sandbox.requests(), [])
        self.assertEqual(self.business_state(), before)
        self.assertEqual(self.dump("deratix_binding"), bindings)
        self.assertFalse(self.touched_since(written) - OWN_TABLES)
        linked = run.line_ids.filtered(lambda line: line.category == "equal")
        self.assertGreaterEqual(len(linked), 40)
        self.assertFalse(run.created_count or run.updated_count)

    def test_idle_reading_asks_once_a_page(self):
        self.sandbox.reset(clients=60)
        self.load()
        self.start()
        self.sandbox.forget_requests()
        self.work()
        self.assertEqual(len(self.sandbox.requests()), 1)

    def test_what_nobody_decided_is_asked_again(self):
        """Linking another record to the candidate decides nothing about this one."""
        known = self.env["res.partner"].create({"name": "Obchod", "email": "e@obchod.example"})
        for name in ("Obchod", "Obchod dva"):
            self.sandbox.add(name, email="e@obchod.example")
        first = self.load()
        self.assertEqual(first.line_ids.mapped("category"), ["changed", "review"])
        again = self.preview()
        self.assertEqual(again.line_ids.mapped("category"), ["equal", "review"])
        line = again.line_ids[1]
        self.assertEqual(line.alternatives[0]["id"], known.id)
        self.assertEqual((line.decision, line.reason), ("skip", "several"))
        line.decision = "create"
        self.apply(again)
        self.assertEqual(self.preview().equal_count, 2)

    def test_partner_changed_since_the_preview_is_set_aside(self):
        """Law 2."""
        partner = self.env["res.partner"].create(
            {"name": "Beta", "company_registry": company_number(2), "city": "Trnava"}
        )
        self.sandbox.add("Beta", ico=company_number(2), city="Nitra")
        run = self.preview()
        partner.city = "Martin"
        self.apply(run)
        line = run.line_ids
        self.assertEqual(partner.city, "Martin")
        self.assertEqual((line.category, line.reason), ("review", "changed_since"))
        self.assertEqual(line.changes["city"], ["Martin", "Nitra"])
        self.assertTrue(line.message)
        self.assertFalse(self.env["deratix.binding"].search_count([]))
        # The person looks again and decides; that is carried out.
        with self.enter_registry_test_mode():
            run.action_reopen()
        line.decision = "update"
        self.apply(run)
        self.assertEqual(partner.city, "Nitra")

    def test_partner_created_since_the_preview_is_not_doubled(self):
        """Law 2."""
        self.sandbox.add("Gama", ico=company_number(3))
        run = self.preview()
        partner = self.env["res.partner"].create(
            {"name": "Gama by hand", "company_registry": company_number(3)}
        )
        self.apply(run)
        self.assertEqual(run.line_ids.reason, "changed_since")
        self.assertEqual(run.line_ids.partner_id, partner)
        self.assertFalse(self.partners("Gama"))

    def test_partner_deleted_since_the_preview(self):
        partner = self.env["res.partner"].create(
            {"name": "Delta", "company_registry": company_number(4)}
        )
        self.sandbox.add("Delta", ico=company_number(4), city="Nitra")
        run = self.preview()
        partner.unlink()
        self.apply(run)
        self.assertEqual(run.line_ids.reason, "changed_since")
        self.assertFalse(self.env["deratix.binding"].search_count([]))

    def test_two_previews_of_the_same_make_no_duplicates(self):
        """Law 4: both were made before either was applied."""
        self.sandbox.reset(clients=50)
        first, second = self.preview(), self.preview()
        self.apply(first)
        count = self.env["res.partner"].search_count([])
        bindings = self.env["deratix.binding"].search_count([])
        self.apply(second)
        self.assertEqual(self.env["res.partner"].search_count([]), count)
        self.assertEqual(self.env["deratix.binding"].search_count([]), bindings)
        self.assertFalse(second.created_count)

    def test_two_connections_share_the_partner(self):
        other = self.connect(self.env.company, self.sandbox.url, "Second")
        self.sandbox.add("Epsilon", ico=company_number(5))
        first, second = self.preview(), self.preview(other)
        self.apply(first)
        self.apply(second)
        self.assertEqual(len(self.partners("Epsilon")), 1)

    def test_change_there_is_written_and_change_here_is_kept(self):
        external_id = self.sandbox.add("Zeta", ico=company_number(6), city="Nitra", address="A 1")
        self.load()
        partner = self.partners("Zeta")
        partner.street = "Ours 9"
        self.sandbox.change(external_id, city="Martin")
        self.load()
        self.assertEqual((partner.city, partner.street), ("Martin", "Ours 9"))

    def test_emptied_there_stays_here(self):
        external_id = self.sandbox.add(
            "Eta", ico=company_number(7), city="Nitra", phone="0905123456"
        )
        self.load()
        self.sandbox.change(external_id, phone="", city="Martin")
        self.load()
        self.assertEqual(self.partners("Eta").phone, "+421905123456")

    def test_branches_hang_on_their_company(self):
        number = company_number(8)
        ids = [
            self.sandbox.add(f"Theta {city}", ico=number, city=city, ic_dph=slovak_vat(8))
            for city in ("Nitra", "Martin", "Senec")
        ]
        self.load()
        company = self.partners("Theta Nitra")
        places = self.partners("Theta Martin", "Theta Senec")
        self.assertEqual(places.parent_id, company)
        self.assertEqual(set(places.mapped("type")), {"other"})
        self.assertEqual(
            self.env["deratix.binding"].search([("external_id", "in", ids)]).mapped("res_id"),
            (company + places).ids,
        )
        # The next import finds all of them linked.
        self.assertEqual(self.preview().equal_count, 3)

    def test_branch_of_a_company_that_is_here(self):
        number = company_number(9)
        company = self.env["res.partner"].create(
            {"name": "Iota", "company_registry": number, "is_company": True}
        )
        self.sandbox.add("Iota", ico=number)
        self.sandbox.add("Iota sklad", ico=number, city="Nitra")
        self.load()
        self.assertEqual(self.partners("Iota sklad").parent_id, company)
        self.assertFalse(self.partners("Iota sklad").bank_ids)

    def test_invalid_iban_does_not_stop_later_changes(self):
        """An account number with blanks and a wrong check digit is stored once, and again."""
        external_id = self.sandbox.add(
            "Kapa", ico=company_number(10), iban="SK31 1200 0000 1987 4263 7542"
        )
        self.load()
        partner = self.partners("Kapa")
        self.assertEqual(len(partner.bank_ids), 1)
        self.sandbox.change(external_id, city="Nitra")
        run = self.load()
        self.assertEqual((run.failed_count, partner.city), (0, "Nitra"))
        self.assertEqual(len(partner.bank_ids), 1)

    def test_vies_is_never_asked(self):
        self.env.company.vat_check_vies = True
        number, vat = company_number(11), slovak_vat(11)
        partner = self.env["res.partner"].create({"name": "Lambda", "company_registry": number})
        self.sandbox.add("Lambda", ico=number, ic_dph=vat)
        self.sandbox.add("Mí", ico=company_number(12), ic_dph=slovak_vat(12), delivery_city="Nitra")
        path = "odoo.addons.base_vat.models.res_partner.check_vies"
        with patch(path, side_effect=AssertionError("VIES was asked")):
            run = self.load()
            self.assertEqual(partner.vat, vat)
            self.undo(run)
        self.assertFalse(partner.vat)

    def test_applying_needs_the_right_to_write_contacts(self):
        user = new_test_user(
            self.env, "only-integrations", groups="deratix_integrations.group_user"
        )
        self.sandbox.add("Ný")
        run = self.preview(user=user)
        with self.assertRaises(UserError):
            run.action_apply()
        self.assertEqual(run.state, "ready")
        with self.assertRaises(AccessError):
            run.write({"state": "done"})

    def test_skip_is_kept(self):
        self.sandbox.add("Ksí")
        run = self.preview()
        run.line_ids.decision = "skip"
        self.apply(run)
        self.assertEqual(run.line_ids.state, "skipped")
        self.assertFalse(self.partners("Ksí"))

    def test_many_are_decided_at_once(self):
        self.sandbox.reset(clients=30)
        run = self.preview()
        left = run.line_ids.action_decide_update()
        self.assertTrue(left, "new clients cannot be updated")
        run.line_ids.action_decide_skip()
        self.apply(run)
        self.assertFalse(self.env["deratix.binding"].search_count([]))

    def test_vat_check_is_odoos_own(self):
        parties = Parties(self.env, self.env.company)
        self.assertFalse(parties.vat_refused(slovak_vat(1), "SK"))
        self.assertTrue(parties.vat_refused("SK1234567890", "SK"))
        self.assertTrue(parties.vat_refused("1234567890", "SK"))
        self.assertFalse(parties.vat_refused("", "SK"))

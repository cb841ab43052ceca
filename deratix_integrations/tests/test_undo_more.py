from unittest.mock import patch

from odoo import SUPERUSER_ID, Command, api
from odoo.tests import tagged

from ..pipeline.lookups import Lookups
from .common import SandboxCase
from .sandbox import company_number, slovak_vat

IBANS = ("SK3112000000198742637541", "SK4083300000002700123456", "SK2211000000002610001234")
TAG, TERM, BANK = "res.partner.category", "account.payment.term", "res.bank"


@tagged("post_install", "-at_install")
class TestUndoRelatives(SandboxCase):
    """What Odoo changes by itself when an import writes is put back, too."""

    def setUp(self):
        super().setUp()
        self.company = self.env["res.partner"].create(
            {
                "name": "Alfa",
                "is_company": True,
                "company_registry": company_number(1),
                "website": "alfa.example",
                "child_ids": [
                    Command.create({"name": "Contact", "function": "Director"}),
                    Command.create({"name": "Stock", "type": "delivery", "city": "Martin"}),
                ],
            }
        )
        self.contact, self.stock = self.company.child_ids.sorted("name")
        self.env.flush_all()
        # Older data: Odoo would have handed the address of the contact on to the company.
        self.env.cr.execute(
            "UPDATE res_partner SET city = 'Own city', vat = 'SK2020000235' WHERE id = %s",
            [self.contact.id],
        )
        self.env.invalidate_all()
        self.sandbox.add(
            "Alfa",
            ico=company_number(1),
            ic_dph=slovak_vat(1),
            country_id=191,
            city="Nitra",
            address="Nová 1",
            delivery_city="Žilina",
            due_date=45,
        )

    def test_relatives_are_as_before(self):
        before = self.dump("res_partner")
        run = self.load()
        self.assertEqual((self.contact.city, self.contact.vat), ("Nitra", slovak_vat(1)))
        self.assertTrue(self.company.peppol_endpoint)
        self.assertTrue(self.contact.peppol_endpoint)
        self.undo(run)
        self.assertEqual(run.line_ids.state, "undone", run.line_ids.message)
        self.assertEqual(self.dump("res_partner"), before)

    def test_derived_value_that_a_person_had_set_comes_back(self):
        self.company.write({"peppol_eas": "9933", "peppol_endpoint": "123456"})
        before = self.dump("res_partner")
        run = self.load()
        self.assertNotEqual(self.company.peppol_eas, "9933")
        self.undo(run)
        self.assertEqual(self.dump("res_partner"), before)

    def test_derived_value_is_not_derived_anew(self):
        """Here the import happens to leave the value as it is, and undoing would change it."""
        self.company.write({"country_id": self.env.ref("base.sk").id, "vat": slovak_vat(2)})
        self.company.peppol_endpoint = slovak_vat(1)
        before = self.dump("res_partner")
        run = self.load()
        self.assertEqual(self.company.peppol_endpoint, slovak_vat(1))
        self.undo(run)
        self.assertEqual(run.line_ids.state, "undone", run.line_ids.message)
        self.assertEqual(self.dump("res_partner"), before)

    def test_edited_derived_value_is_noticed(self):
        run = self.load()
        self.company.peppol_endpoint = "SK2020000345"
        self.undo(run)
        self.assertEqual(run.line_ids.state, "kept")
        self.assertIn(self.company._fields["peppol_endpoint"].string, run.line_ids.message)
        self.assertEqual(self.company.peppol_endpoint, "SK2020000345")

    def test_edited_relative_is_noticed(self):
        run = self.load()
        self.stock.city = "Ours"
        self.undo(run)
        self.assertEqual(run.line_ids.state, "kept")
        self.assertIn("Stock", run.line_ids.message)
        self.assertEqual((self.company.city, self.stock.city), ("Nitra", "Ours"))

    def test_relative_deleted_since_does_not_hinder(self):
        run = self.load()
        self.contact.unlink()
        self.undo(run)
        self.assertEqual(run.line_ids.state, "undone", run.line_ids.message)
        self.assertFalse(self.company.city)

    def test_contact_added_since_follows_its_company(self):
        run = self.load()
        added = self.env["res.partner"].create({"name": "Added", "parent_id": self.company.id})
        self.assertEqual(added.vat, slovak_vat(1))
        self.undo(run)
        self.assertEqual(run.line_ids.state, "undone", run.line_ids.message)
        self.assertFalse(added.vat)

    def test_term_deleted_since_does_not_hinder(self):
        term = self.env[TERM].create({"name": "Old"})
        self.company.property_payment_term_id = term
        run = self.load()
        self.assertEqual(self.company.property_payment_term_id.line_ids.nb_days, 45)
        term.unlink()
        self.undo(run)
        self.assertEqual(run.line_ids.state, "undone", run.line_ids.message)
        self.assertFalse(self.company.property_payment_term_id)
        self.assertFalse(self.company.city)


@tagged("post_install", "-at_install")
class TestUndoMade(SandboxCase):
    """Tags, payment terms and banks that an import made go with its last trace."""

    def setUp(self):
        super().setUp()
        self.before = self.made()

    def add(self, seed, **fields):
        values = {"iban": IBANS[seed % 3], "swift": "TATRSKBX", "due_date": 47, "tags": ["Noví"]}
        return self.sandbox.add(f"Client {seed}", ico=company_number(seed), **{**values, **fields})

    def made(self):
        """The ids of all tags, payment terms and banks."""
        return {
            model: set(self.env[model].with_context(active_test=False).search([]).ids)
            for model in (TAG, TERM, BANK)
        }

    def left(self):
        """Which of them are there that were not at the beginning."""
        now = self.made()
        return {model for model in now if now[model] - self.before[model]}

    def new(self, model):
        return self.env[model].browse(self.made()[model] - self.before[model])

    def test_they_go(self):
        self.env["res.partner"].create({"name": "Known", "company_registry": company_number(1)})
        self.add(1, tags=["Noví", "Iní"])
        self.add(2)
        run = self.load()
        self.assertEqual(self.left(), {TAG, TERM, BANK})
        self.assertEqual(len(self.new(TAG)), 2)
        self.assertEqual((run.created_count, run.updated_count), (1, 1))
        self.undo(run)
        self.assertEqual(self.made(), self.before)

    def test_what_was_there_stays(self):
        self.env[TAG].create({"name": "noví"})
        self.env[BANK].create({"name": "Tatra", "bic": "TATRSKBX"})
        self.env[TERM].create({"name": "Ours", "line_ids": [Command.create({"nb_days": 47})]})
        self.before = self.made()
        self.add(1)
        run = self.load()
        self.assertFalse(self.left())
        self.undo(run)
        self.assertEqual(self.made(), self.before)

    def test_what_somebody_uses_stays(self):
        other = self.env["res.partner"].create({"name": "Other"})
        uses = {
            TAG: lambda tag: other.write({"category_id": [Command.link(tag.id)]}),
            TERM: lambda term: other.write({"property_payment_term_id": term.id}),
            BANK: lambda bank: self.env["res.partner.bank"].create(
                {"partner_id": other.id, "acc_number": "1", "bank_id": bank.id}
            ),
        }
        for days, (model, use) in enumerate(uses.items(), 100):
            with self.subTest(model):
                self.sandbox.reset()
                self.before = self.made()
                self.add(1, tags=[model], due_date=days, swift=f"TATR{days}X")
                run = self.load()
                self.assertEqual(self.left(), {TAG, TERM, BANK})
                use(self.new(model))
                self.undo(run)
                self.assertEqual((run.undone_count, run.kept_count), (1, 0))
                self.assertEqual(self.left(), {model})

    def test_tag_above_another_stays(self):
        self.add(1)
        run = self.load()
        self.env[TAG].create({"name": "Below", "parent_id": self.new(TAG).id})
        self.undo(run)
        self.assertEqual(len(self.new(TAG)), 2)

    def test_default_for_new_clients_stays(self):
        """Odoo refuses to delete it; that is no reason to fail."""
        self.add(1)
        run = self.load()
        self.env["ir.default"].set("res.partner", "property_payment_term_id", self.new(TERM).id)
        self.undo(run)
        self.assertEqual(self.left(), {TERM})

    def test_renamed_stays(self):
        self.add(1)
        run = self.load()
        self.new(TAG).name = "Ours"
        self.env.flush_all()
        # Tests run in one transaction, whose clock stands still.
        self.env.cr.execute(
            "UPDATE res_partner_category SET write_date = write_date + interval '1 s' "
            "WHERE id = %s",
            self.new(TAG).ids,
        )
        self.env.invalidate_all()
        self.undo(run)
        self.assertEqual(self.left(), {TAG})

    def test_what_a_kept_client_uses_stays(self):
        self.add(1)
        kept = self.add(2, tags=["Noví", "Iní"])
        run = self.load()
        self.env["crm.lead"].create({"name": "L", "partner_id": self.partners("Client 2").id})
        self.undo(run)
        self.assertEqual(self.line(run, kept).state, "kept")
        self.assertEqual(sorted(self.new(TAG).mapped("name")), ["Iní", "Noví"])
        self.assertEqual(len(self.partners("Client 2").category_id), 2)

    def test_used_by_a_later_run(self):
        """The run that made it no longer has a say; the later one keeps what it has."""
        self.add(1)
        first = self.load()
        self.add(2)
        second = self.load()
        self.undo(first)
        self.assertEqual(self.left(), {TAG, TERM, BANK})
        self.assertEqual(self.partners("Client 2").category_id, self.new(TAG))
        self.undo(second)
        self.assertFalse(self.partners("Client 2"))

    def test_batches_and_a_break(self):
        """One record a batch, cancelled half-way and continued: what the first batch made is used
        by the last."""
        with patch("odoo.addons.deratix_integrations.models.run_worker.BATCH", 1):
            for seed in range(4):
                self.add(seed, tags=["Noví", f"Tag {seed}"])
            run = self.load()
            self.assertEqual(len(self.new(TAG)), 5)
            with self.enter_registry_test_mode():
                run.action_undo()
                with self.registry.cursor() as cr:
                    worker = api.Environment(cr, SUPERUSER_ID, {})["deratix.run"].browse(run.id)
                    for _batch in range(2):
                        worker._work({})
                run.action_cancel()
            self.assertEqual((run.state, run.undone_count), ("cancelled", 2))
            self.assertEqual(self.left(), {TAG, TERM, BANK})
            self.assertEqual(len(self.new(TAG)), 5)
            with self.enter_registry_test_mode():
                run.action_continue()
            self.work()
            self.assertEqual((run.state, run.undone_count), ("undone", 4))
        self.assertEqual(self.made(), self.before)

    def test_rolled_back_is_not_noted(self):
        lookups = Lookups(self.env, self.env.company)
        lookups.tag_ids(["Noví"])
        lookups.forget()
        self.assertFalse(lookups.take_made())

    def test_made_by_a_record_that_fails(self):
        """Only what is there is noted: a batch that is done again makes its tags anew."""
        self.add(1)
        self.add(2, tags=["Noví", "Iní"])
        run = self.preview()
        create = type(self.env["res.partner.bank"]).create

        def refuse(records, vals_list):
            if any(vals["acc_number"] == IBANS[2] for vals in vals_list):
                raise ValueError("refused")
            return create(records, vals_list)

        self.patch(type(self.env["res.partner.bank"]), "create", refuse)
        with self.assertLogs("odoo.addons.deratix_integrations", "ERROR"):
            self.apply(run)
        self.assertEqual((run.created_count, run.failed_count), (1, 1))
        self.assertEqual(self.new(TAG).mapped("name"), ["Noví"])
        (line,) = run.line_ids.filtered("undo_data")
        noted = {id_ for model, id_ in line.undo_data["created"] if model == TAG}
        self.assertEqual(noted, set(self.new(TAG).ids))
        self.undo(run)
        self.assertEqual(self.made(), self.before)

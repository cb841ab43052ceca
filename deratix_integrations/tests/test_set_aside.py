from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SandboxCase
from .sandbox import company_number, slovak_vat

BAD_VAT = "SK1234567890"


@tagged("post_install", "-at_install")
class TestSetAside(SandboxCase):
    """Law 7: one bad record never stops a run."""

    def refuse_partner(self, name, error):
        """Have Odoo refuse partners of this name, as another addon's constraint would."""
        Partner = type(self.env["res.partner"])
        create, write = Partner.create, Partner.write

        def refusing_create(partners, vals_list):
            if any(vals.get("name") == name for vals in vals_list):
                raise error
            return create(partners, vals_list)

        def refusing_write(partners, vals):
            if name in partners.mapped("name"):
                raise error
            return write(partners, vals)

        self.patch(Partner, "create", refusing_create)
        self.patch(Partner, "write", refusing_write)

    def refuse_in_database(self, name):
        """Have PostgreSQL itself refuse partners of this name."""
        self.env.flush_all()
        self.env.cr.execute(
            "ALTER TABLE res_partner ADD CONSTRAINT deratix_test CHECK (name <> %s)", [name]
        )

    def test_bad_vat_number(self):
        bad = self.sandbox.add("Alfa", ico=company_number(1), ic_dph=BAD_VAT)
        self.sandbox.add("Beta", ico=company_number(2), ic_dph=slovak_vat(2))
        run = self.preview()
        line = self.line(run, bad)
        self.assertEqual((line.category, line.decision), ("invalid", "skip"))
        self.assertIn(BAD_VAT, line.message)
        self.apply(run)
        self.assertFalse(self.partners("Alfa"))
        self.assertEqual(self.partners("Beta").vat, slovak_vat(2))

    def test_invalid_cannot_be_added_as_it_is(self):
        self.sandbox.add("Alfa", ico=company_number(1), ic_dph=BAD_VAT)
        line = self.preview().line_ids
        with self.assertRaises(UserError):
            line.decision = "create"

    def test_missing_name(self):
        external_id = self.sandbox.add("Gama")
        self.sandbox.change(external_id, name=" ")
        self.sandbox.add("Delta")
        run = self.load()
        line = self.line(run, external_id)
        self.assertEqual(line.category, "invalid")
        self.assertTrue(line.message)
        self.assertTrue(self.partners("Delta"))

    def correct(self, line, **values):
        Edit = self.env["deratix.line.edit"].with_user(self.user)
        edit = Edit.with_context(default_line_id=line.id).create({})
        edit.write(values)
        edit.action_save()

    def test_corrected_and_imported(self):
        external_id = self.sandbox.add("Alfa", ico=company_number(1), ic_dph=BAD_VAT, city="Nitra")
        run = self.preview()
        self.correct(run.line_ids, vat=slovak_vat(1))
        line = run.line_ids
        self.assertEqual((line.category, line.decision), ("new", "create"))
        self.assertFalse(line.is_branch, "a company is no address of its own")
        self.apply(run)
        partner = self.partners("Alfa")
        self.assertEqual(
            (partner.vat, partner.company_registry), (slovak_vat(1), company_number(1))
        )
        # What a person corrected is not undone by the next import.
        self.sandbox.change(external_id, city="Martin")
        again = self.load()
        self.assertEqual(again.failed_count + again.invalid_count, 0)
        self.assertEqual((partner.vat, partner.city), (slovak_vat(1), "Martin"))

    def test_corrected_badly(self):
        self.sandbox.add("Alfa", ico=company_number(1), ic_dph=BAD_VAT)
        run = self.preview()
        self.correct(run.line_ids, vat="SK1234567891")
        self.assertEqual(run.line_ids.category, "invalid")
        self.apply(run)
        self.assertFalse(self.partners("Alfa"))

    def test_branch_of_an_invalid_company(self):
        """The second row of a company must not bring in the number refused in the first."""
        for name in ("Alfa", "Alfa sklad"):
            self.sandbox.add(name, ico=company_number(1), ic_dph=BAD_VAT)
        self.load()
        self.assertFalse(self.env["res.partner"].search([("vat", "in", (BAD_VAT, BAD_VAT[2:]))]))

    @mute_logger("odoo.sql_db")
    def test_database_error_fails_one_record_only(self):
        ids = {name: self.sandbox.add(name, due_date=23) for name in map(str, range(9))}
        run = self.preview()
        self.refuse_in_database("5")
        self.apply(run)
        failed = run.line_ids.filtered(lambda line: line.state == "failed")
        self.assertEqual(failed.external_id, ids["5"])
        self.assertTrue(failed.message)
        self.assertEqual(run.created_count, 8)
        # What the failed attempt had made for all (a payment term) is not relied upon.
        done = self.partners(*(name for name in ids if name != "5"))
        self.assertEqual(len(done), 8)
        self.assertEqual(done.property_payment_term_id.exists().line_ids.mapped("nb_days"), [23])
        self.env.flush_all()

    def test_odoos_refusal_is_told_in_its_own_words(self):
        bad = self.sandbox.add("Alfa", ico=company_number(1))
        self.sandbox.add("Beta", ico=company_number(2))
        run = self.preview()
        self.refuse_partner("Alfa", ValidationError("Alfa is not welcome."))
        self.apply(run)
        line = self.line(run, bad)
        self.assertEqual((line.state, line.message), ("failed", "Alfa is not welcome."))
        self.assertTrue(self.partners("Beta"))

    @mute_logger("odoo.addons.deratix_integrations.pipeline.apply")
    def test_unexpected_fault_is_told_without_its_text(self):
        self.sandbox.add("Alfa")
        run = self.preview()
        self.refuse_partner("Alfa", KeyError("secret detail"))
        self.apply(run)
        self.assertEqual(run.line_ids.state, "failed")
        self.assertNotIn("secret detail", run.line_ids.message)

    @mute_logger("odoo.sql_db")
    def test_too_long_for_an_index(self):
        """PostgreSQL refuses such a value with an operational error; it is the record's fault."""
        long = self.sandbox.add("Alfa " + "".join(map(chr, range(0x4E00, 0x4E00 + 2000))))
        self.sandbox.add("Beta")
        run = self.preview()
        self.apply(run)
        self.assertEqual(self.line(run, long).state, "failed")
        self.assertTrue(self.partners("Beta"))

    @mute_logger("odoo.sql_db")
    def test_retry(self):
        self.sandbox.add("Alfa", ico=company_number(1))
        run = self.preview()
        self.refuse_in_database("Alfa")
        self.apply(run)
        self.assertEqual(run.failed_count, 1)
        self.env.cr.execute("ALTER TABLE res_partner DROP CONSTRAINT deratix_test")
        with self.enter_registry_test_mode():
            run.line_ids.action_retry()
        self.work()
        self.assertEqual((run.state, run.line_ids.state), ("done", "done"))
        partner = self.partners("Alfa")
        self.assertFalse(partner.parent_id)
        self.assertEqual(partner.company_registry, company_number(1))
        with self.assertRaises(UserError):
            run.line_ids.action_retry()

    def test_nasty_texts(self):
        """Mark-up, quotes and invisible characters come through as text and break nothing."""
        names = ["<b>Firma</b> & syn", 'O\'Hara "x"; --', "%s %(name)s {}", "\u200bskrytá"]
        for name in names:
            self.sandbox.add(name, comment="<script>alert(1)</script>")
        run = self.load()
        self.assertEqual(run.created_count, len(names))
        partners = self.partners("skrytá", *names[:3])
        self.assertEqual(len(partners), len(names))
        self.assertFalse(any("<script" in partner.comment for partner in partners))

    def test_generated_clients_all_end_somewhere(self):
        """With every oddity the sandbox knows: each row is done, set aside or told why not."""
        self.sandbox.reset(clients=400, seed=7)
        run = self.load()
        self.assertEqual(len(run.line_ids), 400)
        for line in run.line_ids:
            if line.state == "failed" or line.category == "invalid":
                self.assertTrue(line.message, line.name)
        self.assertFalse(run.line_ids.filtered(lambda line: line.state == "failed"))
        self.assertEqual(run.created_count + run.linked_count + run.open_count, 400)

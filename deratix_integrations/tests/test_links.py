from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from .common import SandboxCase
from .sandbox import company_number


@tagged("post_install", "-at_install")
class TestLinks(SandboxCase):
    def merge(self, partners, target):
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(partners.ids, target)

    def test_deleted_here_is_not_created_again(self):
        """Law 6."""
        external_id = self.sandbox.add("Alfa", ico=company_number(1))
        self.load()
        self.partners("Alfa").unlink()
        binding = self.binding(external_id)
        self.assertEqual((binding.state, binding.res_id), ("tombstone", 0))
        for change in ({}, {"city": "Nitra"}):
            with self.subTest(**change):
                if change:
                    self.sandbox.change(external_id, **change)
                run = self.load()
                self.assertEqual(run.line_ids.reason, "deleted_here")
                self.assertFalse(self.partners("Alfa"))
        # Unless a person says so.
        with self.enter_registry_test_mode():
            run.action_reopen()
        run.line_ids.decision = "create"
        self.apply(run)
        self.assertEqual(self.partners("Alfa").ids, [self.binding(external_id).res_id])
        self.assertEqual(self.binding(external_id).state, "linked")

    def test_deleted_there_stays_here(self):
        """Law 6, the other way round."""
        external_id = self.sandbox.add("Beta", ico=company_number(2))
        self.load()
        self.sandbox.remove(external_id)
        self.load()
        self.assertTrue(self.partners("Beta").active)

    def test_archived_is_updated_and_stays_archived(self):
        external_id = self.sandbox.add("Gama", ico=company_number(3))
        self.load()
        partner = self.partners("Gama")
        partner.active = False
        self.sandbox.change(external_id, city="Nitra")
        self.load()
        self.assertEqual(len(self.partners("Gama")), 1)
        self.assertEqual((partner.city, partner.active), ("Nitra", False))

    def test_merging_keeps_both_links(self):
        """Law 8, by Odoo's own wizard."""
        ids = [self.sandbox.add(f"Delta {n}", email=f"{n}@delta.example") for n in (1, 2)]
        self.load()
        target, other = self.partners("Delta 1", "Delta 2")
        self.merge(target + other, target)
        self.assertFalse(other.exists())
        for external_id in ids:
            binding = self.binding(external_id)
            self.assertEqual((binding.res_id, binding.state), (target.id, "linked"))
        self.assertEqual(target.deratix_binding_count, 2)
        # The next import knows both and creates nothing.
        run = self.load()
        self.assertEqual((run.equal_count, run.created_count), (2, 0))

    def test_merging_leads_keeps_both_links(self):
        leads = self.env["crm.lead"].create([{"name": "A"}, {"name": "B"}])
        self.env["deratix.binding"].create(
            [
                {
                    "connection_id": self.connection.id,
                    "company_id": self.env.company.id,
                    "kind": "party",
                    "external_id": f"lead {lead.name}",
                    "model": "crm.lead",
                    "res_id": lead.id,
                }
                for lead in leads
            ]
        )
        merged = leads.merge_opportunity()
        self.assertEqual(len(merged.deratix_binding_ids), 2)

    @mute_logger("odoo.sql_db")
    def test_an_external_record_is_linked_once(self):
        """Law 4: the database itself refuses a second link."""
        external_id = self.sandbox.add("Epsilon")
        self.load()
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            self.binding(external_id).copy()

    def test_not_the_same_is_remembered(self):
        partners = self.env["res.partner"].create(
            [{"name": name, "email": "info@zeta.example"} for name in ("Zeta A", "Zeta B")]
        )
        external_id = self.sandbox.add("Zeta", email="info@zeta.example")
        run = self.preview()
        line = run.line_ids
        self.assertEqual((line.category, line.decision), ("review", "skip"))
        self.assertEqual({other["id"] for other in line.alternatives}, set(partners.ids))
        line.decision = "create"
        with self.enter_registry_test_mode():
            run.action_cancel()
        again = self.preview().line_ids
        self.assertEqual((again.category, again.decision), ("new", "create"))
        decisions = self.env["deratix.match.decision"].search([("external_id", "=", external_id)])
        self.assertEqual(decisions.partner_id, partners)
        self.assertFalse(any(decisions.mapped("same")))

    def test_the_same_is_remembered(self):
        partners = self.env["res.partner"].create(
            [{"name": name, "email": "info@eta.example"} for name in ("Eta A", "Eta B")]
        )
        self.sandbox.add("Eta", email="info@eta.example")
        run = self.preview()
        run.line_ids.write({"partner_id": partners[1].id, "decision": "update"})
        self.assertEqual(run.line_ids.changes["name"], ["Eta B", "Eta"])
        with self.enter_registry_test_mode():
            run.action_cancel()
        again = self.preview().line_ids
        self.assertEqual((again.partner_id, again.reason), (partners[1], "decision"))

    def test_link_needs_a_partner(self):
        self.sandbox.add("Theta")
        line = self.preview().line_ids
        with self.assertRaises(UserError):
            line.decision = "link"

    def test_sync_one_record(self):
        external_id = self.sandbox.add("Iota", ico=company_number(9))
        self.sandbox.add("Kapa")
        self.load()
        self.sandbox.change(external_id, city="Nitra")
        binding = self.binding(external_id).with_user(self.user)
        with self.enter_registry_test_mode():
            action = binding.action_sync_now()
        self.work()
        run = self.env["deratix.run"].browse(action["res_id"])
        self.assertEqual((run.state, run.line_ids.external_id), ("ready", external_id))
        self.assertEqual(run.line_ids.changes, {"city": ["", "Nitra"]})
        url = self.sandbox.url + f"/clients/view/{external_id}"
        self.assertEqual(binding.action_open_there()["url"], url)

    def test_a_linked_connection_is_archived_not_deleted(self):
        self.sandbox.add("Lambda")
        self.load()
        with self.assertRaises(UserError):
            self.connection.unlink()

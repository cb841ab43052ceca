from odoo.tests import tagged

from .test_sync_faults import LinkedCase


@tagged("post_install", "-at_install")
class TestSyncClients(LinkedCase):
    """What clients can be: merged, archived, of another company, without a name, a person."""

    def test_merged_partners_keep_both_twins(self):
        self.switch_on()
        first, kept = self.linked("Delta", email="d@delta.example", city="Radom")
        second, gone = self.linked("Delta Dwa", email="d2@delta.example", city="Opole")
        self.env["base.partner.merge.automatic.wizard"].create({})._merge((kept | gone).ids, kept)
        for _ in range(4):
            self.cycle()
        self.assertEqual(self.partner_of(first), kept)
        self.assertEqual(self.partner_of(second), kept)
        kept.city = "Sopot"
        for _ in range(3):
            self.cycle()
        self.assertEqual({self.there(each)["city"] for each in (first, second)}, {"Sopot"})
        # A change of one twin reaches the other by way of the client here.
        self.sandbox.change(second, street="Lipowa 3")
        for _ in range(3):
            self.cycle()
        self.assertEqual(kept.street, "Lipowa 3")
        self.assertEqual(self.there(first)["street"], "Lipowa 3")
        self.assertFalse(self.cycle())

    def test_both_twins_change_at_once(self):
        self.connection.sync_policy = "newest"
        self.switch_on()
        first, kept = self.linked("Delta", email="d@delta.example")
        second, gone = self.linked("Delta Dwa", email="d2@delta.example")
        self.env["base.partner.merge.automatic.wizard"].create({})._merge((kept | gone).ids, kept)
        for _ in range(4):
            self.cycle()
        self.sandbox.change(first, city="Lublin")
        self.sandbox.change(second, city="Sopot")
        for _ in range(6):
            if not self.cycle():
                break
        else:
            self.fail("The twins never agree.")
        cities = {self.there(each)["city"] for each in (first, second)} | {kept.city}
        self.assertEqual(len(cities), 1, cities)
        self.assertIn(kept.city, ("Lublin", "Sopot"))

    def test_partner_of_another_company(self):
        self.linked_account()
        other = self.env["res.company"].create({"name": "Other Company"})
        self.env["res.partner"].create({"name": "Foreign", "company_id": other.id})
        self.cycle()
        self.assertEqual(len(self.all_there()), 1)
        # One that is given to another company leaves the synchronisation.
        self.partner.write({"company_id": other.id, "city": "Sopot"})
        for _ in range(3):
            self.cycle()
        self.assertEqual(self.there(self.client)["city"], "Radom")
        self.sandbox.change(self.client, street="Lipowa 3")
        for _ in range(3):
            self.cycle()
        self.assertFalse(self.partner.street)
        self.assertEqual(len(self.partners("Alfa")), 1)
        self.assertFalse(self.cycle())

    def test_archived_partner(self):
        self.linked_account()
        self.partner.active = False
        self.cycle()
        self.assertEqual(len(self.all_there()), 1)
        self.sandbox.change(self.client, city="Lublin")
        self.cycle()
        self.assertEqual((self.partner.city, self.partner.active), ("Lublin", False))
        self.assertEqual(len(self.partners("Alfa")), 1)
        self.assertFalse(self.cycle())

    def test_name_emptied_there(self):
        self.linked_account()
        self.sandbox.fault("null_fields", match="/clients", times=0, arguments={"fields": ["name"]})
        for _ in range(3):
            self.cycle()
        self.assertEqual(self.partner.name, "Alfa")
        self.sandbox.control("faults", rules=[])
        self.partner.city = "Sopot"
        for _ in range(3):
            self.cycle()
        there = self.there(self.client)
        self.assertEqual((there["name"], there["city"]), ("Alfa", "Sopot"))
        self.assertFalse(self.cycle())

    def test_person_and_company(self):
        self.switch_on()
        client, partner = self.linked("Anna Nowak", email="anna@nowak.example")
        partner.is_company = False
        self.cycle()
        there = self.there(client)
        self.assertEqual((there["company"], there["last_name"]), (False, "Nowak"))
        self.assertFalse(self.cycle())
        self.sandbox.change(client, company=True)
        self.cycle()
        self.assertTrue(partner.is_company)
        self.assertFalse(self.cycle())

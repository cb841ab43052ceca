from odoo.tests import tagged

from .common import SandboxCase
from .sandbox import company_number


@tagged("post_install", "-at_install")
class TestContacts(SandboxCase):
    """Contact persons cost a request each, and come only when asked for."""

    def setUp(self):
        super().setUp()
        self.client = self.sandbox.add("Alfa", ico=company_number(1))
        self.sandbox.control(
            "contacts",
            client_id=int(self.client),
            name="Jana Nová",
            email="jana@alfa.example",
            phone="0905 123 456",
        )

    def asked(self):
        return [path for _method, path in self.sandbox.requests() if "contact_people" in path]

    def test_not_unless_wanted(self):
        self.load()
        self.assertFalse(self.asked())
        self.assertFalse(self.partners("Alfa").child_ids)

    def test_wanted(self):
        run = self.load(with_contacts=True)
        person = self.partners("Alfa").child_ids
        self.assertEqual((person.name, person.email), ("Jana Nová", "jana@alfa.example"))
        self.assertFalse(person.is_company)
        self.assertEqual(len(self.asked()), 1)
        bindings = self.env["deratix.binding"].search([("kind", "=", "contact")])
        self.assertEqual(bindings.res_id, person.id)
        self.undo(run)
        self.assertFalse(person.exists())
        self.assertFalse(self.env["deratix.binding"].search_count([]))

    def test_again_is_the_same_person(self):
        self.load(with_contacts=True)
        self.sandbox.change(self.client, city="Nitra")
        self.load(with_contacts=True)
        self.assertEqual(len(self.partners("Alfa").child_ids), 1)

    def test_person_who_is_here_is_linked(self):
        company = self.env["res.partner"].create(
            {
                "name": "Alfa",
                "company_registry": company_number(1),
                "child_ids": [(0, 0, {"name": "Jana", "email": "jana@alfa.example"})],
            }
        )
        self.load(with_contacts=True)
        self.assertEqual(len(company.child_ids), 1)
        self.assertEqual(company.child_ids.name, "Jana")

    def test_deleted_here_is_not_created_again(self):
        """Law 6 holds for contact persons, too."""
        self.load(with_contacts=True)
        self.partners("Alfa").child_ids.unlink()
        self.sandbox.change(self.client, city="Nitra")
        self.load(with_contacts=True)
        self.assertFalse(self.partners("Alfa").child_ids)

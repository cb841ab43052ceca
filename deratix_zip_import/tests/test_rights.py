from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ArchiveCase, pdf

# Types of documents are the same in all companies.
SHARED = {"deratix.document.type"}


@tagged("post_install", "-at_install")
class TestRights(ArchiveCase):
    def models(self):
        """The models of this addon that keep records."""
        models = (self.env[name] for name in sorted(self.env.registry))
        return [
            model
            for model in models
            if model._original_module == "deratix_zip_import"
            and not model._abstract
            and not model._transient
        ]

    def test_every_model_has_access_rows_and_a_company_rule(self):
        Access, Rule = self.env["ir.model.access"], self.env["ir.rule"]
        for model in self.models():
            with self.subTest(model._name):
                rows = Access.search([("model_id.model", "=", model._name)])
                self.assertTrue(rows)
                self.assertTrue(all(rows.mapped("group_id")))
                if model._name in SHARED:
                    continue
                rules = Rule.search([("model_id.model", "=", model._name), ("groups", "=", False)])
                self.assertIn("company_id", str(rules.mapped("domain_force")))

    def test_nothing_crosses_companies(self):
        archive = self.archive({"a.pdf": pdf("a")})
        self.file_all(archive)
        rule = self.env["deratix.archive.rule"].create(
            {"scope": "folder", "text": "Alfa", "partner_id": self.alfa.id}
        )
        records = [archive, archive.entry_ids, archive.document_ids, rule]
        self.assertEqual(
            {record._name for record in records} | SHARED, {m._name for m in self.models()}
        )
        for record in records:
            record.with_user(self.importer).read(["display_name"])
        company = self.env["res.company"].create({"name": "Other"})
        for record in records:
            record.sudo().write({"company_id": company.id})
        for record in records:
            with self.subTest(record._name):
                own = record.with_user(self.importer)
                self.assertNotIn(record, own.search([]))
                with self.assertRaises(AccessError):
                    own.read(["display_name"])

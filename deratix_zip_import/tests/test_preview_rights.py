from odoo.addons.mail.tests.common import mail_new_test_user
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .preview import PreviewCase


@tagged("post_install", "-at_install")
class TestPreviewRights(PreviewCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Other"})
        group = "base.group_user,deratix_integrations.group_document_import"
        cls.stranger = mail_new_test_user(
            cls.env, "stranger", groups=group, company_id=cls.other.id,
            company_ids=[(6, 0, cls.other.ids)],
        )  # fmt: skip
        cls.employee = mail_new_test_user(cls.env, "employee", groups="base.group_user")

    def calls(self, archive, entry):
        target = self.reach(entry)
        return {
            "preview_head": (),
            "preview_files": (),
            "preview_search": ("partner_id", "kvety"),
            "preview_plan": (),
            "preview_decide": (target, {"period": "2020"}),
            "preview_accept": (target,),
            "preview_skip": (target,),
            "preview_reopen": (target,),
            "preview_choose": (target, "both"),
            "action_recognise_again": (),
        }

    def test_another_company_and_other_employees_get_nothing(self):
        archive = self.recognised("Kvety Medzilaborce/Mapa 2024.pdf")
        before = archive.entry_ids.read()
        for user in (self.stranger, self.employee):
            for method, arguments in self.calls(archive, archive.entry_ids).items():
                with self.subTest(f"{user.login} {method}"), self.assertRaises(AccessError):
                    getattr(archive.with_user(user), method)(*arguments)
        self.assertEqual(archive.entry_ids.read(), before)
        self.assertEqual(archive.state, "review")

    def test_files_are_changed_by_decisions_alone(self):
        archive = self.recognised("Kvety Medzilaborce/Mapa 2024.pdf")
        entry = archive.entry_ids.with_user(self.importer)
        self.assertEqual(entry.path, "Kvety Medzilaborce/Mapa 2024.pdf")
        with self.assertRaises(AccessError):
            entry.write({"state": "imported"})
        with self.assertRaises(AccessError):
            archive.with_user(self.importer).write({"state": "done"})

    def test_a_file_of_another_archive_is_not_reached(self):
        archive = self.recognised("a.pdf")
        foreign = self.recognised("b.pdf").entry_ids
        for method, arguments in (
            ("preview_accept", ()),
            ("preview_decide", ({"period": "2020"},)),
            ("preview_choose", ("both",)),
        ):
            with self.subTest(method), self.assertRaises(UserError):
                getattr(archive, method)(self.reach(foreign), *arguments)
        result = archive.preview_skip(self.reach(archive.entry_ids), shown=foreign.ids)
        self.assertEqual(result["rows"], [])

    def test_documents_go_to_clients_of_the_company_that_are_there(self):
        archive = self.recognised("a.pdf").with_user(self.importer)
        target = self.reach(archive.sudo().entry_ids)
        foreign = self.env["res.partner"].create({"name": "F", "company_id": self.other.id})
        archived = self.env["res.partner"].create({"name": "G", "active": False})
        product = self.env["product.template"].create({"name": "P", "company_id": self.other.id})
        for values in (
            {"partner_id": foreign.id},
            {"partner_id": archived.id},
            {"partner_id": 2**31 - 1},
            {"product_id": product.id},
            {"user_id": self.stranger.id},
            {"type_id": 2**31 - 1},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                archive.preview_decide(target, values)
        for values in ({"state": "imported"}, {"document_id": 1}):
            with self.subTest(values), self.assertRaises(ValueError):
                archive.preview_decide(target, values)

    def test_rules_are_of_one_company(self):
        rule = self.env["deratix.archive.rule"].create(
            {"text": "Kvetinky", "partner_id": self.kvety.id}
        )
        self.assertFalse(self.env["deratix.archive.rule"].with_user(self.stranger).search([]))
        with self.assertRaises(AccessError):
            rule.with_user(self.stranger).unlink()
        with self.assertRaises(AccessError):
            rule.with_user(self.employee).read(["text"])
        rule.with_user(self.importer).write({"partner_id": self.stroje.id})
        foreign = self.env["res.partner"].create({"name": "F", "company_id": self.other.id})
        with self.assertRaises(UserError):
            rule.partner_id = foreign
        with self.assertRaises(UserError):
            rule.text = "2024"

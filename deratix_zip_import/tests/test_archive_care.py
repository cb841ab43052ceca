from datetime import timedelta

from odoo import fields
from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import tagged

from .upload_case import PDF, UploadCase, packed


@tagged("post_install", "-at_install")
class TestArchiveCare(UploadCase):
    """The card, the menus, cleaning up, and copies of the database."""

    def age(self, archive, days):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE deratix_archive SET write_date = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(days=days), archive.id],
        )
        self.env.invalidate_all()

    def test_cleaning(self):
        data = packed({"a.pdf": PDF})
        self.env.company.deratix_archive_kept_days = 7
        stopped, fresh, busy, done = (self.begin(data, f"{n}.zip") for n in range(4))
        for archive in (stopped, fresh, busy, done):
            self.send(archive, data)
        busy.sudo().state = "importing"
        done.sudo().state = "done"
        for archive, days in ((stopped, 8), (fresh, 6), (busy, 8), (done, 8)):
            self.age(archive, days)
        self.env["deratix.archive"]._cron_clean()
        there = [one.sudo()._file_path().exists() for one in (stopped, fresh, busy, done)]
        self.assertEqual(there, [False, True, True, False])
        self.assertEqual((stopped.state, done.state), ("cancelled", "done"))
        self.assertIn("never finished", stopped.message)
        self.assertEqual(self.send(stopped, data)[0], 410)
        self.assertNotEqual(self.begin(data, "0.zip"), stopped)

    def test_each_company_says_how_long_archives_are_kept(self):
        data = packed({"a.pdf": PDF})
        self.env.company.deratix_archive_kept_days = 7
        closed = self.env["res.company"].create({"name": "Closed"})
        self.other_company.deratix_archive_kept_days = closed.deratix_archive_kept_days = 3
        closed.active = False
        own, other, left = archives = [self.begin(data, f"{n}.zip").sudo() for n in range(3)]
        other.company_id, left.company_id = self.other_company, closed
        for archive in archives:
            archive.state = "done"
            self.age(archive, 5)
        self.env["deratix.archive"]._cron_clean()
        self.assertEqual((own | other | left).mapped("file_removed"), [False, True, False])

    def test_neutralized(self):
        data = packed({"a.pdf": PDF})
        uploading, inspecting = self.begin(data), self.upload(data, "b.zip")
        self.env.flush_all()
        (queries,) = get_neutralization_queries(["deratix_zip_import"])
        self.env.cr.execute(queries)
        self.env.invalidate_all()
        self.assertEqual((uploading.state, inspecting.state), ("cancelled", "cancelled"))
        self.assertEqual(inspecting.stopped_in, "inspecting")
        self.assertFalse(self.env.ref("deratix_zip_import.cron_work").active)
        self.assertEqual(self.send(uploading, data)[0], 410)
        self.assertTrue(inspecting.sudo()._file_path().exists())

    def test_files_are_apart_by_database(self):
        archive = self.begin(b"x")
        self.assertEqual(archive.sudo()._file_path().parent.name, self.env.cr.dbname)

    def test_card(self):
        review, failed = self.begin(b"x", "a.zip"), self.begin(b"x", "b.zip")
        review.sudo().state, failed.sudo().state = "review", "failed"
        card = self.env["deratix.card"].with_user(self.clerk).search([])
        self.assertEqual(card.code, "zip_import")
        self.assertEqual(card.data["status"], "ready")
        self.assertEqual((card.data["waiting"], card.data["failed"]), (1, 1))
        foreign = card.with_user(self.stranger)
        foreign.invalidate_recordset()
        self.assertEqual((foreign.data["waiting"], foreign.data["failed"]), (0, 0))
        self.assertEqual(card.action_import()["tag"], "deratix_zip_upload")
        self.assertEqual(card.action_prepare()["tag"], "deratix_zip_prepare")
        self.assertEqual(card.action_archives()["res_model"], "deratix.archive")

    def test_document_import_only_sees_nothing_else(self):
        root = self.env.ref("deratix_integrations.menu_root")
        menus = self.env["ir.ui.menu"].with_user(self.clerk).load_menus(False)
        names, todo = set(), [root.id]
        while todo:
            menu = menus[todo.pop()]
            names.add(menu["name"])
            todo += menu["children"]
        self.assertEqual(names, {"Integrations", "Dashboard", "Archives", "Documents"})

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ArchiveCase, pdf


@tagged("post_install", "-at_install")
class TestUndo(ArchiveCase):
    def undo(self, archive):
        archive.with_user(self.importer).action_undo()
        self.work()

    def touch(self, document, **values):
        """Change a document as in a later transaction: time stands still in this one."""
        document.write(values)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE deratix_document SET write_date = write_date + interval '1 hour' WHERE id = %s",
            [document.id],
        )
        self.env.invalidate_all()

    def test_what_nobody_touched_goes(self):
        archive = self.archive({"a.pdf": pdf("a"), "b.pdf": pdf("b")})
        self.file_all(archive)
        attachments = archive.document_ids.attachment_id
        self.undo(archive)
        self.assertEqual(archive.state, "undone")
        self.assertFalse(archive.document_ids)
        self.assertFalse(attachments.exists())
        self.assertEqual(set(archive.entry_ids.mapped("state")), {"undone"})

    def test_each_refusal_says_why(self):
        archive = self.archive({f"{name}.pdf": pdf(name) for name in "abcd"})
        self.file_all(archive)
        edited, discussed, planned, free = archive.entry_ids.document_id.sorted("name")
        self.touch(edited, name="Edited")
        discussed.message_post(body="Look at this", message_type="comment")
        planned.activity_schedule("mail.mail_activity_data_todo", summary="Check")
        self.undo(archive)
        left = archive.entry_ids.filtered(lambda entry: entry.state == "kept")
        self.assertEqual(left.document_id, edited | discussed | planned)
        self.assertFalse(free.exists())
        for word in ("changed", "message", "activity"):
            self.assertTrue(any(word in entry.message for entry in left), word)

    def test_an_older_version_comes_back(self):
        first = self.archive({"a.pdf": pdf("a")})
        self.file_all(first)
        older = first.document_ids
        second = self.archive({"a.pdf": pdf("a2")})
        second._find_duplicates()
        second.entry_ids.duplicate_choice = "version"
        self.file_all(second)
        self.assertEqual(older.state, "replaced")
        with self.subTest("the older one cannot be undone while it is replaced"):
            self.undo(first)
            self.assertEqual(first.entry_ids.state, "kept")
            self.assertIn("newer version", first.entry_ids.message)
        self.undo(second)
        self.assertEqual(older.state, "current")
        self.assertFalse(older.replaced_by_id)

    def test_clients_that_it_made_go_when_nobody_uses_them(self):
        self.importer.group_ids += self.env.ref("base.group_partner_manager")
        archive = self.archive({"a.pdf": pdf("a"), "b.pdf": pdf("b")}, partner_id=False)
        archive.entry_ids[0].new_client, archive.entry_ids[1].new_client = "Free", "Used"
        self.file_all(archive)
        free, used = archive.entry_ids.partner_id
        self.env["crm.lead"].create({"name": "Lead", "partner_id": used.id})
        self.undo(archive)
        self.assertFalse(free.exists())
        self.assertTrue(used.exists())

    def test_after_the_days_it_is_over(self):
        archive = self.archive({"a.pdf": pdf("a")})
        self.file_all(archive)
        archive.company_id.deratix_archive_undo_days = 3
        archive.imported_at = fields.Datetime.now() - timedelta(days=4)
        self.assertFalse(archive.can_undo)
        with self.assertRaisesRegex(UserError, "time for it is over"):
            archive.with_user(self.importer).action_undo()

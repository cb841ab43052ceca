from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..archive.reasons import EntryRefused, Refusal
from ..archive.unpacker import Unpacker
from .common import ArchiveCase, pdf


@tagged("post_install", "-at_install")
class TestResult(ArchiveCase):
    """The page of an archive after its import."""

    def imported(self):
        """One file of each result."""
        archive = self.archive({f"{name}.pdf": pdf(name) for name in "abcd"})
        _filed, skipped, failed, left = archive.entry_ids
        skipped.state = "skipped"
        left.state = "open"
        content = Unpacker._content

        def broken(unpacker, position, *file):
            if position == failed.position:
                raise EntryRefused(Refusal("damaged"))
            return content(unpacker, position, *file)

        with patch.object(Unpacker, "_content", broken):
            self.file_all(archive)
        return archive.with_user(self.importer)

    def listed(self, archive, result):
        action = archive.with_context(deratix_result=result).action_result()
        return self.env[action["res_model"]].search(action["domain"]).mapped("name")

    def test_each_count_leads_to_its_files(self):
        archive = self.imported()
        for result, name in zip(
            ("imported", "skipped", "failed", "left"), ("a", "b", "c", "d"), strict=True
        ):
            self.assertEqual(archive[f"{result}_count"], 1)
            self.assertEqual(self.listed(archive, result), [f"{name}.pdf"])
        opened = archive.entry_ids[0].action_open_document()
        self.assertEqual(opened["res_id"], archive.document_ids.id)

    def test_undone_and_not_undone_are_told_apart(self):
        archive = self.archive({"a.pdf": pdf("a"), "b.pdf": pdf("b")})
        self.file_all(archive)
        archive.entry_ids[0].document_id.message_post(body="Look", message_type="comment")
        archive.with_user(self.importer).action_undo()
        self.work()
        self.assertEqual((archive.kept_count, archive.undone_count), (1, 1))
        self.assertEqual(self.listed(archive, "kept"), ["a.pdf"])
        self.assertEqual(self.listed(archive, "undone"), ["b.pdf"])
        self.assertFalse(archive.can_retry)

    def test_retry_is_offered_while_it_can_work(self):
        archive = self.imported()
        self.assertTrue(archive.can_retry)
        archive.sudo().file_removed = True
        self.assertFalse(archive.can_retry)
        archive.sudo().file_removed = False
        archive.action_retry()
        self.assertFalse(archive.can_retry)
        self.work()
        self.assertEqual((archive.state, archive.failed_count), ("done", 0))
        self.assertFalse(archive.can_retry)
        with self.assertRaisesRegex(UserError, "Accept some files"):
            archive.action_retry()
        archive.sudo().entry_ids[3].state = "accepted"
        archive.invalidate_recordset()
        self.assertTrue(archive.can_retry)

    def test_retry_does_not_prolong_undo_and_starts_it_where_nothing_was_imported(self):
        archive = self.imported()
        before = fields.Datetime.now() - timedelta(days=3)
        archive.sudo().imported_at = before
        archive.action_retry()
        self.assertEqual(archive.imported_at, before)
        left = self.archive({"x.pdf": pdf("x")}).with_user(self.importer)
        left.action_cancel()
        left.action_retry()
        self.work()
        self.assertTrue(left.can_undo)

    def test_retry_creates_no_clients_without_the_right(self):
        archive = self.imported()
        archive.sudo().entry_ids[2].write({"partner_id": False, "new_client": "Gama"})
        with self.assertRaises(AccessError):
            archive.action_retry()
        self.assertEqual(archive.state, "done")

    def test_an_import_that_stopped_can_be_undone(self):
        archive = self.archive({"a.pdf": pdf("a")})
        self.file_all(archive)
        archive.state = "failed"
        self.assertTrue(archive.can_undo)
        archive.with_user(self.importer).action_undo()
        self.work()
        self.assertEqual(archive.state, "undone")
        self.assertFalse(archive.document_ids)

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from odoo import fields
from odoo.addons.deratix_integrations.models.background_mixin import MAX_ATTEMPTS
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import archive_import
from ..pipeline.filer import Filer
from .common import ArchiveCase, pdf


@tagged("post_install", "-at_install")
class TestImport(ArchiveCase):
    def test_accepted_files_become_documents(self):
        archive = self.archive({"Alfa/a.pdf": pdf("a"), "Alfa/b.pdf": pdf("b")})
        archive.entry_ids[1].state = "open"
        self.file_all(archive)
        self.assertEqual(archive.state, "done")
        self.assertEqual(archive.entry_ids.mapped("state"), ["imported", "open"])
        document = archive.document_ids
        self.assertEqual(document, archive.entry_ids[0].document_id)
        self.assertEqual(document.name, "a")
        self.assertEqual(document.partner_id, self.alfa)
        self.assertEqual(document.type_id, self.contract)
        self.assertEqual(document.period, "May 2024")
        self.assertEqual(document.source_path, "Alfa/a.pdf")
        self.assertEqual(document.attachment_id.raw, pdf("a"))
        self.assertEqual(document.attachment_id.mimetype, "application/pdf")
        self.assertEqual(
            (document.attachment_id.res_model, document.attachment_id.res_id),
            ("deratix.document", document.id),
        )
        self.assertEqual(document.checksum, archive.entry_ids[0].checksum)

    def test_nothing_accepted_starts_nothing(self):
        archive = self.archive({"a.pdf": pdf("a")}, state="open")
        with self.assertRaisesRegex(UserError, "Accept some files"):
            archive.with_user(self.importer).action_import()
        self.assertEqual(archive.state, "review")

    def test_twice_files_once(self):
        archive = self.archive({"a.pdf": pdf("a")})
        self.file_all(archive)
        with self.assertRaisesRegex(UserError, "accepted"):
            archive.with_user(self.importer).action_import()
        archive.entry_ids.state = "accepted"
        with self.assertRaisesRegex(UserError, "another state"):
            archive.with_user(self.importer).action_import()
        self.assertEqual(len(archive.document_ids), 1)

    def test_one_bad_file_sinks_no_other(self):
        archive = self.archive({f"{name}.pdf": pdf(name) for name in "abcde"})
        create = Filer._document_values

        def values(filer, entry):
            result = create(filer, entry)
            if entry.name == "c.pdf":
                result["date_to"] = "2020-01-01"
            return result

        with patch.object(Filer, "_document_values", values), self.mute():
            self.file_all(archive)
        self.assertEqual(archive.state, "done")
        states = dict(archive.entry_ids.mapped(lambda entry: (entry.name, entry.state)))
        self.assertEqual(states.pop("c.pdf"), "failed")
        self.assertEqual(set(states.values()), {"imported"})
        failed = archive.entry_ids.filtered(lambda entry: entry.state == "failed")
        self.assertIn("could not be filed", failed.message)
        archive.with_user(self.importer).action_retry()
        self.work()
        self.assertEqual(set(archive.entry_ids.mapped("state")), {"imported"})
        self.assertEqual(len(archive.document_ids), 5)

    def mute(self):
        return mute_logger("odoo.addons.deratix_zip_import.pipeline.filer", "odoo.sql_db")

    def test_another_file_in_its_place_is_not_filed(self):
        archive = self.archive({"a.pdf": pdf("a"), "b.pdf": pdf("b")})
        other = self.archive({"a.pdf": pdf("a"), "b.pdf": pdf("other")})
        archive._file_path().write_bytes(other._file_path().read_bytes())
        self.file_all(archive)
        self.assertEqual(archive.state, "failed")
        self.assertFalse(archive.document_ids)
        self.assertTrue(archive.message)

    def test_an_archive_that_is_gone_says_so(self):
        archive = self.archive({"a.pdf": pdf("a")})
        archive._file_path().unlink()
        self.file_all(archive)
        self.assertEqual(archive.state, "failed")
        self.assertIn("not on the server", archive.message)
        self.assertEqual(archive.entry_ids.state, "accepted")

    def test_what_the_disk_cannot_do_now_is_tried_later(self):
        archive = self.archive({"a.pdf": pdf("a")})
        path = archive._file_path()
        content = path.read_bytes()
        path.unlink()
        path.mkdir()
        self.addCleanup(lambda: path.is_dir() and path.rmdir())
        self.file_all(archive)
        self.assertEqual((archive.state, archive.attempts), ("importing", 1))
        self.assertGreater(archive.waiting_until, fields.Datetime.now())
        path.rmdir()
        path.write_bytes(content)
        with freeze_time(archive.waiting_until + timedelta(seconds=1)):
            self.work()
        self.assertEqual((archive.state, archive.attempts), ("done", 0))
        self.assertEqual(archive.entry_ids.state, "imported")

    def test_what_the_disk_can_never_do_ends_the_import(self):
        archive = self.archive({"a.pdf": pdf("a")})
        path = archive._file_path()
        path.unlink()
        path.mkdir()
        self.addCleanup(path.rmdir)
        self.file_all(archive)
        with mute_logger("odoo.addons.deratix_integrations.models.background_mixin"):
            for _attempt in range(MAX_ATTEMPTS - 1):
                self.assertEqual(archive.state, "importing")
                with freeze_time(archive.waiting_until + timedelta(seconds=1)):
                    self.work()
        self.assertEqual((archive.state, archive.stopped_in), ("failed", "importing"))
        self.assertIn("IsADirectoryError", archive.message)

    def test_what_changed_since_the_preview_waits_for_a_person(self):
        archive = self.archive({f"{name}.pdf": pdf(name) for name in "abc"})
        first, second, third = archive.entry_ids
        self.alfa.active = False
        second.partner_id = self.beta
        third.partner_id = False
        self.file_all(archive)
        self.assertEqual([first.state, second.state, third.state], ["open", "imported", "open"])
        self.assertIn("Alfa", first.message)
        self.assertIn("to whom", third.message)

    def test_a_client_of_another_company_is_refused(self):
        company = self.env["res.company"].create({"name": "Other"})
        archive = self.archive({"a.pdf": pdf("a")})
        self.alfa.company_id = company
        self.file_all(archive)
        self.assertEqual(archive.entry_ids.state, "open")
        self.assertFalse(archive.document_ids)

    def test_what_the_preview_would_not_offer_any_more_waits(self):
        company = self.env["res.company"].create({"name": "Other"})
        product = self.env["product.template"].create({"name": "Savo"})
        archive = self.archive({f"{n}.pdf": pdf(str(n)) for n in range(5)})
        person_type = self.env["deratix.document.type"].create(
            {"name": "Course", "code": "course", "owner": "user"}
        )
        contact, sold, gone, here, stays = archive.entry_ids
        sold.write({"type_id": self.sds.id, "product_id": product.id})
        stays.write({"type_id": self.sds.id, "product_id": product.copy().id})
        leaver = self.importer.copy({"login": "leaver"})
        gone.write({"type_id": person_type.id, "user_id": leaver.id})
        here.write({"type_id": person_type.id, "user_id": self.importer.id})
        contact.partner_id = self.env["res.partner"].create(
            {"name": "Contact", "parent_id": self.beta.id}
        )
        product.company_id = company
        leaver.write({"company_id": company.id, "company_ids": [(6, 0, company.ids)]})
        self.file_all(archive)
        states = [entry.state for entry in (contact, sold, gone, here, stays)]
        self.assertEqual(states, ["open", "open", "open", "imported", "imported"])

    def test_new_clients_are_made_once_and_only_when_somebody_said_so(self):
        archive = self.archive(
            {"a.pdf": pdf("a"), "b.pdf": pdf("b")}, partner_id=False, new_client="Gama s.r.o."
        )
        with self.assertRaises(AccessError):
            archive.with_user(self.importer).action_import()
        self.importer.group_ids += self.env.ref("base.group_partner_manager")
        self.file_all(archive)
        self.assertEqual(set(archive.entry_ids.mapped("state")), {"imported"})
        made = self.env["res.partner"].search([("name", "=", "Gama s.r.o.")])
        self.assertEqual(len(made), 1)
        self.assertEqual(archive.document_ids.partner_id, made)
        self.assertEqual(archive.new_partner_ids, made)

    def test_a_file_left_out_while_others_are_filed_is_not_filed(self):
        archive = self.archive({f"{name}.pdf": pdf(name) for name in "abcde"})
        filer = Filer.file_all

        def one_and_change(self, entries, contents):
            if not self.archive.document_ids:
                self.archive.entry_ids[2].state = "open"
                self.archive.entry_ids[0].state = "accepted"
            filer(self, entries, contents)

        archive.entry_ids[0].state = "open"
        with (
            patch.object(archive_import, "BATCH", 1),
            patch.object(Filer, "file_all", one_and_change),
        ):
            self.file_all(archive)
        # The first was accepted when the import was beyond it already.
        self.assertEqual(
            archive.entry_ids.mapped("state"),
            ["imported", "imported", "open", "imported", "imported"],
        )
        self.assertEqual(archive.state, "done")
        raw = archive.document_ids.sorted("source_path").mapped("attachment_id.raw")
        self.assertEqual(raw, [pdf(name) for name in "abde"])

    def test_when_the_time_is_up_the_job_is_called_again_at_once(self):
        archive = self.archive({f"{name}.pdf": pdf(name) for name in "ab"})
        archive.with_user(self.importer).action_import()
        job = self.env.ref("deratix_zip_import.cron_work")
        found = []
        self.env.flush_all()
        with self.enter_registry_test_mode(), patch.object(archive_import, "BATCH", 1):
            for _time in range(3):
                with self.registry.cursor() as cr:
                    found.append(self.called_when_time_is_up(self.env(cr=cr), job, archive))
        self.assertEqual(found, [("importing", 1), ("importing", 1), ("done", 0)])

    def called_when_time_is_up(self, env, job, archive):
        """(state of the archive, whether the job is to be called again at once)"""
        triggers = env["ir.cron.trigger"].search([("cron_id", "=", job.id)])
        triggers.unlink()
        _timed, progress = env["ir.cron"].browse(job.id)._add_progress()
        archive = env[archive._name].browse(archive.id)
        archive.with_context(
            cron_id=job.id, cron_end_time=0, ir_cron_progress_id=progress.id
        )._cron_work()
        due = [("cron_id", "=", job.id), ("call_at", "<=", fields.Datetime.now())]
        return archive.state, env["ir.cron.trigger"].search_count(due, limit=1)

    def test_cancelling_keeps_what_is_filed(self):
        archive = self.archive({f"{name}.pdf": pdf(name) for name in "abc"})
        archive.with_user(self.importer).action_import()
        filer = Filer.file_all

        def one_and_cancel(self, entries, contents):
            filer(self, entries[:1], contents)
            self.archive.with_user(archive.user_id).action_cancel()

        with patch.object(Filer, "file_all", one_and_cancel):
            self.work()
        self.assertEqual(archive.state, "cancelled")
        self.assertEqual(archive.entry_ids.mapped("state"), ["imported", "accepted", "accepted"])
        archive.with_user(self.importer).action_retry()
        self.work()
        self.assertEqual(archive.state, "done")
        self.assertEqual(len(archive.document_ids), 3)

    def test_pictures_stay_as_they_are(self):
        import io

        from PIL import Image

        out = io.BytesIO()
        Image.new("RGB", (3000, 2000), "red").save(out, "JPEG")
        archive = self.archive({"a.jpg": out.getvalue()})
        self.file_all(archive)
        self.assertEqual(archive.document_ids.attachment_id.raw, out.getvalue())

    def test_strangers_import_nothing(self):
        archive = self.archive({"a.pdf": pdf("a")})
        stranger = self.env["res.users"].create({"name": "Stranger", "login": "stranger"})
        with self.assertRaises(AccessError):
            archive.with_user(stranger).action_import()
        company = self.env["res.company"].create({"name": "Other"})
        archive.company_id = company
        with self.assertRaises(AccessError):
            archive.with_user(self.importer).action_import()

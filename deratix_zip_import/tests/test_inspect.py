from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..archive.reasons import ARCHIVE, ENTRY, NOTICE, sentence
from ..models import archive_inspect
from ..pipeline.refusal_text import TEXTS
from .upload_case import PDF, UploadCase, digest, packed

FILES = {
    "Alfa/2026-03/protokol.pdf": PDF,
    "Alfa/2026-04/protokol.pdf": PDF + b"%",
    "Beta/zmluva.txt": b"Zmluva",
    "Beta/setup.exe": b"MZ" + bytes(100),
    "Beta/": b"",
    "__MACOSX/._zmluva.txt": b"x",
    "Thumbs.db": b"x",
    "../out.pdf": PDF,
    "named.pdf": b"Only text",
}


@tagged("post_install", "-at_install")
class TestInspect(UploadCase):
    """Everything in an archive is listed once, with what is wrong with it, and nothing else is
    written."""

    def test_what_is_listed(self):
        documents = self.env["deratix.document"].search_count([])
        partners = self.env["res.partner"].search_count([])
        archive, found = self.inspected(packed(FILES))
        self.assertTrue(archive.arrived_whole)
        self.assertEqual(archive.clutter_count, 2)
        self.assertEqual(len(found), 6)
        entry = found["Alfa/2026-03/protokol.pdf"]
        self.assertEqual((entry.folder, entry.name), ("Alfa/2026-03", "protokol.pdf"))
        self.assertEqual((entry.size, entry.mimetype), (len(PDF), "application/pdf"))
        self.assertEqual((entry.checksum, entry.position), (digest(PDF), 0))
        self.assertEqual(entry.company_id, self.env.company)
        self.assertFalse(entry.problem_text)
        program = found["Beta/setup.exe"]
        self.assertEqual((program.state, program.folder), ("refused", "Beta"))
        self.assertEqual(program.problem_text, "This is a program (Windows).")
        climbing = found["../out.pdf"]
        self.assertEqual((climbing.state, climbing.folder), ("refused", ""))
        self.assertIn("leads out of the archive", climbing.problem_text)
        remarked = found["named.pdf"]
        self.assertNotEqual(remarked.state, "refused")
        self.assertEqual(remarked.problem_text, "The name says .pdf, the content is .txt.")
        self.assertEqual((archive.file_count, archive.refused_count), (4, 2))
        self.assertEqual(archive.file_size, 2 * len(PDF) + 1 + len(b"Zmluva") + len(b"Only text"))
        self.assertEqual(self.env["deratix.document"].search_count([]), documents)
        self.assertEqual(self.env["res.partner"].search_count([]), partners)

    def test_in_batches(self):
        data = packed({f"{number:03}.txt": b"text %d" % number for number in range(50)})
        with patch.object(archive_inspect, "BATCH", 7):
            archive, found = self.inspected(data)
        self.assertEqual(len(found), 50)
        self.assertEqual(archive.entry_ids.mapped("position"), list(range(50)))

    def test_goes_on_after_the_last_batch(self):
        """As after a SIGKILL: what is listed stays, and is not read again."""
        archive = self.upload(packed({f"{n}.txt": b"text %d" % n for n in range(5)}))
        archive.sudo().write({"arrived_whole": True, "done_count": 3, "total": 5})
        self.work()
        self.assertEqual(archive.entry_ids.mapped("position"), [3, 4])

    def test_what_arrived_is_what_was_sent(self):
        data = packed(FILES)
        archive = self.upload(data)
        path = archive.sudo()._file_path()
        changed = bytearray(data)
        changed[40] ^= 1
        path.write_bytes(changed)
        self.work()
        self.assertEqual((archive.state, archive.stopped_in), ("failed", "inspecting"))
        self.assertIn("did not arrive as it was sent", archive.message)
        self.assertFalse(archive.entry_ids)

    def test_an_archive_that_is_none(self):
        archive, found = self.inspected(b"This is no archive at all.")
        self.assertEqual(archive.state, "failed")
        self.assertIn("not a ZIP archive", archive.message)
        self.assertFalse(found)

    def test_limits_of_the_company(self):
        self.env.company.deratix_archive_max_entries = 3
        archive, _found = self.inspected(packed(FILES))
        self.assertIn("more than 3", archive.message)

    def test_names_that_no_database_takes(self):
        data = packed({"axb.pdf": PDF}).replace(b"axb.pdf", b"a\0b.pdf")
        _archive, found = self.inspected(data)
        self.assertEqual(list(found), ["a\N{REPLACEMENT CHARACTER}b.pdf"])
        data = packed({"aXXXb.pdf": PDF}).replace(b"aXXXb", "a\u202eb".encode())
        archive, found = self.inspected(data, "bidi.zip")
        archive.action_inspect_again("utf-8")
        self.work()
        (entry,) = archive.entry_ids
        self.assertEqual((entry.state, entry.path), ("refused", "a\N{REPLACEMENT CHARACTER}b.pdf"))

    def test_the_letters_of_the_names(self):
        name = "Žiar nad Hronom/zmluva šľachtiteľská.pdf"
        written = packed({"x" * len(name.encode("cp852")): PDF})
        data = written.replace(b"x" * len(name.encode("cp852")), name.encode("cp852"))
        archive, found = self.inspected(data)
        self.assertEqual(list(found), [name])
        self.assertEqual((archive.guessed_encoding, archive.name_encoding), ("cp852", False))
        archive.sudo().state = "review"
        archive.action_inspect_again("cp437")
        self.assertEqual(archive.state, "inspecting")
        self.work()
        self.assertEqual(archive.name_encoding, "cp437")
        (entry,) = archive.entry_ids
        self.assertEqual(entry.path, name.encode("cp852").decode("cp437"))
        archive.sudo().state = "review"
        with self.assertRaises(UserError):
            archive.action_inspect_again("rot13")

    def test_again_after_its_import_was_undone(self):
        archive, _found = self.inspected(packed({"a.pdf": PDF}))
        archive.sudo().write({"state": "undone", "imported_at": "2026-01-01 10:00:00"})
        archive.entry_ids.sudo().state = "undone"
        archive.action_inspect_again()
        self.work()
        self.assertEqual((archive.state, archive.entry_ids.state), ("review", "open"))
        # The time in which the next import can be undone begins anew.
        self.assertFalse(archive.imported_at)

    def test_not_again_once_imported(self):
        archive, _found = self.inspected(packed({"a.pdf": PDF}))
        self.env["deratix.document"].create(
            {
                "name": "a",
                "type_id": self.env["deratix.document.type"].search([], limit=1).id,
                "archive_id": archive.id,
            }
        )
        archive.sudo().state = "cancelled"
        with self.assertRaisesRegex(UserError, "imported already"):
            archive.action_inspect_again()
        archive.sudo().write({"file_removed": True})
        with self.assertRaisesRegex(UserError, "not on the server"):
            archive.action_inspect_again()

    def test_the_tree(self):
        files = {"Alfa/x%/a.pdf": PDF, "Alfa/xy/b.pdf": PDF, "Al/d.pdf": PDF}
        files["Alfa/c.exe"] = b"MZ" + bytes(9)
        archive, _found = self.inspected(packed(files))
        root = archive.get_folder()
        self.assertEqual([one["path"] for one in root["folders"]], ["Al", "Alfa"])
        self.assertEqual(root["files"], [])
        alfa = root["folders"][1]
        self.assertEqual((alfa["files"], alfa["refused"], alfa["size"]), (2, 1, 2 * len(PDF)))
        inside = archive.get_folder("Alfa")
        self.assertEqual([one["path"] for one in inside["folders"]], ["Alfa/x%", "Alfa/xy"])
        (program,) = inside["files"]
        self.assertTrue(program["refused"])
        self.assertEqual(program["text"], "This is a program (Windows).")
        self.assertEqual(len(archive.get_folder("Alfa/x%")["files"]), 1)

    def test_a_folder_of_many_files(self):
        data = packed({f"f/{number:03}.txt": b"t%d" % number for number in range(130)})
        archive, _found = self.inspected(data)
        first = archive.get_folder("f")
        self.assertEqual((len(first["files"]), first["more"]), (100, 30))
        rest = archive.get_folder("f", 100)
        self.assertEqual((len(rest["files"]), rest["more"], rest["folders"]), (30, 0, []))

    def test_progress(self):
        archive = self.upload(packed(FILES))
        progress = archive.get_progress()
        self.assertEqual((progress["state"], progress["active"]), ("inspecting", True))
        self.assertEqual(progress["label"], "Being inspected")

    def test_cancelled_in_between(self):
        archive = self.upload(packed(FILES))
        archive.action_cancel()
        self.work()
        self.assertEqual(archive.state, "cancelled")
        self.assertFalse(archive.entry_ids)
        archive.action_inspect_again()
        self.work()
        self.assertEqual(len(archive.entry_ids), 6)

    def test_every_reason_has_a_sentence(self):
        sentences = {**ARCHIVE, **ENTRY, **NOTICE}
        self.assertEqual(set(TEXTS), set(sentences))
        for code, template in sentences.items():
            with self.subTest(code):
                self.assertEqual(TEXTS[code]._source, template)
        self.assertEqual(
            self.env["deratix.archive"]._refusal_text("too_large", {"limit": 2**30}),
            sentence("too_large", {"limit": 2**30}),
        )

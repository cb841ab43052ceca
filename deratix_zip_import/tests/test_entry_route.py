from io import BytesIO

from odoo.tests import HttpCase, tagged
from PIL import Image

from .common import RouteMixin, pack, pdf
from .preview import PreviewCase

PAGE = b"<!doctype html><script>alert(document.cookie)</script>"
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def png():
    out = BytesIO()
    Image.new("RGB", (4, 4), "red").save(out, "PNG")
    return out.getvalue()


@tagged("post_install", "-at_install")
class TestEntryRoute(RouteMixin, PreviewCase, HttpCase):
    def packed(self, files):
        """An archive of ``{path: bytes}``, its entries made without looking into the files."""
        archive = self.env["deratix.archive"].create({"name": "a.zip", "state": "review"})
        archive._file_path().write_bytes(pack(files))
        self.addCleanup(archive._file_path().unlink, missing_ok=True)
        self.env["deratix.archive.entry"].create(
            [
                {
                    "archive_id": archive.id,
                    "company_id": archive.company_id.id,
                    "position": position,
                    "path": path,
                    "name": path.rpartition("/")[2],
                    "mimetype": "text/html",
                    "state": "open",
                }
                for position, path in enumerate(files)
            ]
        )
        return archive

    def ask(self, entry, query=""):
        return self.url_open(f"/deratix/archive/entry/{entry.id}{query}", timeout=30)

    def assert_guarded(self, answer):
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        self.assertIn("sandbox", answer.headers["Content-Security-Policy"])
        self.assertIn("default-src 'none'", answer.headers["Content-Security-Policy"])
        self.assertIn("no-store", answer.headers["Cache-Control"])

    def test_pdf_pictures_and_text_are_shown_by_their_content(self):
        files = {
            "a/Zmluva č. 1.txt": pdf("x"),
            "b.pdf": png(),
            "c.txt": "Žltý kôň".encode(),
            "d.txt": "Žltý kôň".encode("cp1250"),
        }
        expected = (
            "application/pdf",
            "image/png",
            "text/plain; charset=utf-8",
            "text/plain; charset=windows-1250",
        )
        archive = self.packed(files)
        for entry, kind, content in zip(archive.entry_ids, expected, files.values(), strict=True):
            with self.subTest(entry.path):
                answer = self.ask(entry)
                self.assertEqual((answer.status_code, answer.content), (200, content))
                self.assertEqual(answer.headers["Content-Type"], kind)
                self.assertTrue(answer.headers["Content-Disposition"].startswith("inline"))
                self.assertEqual(answer.headers["Content-Length"], str(len(content)))
                self.assert_guarded(answer)
        answer = self.ask(archive.entry_ids[0], "?download=1")
        self.assertTrue(answer.headers["Content-Disposition"].startswith("attachment"))
        self.assertIn("Zmluva%20%C4%8D.%201.txt", answer.headers["Content-Disposition"])

    def test_what_could_run_is_never_shown(self):
        files = {
            "page.pdf": PAGE,
            "page.html": PAGE,
            "drawing.png": DRAWING,
            "drawing.svg": DRAWING,
            "mail.txt": b"Subject: x\n\n" + PAGE,
            "style.xml": b'<?xml version="1.0"?><?xml-stylesheet href="x"?><a/>',
        }
        for entry in self.packed(files).entry_ids:
            with self.subTest(entry.path):
                answer = self.ask(entry)
                self.assert_guarded(answer)
                kind = answer.headers["Content-Type"].partition(";")[0]
                inline = answer.headers.get("Content-Disposition", "").startswith("inline")
                self.assertIn(kind, ("text/plain", "application/octet-stream"))
                self.assertFalse(inline and kind != "text/plain")
                if answer.status_code != 200:
                    self.assertEqual(answer.status_code, 422)
                    self.assertNotIn(b"<", answer.content.replace(b"<script>", b""))

    def test_documents_of_other_kinds_are_downloaded(self):
        answer = self.ask(self.packed({"a.rtf": b"{\\rtf1 text}"}).entry_ids)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.headers["Content-Type"], "application/octet-stream")
        self.assertTrue(answer.headers["Content-Disposition"].startswith("attachment"))
        self.assert_guarded(answer)

    def test_real_size_counts(self):
        self.env.company.deratix_archive_max_file_mb = 1
        large = b"%PDF-1.4\n" + bytes(range(256)) * 8000
        answer = self.ask(self.packed({"large.pdf": large}).entry_ids)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("larger than 1 MB", answer.text)

    def test_refused_damaged_and_missing(self):
        archive = self.packed({"a.pdf": pdf("a")})
        archive.entry_ids.state = "refused"
        self.assertEqual(self.ask(archive.entry_ids).status_code, 422)
        archive.entry_ids.state = "open"
        path = archive._file_path()
        content = path.read_bytes()
        path.write_bytes(pack({"other.pdf": pdf("a")}))
        self.assertEqual(self.ask(archive.entry_ids).status_code, 422)
        path.write_bytes(content[:42] + bytes([content[42] ^ 255]) + content[43:])
        self.assertEqual(self.ask(archive.entry_ids).status_code, 422)
        path.unlink()
        answer = self.ask(archive.entry_ids)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("not on the server any more", answer.text)

    def test_only_who_may_import_in_this_company(self):
        entry = self.packed({"a.pdf": pdf("a")}).entry_ids
        self.assertEqual(self.ask(entry).status_code, 200)
        self.assert_closed_to_strangers(lambda: self.ask(entry), b"%PDF", (403, 404))

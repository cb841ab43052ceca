import io
import zipfile

from odoo.tests import HttpCase, tagged

from ..archive.inspection import inspect
from ..pipeline.zip_stream import folder_name, zip_stream
from .upload_case import Uploads


@tagged("post_install", "-at_install")
class TestPrepare(Uploads, HttpCase):
    """What a person gets to begin with is what the import takes."""

    def archive_at(self, path, login="zip-clerk"):
        self.authenticate(login, login)
        answer = self.url_open(path)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.headers["Content-Type"], "application/zip")
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        return zipfile.ZipFile(io.BytesIO(answer.content))

    def test_sample(self):
        sample = self.archive_at("/deratix/archive/sample")
        self.assertIsNone(sample.testzip())
        found = inspect(sample.fp)
        self.assertEqual(found.counts()["accepted"], 8)
        self.assertEqual(found.counts()["refused"], 0)

    def test_skeleton(self):
        company = self.env.company
        self.env["res.partner"].create(
            [
                {"name": "Žltý/Dom: s.r.o.", "company_registry": "12345678", "is_company": True},
                {"name": "CON", "company_id": company.id},
                {"name": "Twin"},
                {"name": "TWIN"},
                {"name": "Of the other", "company_id": self.other_company.id},
                {"name": "A person of Twin", "parent_id": company.partner_id.id},
            ]
        )
        skeleton = self.archive_at("/deratix/archive/skeleton")
        names = skeleton.namelist()
        self.assertIn("Žltý Dom s.r.o. (12345678)/", names)
        self.assertIn("CON_/", names)
        self.assertEqual(sum(name.casefold() == "twin/" for name in names), 1)
        self.assertNotIn("Of the other/", names)
        self.assertNotIn("A person of Twin/", names)
        self.assertNotIn(f"{self.clerk.name}/", names)
        found = inspect(skeleton.fp)
        self.assertEqual(found.counts()["folder"], len(names))
        # Also where the companies share their contacts by a rule that was switched off.
        self.env.ref("base.res_partner_rule").active = False
        foreign = self.archive_at("/deratix/archive/skeleton", "zip-stranger").namelist()
        self.assertIn("Of the other/", foreign)
        self.assertNotIn("CON_/", foreign)

    def test_only_for_those_who_import(self):
        for path in ("sample", "skeleton"):
            self.authenticate("zip-internal", "zip-internal")
            self.assertEqual(self.url_open(f"/deratix/archive/{path}").status_code, 404)
            self.authenticate(None, None)
            answer = self.url_open(f"/deratix/archive/{path}", allow_redirects=False)
            self.assertEqual(answer.status_code, 303)

    def test_names_of_folders(self):
        for name, number, expected in (
            ("A/B\\C:D*E", "", "A B C D E"),
            ("../..", "", ""),
            ("Firma s.r.o.", "", "Firma s.r.o"),
            ("a\u202eb\x00c", "", "a b c"),
            ("nul", "", "nul_"),
            (False, "12 34", "(12 34)"),
        ):
            self.assertEqual(folder_name(name, number), expected)
        long = folder_name("ž" * 500, "12345678")
        self.assertLessEqual(len(long.encode()), 120)
        self.assertTrue(long.endswith("(12345678)"))

    def test_sent_while_it_is_made(self):
        stream = zip_stream((f"{number}/", b"") for number in range(3))
        self.assertIn(b"0/", next(stream))

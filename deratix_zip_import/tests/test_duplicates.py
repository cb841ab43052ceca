from odoo.tests import tagged

from .common import ArchiveCase, pdf


@tagged("post_install", "-at_install")
class TestDuplicates(ArchiveCase):
    def setUp(self):
        super().setUp()
        first = self.archive({"Alfa/a.pdf": pdf("a")})
        self.file_all(first)
        self.filed = first.document_ids

    def duplicates(self, archive):
        archive._find_duplicates()
        return [
            (entry.duplicate_kind, entry.duplicate_id, entry.duplicate_choice)
            for entry in archive.entry_ids
        ]

    def test_the_same_bytes_are_skipped(self):
        archive = self.archive(
            {"x.pdf": pdf("a"), "y.pdf": pdf("y")},
            date_from=False,
            date_to=False,
            granularity=False,
        )
        nothing = self.env["deratix.document"]
        self.assertEqual(
            self.duplicates(archive), [("bytes", self.filed, "skip"), (False, nothing, False)]
        )
        self.file_all(archive)
        self.assertEqual(archive.entry_ids.mapped("state"), ["skipped", "imported"])

    def test_archived_documents_count(self):
        self.filed.active = False
        archive = self.archive({"x.pdf": pdf("a")})
        self.assertEqual(self.duplicates(archive), [("bytes", self.filed, "skip")])

    def test_the_same_bytes_within_the_archive(self):
        archive = self.archive({"x.pdf": pdf("x"), "y.pdf": pdf("x")}, type_id=self.sds.id)
        archive._find_duplicates()
        first, second = archive.entry_ids
        self.assertFalse(first.duplicate_kind)
        self.assertEqual((second.duplicate_kind, second.duplicate_entry_id), ("bytes", first))

    def test_the_same_client_type_and_period(self):
        archive = self.archive({"x.pdf": pdf("x")})
        self.assertEqual(self.duplicates(archive), [("key", self.filed, False)])

    def test_other_client_other_company_no_duplicate(self):
        archive = self.archive({"x.pdf": pdf("x")}, partner_id=self.beta.id)
        self.assertFalse(self.duplicates(archive)[0][0])
        self.filed.company_id = self.env["res.company"].create({"name": "Other"})
        archive = self.archive({"x.pdf": pdf("a")})
        self.assertFalse(self.duplicates(archive)[0][0])

    def test_import_anyway(self):
        archive = self.archive({"x.pdf": pdf("a")})
        archive._find_duplicates()
        archive.entry_ids.duplicate_choice = "both"
        archive._find_duplicates()
        self.assertEqual(archive.entry_ids.duplicate_choice, "both")
        self.file_all(archive)
        self.assertEqual(archive.entry_ids.state, "imported")
        self.assertEqual(self.filed.state, "current")

    def test_a_new_version_replaces(self):
        archive = self.archive({"x.pdf": pdf("x")})
        archive._find_duplicates()
        archive.entry_ids.duplicate_choice = "version"
        self.file_all(archive)
        self.assertEqual(self.filed.state, "replaced")
        self.assertEqual(self.filed.replaced_by_id, archive.document_ids)

    def test_a_file_that_was_filed_meanwhile_waits(self):
        archive = self.archive({"x.pdf": pdf("new")}, partner_id=self.beta.id)
        other = self.archive({"z.pdf": pdf("new")}, partner_id=self.beta.id)
        self.file_all(other)
        self.file_all(archive)
        self.assertEqual(archive.entry_ids.state, "open")
        self.assertIn("meantime", archive.entry_ids.message)

    def test_queries_do_not_grow(self):
        small = self.archive({f"{n}.pdf": pdf(f"s{n}") for n in range(3)})
        large = self.archive({f"{n}.pdf": pdf(f"l{n}") for n in range(40)})
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        small._find_duplicates()
        few = self.env.cr.sql_log_count - before
        before = self.env.cr.sql_log_count
        large._find_duplicates()
        self.assertLessEqual(self.env.cr.sql_log_count - before, few)

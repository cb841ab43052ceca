import csv
import io
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from ..pipeline import result_csv
from .common import ArchiveCase, RouteMixin, pdf

DANGEROUS = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx")


@tagged("post_install", "-at_install")
class TestResultCsv(RouteMixin, ArchiveCase, HttpCase):
    def ask(self, archive):
        return self.url_open(archive.action_result_csv()["url"], timeout=30)

    def rows(self, archive):
        answer = self.ask(archive)
        self.assertEqual(answer.status_code, 200)
        self.assertTrue(answer.content.startswith(b"\xef\xbb\xbf"))
        text = io.StringIO(answer.content.decode("utf-8-sig"), newline="")
        return list(csv.reader(text, delimiter=";", strict=True))

    def test_what_became_of_each_file(self):
        archive = self.archive({f"Žilina/{name}.pdf": pdf(name) for name in ("a", "b", "c;d")})
        archive.entry_ids[1].write({"state": "open", "message": "Look\nat “this”; please."})
        self.file_all(archive)
        header, *rows = self.rows(archive)
        self.assertEqual(
            header, ["File", "Result", "Reason", "Document", "Client", "Type", "Period", "Link"]
        )
        document = archive.entry_ids[0].document_id
        link = f"{archive.get_base_url()}/odoo/deratix.document/{document.id}"
        known = ["Alfa", self.contract.name, "May 2024"]
        self.assertEqual(rows[0], ["Žilina/a.pdf", "Imported", "", "a", *known, link])
        self.assertEqual(
            rows[1], ["Žilina/b.pdf", "To decide", "Look\nat “this”; please.", "", *known, ""]
        )
        self.assertEqual(rows[2][0], "Žilina/c;d.pdf")
        answer = self.ask(archive)
        self.assertEqual(answer.headers["Content-Type"], "text/csv; charset=utf-8")
        self.assertIn("archive.csv", answer.headers["Content-Disposition"])
        self.assertEqual(answer.headers["Cache-Control"], "private, no-store")

    def test_products_and_people_are_named(self):
        archive = self.archive({"a.pdf": pdf("a"), "b.pdf": pdf("b")})
        product = self.env["product.template"].create({"name": "Savo"})
        archive.entry_ids[0].write({"type_id": self.sds.id, "product_id": product.id})
        self.assertEqual(self.sds.owner, "product")
        archive.entry_ids[1].write({"partner_id": False, "new_client": "Gama"})
        self.assertEqual([row[4] for row in self.rows(archive)[1:]], ["Savo", "Gama"])

    def test_no_cell_is_a_formula(self):
        archive = self.archive({f"{n}.pdf": pdf(str(n)) for n in range(len(DANGEROUS))})
        for entry, text in zip(archive.entry_ids, DANGEROUS, strict=True):
            entry.write({"path": text, "message": text, "partner_id": False, "new_client": text})
        for row, text in zip(self.rows(archive)[1:], DANGEROUS, strict=True):
            self.assertEqual([row[0], row[2], row[4]], [f"'{text}"] * 3)

    def test_batches_join_without_gap_and_ask_for_all_at_once(self):
        archive = self.archive({f"{n}.pdf": pdf(str(n)) for n in range(7)})
        with patch.object(result_csv, "BATCH", 3):
            rows = self.rows(archive)[1:]
        self.assertEqual([row[0] for row in rows], [f"{n}.pdf" for n in range(7)])
        large = self.archive({f"{n}.pdf": pdf(f"large {n}") for n in range(30)})
        self.assertEqual(self.queries(archive), self.queries(large))

    def queries(self, archive):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        result_csv.ResultCsv(archive).write_to(io.BytesIO())
        return self.env.cr.sql_log_count - before

    def test_only_who_may_import_in_this_company(self):
        archive = self.archive({"secret.pdf": pdf("a")})
        self.assert_closed_to_strangers(lambda: self.ask(archive), b"secret", (404,))

from unittest.mock import patch

from odoo.tests import tagged

from .common import ArchiveCase, pdf

FILES = 1_500
# Steps that PostgreSQL may take for each file and each document: some, but no multiple of both.
_MOST_STEPS = 20


@tagged("post_install", "-at_install")
class TestDuplicatesOfMany(ArchiveCase):
    """The work grows with the number of files, not with its square, whatever PostgreSQL knows."""

    def test_statistics_of_a_small_archive(self):
        small = self.archive({"a.pdf": pdf("a"), "b.pdf": pdf("b")})
        self.file_all(small)
        cr = self.env.cr
        cr.execute("ANALYZE deratix_archive_entry; ANALYZE deratix_document")
        large = self.archive({"c.pdf": pdf("c")})
        self.env.flush_all()
        self._fill(large, small.document_ids[0])
        steps = []
        environment = type(self.env)
        execute = environment.execute_query

        def explained(env, query):
            steps.append(self._steps(query))
            return execute(env, query)

        with patch.object(environment, "execute_query", explained):
            large._find_duplicates()
        self.assertGreaterEqual(len(steps), 3)
        self.assertLess(max(steps), _MOST_STEPS * 2 * FILES)
        counts = large.entry_ids.grouped("duplicate_kind")
        # Every other one has the bytes of a document; two of the rest are the same.
        self.assertEqual(len(counts["bytes"]), FILES // 2 + 1)

    def _fill(self, archive, document):
        """Many more files in the archive, and as many documents."""
        self.env.cr.execute(
            """
            INSERT INTO deratix_archive_entry (archive_id, company_id, position, path, name, state,
                                               checksum, type_id, partner_id, date_from, date_to)
            SELECT archive_id, company_id, 10 + n, n::text, n::text, 'accepted',
                   CASE WHEN n %% 2 = 0 THEN 'filed' ELSE 'new' END
                       || CASE WHEN n = 3 THEN 1 ELSE n END,
                   type_id, partner_id, date_from, date_to
            FROM deratix_archive_entry, generate_series(1, %(files)s) n
            WHERE archive_id = %(archive)s;
            INSERT INTO deratix_document (name, company_id, type_id, partner_id, state, active,
                                          checksum, date_from, date_to)
            SELECT name, company_id, type_id, partner_id, 'current', true, 'filed' || n,
                   date_from - n, date_to - n
            FROM deratix_document, generate_series(1, %(files)s) n WHERE id = %(document)s
            """,
            {"files": FILES, "archive": archive.id, "document": document.id},
        )
        self.env.invalidate_all()

    def _steps(self, query):
        """How many rows PostgreSQL takes in hand for a query, over all parts of its plan."""
        self.env.cr.execute(
            f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {query.code}", query.params
        )
        ((((plan,),)),) = [self.env.cr.fetchall()[0]]
        return self._rows(plan["Plan"])

    def _rows(self, node):
        handled = node["Actual Rows"] + sum(
            count for name, count in node.items() if name.startswith("Rows Removed")
        )
        return handled * node["Actual Loops"] + sum(map(self._rows, node.get("Plans", ())))

from odoo import models
from odoo.addons.deratix_integrations.pipeline.sql import update_rows
from odoo.tools import SQL

_OPEN = SQL("e.state IN ('open', 'accepted', 'skipped') AND e.duplicate_kind IS NULL")
# How a document of the same owner is found, by an index in each case.
_SAME_OWNER = (
    SQL("d.partner_id = e.partner_id"),
    SQL("e.partner_id IS NULL AND d.partner_id IS NULL AND d.product_id = e.product_id"),
    SQL(
        "num_nonnulls(e.partner_id, e.product_id, d.partner_id, d.product_id) = 0 "
        "AND d.user_id = e.user_id"
    ),
)


class DeratixArchive(models.Model):
    """The same documents elsewhere: the same bytes, or the same client, type and period.

    PostgreSQL knows nothing of an archive that has just been listed and takes it for one row. So
    nothing here joins an archive with itself or with all documents: such a join would be done row
    by row, which takes minutes for 10,000 files. What is found is written in a statement of its
    own, by the ids.
    """

    _inherit = "deratix.archive"

    def _find_duplicates(self):
        """Note which files of this archive exist already, in some queries whatever their number.

        The same bytes are skipped unless somebody says otherwise; the same client, type and
        period are for a person to judge. What a person chose stays.
        """
        self.ensure_one()
        entries = self.env["deratix.archive.entry"]
        self.env.flush_all()
        self.env.cr.execute(
            """
            UPDATE deratix_archive_entry
            SET duplicate_kind = NULL, duplicate_id = NULL, duplicate_entry_id = NULL
            WHERE archive_id = %s AND duplicate_kind IS NOT NULL
            """,
            [self.id],
        )
        self._mark_same_bytes()
        self._mark_same_entry()
        self._skip_same_bytes()
        self._mark_same_key()
        entries.invalidate_model()

    def _mark_same_bytes(self):
        """Archived documents count as well: they were filed once. The newest is shown."""
        self._mark(
            "bytes",
            "duplicate_id",
            SQL(
                """
                SELECT DISTINCT ON (e.id) e.id, d.id
                FROM deratix_archive_entry e
                JOIN deratix_document d
                  ON d.company_id = e.company_id AND d.checksum = e.checksum
                WHERE e.archive_id = %s AND %s
                ORDER BY e.id, d.active DESC, d.id DESC
                """,
                self.id,
                _OPEN,
            ),
        )

    def _mark_same_entry(self):
        """Of the same files in one archive the first counts."""
        self._mark(
            "bytes",
            "duplicate_entry_id",
            SQL(
                """
                SELECT e.id, e.first_id
                FROM (SELECT id, state, duplicate_kind, first_value(id)
                             OVER (PARTITION BY checksum ORDER BY position) AS first_id
                      FROM deratix_archive_entry
                      WHERE archive_id = %s AND checksum IS NOT NULL
                        AND state NOT IN ('refused', 'left_out')) e
                WHERE e.first_id != e.id AND %s
                """,
                self.id,
                _OPEN,
            ),
        )

    def _mark_same_key(self):
        for same_owner in _SAME_OWNER:
            self._mark(
                "key",
                "duplicate_id",
                SQL(
                    """
                    SELECT DISTINCT ON (e.id) e.id, d.id
                    FROM deratix_archive_entry e
                    JOIN deratix_document d ON %(same_owner)s
                     AND (e.product_id, e.user_id) IS NOT DISTINCT FROM (d.product_id, d.user_id)
                     AND d.company_id = e.company_id AND d.type_id = e.type_id
                     AND (d.date_from, d.date_to) = (e.date_from, e.date_to)
                    WHERE e.archive_id = %(archive)s AND %(open)s
                      AND d.active AND d.state = 'current'
                    ORDER BY e.id, d.id DESC
                    """,
                    same_owner=same_owner,
                    archive=self.id,
                    open=_OPEN,
                ),
            )

    def _skip_same_bytes(self):
        self.env.cr.execute(
            """
            UPDATE deratix_archive_entry SET duplicate_choice = 'skip'
            WHERE archive_id = %s AND duplicate_kind = 'bytes' AND duplicate_choice IS NULL
            """,
            [self.id],
        )

    def _mark(self, kind, column, found):
        """Note what a query found: ``(id of the entry, id of what is the same)``."""
        types = {"id": "integer", "duplicate_kind": "varchar", column: "integer"}
        rows = [
            {"id": id_, "duplicate_kind": kind, column: same}
            for id_, same in self.env.execute_query(found)
        ]
        update_rows(self.env.cr, "deratix_archive_entry", types, rows)

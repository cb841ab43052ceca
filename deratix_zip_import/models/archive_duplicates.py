from odoo import models
from odoo.addons.deratix_integrations.pipeline.sql import recordset, update_rows
from odoo.tools import SQL

_BYTES = {"id": "integer", "checksum": "varchar"}
_KEY = {
    "id": "integer",
    "type_id": "integer",
    "partner_id": "integer",
    "product_id": "integer",
    "user_id": "integer",
    "date_from": "date",
    "date_to": "date",
}
# How the documents of the same owner are found, by an index in each case.
_SAME_OWNER = {
    "partner_id": SQL("d.partner_id = x.partner_id"),
    "product_id": SQL("d.partner_id IS NULL AND d.product_id = x.product_id"),
    "user_id": SQL("d.partner_id IS NULL AND d.product_id IS NULL AND d.user_id = x.user_id"),
}


class DeratixArchive(models.Model):
    """The same documents elsewhere: the same bytes, or the same client, type and period.

    PostgreSQL knows nothing of an archive that was just listed and takes it for a single row; a
    join with it is then done row by row, which takes minutes for 10,000 files. So its files are
    read first, and handed over as a list.
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
        rows = self._undecided()
        self._mark(rows, "bytes", "duplicate_id", self._same_bytes(rows))
        self._mark(rows, "bytes", "duplicate_entry_id", self._same_entry())
        self.env.cr.execute(
            """
            UPDATE deratix_archive_entry SET duplicate_choice = 'skip'
            WHERE archive_id = %s AND duplicate_kind = 'bytes' AND duplicate_choice IS NULL
            """,
            [self.id],
        )
        for owner, some in self._by_owner(rows).items():
            self._mark(rows, "key", "duplicate_id", self._same_key(owner, some))
        entries.invalidate_model()

    def _undecided(self):
        """``{id: {column: value}}`` of the files of which it is open what becomes of them."""
        self.env.cr.execute(
            SQL(
                """
                SELECT e.id, checksum, type_id, partner_id, product_id, user_id,
                       date_from::text, date_to::text
                FROM deratix_archive_entry e
                WHERE archive_id = %s AND state IN ('open', 'accepted', 'skipped')
                """,
                self.id,
            )
        )
        return {row["id"]: row for row in self.env.cr.dictfetchall()}

    def _mark(self, rows, kind, column, found):
        """Note what was found, ``(id of the file, id of what is the same)``; those files are out
        of ``rows`` then."""
        types = {"id": "integer", "duplicate_kind": "varchar", column: "integer"}
        marked = [
            {"id": id_, "duplicate_kind": kind, column: same} for id_, same in found if id_ in rows
        ]
        update_rows(self.env.cr, "deratix_archive_entry", types, marked)
        for row in marked:
            del rows[row["id"]]

    def _same_bytes(self, rows):
        """Archived documents count as well: they were filed once. The newest is shown."""
        return self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (x.id) x.id, d.id
                FROM %s JOIN deratix_document d ON d.company_id = %s AND d.checksum = x.checksum
                ORDER BY x.id, d.active DESC, d.id DESC
                """,
                _listed(_BYTES, rows.values()),
                self.company_id.id,
            )
        )

    def _same_entry(self):
        """Of the same files in one archive the first counts."""
        return self.env.execute_query(
            SQL(
                """
                SELECT id, first_id
                FROM (SELECT id, first_value(id) OVER (PARTITION BY checksum ORDER BY position)
                                 AS first_id
                      FROM deratix_archive_entry
                      WHERE archive_id = %s AND checksum IS NOT NULL
                        AND state NOT IN ('refused', 'left_out')) e
                WHERE first_id != id
                """,
                self.id,
            )
        )

    def _by_owner(self, rows):
        """``{column: rows}``: files with a period, by the first of the columns that has a value."""
        result = {}
        for row in rows.values():
            owner = next((column for column in _SAME_OWNER if row[column]), None)
            if owner and row["date_from"]:
                result.setdefault(owner, []).append(row)
        return result

    def _same_key(self, owner, rows):
        return self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (x.id) x.id, d.id
                FROM %(rows)s
                JOIN deratix_document d ON %(same_owner)s
                 AND (x.product_id, x.user_id) IS NOT DISTINCT FROM (d.product_id, d.user_id)
                 AND d.company_id = %(company)s AND d.type_id = x.type_id
                 AND d.date_from = x.date_from AND d.date_to = x.date_to
                 AND d.active AND d.state = 'current'
                ORDER BY x.id, d.id DESC
                """,
                rows=_listed(_KEY, rows),
                same_owner=_SAME_OWNER[owner],
                company=self.company_id.id,
            )
        )


def _listed(types, rows):
    return recordset(types, [{name: row[name] for name in types} for row in rows])

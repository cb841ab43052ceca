from odoo import models
from odoo.tools import SQL


class DeratixArchive(models.Model):
    """The same documents elsewhere: the same bytes, or the same client, type and period."""

    _inherit = "deratix.archive"

    def _find_duplicates(self):
        """Note which files of this archive exist already, in four queries whatever their number.

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
        self._mark_same_key()
        entries.invalidate_model()

    def _mark_same_bytes(self):
        """Archived documents count as well: they were filed once. The newest is shown."""
        self.env.cr.execute(
            """
            UPDATE deratix_archive_entry e
            SET duplicate_kind = 'bytes', duplicate_id = d.id,
                duplicate_choice = COALESCE(e.duplicate_choice, 'skip')
            FROM (SELECT DISTINCT ON (company_id, checksum) id, company_id, checksum
                  FROM deratix_document ORDER BY company_id, checksum, active DESC, id DESC) d
            WHERE e.archive_id = %s AND e.state IN ('open', 'accepted', 'skipped')
              AND d.company_id = e.company_id AND d.checksum = e.checksum
            """,
            [self.id],
        )

    def _mark_same_entry(self):
        """Of the same files in one archive the first counts."""
        self.env.cr.execute(
            """
            UPDATE deratix_archive_entry e
            SET duplicate_kind = 'bytes', duplicate_entry_id = f.id,
                duplicate_choice = COALESCE(e.duplicate_choice, 'skip')
            FROM (SELECT DISTINCT ON (checksum) id, checksum, position
                  FROM deratix_archive_entry
                  WHERE archive_id = %(archive)s AND state NOT IN ('refused', 'left_out')
                  ORDER BY checksum, position) f
            WHERE e.archive_id = %(archive)s AND e.state IN ('open', 'accepted', 'skipped')
              AND e.duplicate_kind IS NULL AND f.checksum = e.checksum AND f.position < e.position
            """,
            {"archive": self.id},
        )

    def _mark_same_key(self):
        owner = SQL("(e.partner_id, e.product_id, e.user_id)")
        self.env.cr.execute(
            SQL(
                """
                UPDATE deratix_archive_entry e
                SET duplicate_kind = 'key', duplicate_id = d.id
                FROM deratix_document d
                WHERE e.archive_id = %(archive)s AND e.state IN ('open', 'accepted', 'skipped')
                  AND e.duplicate_kind IS NULL AND e.date_from IS NOT NULL
                  AND num_nonnulls(e.partner_id, e.product_id, e.user_id) > 0
                  AND d.active AND d.state = 'current' AND d.company_id = e.company_id
                  AND d.type_id = e.type_id
                  AND %(owner)s IS NOT DISTINCT FROM (d.partner_id, d.product_id, d.user_id)
                  AND (d.date_from, d.date_to) = (e.date_from, e.date_to)
                """,
                archive=self.id,
                owner=owner,
            )
        )

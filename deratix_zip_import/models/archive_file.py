import contextlib
import logging
import os
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import config

from ..archive.limits import MIB, Limits
from ..pipeline.refusal_text import refusal_text
from .archive import ACTIVE

_logger = logging.getLogger(__name__)


class DeratixArchive(models.Model):
    """The file of an archive, in Odoo's data folder beside the filestore of the database."""

    _inherit = "deratix.archive"

    def _file_path(self):
        """Where the uploaded bytes are. The name is made of the id alone."""
        self.ensure_one()
        folder = Path(config["data_dir"]) / "deratix_archives" / self.env.cr.dbname
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder / f"{self.id}.zip"

    @contextlib.contextmanager
    def _open_file(self):
        """The archive, seekable, for reading. Raises ``UserError`` when it is not there."""
        try:
            with self._file_path().open("rb") as file:
                yield file
        except FileNotFoundError as error:
            raise UserError(
                self.env._("The archive “%s” is not on the server any more.", self.name)
            ) from error

    def _limits(self):
        """What the company lets an archive hold."""
        company = self.company_id
        return Limits(
            entries=company.deratix_archive_max_entries,
            entry_bytes=company.deratix_archive_max_file_mb * MIB,
            total_bytes=company.deratix_archive_max_total_mb * MIB,
            entry_ratio=company.deratix_archive_max_ratio,
        )

    def _refusal_text(self, code, params):
        return refusal_text(self.env, code, params)

    def _remove_files(self):
        for archive in self:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(archive._file_path())
        self.file_removed = True

    def unlink(self):
        self._remove_files()
        return super().unlink()

    @api.model
    def _cron_clean(self):
        """Remove the files of archives that are done with, and uploads that never ended."""
        now = fields.Datetime.now()
        self.flush_model()
        self.env["res.company"].flush_model()
        self.env.cr.execute(
            """
            SELECT a.id FROM deratix_archive a
            JOIN res_company c ON c.id = a.company_id AND c.active
            WHERE a.file_removed IS NOT TRUE AND a.state != ALL(%s)
              AND a.write_date
                  < %s - make_interval(days => COALESCE(c.deratix_archive_kept_days, 0))
            ORDER BY a.id
            """,
            [list(ACTIVE), now],
        )
        archives = self.browse(id_ for (id_,) in self.env.cr.fetchall())
        archives._remove_files()
        archives.filtered(lambda archive: archive.state == "uploading").write(
            {
                "state": "cancelled",
                "message": self.env._("The upload was never finished."),
                "finished_at": now,
            }
        )

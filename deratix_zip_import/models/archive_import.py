from datetime import timedelta

from odoo import fields, models
from odoo.addons.deratix_integrations.pipeline.row_lock import lock_rows
from odoo.addons.deratix_integrations.pipeline.session_lock import (
    DOCUMENTS_OF_COMPANY,
    session_lock,
)
from odoo.exceptions import UserError

from ..archive.inspection import inspect
from ..archive.unpacker import Unpacker
from ..pipeline.filer import Filer

# Documents of one transaction, and about how much of their bytes is held in memory.
BATCH = 100
BATCH_BYTES = 16 * 1024 * 1024


class DeratixArchive(models.Model):
    """Filing the accepted files of an archive as documents."""

    _inherit = "deratix.archive"

    document_ids = fields.One2many("deratix.document", "archive_id", string="Documents")
    new_partner_ids = fields.Many2many(
        "res.partner", "deratix_archive_new_partner_rel", string="New Clients", readonly=True
    )

    def _check_import_rights(self):
        """The user may see the archive and import documents. Raises ``AccessError``."""
        self.ensure_one()
        self.check_access("read")
        self._check_may_import()

    def _change_state(self, old, new):
        """Take a phase up. Raises ``UserError`` when the archive is in another one."""
        archive = self.sudo()
        lock_rows(archive)
        archive.invalidate_recordset(["state"])
        if archive.state not in old:
            raise UserError(
                self.env._("“%s” is in another state by now. Reload the page.", self.name)
            )
        archive._begin(new)

    def action_import(self):
        """File what is accepted, in the background."""
        self._check_import_rights()
        accepted = self.entry_ids.filtered(lambda entry: entry.state == "accepted")
        self._start_import(accepted, ("review",))

    def action_retry(self):
        """Try the files that failed, and those accepted since, once more."""
        self._check_import_rights()
        waiting = self.entry_ids.filtered(lambda entry: entry.state in ("accepted", "failed"))
        self._start_import(waiting, ("done", "cancelled", "failed"))
        waiting.sudo().filtered(lambda entry: entry.state == "failed").write(
            {"state": "accepted", "message": False}
        )

    def _start_import(self, entries, states):
        if not entries:
            raise UserError(self.env._("Nothing is accepted yet. Accept some files first."))
        if any(entry.new_client and not entry.partner_id for entry in entries):
            self.env["res.partner"].check_access("create")
        self._change_state(states, "importing")
        # Undo counts from the first import.
        imported_at = self.imported_at or fields.Datetime.now()
        self.sudo().write({"imported_at": imported_at, "total": len(entries)})

    def action_cancel(self):
        """Stop. What is filed stays; what is not filed yet stays in the preview of the archive."""
        for archive in self:
            archive._check_import_rights()
        running = self.sudo().filtered(lambda archive: archive.state not in ("done", "undone"))
        running.write(
            {"state": "cancelled", "waiting_until": False, "finished_at": fields.Datetime.now()}
        )

    # -- in the background --------------------------------------------------------------------

    def _step_importing(self):
        """File batch after batch, each in a transaction of its own, while there is time.

        One import of a company at a time: two that look for the same document at once would both
        file it. The table of contents is read once for all batches.
        """
        with session_lock(self.env, DOCUMENTS_OF_COMPANY, self.company_id.id) as is_mine:
            if is_mine:
                self._import_batches()
            else:
                until = fields.Datetime.now() + timedelta(seconds=5)
                self.waiting_until = until
                self._wake_worker(until)

    def _import_batches(self):
        with self._open_file() as file:
            found = inspect(file, self._limits(), self.name_encoding or None)
            listed = {entry.index: entry for entry in found.entries}
            filer = Filer(self)
            goes_on = self.state == "importing"
            batch = self._next_batch()
            with Unpacker(file, listed, found.meter(self._bytes_done())) as unpacker:
                while goes_on:
                    following = batch and self._next_batch(batch[-1].position)
                    self._import_batch(filer, unpacker, batch, following)
                    goes_on = self._keep_batch("importing")
                    batch = following or self._next_batch()

    def _bytes_done(self):
        """How much of the archive was unpacked by earlier batches."""
        rows = self.env["deratix.archive.entry"]._read_group(
            [("archive_id", "=", self.id), ("document_id", "!=", False)], [], ["size:sum"]
        )
        return int(rows[0][0] or 0)

    def _next_batch(self, after=-1):
        """The next accepted files behind a position, no more than are unpacked at once."""
        entries = self.env["deratix.archive.entry"].search(
            [("archive_id", "=", self.id), ("state", "=", "accepted"), ("position", ">", after)],
            order="position",
            limit=BATCH,
        )
        count, size = 0, 0
        for entry in entries:
            size += entry.size
            if count and size > BATCH_BYTES:
                break
            count += 1
        return entries[:count]

    def _import_batch(self, filer, unpacker, batch, following):
        """File a batch, and have the following one unpacked meanwhile; without a batch, the import
        is done."""
        if not batch:
            self._finish("done")
            return
        contents = unpacker.take(_wanted(batch))
        # Never two large files at once.
        if following and sum((batch | following).mapped("size")) <= 2 * BATCH_BYTES:
            unpacker.begin(_wanted(following))
        # What somebody decided anew since the batch was chosen is left to them.
        batch.invalidate_recordset(["state"])
        filer.file_all(batch.filtered(lambda entry: entry.state == "accepted"), contents)
        self._advance(len(batch))


def _wanted(entries):
    return [(entry.position, entry.path, entry.checksum) for entry in entries]

import errno
import hashlib
import os
import re
import shutil
import unicodedata

from odoo import api, fields, models
from odoo.addons.deratix_integrations.pipeline.row_lock import lock_rows
from odoo.exceptions import AccessError, LockError, UserError

from ..archive.limits import MIB

# Bytes of one request: well below the limit of Odoo (128 MiB) and below that of most proxies.
CHUNK = 4 * MIB
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_LONGEST_NAME = 200


class DeratixArchive(models.Model):
    """Taking in the bytes of an archive, piece by piece.

    ``received`` is the truth: it moves in the transaction that follows the writing of a piece to
    the disk. What the file holds beyond it is the rest of a piece whose transaction was lost, and
    is overwritten. The row is locked while a piece is written, so that two never interleave.
    """

    _inherit = "deratix.archive"

    # Tells the browser's file from others of the same name, to go on with it after a reload.
    fingerprint = fields.Char(readonly=True, copy=False)

    # -- called by the upload page ------------------------------------------------------------

    @api.model
    def get_upload_page(self):
        """What the page shows before a file is chosen.

        :return: ``{limit, pending}``: the largest archive in bytes, and the own uploads that have
            stopped, ``[{id, name, size, received}]``
        """
        self._check_may_import()
        domain = [*self._own_uploads(), ("file_removed", "=", False), ("received", ">", 0)]
        pending = self.search(domain)
        return {
            "limit": self._largest_archive(),
            "pending": [
                {"id": one.id, "name": one.name, "size": one.size, "received": one.received}
                for one in pending
            ],
        }

    @api.model
    def start_upload(self, name, size, fingerprint):
        """Begin to take in a file, or go on with one of which a part is here.

        :param size: bytes
        :param fingerprint: SHA-256 in hexadecimal of what tells this file from others
        :return: ``{id, received, chunk}``: from which byte to go on, in pieces of so many bytes
        :raise UserError: when it is empty, too large, or there is no room for it
        """
        self._check_may_import()
        size = int(size)
        if not _DIGEST.fullmatch(fingerprint):
            raise UserError(self.env._("The upload cannot be started. Reload the page."))
        if size <= 0:
            raise UserError(self._refusal_text("empty_archive", {}))
        limit = self._largest_archive()
        if size > limit:
            raise UserError(self._refusal_text("archive_too_large", {"limit": limit}))
        archive = self.search(
            [
                *self._own_uploads(),
                ("fingerprint", "=", fingerprint),
                ("size", "=", size),
                ("file_removed", "=", False),
            ],
            limit=1,
        ).sudo()
        if not archive:
            values = {"name": _file_name(name), "size": size, "fingerprint": fingerprint}
            archive = self.sudo().create(values)
        free = shutil.disk_usage(archive._file_path().parent).free
        if size - archive.received > free:
            raise UserError(self._no_room_text())
        return {"id": archive.id, "received": int(archive.received), "chunk": CHUNK}

    def finish_upload(self, checksum):
        """Every byte was sent: hand the archive over to be inspected.

        Whether it is the same archive is checked there, by its SHA-256 (``checksum``, in
        hexadecimal, as the browser reckoned it). May be called again when the answer was lost.

        :raise UserError: when bytes are missing or the upload is over
        """
        self._check_own_upload()
        archive = self.sudo()
        lock_rows(archive)
        archive.invalidate_recordset()
        if archive.state != "uploading":
            if archive.checksum == checksum:
                return
            raise UserError(self._over_text())
        path = archive._file_path()
        arrived = path.stat().st_size if path.exists() else 0
        if not _DIGEST.fullmatch(checksum) or not archive.size == archive.received == arrived:
            raise UserError(self.env._("Some of the file is missing. Choose it again to go on."))
        archive.checksum = checksum
        archive._begin("inspecting")

    # -- called by the route ------------------------------------------------------------------

    def _take_chunk(self, offset, content, digest):
        """Append a piece that begins at ``offset``.

        :return: ``(HTTP status, {received, error, message})``; ``error`` is empty when it was
            taken. ``received`` tells from which byte to go on.
        """
        self._check_own_upload()
        archive = self.sudo()
        try:
            archive.lock_for_update()
        except LockError:
            text = self.env._("Another window is sending this file, too.")
            return self._chunk_answer(423, "busy", text)
        archive.invalidate_recordset()
        if archive.state != "uploading" or archive.file_removed:
            return self._chunk_answer(410, "over", self._over_text())
        if offset != archive.received:
            text = self.env._("The file does not go on from there.")
            return self._chunk_answer(409, "offset", text)
        if not content or offset + len(content) > archive.size:
            return self._chunk_answer(
                400, "length", self.env._("The file is not as long as it was said to be.")
            )
        if hashlib.sha256(content).hexdigest() != digest:
            return self._chunk_answer(
                422, "digest", self.env._("A part of the file was changed on its way.")
            )
        return archive._store_chunk(offset, content)

    def _store_chunk(self, offset, content):
        try:
            arrived = _write_at(self._file_path(), offset, content)
        except OSError as error:
            if error.errno not in _NO_ROOM:
                raise
            return self._chunk_answer(507, "no_room", self._no_room_text())
        self.received = arrived
        if arrived != offset + len(content):
            return self._chunk_lost()
        return self._chunk_answer(200, "", "")

    def _chunk_lost(self):
        text = self.env._("The server has lost a part of the file.")
        return self._chunk_answer(409, "lost", text)

    def _chunk_answer(self, status, error, message):
        received = int(self.sudo().received)
        return status, {"received": received, "error": error, "message": message}

    # -- helpers --------------------------------------------------------------------------------

    @api.model
    def _may_import(self):
        return self.env.user.has_group("deratix_integrations.group_document_import")

    @api.model
    def _check_may_import(self):
        if not self._may_import():
            raise AccessError(self.env._("You may not import documents."))

    def _check_own_upload(self):
        """Only who began an upload goes on with it. Raises ``AccessError``."""
        self._check_import_rights()
        if self.sudo().user_id != self.env.user:
            raise AccessError(self.env._("Somebody else is uploading this file."))

    @api.model
    def _own_uploads(self):
        return [
            ("state", "=", "uploading"),
            ("user_id", "=", self.env.uid),
            ("company_id", "=", self.env.company.id),
        ]

    @api.model
    def _largest_archive(self):
        """Bytes. What may not be unpacked need not be sent."""
        limits = self.new({"company_id": self.env.company.id})._limits()
        return min(limits.archive_bytes, limits.total_bytes)

    @api.model
    def _no_room_text(self):
        return self.env._(
            "The server has no room for this file. Ask your administrator, then choose the file "
            "again: what was sent is kept."
        )

    @api.model
    def _over_text(self):
        return self.env._("This upload was cancelled or is over. Choose the file again.")

    def action_cancel(self):
        """Also throw away what was sent of an upload that is not complete."""
        uploads = self.filtered(lambda archive: archive.state == "uploading")
        result = super().action_cancel()
        uploads.sudo()._remove_files()
        return result


def _file_name(name):
    """The name of a file as the browser gives it, without folders and without what hides."""
    last = re.split(r"[/\\]", str(name))[-1]
    shown = "".join(char for char in last if unicodedata.category(char)[0] != "C").strip()
    return shown[-_LONGEST_NAME:] or "archive.zip"


def _write_at(path, offset, content):
    """Have ``content`` on the disk at ``offset`` and nothing behind it.

    Returns how long the file is then: shorter than ``offset`` when some of it has vanished, in
    which case nothing is written.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with open(descriptor, "r+b", buffering=0) as file:
        length = file.seek(0, os.SEEK_END)
        if length < offset:
            return length
        file.truncate(offset)
        file.seek(offset)
        try:
            rest = memoryview(content)
            while rest:
                rest = rest[file.write(rest) :]
            os.fsync(descriptor)
        except OSError:
            file.truncate(offset)
            raise
    return offset + len(content)

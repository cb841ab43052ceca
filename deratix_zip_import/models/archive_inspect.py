import hashlib
import unicodedata
from functools import partial

from odoo import fields, models
from odoo.exceptions import UserError

from ..archive.ahead import ahead
from ..archive.extract import extract
from ..archive.inspection import CLUTTER, FOLDER, inspect
from ..archive.names import ENCODINGS
from ..archive.reasons import EntryRefused, Refusal

# Entries of one transaction, and about how many bytes are read for them.
BATCH = 200
BATCH_BYTES = 64 * 1024 * 1024
_PIECE = 1024 * 1024


class DeratixArchive(models.Model):
    """Looking into an archive: every file is read once, and nothing is written but its entry."""

    _inherit = "deratix.archive"

    arrived_whole = fields.Boolean(readonly=True, copy=False)
    guessed_encoding = fields.Char(
        readonly=True, help="How the names in the archive seem to be written."
    )
    second_encoding = fields.Char(readonly=True, help="The next best guess.")
    encoding_confidence = fields.Float(string="Certainty", readonly=True)
    clutter_count = fields.Integer(
        string="Left Out",
        readonly=True,
        help="Files that macOS, Windows and Office leave behind; nobody means to send them.",
    )
    notices = fields.Json(readonly=True)

    def action_inspect_again(self, encoding=None):
        """Read the archive anew, with its names in another encoding when one is given.

        What was decided about its files is forgotten with them.

        :param encoding: one of ``archive.names.ENCODINGS``; nothing: guess
        """
        self._check_import_rights()
        if encoding and encoding not in ENCODINGS:
            raise UserError(self.env._("“%s” is no encoding of names.", encoding))
        archive = self.sudo()
        if archive.file_removed:
            raise UserError(
                self.env._("The archive “%s” is not on the server any more.", self.name)
            )
        if archive.document_ids:
            raise UserError(self.env._("Some of its files are imported already. Undo that first."))
        self._change_state(("review", "failed", "cancelled", "undone"), "inspecting")
        # Undo counts from the next import: an earlier one was undone.
        fresh = dict.fromkeys(("finished_at", "stopped_in", "imported_at"), False)
        archive.write({"name_encoding": encoding, **fresh})

    # -- in the background --------------------------------------------------------------------

    def _step_inspecting(self):
        """List batch after batch of the archive's files, each batch in a transaction of its own.

        ``done_count`` is how many lines of the archive's table are done with. The table itself is
        read once for all batches.
        """
        with self._open_file() as file:
            if not self.arrived_whole:
                self._check_arrived_whole(file)
            found = inspect(file, self._limits(), self.name_encoding or None)
            if not self.done_count:
                self._begin_listing(found)
            look = partial(_look_into, file, found.meter(self._bytes_listed()))
            for batch, looks in ahead(look, _batches(found.entries[self.done_count :])):
                self._list_batch(batch, looks)
                if not self._keep_batch("inspecting"):
                    return
        self._begin("recognising")

    def _check_arrived_whole(self, file):
        """Raises ``UserError`` when the archive is not the one that was sent."""
        digest = hashlib.sha256()
        # hashlib.file_digest came with Python 3.11 only.
        while piece := file.read(_PIECE):
            digest.update(piece)
        if digest.hexdigest() != self.checksum:
            raise UserError(
                self.env._("The archive did not arrive as it was sent. Remove it and upload again.")
            )
        self.arrived_whole = True

    def _begin_listing(self, found):
        self.entry_ids.unlink()
        guess = found.guess
        self.write(
            {
                "total": len(found.entries),
                "guessed_encoding": guess.encoding,
                "second_encoding": guess.second,
                "encoding_confidence": guess.confidence,
                "clutter_count": 0,
                "notices": [_told(notice) for notice in found.notices],
            }
        )

    def _bytes_listed(self):
        """How much of the archive was unpacked for earlier batches."""
        rows = self.env["deratix.archive.entry"]._read_group(
            [("archive_id", "=", self.id), ("checksum", "!=", False)], [], ["size:sum"]
        )
        return int(rows[0][0] or 0)

    def _list_batch(self, batch, looks):
        self.env["deratix.archive.entry"].create(
            [self._entry_values(entry, looks[entry.index]) for entry in batch if _is_listed(entry)]
        )
        self.clutter_count += sum(entry.kind == CLUTTER for entry in batch)
        self._advance(len(batch))

    def _entry_values(self, entry, what):
        """The row of one file; ``what`` is a ``Found`` or the ``Refusal``."""
        values = {
            "archive_id": self.id,
            "company_id": self.company_id.id,
            "position": entry.index,
            "size": entry.header.size,
            **self._place(entry),
        }
        if isinstance(what, Refusal):
            return {**values, "state": "refused", "problem": _told(what)}
        notices = [*entry.notices, *what.content.notices]
        return {
            **values,
            "state": "open",
            "size": what.size,
            "checksum": what.sha256,
            "mimetype": what.content.mime,
            "notices": [_told(notice) for notice in notices],
        }

    def _place(self, entry):
        """Path, folder and name. A path that was refused is shown without what could mislead."""
        if entry.parts:
            path, parts = "/".join(entry.parts), entry.parts
        else:
            path = _harmless(entry.name) or self.env._("(no name)")
            parts = (path,)
        return {"path": path, "folder": "/".join(parts[:-1]), "name": parts[-1]}


def _is_listed(entry):
    return entry.kind != CLUTTER and (entry.kind != FOLDER or entry.refusal)


def _batches(entries):
    """The entries of one transaction each."""
    batch, size = [], 0
    for entry in entries:
        batch.append(entry)
        size += entry.header.size if _is_listed(entry) else 0
        if len(batch) == BATCH or size > BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _look_into(file, meter, batch):
    """``{index of entry: Found or Refusal}``. Raises ``ArchiveRefused`` when the archive has
    unfolded too far."""
    looks = {}
    for entry in filter(_is_listed, batch):
        try:
            looks[entry.index] = extract(file, entry, meter)
        except EntryRefused as error:
            looks[entry.index] = error.refusal
    return looks


def _told(refusal):
    """A refusal or a notice as it is stored; ``_refusal_text`` makes a sentence of it."""
    return {"code": refusal.code, "params": refusal.params}


def _harmless(name):
    """Without characters that end a text, break a line or turn its direction."""
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(char) in ("Cc", "Cf", "Cs") else char
        for char in name
    )

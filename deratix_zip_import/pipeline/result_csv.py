"""The result of an import as a table for a spreadsheet."""

import csv
import io

from .entry_rows import owner_column

BATCH = 1000
# What a spreadsheet may take for the beginning of a formula, see
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(text):
    """A cell that no spreadsheet calculates."""
    text = text or ""
    return f"'{text}" if text.startswith(_FORMULA) else text


class ResultCsv:
    """What became of each file of one archive that its reader may see."""

    def __init__(self, archive):
        # Names are shown of what the archive refers to, as in its preview.
        self.archive = archive.sudo()
        self.env = self.archive.env
        entries = self.env["deratix.archive.entry"]
        self._states = dict(entries._fields["state"]._description_selection(self.env))
        self._base = archive.get_base_url()

    def write_to(self, file):
        """Write UTF-8 with a mark at its beginning, which makes Excel read it as such.

        However many files the archive holds, those of one batch are in memory.

        :param file: a binary file; it stays open
        """
        text = io.TextIOWrapper(file, "utf-8-sig", newline="")
        rows = csv.writer(text, delimiter=";")
        rows.writerow(self._header())
        position = -1
        while entries := self._batch(position):
            rows.writerows([harmless(cell) for cell in self._row(entry)] for entry in entries)
            position = entries[-1].position
            entries.invalidate_recordset(flush=False)
        text.detach()

    def _batch(self, position):
        return self.env["deratix.archive.entry"].search(
            [("archive_id", "=", self.archive.id), ("position", ">", position)],
            order="position",
            limit=BATCH,
        )

    def _header(self):
        return [
            self.env._("File"),
            self.env._("Result"),
            self.env._("Reason"),
            self.env._("Document"),
            self.env._("Client"),
            self.env._("Type"),
            self.env._("Period"),
            self.env._("Link"),
        ]

    def _row(self, entry):
        document = entry.document_id
        owner = entry[owner_column(entry)]
        return [
            entry.path,
            self._states[entry.state],
            entry.problem_text,
            document.name,
            owner.display_name or entry.new_client,
            entry.type_id.name,
            document._period_text(entry.date_from, entry.date_to, entry.granularity),
            f"{self._base}/odoo/deratix.document/{document.id}" if document else "",
        ]

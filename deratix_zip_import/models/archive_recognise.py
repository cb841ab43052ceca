from odoo import models
from odoo.exceptions import UserError

from ..pipeline.recognition import Recognition


class DeratixArchive(models.Model):
    """Finding out what the files of an archive are."""

    _inherit = "deratix.archive"

    def action_recognise_again(self):
        """Recognise anew, with the rules, clients and types there are now.

        What a person decided stays.
        """
        self._check_import_rights()
        self._change_state(("review",), "recognising")
        self.env.flush_all()
        self.env.cr.execute(
            """
            UPDATE deratix_archive_entry
            SET type_light = NULL, state = CASE WHEN state = 'accepted' THEN 'open' ELSE state END
            WHERE archive_id = %s
              AND (state = 'open' OR state = 'accepted' AND NOT COALESCE(decided, '[]') ? 'state')
            """,
            [self.id],
        )
        self.env["deratix.archive.entry"].invalidate_model()

    def _step_recognising(self):
        """Recognise batch after batch, each in a transaction of its own, while there is time."""
        if not self.total:
            self.total = self.env["deratix.archive.entry"].search_count(
                [("archive_id", "=", self.id), ("state", "=", "open"), ("type_light", "=", False)]
            )
        recognition = Recognition(self)
        while count := recognition.next_batch():
            self._advance(count)
            if not self._keep_batch("recognising"):
                return
        self._settle_duplicates()
        self.write({"state": "review", "message": False})

    def _settle_duplicates(self):
        """Look for duplicates again, and have the state of each file say what follows from it.

        The same bytes are skipped. What is filed under the same client, type and period waits for
        a person. A file that was skipped for a duplicate which is gone is open again.
        """
        self._find_duplicates()
        self.env.cr.execute(
            """
            UPDATE deratix_archive_entry
            SET state = CASE WHEN duplicate_choice = 'skip' AND duplicate_kind IS NOT NULL
                             THEN 'skipped'
                             WHEN state = 'skipped' AND (client_light, type_light, period_light)
                                 = ('green', 'green', 'green') THEN 'accepted'
                             ELSE 'open' END
            WHERE archive_id = %(archive)s AND (
                state IN ('open', 'accepted') AND duplicate_kind IS NOT NULL
                    AND duplicate_choice = 'skip'
                OR state = 'accepted' AND duplicate_kind = 'key' AND duplicate_choice IS NULL
                OR state = 'skipped' AND duplicate_kind IS NULL
                    AND NOT COALESCE(decided, '[]') ? 'state')
            """,
            {"archive": self.id},
        )
        self.env["deratix.archive.entry"].invalidate_model()

    def _check_reviewable(self):
        """Files can be decided while nothing works on the archive. Raises ``UserError``."""
        if self.state not in ("review", "done", "cancelled", "failed"):
            raise UserError(
                self.env._("“%s” is being worked on. Wait until that is through.", self.name)
            )

from odoo import models
from odoo.exceptions import UserError


class DeratixRunLine(models.Model):
    """Choosing whose value holds where both sides were changed."""

    _inherit = "deratix.run.line"

    def action_keep_here(self):
        """What stands in Odoo holds."""
        return self._choose_side("odoo")

    def action_keep_there(self):
        """What stands in the other system holds."""
        return self._choose_side("external")

    def action_keep_both(self):
        """Both stay as they are, until one of them changes again."""
        return self._choose_side("both")

    def _choose_side(self, side):
        """Choose for all fields in conflict; the run carries it out when it is applied."""
        self.check_access("write")
        lines = self.filtered(lambda line: line.category == "conflict" and line.conflicts)
        if not lines:
            raise UserError(self.env._("Choose records that were changed on both sides."))
        lines._check_decidable()
        for line in lines.sudo():
            changes = dict(line.changes or {})
            outgoing = dict(line.outgoing or {})
            for key, (_before, ours, theirs) in line.conflicts.items():
                changes.pop(key, None)
                outgoing.pop(key, None)
                if side == "odoo":
                    outgoing[key] = [theirs, ours]
                elif side == "external":
                    changes[key] = [ours, theirs]
            line.write(
                {
                    "sides": dict.fromkeys(line.conflicts, side),
                    "changes": changes,
                    "outgoing": outgoing or None,
                    "decision": "update",
                    "message": False,
                }
            )
        return True

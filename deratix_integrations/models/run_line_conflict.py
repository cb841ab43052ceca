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
        """Choose for all fields in conflict. It is carried out at once where the run is through,
        else with the rest of the run."""
        self.check_access("write")
        waiting = self.search([("id", "in", self.ids), ("waiting", "=", True)])
        lines = waiting.filtered(
            lambda line: line.conflicts and line.run_id.state in ("ready", "done")
        )
        if not lines:
            raise UserError(
                self.env._(
                    "Choose records that were changed on both sides and still wait. What was asked "
                    "again later is found under Review."
                )
            )
        through = lines.run_id.filtered(lambda run: run.state == "done")
        if through:
            through._check_may_write_partners()
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
                    "state": "planned",
                    "decision": "update",
                    "message": False,
                }
            )
        for run in through:
            run._carry_out()
        return True

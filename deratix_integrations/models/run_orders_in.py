from odoo import models


class DeratixRun(models.Model):
    """Runs that make sales orders of the documents of another system."""

    _inherit = "deratix.run"

    def _merge_direction(self):
        """The clients of orders come here with them; nothing goes back."""
        if self.kind == "flow_in" and self.flow_id.kind == "orders":
            return "in"
        return super()._merge_direction()

    def _retry(self, lines):
        """Have orders that wait carried out again, too."""
        held = lines.filtered(
            lambda line: line.record == "order" and line.state == "planned" and line.waits_for
        )
        if not held:
            super()._retry(lines)
            return
        self._check_may_write_partners()
        for category, decision, some in (
            ("changed", "update", held.filtered("order_id")),
            ("new", "create", held.filtered(lambda line: not line.order_id)),
        ):
            values = {"category": category, "decision": decision}
            some.sudo().write({**values, "message": False, "waits_for": False})
        if lines - held:
            super()._retry(lines - held)
            return
        if self.state != "applying":
            self._change_state(("done", "cancelled", "ready"), "applying")
        self.sudo().total = self.env["deratix.run.line"].search_count(self._work_domain())

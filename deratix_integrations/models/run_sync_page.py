from odoo import api, fields, models


class DeratixRun(models.Model):
    """What the pages tell of a synchronisation, where an import speaks of importing."""

    _inherit = "deratix.run"

    is_held = fields.Boolean(compute="_compute_is_held")

    @api.depends("kind", "state", "is_first_sync", "history")
    def _compute_is_held(self):
        """Whether a synchronisation waits for a person because too much changed at once."""
        for run in self:
            run.is_held = (
                run._is_two_way()
                and run.state == "ready"
                and not run.is_first_sync
                and not run.history
            )

    def plan_summary(self):
        if self.kind != "sync":
            return super().plan_summary()
        rows = self.env["deratix.run.line"]._read_group(
            [("run_id", "=", self.id), ("state", "=", "planned"), ("category", "!=", "equal")],
            ["decision"],
            ["__count"],
        )
        counts = {"create": 0, "create_there": 0, "update": 0, "link": 0, "skip": 0, **dict(rows)}
        return self.env._(
            "Clients to add in Odoo: %(create)s, to add in %(system)s: %(create_there)s, to bring "
            "up to date: %(update)s, only to link: %(link)s, to leave as they are: %(skip)s.",
            system=self.connection_id.name,
            **counts,
        )

    def _carry_out(self):
        """Carry out what was decided after the run was through."""
        self._change_state(("done",), "applying")
        self.sudo().total = self.env["deratix.run.line"].search_count(self._work_domain())

    def action_look_at_connection(self):
        """The form with the limits that made the run wait."""
        return self.env["deratix.card"]._form(self.connection_id)

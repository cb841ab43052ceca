from markupsafe import Markup
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# Failed records wait for a person, and those that only a person can decide on until it is done.
_OPEN = SQL(
    "state = 'failed' OR state = 'planned' AND category IN ('review', 'invalid', 'conflict')"
)
_GOES_HERE = SQL("decision = 'create' OR decision = 'update' AND changes <> '{}'::jsonb")
_GOES_THERE = SQL("decision = 'create_there' OR outgoing <> '{}'::jsonb")
# The states in which a run asks. While it is applying, what is not part of the work waits on:
# deciding on one record takes none of the others from the list.
ASKED_ABOUT = ("ready", "done", "cancelled")


class DeratixRunLine(models.Model):
    """What filters find: lines that wait for a person, and the direction of what is written.

    Imports ask about many records in one run, a synchronisation about few in many runs. A line
    waits until a later line of the same record, of whatever run, has taken its place.
    """

    _inherit = "deratix.run.line"

    waiting = fields.Boolean(string="Waits for a Person", store=False, search="_search_waiting")
    goes_here = fields.Boolean(string="Changes Odoo", store=False, search="_search_goes_here")
    goes_there = fields.Boolean(
        string="Changes the Other System", store=False, search="_search_goes_there"
    )

    _waiting_idx = models.Index(f"(connection_id, external_id, id) WHERE {_OPEN.code}")

    def _search_waiting(self, operator, value):
        self.env["deratix.run"].flush_model(["state"])
        condition = SQL(
            """
            (%s) AND run_id IN (
                SELECT id FROM deratix_run
                WHERE state = ANY(%s) OR state = 'applying' AND line.decision = 'skip')
            AND NOT EXISTS (
                SELECT 1 FROM deratix_run_line later
                WHERE later.connection_id = line.connection_id
                  AND later.external_id = line.external_id AND later.id > line.id)
            """,
            _OPEN,
            list(ASKED_ABOUT),
        )
        return self._found(operator, value, condition)

    def _search_goes_here(self, operator, value):
        return self._found(operator, value, _GOES_HERE)

    def _search_goes_there(self, operator, value):
        return self._found(operator, value, _GOES_THERE)

    @api.model
    def _found(self, operator, value, condition):
        """The domain of lines, or of all others, for which a condition in SQL is true."""
        if operator != "in":
            return NotImplemented
        self.flush_model()
        found = SQL("(SELECT line.id FROM deratix_run_line line WHERE %s)", condition)
        return Domain("id", "in" if True in value else "not in", found)

    @api.model
    def action_review(self):
        """Everything that waits for a person, in all runs."""
        action = self.env["ir.actions.actions"]._for_xml_id("deratix_integrations.action_run_line")
        listed = self.env.ref("deratix_integrations.deratix_run_line_view_list_review")
        return {
            **action,
            "views": [(listed.id, "list"), (False, "kanban"), (False, "form")],
            "name": self.env._("Review"),
            "display_name": self.env._("Review"),
            "domain": [("waiting", "=", True)],
            "context": {"deratix_candidates": True, "deratix_review": True},
            "help": Markup("<p class='o_view_nocontent_smiling_face'>%s</p>")
            % self.env._("Nothing waits for you"),
        }

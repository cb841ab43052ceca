from odoo import api, fields, models
from odoo.exceptions import UserError

from ..pipeline.invoice_read import DocumentReader
from ..pipeline.lines import LINE_TYPES
from ..pipeline.outgoing import OutgoingPlanner
from ..pipeline.read import store_lines

# Send the client; when it was there already, link it and see to it again; finish.
STEPS = 6


class DeratixRun(models.Model):
    _inherit = "deratix.run"

    @api.model
    def _add_client_there(self, connection, partner):
        """Have one client added to the other system by a run like any other, here and now.

        Commits. Returns its external id. Raises ``UserError`` when a person has to decide, when
        the system fails, or when it is to go on in the background.
        """
        run = self._start(connection, kind="invoices", scope="sample", state="ready").sudo()
        line = OutgoingPlanner(run, since=None).plan_one(partner.id)
        store_lines(self.env, [line | {"state": "sending"}], LINE_TYPES)
        run.write({"state": "applying", "worked_at": fields.Datetime.now()})
        readers = {run.id: DocumentReader(run, reserve=0)}
        commit = self.env["ir.cron"]._commit_progress
        commit()
        for _step in range(STEPS):
            worked = run._work(readers)
            commit()
            if run.state != "applying" or run.waiting_until or not worked:
                break
        external_id = connection._client_ref(partner)
        if external_id:
            return external_id
        line = run.line_ids[:1]
        reason = line.message or run.message
        if not reason and line.state == "planned" and line.decision == "skip":
            reason = self.env._("Somebody has to decide first; it waits under Review.")
        if not reason:
            raise UserError(
                self.env._(
                    "“%(client)s” is being added to %(system)s in the background. Press Create "
                    "again in a moment.",
                    client=partner.display_name,
                    system=connection.name,
                )
            )
        raise UserError(
            self.env._(
                "“%(client)s” could not be added to %(system)s: %(reason)s",
                client=partner.display_name,
                system=connection.name,
                reason=reason,
            )
        )

from odoo import api, fields, models
from odoo.tools import SQL

from ..pipeline.webhook_events import clock, settle_events
from .connection_events import MIN_GAP

# What a webhook tells of, by the kind of flow that it starts.
KINDS_OF = {"customers": "party", "orders": "invoice", "products": "product", "stock": "product"}


class DeratixFlow(models.Model):
    """Flows that start because their source told of a change.

    A flow is told of something as long as an event is younger than its last look, however many
    there are: one look covers them all.
    """

    _inherit = "deratix.flow"

    # By the clock of the database, which is that of the events.
    heard_at = fields.Datetime(readonly=True, copy=False)
    listens = fields.Boolean(compute="_compute_listens")

    @api.depends("source_id.webhook_state")
    def _compute_listens(self):
        for flow in self:
            flow.listens = flow.source_id.webhook_state == "on"

    def _due(self, now):
        told = self._told()
        early = told.filtered(lambda flow: flow.looked_at and flow.looked_at + MIN_GAP > now)
        if early:
            # However many events come, the other system is not asked more often because of them.
            cron = self.env.ref("deratix_integrations.ir_cron_flows")
            cron._trigger(at=max(early.mapped("looked_at")) + MIN_GAP)
        return super()._due(now) | (told - early)

    def _told(self):
        """Those whose source has told of something since they last looked."""
        if not self:
            return self
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                SELECT f.id FROM deratix_flow f
                JOIN unnest(%s::varchar[], %s::varchar[]) AS k(flow, event) ON k.flow = f.kind
                WHERE f.id = ANY(%s) AND EXISTS (
                    SELECT 1 FROM deratix_webhook_event e
                    WHERE e.connection_id = f.source_id AND e.kind = k.event
                      AND e.received_at > COALESCE(f.heard_at, '-infinity'))
                """,
                list(KINDS_OF),
                list(KINDS_OF.values()),
                self.ids,
            )
        )
        return self.browse([flow_id for (flow_id,) in self.env.cr.fetchall()])

    def _start_leg(self, kind, *, is_preview=False):
        """What was told before the reading leg begins is dealt with by it; what the look for
        changes is about as well, that settles itself."""
        if kind == "flow_in":
            self._hear()
        return super()._start_leg(kind, is_preview=is_preview)

    def _hear(self):
        source, told = self.sudo().source_id, KINDS_OF[self.kind]
        began = clock(self.env.cr)
        # With its fractions of a second, which a field would cut off.
        self.env.cr.execute(
            SQL("UPDATE deratix_flow SET heard_at = %s WHERE id = %s", began, self.id)
        )
        self.invalidate_recordset(["heard_at"])
        if source.webhook_state != "off" and not source._sync_wants(told):
            settle_events(source, (told,), began)


class DeratixRun(models.Model):
    """What was told while a flow was at work is looked at after it."""

    _inherit = "deratix.run"

    def _finish(self, state):
        result = super()._finish(state)
        flow = self.flow_id.sudo()
        if flow and flow.state == "on" and not flow._live_runs() and flow._told():
            self.env.ref("deratix_integrations.ir_cron_flows").sudo()._trigger()
        return result

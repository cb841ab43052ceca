from odoo import api, fields, models

from ..pipeline.lines import read_lines
from ..pipeline.outgoing import NEW_PREFIX, OutgoingPlanner
from ..pipeline.send import Sender

BATCH = 200
# Requests sent before the run lets others work.
SEND_BATCH = 20
# Fewer changes than these never wait, whatever share of the links they are.
NEVER_HELD = 10
# The categories of records that have a twin.
_BELONGING = ("changed", "equal", "conflict")


class DeratixRun(models.Model):
    """What synchronisation adds to a run: it also looks for changes here, decides whether a
    person is to look first, and sends what goes to the other system."""

    _inherit = "deratix.run"

    watermark = fields.Char(readonly=True)
    is_first_sync = fields.Boolean(compute="_compute_is_first_sync")
    first_sync_text = fields.Char(compute="_compute_first_sync_text")

    @api.depends("kind", "connection_id.sync_state")
    def _compute_is_first_sync(self):
        for run in self:
            run.is_first_sync = (
                run.kind == "sync"
                and not run.history
                and run.connection_id.sync_state == "starting"
            )

    @api.depends("kind", "state")
    @api.depends_context("lang")
    def _compute_first_sync_text(self):
        for run in self:
            run.first_sync_text = run.is_first_sync and run._first_sync_text()

    def _first_sync_text(self):
        """How many clients there are on either side and how many belong together."""
        rows = self.env["deratix.run.line"]._read_group(
            [("run_id", "=", self.id)], ["category", "decision"], ["__count"]
        )
        here = sum(count for _c, decision, count in rows if decision == "create_there")
        both = sum(count for category, _d, count in rows if category in _BELONGING)
        there = sum(count for _c, _d, count in rows) - here
        return self.env._(
            "Clients in %(system)s: %(there)s. Clients only here: %(here)s. "
            "On both sides: %(both)s.",
            system=self.connection_id.name,
            there=there,
            here=here,
            both=both,
        )

    # -- looking for changes here ---------------------------------------------------------------

    def _collect_step(self):
        """Plan one batch of clients that changed in Odoo."""
        phase, _colon, after = (self.cursor or "changed:0").partition(":")
        planner = OutgoingPlanner(self, since=self._outgoing_since())
        plan = planner.plan_changed if phase == "changed" else planner.plan_new
        lines, last = plan(int(after), BATCH)
        if not self._still("collecting"):
            return True
        self._store_lines(lines)
        self.worked_at = fields.Datetime.now()
        if last is not None:
            self.cursor = f"{phase}:{last}"
        elif phase == "changed":
            self.cursor = "new:0"
        else:
            self._after_collecting()
        return True

    def _outgoing_since(self):
        """Since when clients added here are new; in the first comparison all are."""
        return self.connection_id.sync_since if self.connection_id.sync_state == "on" else None

    def _after_collecting(self):
        """Go on, or wait for a person; a run that found nothing leaves no trace."""
        self.cursor = False
        counts = dict(
            self.env["deratix.run.line"]._read_group(
                [("run_id", "=", self.id)], ["category"], ["__count"]
            )
        )
        if self.connection_id.sync_state != "on":
            self.state = "ready"
            return
        if not counts:
            self._keep_watermark()
            self.state = "done"
            self.unlink()
            return
        changes = sum(count for category, count in counts.items() if category != "equal")
        if self._is_too_much(changes):
            self.write(
                {
                    "state": "ready",
                    "message": self.env._(
                        "%s records changed at once. Nothing of it is carried over before somebody "
                        "has looked at it.",
                        changes,
                    ),
                }
            )
            return
        self._begin_applying()

    def _is_too_much(self, changes):
        connection = self.connection_id
        if changes <= NEVER_HELD:
            return False
        if connection.sync_hold_count and changes >= connection.sync_hold_count:
            return True
        links = self.env["deratix.binding"].search_count(
            [("connection_id", "=", connection.id), ("kind", "=", "party")]
        )
        share = connection.sync_hold_share
        return bool(share) and changes * 100 >= share * links

    def _begin_applying(self):
        """Carry out the plan without a person having pressed anything."""
        self.write({"state": "applying", "phase_started_at": fields.Datetime.now()})
        self._release_lines()

    # -- what a person decided ----------------------------------------------------------------

    def _release_lines(self):
        """A client that is not there yet can only be added there: nothing of it exists outside
        that could be added here or linked."""
        self.env["deratix.run.line"].flush_model()
        self.env.cr.execute(
            """
            UPDATE deratix_run_line
            SET decision = CASE WHEN decision = 'create' THEN 'create_there' ELSE 'skip' END
            WHERE run_id = %s AND state = 'planned' AND starts_with(external_id, %s)
              AND decision IN ('create', 'update', 'link')
            """,
            [self.id, NEW_PREFIX],
        )
        self.env["deratix.run.line"].invalidate_model(["decision"])
        result = super()._release_lines()
        self.sudo().total += self.env["deratix.run.line"].search_count(
            [("run_id", "=", self.id), ("state", "=", "sending")]
        )
        return result

    def _retry(self, lines):
        """Clients that are not there yet are sent again as they are."""
        new = lines.filtered(
            lambda line: line.state == "failed" and line.external_id.startswith(NEW_PREFIX)
        )
        if lines - new or not new:
            super()._retry(lines - new)
        if not new:
            return
        self._check_may_write_partners()
        new.sudo().write({"decision": "create_there", "state": "sending"})
        if self.state != "applying":
            self._change_state(("done", "cancelled", "ready"), "applying")

    # -- sending ----------------------------------------------------------------------------------

    def _send_batch(self, reader):
        """Send some lines, each in a transaction of its own; returns whether there were any."""
        lines = self.env["deratix.run.line"].search(
            [
                ("run_id", "=", self.id),
                ("state", "=", "sending"),
                ("record", "=", False),
                *self._only_retried(),
            ],
            limit=SEND_BATCH,
        )
        sender = self._client_sender(reader.provider)
        try:
            for line in read_lines(lines):
                self.invalidate_recordset()
                if self.state != "applying":
                    break
                sender.send(line)
                self._note_sent(line)
        finally:
            reader.store_log()
        return bool(lines)

    def _client_sender(self, provider):
        return Sender(self, provider, self.env["ir.cron"]._commit_progress)

    def _note_sent(self, line):
        """What was to be done in Odoo as well was counted then."""
        self._advance(line.decision == "create_there")

    # -- the first comparison ----------------------------------------------------------------------

    def action_from_now_on(self):
        """Link what matches as it is; only what changes from now on is carried over."""
        self.ensure_one()
        self.env["deratix.run.line"].flush_model()
        self.env.cr.execute(
            """
            UPDATE deratix_run_line
            SET decision = CASE WHEN decision = 'update' OR category = 'conflict' THEN 'link'
                                ELSE 'skip' END,
                category = CASE WHEN category = 'conflict' THEN 'changed' ELSE category END
            WHERE run_id = %s AND state = 'planned' AND category IN ('changed', 'new', 'conflict')
            """,
            [self.id],
        )
        self.env["deratix.run.line"].invalidate_model()
        self.sudo().match_policy = "link"
        self.action_apply()

    def _keep_watermark(self):
        """Both sides are compared up to here; the next look begins where this one began. A run
        that is taken up again, or carried on after a later one, has nothing to say about that."""
        if self.history:
            return
        watermark, self.watermark = self.watermark, False
        connection = self.connection_id
        if self.search_count(
            [
                ("connection_id", "=", connection.id),
                ("kind", "=", "sync"),
                ("history", "=", False),
                ("id", ">", self.id),
            ],
            limit=1,
        ):
            return
        values = {"watermark": watermark} if watermark else {}
        if connection.sync_state == "starting":
            values |= {"sync_state": "on", "sync_since": self.create_date}
        if values:
            connection.write(values)

from odoo import fields, models

from ..pipeline.apply import Applier
from ..pipeline.flow.kinds import APPLIERS, COLLECTORS, READERS, RECORDS, SENDERS, UNDOERS
from ..pipeline.flow.lines import FLOW_TYPES, read_flow_lines
from ..pipeline.read import PageReader

LEGS = ("flow_in", "flow_out")
RESERVE = 20


class DeratixRun(models.Model):
    """Legs of flows: ``flow_in`` reads records of the source and makes Odoo's own of them,
    ``flow_out`` looks for Odoo's own and writes them to the target."""

    _inherit = "deratix.run"

    flow_id = fields.Many2one(
        "deratix.flow", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    is_preview = fields.Boolean(
        readonly=True, help="Waits for a person before anything is written."
    )

    def _is_two_way(self):
        return self.kind in LEGS or super()._is_two_way()

    def _reader(self, readers):
        if self.kind in LEGS and self.id not in readers:
            reader = READERS[self.flow_id.kind] if self.kind == "flow_in" else PageReader
            readers[self.id] = reader(self, reserve=RESERVE)
        return super()._reader(readers)

    # -- planning -------------------------------------------------------------------------------

    def _collect_step(self):
        if self.kind not in LEGS:
            return super()._collect_step()
        reader = self._reader({})
        collector = COLLECTORS[self.flow_id.kind, self.kind](self, reader.provider)
        return self._collect_by(collector, reader, FLOW_TYPES)

    def _after_collecting(self):
        """Go on, or wait for a person; a run that found nothing leaves no trace, unless somebody
        is looking at it."""
        if self.kind not in LEGS:
            super()._after_collecting()
            return
        count = self.env["deratix.run.line"].search_count([("run_id", "=", self.id)])
        hold = self.connection_id.sync_hold_count
        if count and (self.is_preview or (hold and count >= hold)):
            text = self.env._("%s records wait for somebody to look at them.", count)
            self.write({"state": "ready", "message": False if self.is_preview else text})
        elif count:
            self._begin_applying()
        else:
            self._finish("done")
            if not self.is_preview:
                self.unlink()

    def _release_lines(self):
        """What is to be written to the target waits for its request."""
        if self.kind == "flow_out":
            self.env["deratix.run.line"].flush_model()
            self.env.cr.execute(
                "UPDATE deratix_run_line SET state = 'sending' WHERE run_id = %s "
                "AND state = 'planned' AND record IS NOT NULL AND decision <> 'skip'",
                [self.id],
            )
            self.env["deratix.run.line"].invalidate_model(["state"])
        return super()._release_lines()

    # -- carrying out -----------------------------------------------------------------------------

    def _apply_batch(self, readers):
        if self.kind not in LEGS:
            super()._apply_batch(readers)
            return
        domain = self._work_domain()
        for record in RECORDS:
            lines = self.env["deratix.run.line"].search(
                [*domain, ("record", "=", record)],
                order="is_branch, id",
                limit=self.flow_id.batch_size,
            )
            if lines:
                self._advance(APPLIERS.get(record, Applier)(self).apply(lines))
                return
        if not self._send_batch(self._reader(readers)):
            self._finish("done")

    def _send_batch(self, reader):
        if self.kind not in LEGS:
            return super()._send_batch(reader)
        for record in RECORDS[1:]:
            if self._has_to_send(False):
                return super()._send_batch(reader)
            if self._has_to_send(record):
                self._send_records(reader, record)
                return True
        return False

    def _has_to_send(self, record):
        return bool(self.env["deratix.run.line"].search_count(self._sending(record), limit=1))

    def _sending(self, record):
        """The domain of the lines of a kind that wait for their request."""
        return [
            ("run_id", "=", self.id),
            ("state", "=", "sending"),
            ("record", "=", record),
            *self._only_retried(),
        ]

    def _send_records(self, reader, record):
        """Send some records, each in a transaction of its own."""
        lines = self.env["deratix.run.line"].search(
            self._sending(record), limit=self.flow_id.batch_size
        )
        sender = SENDERS[record](self, reader.provider, self.env["ir.cron"]._commit_progress)
        try:
            for line in read_flow_lines(lines):
                self.invalidate_recordset()
                if self.state != "applying":
                    break
                sender.send(line)
                self._advance(1)
        finally:
            reader.store_log()

    def _finish(self, state):
        """A leg that is through hands over to the next one, and the next reading begins where
        this one began."""
        result = super()._finish(state)
        flow = self.flow_id
        if flow and state == "done":
            if self.watermark:
                flow.watermark, self.watermark = self.watermark, False
            following = flow._next_leg(self.kind)
            if following:
                flow._start_leg(following, is_preview=self.is_preview)
        return result

    # -- taking back, trying again -------------------------------------------------------------

    def _undo_batch(self):
        """Orders go before the products and clients to which they belong."""
        for record in reversed(RECORDS[1:]):
            lines = self.env["deratix.run.line"].search(
                [
                    ("run_id", "=", self.id),
                    ("state", "=", "done"),
                    ("record", "=", record),
                    ("undo_data", "!=", False),
                ],
                order="id DESC",
                limit=self.flow_id.batch_size or 1,
            )
            if lines:
                UNDOERS[record](self).undo(lines)
                self._advance(len(lines))
                return None
        return super()._undo_batch()

    def _retry(self, lines):
        """Have failed records carried out again; clients are planned anew."""
        records = lines.filtered(lambda line: line.record and line.state == "failed")
        others = lines.filtered(lambda line: not line.record)
        if records:
            self._check_may_write_partners()
            state = "sending" if self.kind == "flow_out" else "planned"
            records.sudo().write({"state": state, "message": False})
        if others or not records:
            super()._retry(others)
            return
        if self.state != "applying":
            self._change_state(("done", "cancelled", "ready"), "applying")
        self.sudo().total = self.env["deratix.run.line"].search_count(
            [("run_id", "=", self.id), ("state", "in", ("planned", "sending"))]
        )

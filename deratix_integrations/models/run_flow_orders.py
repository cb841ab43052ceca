from odoo import models

from ..pipeline.flow.client_send import ClientSender
from ..pipeline.flow.order_needs import flow_client, flow_products


class DeratixRun(models.Model):
    """What the writing leg of orders adds to a run."""

    _inherit = "deratix.run"

    def _writes_orders(self):
        return self.kind == "flow_out" and self.flow_id.kind == "orders"

    def _client_sender(self, provider):
        if self._writes_orders():
            return ClientSender(self, provider, self.env["ir.cron"]._commit_progress)
        return super()._client_sender(provider)

    def _release_lines(self):
        """Clients that were found there are linked, or changed, by the sender as well: nothing of
        them is written in Odoo."""
        if self._writes_orders():
            lines = self.env["deratix.run.line"].search(
                [
                    ("run_id", "=", self.id),
                    ("state", "=", "planned"),
                    ("record", "=", False),
                    ("decision", "in", ("link", "update")),
                ]
            )
            lines.sudo().state = "sending"
        return super()._release_lines()

    def _note_sent(self, line):
        if not self._writes_orders():
            return super()._note_sent(line)
        return self._advance(1)

    def _undo_batch(self):
        """What was written there stays; each order says so."""
        if self._writes_orders():
            lines = self.env["deratix.run.line"].search(
                [
                    ("run_id", "=", self.id),
                    ("state", "=", "done"),
                    ("record", "=", "order"),
                    ("undo_data", "!=", False),
                ]
            )
            if lines:
                text = self.env._(
                    "It was written to %s. Cancel it there if it is not wanted.",
                    self.connection_id.name,
                )
                lines.write({"state": "kept", "message": text})
                self._advance(len(lines))
                return None
        return super()._undo_batch()

    def _retry(self, lines):
        """With an order go the clients and products that failed it, and with those the orders."""
        if self._writes_orders():
            lines |= self._failed_with(lines)
        return super()._retry(lines)

    def _failed_with(self, lines):
        failed = self.env["deratix.run.line"].search(
            [("run_id", "=", self.id), ("state", "=", "failed")]
        )
        orders = failed.filtered(lambda line: line.record == "order")
        needs = {
            line: (
                flow_client(self.flow_id, line.sudo().order_id),
                flow_products(line.sudo().order_id),
            )
            for line in orders
        }
        chosen = lines & orders
        clients = self.env["res.partner"].union(*(needs[line][0] for line in chosen))
        products = self.env["product.product"].union(*(needs[line][1] for line in chosen))
        needed = (failed - orders).filtered(
            lambda line: line.partner_id in clients or line.product_id in products
        )
        mended = lines - orders
        waiting = orders.filtered(
            lambda line: needs[line][0] in mended.partner_id or needs[line][1] & mended.product_id
        )
        return needed | waiting

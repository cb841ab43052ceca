from odoo import fields, models

# Runs that are not through: all their other lines still wait for somebody to press a button.
UNDECIDED = ("ready", "cancelled")


class DeratixRun(models.Model):
    """Retrying some records of a run that is not through carries out these alone."""

    _inherit = "deratix.run"

    retried_from = fields.Json(
        readonly=True, help="The state to which the run returns when the records are retried."
    )

    def _only_retried(self):
        """The part of the work to which a retry is confined, as a domain of lines."""
        return [("is_retried", "=", True)] if self.retried_from else []

    def _work_domain(self):
        return [*super()._work_domain(), *self._only_retried()]

    def _retry(self, lines):
        before = {"state": self.state, "stopped_in": self.stopped_in}
        super()._retry(lines)
        run = self.sudo()
        if not run.retried_from:
            if before["state"] not in UNDECIDED:
                return
            run.retried_from = before
        lines.sudo().is_retried = True
        run.total = self.env["deratix.run.line"].search_count(run._work_domain())

    def _finish(self, state):
        before = self.retried_from
        if before:
            self.retried_from = False
            retried = self.env["deratix.run.line"].search(
                [("run_id", "=", self.id), ("is_retried", "=", True)]
            )
            retried.is_retried = False
        result = super()._finish(state)
        if before and state == "done":
            self.write(before)
        return result

    def _keep_watermark(self):
        # The rest of what was read is not carried over yet.
        return None if self.retried_from else super()._keep_watermark()

    def _keep_invoice_watermark(self):
        return None if self.retried_from else super()._keep_invoice_watermark()


class DeratixRunLine(models.Model):
    """A line may be retried by itself."""

    _inherit = "deratix.run.line"

    is_retried = fields.Boolean(readonly=True)

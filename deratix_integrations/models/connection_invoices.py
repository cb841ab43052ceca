from odoo import api, fields, models

from ..pipeline.error_text import error_text
from ..pipeline.invoice_poll import InvoicePoller
from ..providers.base import ProviderError


class DeratixConnection(models.Model):
    """Making opportunities of the documents of a connection."""

    _inherit = "deratix.connection"

    can_invoice = fields.Boolean(compute="_compute_can_invoice")
    sync_invoices = fields.Boolean(
        string="Invoices Become Opportunities",
        default=True,
        help="Each new document of the chosen kinds becomes an opportunity of its client, as "
        "long as the synchronisation is on.",
    )
    document_kind_ids = fields.Many2many(
        "deratix.document.kind",
        string="Kinds of Documents",
        compute="_compute_document_kind_ids",
        store=True,
        readonly=False,
        domain="[('provider', '=', provider)]",
    )
    stage_map_ids = fields.One2many("deratix.stage.map", "connection_id", string="Stages")
    user_map_ids = fields.One2many("deratix.user.map", "connection_id", string="Salespeople")
    invoices_since = fields.Datetime(
        string="Documents Since",
        readonly=True,
        copy=False,
        help="Documents issued before that day become no opportunities.",
    )
    invoice_watermark = fields.Char(readonly=True, copy=False)

    @api.depends("provider")
    def _compute_can_invoice(self):
        for connection in self:
            able = connection._capabilities()
            connection.can_invoice = able.invoices and able.watermark

    @api.depends("integration_id")
    def _compute_document_kind_ids(self):
        kinds = self.env["deratix.document.kind"].search([("is_default", "=", True)])
        chosen = kinds.grouped("provider")
        for connection in self:
            connection.document_kind_ids = chosen.get(connection.integration_id.code)

    @api.model_create_multi
    def create(self, vals_list):
        connections = super().create(vals_list)
        connections._make_stage_map()
        return connections

    def write(self, vals):
        # Switched on later than the rest; after a pause it goes on where it stood.
        resumed = vals.get("sync_invoices") and self.filtered(
            lambda connection: (
                connection.sync_state == "on"
                and not connection.sync_invoices
                and not connection.invoice_watermark
            )
        )
        result = super().write(vals)
        if resumed:
            resumed.sudo().invoices_since = fields.Datetime.now()
        return result

    def _make_stage_map(self):
        """The usual stages, for connections that have none."""
        rows = self.env["deratix.stage.map"]._default_rows()
        self.env["deratix.stage.map"].sudo().create(
            [
                {"connection_id": connection.id, **row}
                for connection in self
                if connection.can_invoice and not connection.stage_map_ids
                for row in rows
            ]
        )

    def _first_document_day(self):
        """The first day whose documents count, at the company's place; ``None`` for all."""
        self.ensure_one()
        since = self.invoices_since
        return self.company_id._deratix_day(since) if since else None

    # -- looking for changes ------------------------------------------------------------------

    def _poll(self):
        """Clients first: a new one is there before its document comes."""
        before = self.polled_at
        result = super()._poll()
        # While clients wait for a person they are not asked for; documents are.
        failed = self.poll_message and self.polled_at != before
        if self.sync_invoices and self.can_invoice and not failed:
            self._poll_invoices()
        return result

    def _invoice_runs(self):
        return self._live_runs("invoices")

    def _poll_invoices(self):
        """Start a run when a document changed, and none is under way. Returns whether the
        documents were looked at."""
        if self._invoice_runs():
            return False
        if not self.invoices_since:
            self.invoices_since = self.sync_since or fields.Datetime.now()
            self._make_stage_map()
        poller = InvoicePoller(self)
        message = False
        try:
            changed = poller.changed()
        except ProviderError as error:
            changed, message = False, error_text(self.env, error)
        finally:
            poller.store_log()
        values = {"polled_at": fields.Datetime.now(), "poll_message": message}
        if not changed and poller.watermark != (self.invoice_watermark or ""):
            values["invoice_watermark"] = poller.watermark
        self.write(values)
        if changed:
            self.env["deratix.run"]._start(self, kind="invoices", scope="all")
        return not message

    def action_sync_stop(self):
        self._invoice_runs().action_cancel()
        return super().action_sync_stop()

    def action_invoices(self):
        return self._open("action_invoice", domain=[("connection_id", "in", self.ids)])

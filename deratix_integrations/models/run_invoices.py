from odoo import models

from ..pipeline.apply import Applier
from ..pipeline.invoice_apply import DocumentApplier
from ..pipeline.invoice_clients import ClientCollector, release_documents
from ..pipeline.invoice_lines import DOCUMENT_TYPES
from ..pipeline.invoice_read import DocumentReader
from ..pipeline.invoice_undo import DocumentUndoer

BATCH = 200
RESERVE = 20


class DeratixRun(models.Model):
    """Runs that make opportunities of documents. They read documents, then the clients that are
    unknown here, apply the clients as any run does, and the documents after them."""

    _inherit = "deratix.run"

    def _document_lang(self):
        """The language in which opportunities are named: that of the company."""
        partner = self.company_id.sudo().partner_id
        return partner.lang or self.user_id.lang or self.env.lang

    def _reader(self, readers):
        if self.kind == "invoices" and self.id not in readers:
            readers[self.id] = DocumentReader(self, reserve=RESERVE)
        return super()._reader(readers)

    # -- what documents lack ------------------------------------------------------------------

    def _collect_step(self):
        """Read some of the clients that the documents of this run need."""
        if self.kind != "invoices":
            return super()._collect_step()
        reader = self._reader({})
        return self._collect_by(ClientCollector(self, reader.provider), reader, DOCUMENT_TYPES)

    def _after_collecting(self):
        """Go on, or wait for a person; a run that found nothing leaves no trace."""
        if self.kind != "invoices":
            super()._after_collecting()
            return
        count = self.env["deratix.run.line"].search_count([("run_id", "=", self.id)])
        if not count:
            self._keep_invoice_watermark()
            self.state = "done"
            self.unlink()
            return
        hold = self.connection_id.sync_hold_count
        if hold and count >= hold:
            text = self.env._(
                "%s records changed at once. Look at them and press Apply, or cancel.", count
            )
            self.write({"state": "ready", "message": text})
            return
        self._begin_applying()

    # -- applying and undoing -----------------------------------------------------------------

    def _apply_batch(self, readers):
        if self.kind != "invoices":
            super()._apply_batch(readers)
            return
        Line = self.env["deratix.run.line"]
        release_documents(self)
        domain = self._work_domain()
        clients = Line.search(
            [*domain, ("is_document", "=", False)], order="is_branch, id", limit=BATCH
        )
        if clients:
            self._advance(Applier(self).apply(clients))
            return
        # What is corrected goes before its correction, and the oldest, read last, first.
        documents = Line.search(
            [*domain, ("is_document", "=", True)],
            order="corrects NULLS FIRST, id DESC",
            limit=BATCH,
        )
        if documents:
            self._advance(DocumentApplier(self).apply(documents))
        elif not self._send_batch(self._reader(readers)):
            self._keep_invoice_watermark()
            self._finish("done")

    def _keep_invoice_watermark(self):
        """The next reading begins where this one began. A run that is taken up again later does
        not lead back to its time."""
        if self.watermark:
            self.connection_id.invoice_watermark = self.watermark
            self.watermark = False

    def _undo_batch(self):
        """Documents go before the clients to which they belong, corrections before the rest."""
        documents = self.env["deratix.run.line"]
        if self.kind == "invoices":
            documents = documents.search(
                [
                    ("run_id", "=", self.id),
                    ("state", "=", "done"),
                    ("is_document", "=", True),
                    ("undo_data", "!=", False),
                ],
                order="corrects NULLS LAST, id",
                limit=BATCH,
            )
        if not documents:
            return super()._undo_batch()
        DocumentUndoer(self).undo(documents)
        self._advance(len(documents))
        return None

    def _retry(self, lines):
        """Have failed documents applied again, and failed clients planned anew."""
        documents = lines.filtered(lambda line: line.is_document and line.state == "failed")
        others = lines.filtered(lambda line: not line.is_document)
        if documents:
            self._check_may_write_partners()
            documents.sudo().write({"state": "planned", "message": False})
        if others or not documents:
            super()._retry(others)
            return
        self._change_state(("done", "cancelled", "ready"), "applying")
        self.sudo().total = self.env["deratix.run.line"].search_count(self._work_domain())

    def plan_summary(self):
        if self.kind != "invoices":
            return super().plan_summary()
        rows = self.env["deratix.run.line"]._read_group(
            [("run_id", "=", self.id), ("state", "=", "planned")],
            ["is_document", "decision"],
            ["__count"],
        )
        counts = {(is_document, decision): count for is_document, decision, count in rows}
        return self.env._(
            "Opportunities to add: %(create)s, to update: %(update)s. Clients to add: %(clients)s.",
            create=counts.get((True, "create"), 0),
            update=counts.get((True, "update"), 0),
            clients=counts.get((False, "create"), 0),
        )

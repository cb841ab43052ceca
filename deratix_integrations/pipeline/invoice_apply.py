"""Carrying out the plan lines of documents: one batch, one transaction.

A document is kept as a ``deratix.invoice``; a correction belongs to the document that it
corrects, and both together make one opportunity (see ``invoice_leads``).
"""

import logging
from typing import NamedTuple

import psycopg2
from odoo.exceptions import UserError
from psycopg2 import errors

from .flow.order_leads import join_opportunities
from .halving import work_or_halve
from .invoice_attach import attachments, note_documents, settle_intents
from .invoice_clients import linked_partners
from .invoice_columns import DocumentColumns
from .invoice_leads import LeadWriter
from .invoice_lines import OUTCOME_TYPES, read_document_lines
from .invoice_money import NoRate
from .invoice_orders import places_of_orders
from .sql import update_rows
from .traces import stored_values

_logger = logging.getLogger(__name__)


class Work(NamedTuple):
    """A line with what its document becomes."""

    line: object
    values: dict
    before: dict | None = None


class DocumentApplier:
    """Applies document lines of one run; made anew for each batch."""

    def __init__(self, run):
        self.run = run
        context = {
            **run.env.context,
            "allowed_company_ids": run.company_id.ids,
            "active_test": False,
            "lang": run._document_lang(),
        }
        self.env = run.env(user=run.user_id.id, su=True, context=context)
        self.connection = self.env["deratix.connection"].browse(run.connection_id.id)
        self.invoices = self.env["deratix.invoice"]
        self.columns = DocumentColumns(self.env, self.connection)
        self.kinds = self.columns.kinds
        self.chosen = self.connection.document_kind_ids

    def apply(self, lines):
        """Apply lines and store what became of each.

        Raises ``psycopg2.OperationalError`` (a conflict with another transaction): the caller
        rolls back and tries the batch again.
        """
        work = read_document_lines(lines)
        later = self._superseded(work)
        outcomes = [
            self._outcome(
                line,
                state="skipped",
                message=self.env._("A later run has read the document again."),
            )
            for line in work
            if line.id in later
        ]
        work = [line for line in work if line.id not in later]
        outcomes += work_or_halve(self.env.cr, work, self._apply, self._give_up)
        update_rows(self.env.cr, "deratix_run_line", OUTCOME_TYPES, outcomes)
        self.env["deratix.run.line"].invalidate_model()
        return len(outcomes)

    def _superseded(self, lines):
        """The ids of lines whose document was read again since: what they hold is out of date.
        A run of the history gives way to all that began after it; what it has only planned itself
        counts for nothing, as it may be cancelled."""
        self.env.cr.execute(
            """
            SELECT l.id FROM deratix_run_line l
            WHERE l.id = ANY(%s) AND EXISTS (
                SELECT 1 FROM deratix_run_line later JOIN deratix_run r ON r.id = later.run_id
                WHERE later.connection_id = l.connection_id
                  AND later.external_id = l.external_id AND later.run_id <> l.run_id
                  AND (later.id > l.id OR %s AND later.run_id > l.run_id)
                  AND (r.history IS NULL OR later.state = 'done'))
            """,
            [[line.id for line in lines], bool(self.run.history)],
        )
        return {id_ for (id_,) in self.env.cr.fetchall()}

    def _give_up(self, line, error):
        if isinstance(error, UserError):
            return self._outcome(line, state="failed", message=str(error).strip())
        if not isinstance(error, psycopg2.Error):
            _logger.error("A document of run %s could not be applied", self.run.id, exc_info=error)
        return self._outcome(
            line,
            state="failed",
            message=self.env._(
                "The document could not be taken over (%s). The server log has the details.",
                type(error).__name__,
            ),
        )

    def _apply(self, lines):
        refs = [line.client_ref for line in lines if line.client_ref]
        partners = linked_partners(self.env.cr, self.run.connection_id.id, refs)
        known = self._known(lines)
        self.columns.note_departments([line.document for line in lines])
        corrections = [line for line in lines if line.corrects]
        outcomes, done = self._keep([x for x in lines if not x.corrects], known, partners)
        while corrections:
            # What is corrected may be a correction of this batch.
            ready = [line for line in corrections if line.corrects in known] or corrections
            more, kept = self._keep(ready, known, partners)
            outcomes, done = outcomes + more, done + kept
            corrections = [line for line in corrections if line not in ready]
        undo = LeadWriter(self.env, self.connection).write_leads(
            [(known[work.line.number], work.line.id) for work in done]
        )
        join_opportunities(self.env, self.connection, [work.line.number for work in done])
        for work in done:
            invoice = known[work.line.number]
            data = undo[work.line.id] | {"invoice": invoice.id, "before": work.before}
            outcomes.append(
                self._outcome(
                    work.line, state="done", lead_id=invoice.lead_id.id or None, undo_data=data
                )
            )
        return outcomes

    def _known(self, lines):
        """``{external id: deratix.invoice}`` of the documents and of what they correct."""
        ids = {line.number for line in lines} | {line.corrects for line in lines if line.corrects}
        found = self.invoices.search(
            [("connection_id", "=", self.connection.id), ("external_id", "in", list(ids))]
        )
        return {invoice.external_id: invoice for invoice in found}

    # -- keeping documents --------------------------------------------------------------------

    def _keep(self, lines, known, partners):
        """Store documents; ``known`` grows by the new ones.

        :return: ``(outcomes of those set aside, [Work])``
        """
        outcomes, done, new = [], [], []
        for line in lines:
            invoice = known.get(line.number)
            aside = self._aside(line, invoice, known, partners)
            if aside:
                outcomes.append(aside)
                continue
            try:
                values = self._values(line, known, partners)
            except NoRate as error:
                outcomes.append(self._outcome(line, state="failed", message=str(error)))
                continue
            if invoice:
                done.append(Work(line, values, stored_values(invoice, values)))
                invoice.write(values)
            else:
                new.append(Work(line, values))
        for work, invoice in zip(new, self._create(new), strict=True):
            known[work.line.number] = invoice
        return outcomes, done + new

    def _create(self, new):
        """Store documents that are not known yet; those made from an opportunity belong to it."""
        references = [work.values["order_number"] for work in new if work.values["order_number"]]
        places = attachments(self.env, self.connection, references)
        of_orders = places_of_orders(self.env, self.connection, references)
        try:
            invoices = self.invoices.create(
                [
                    work.values | (places | of_orders).get(work.values["order_number"], {})
                    for work in new
                ]
            )
        except errors.UniqueViolation as error:
            # Whoever made the document has stored it meanwhile: another transaction sees it.
            raise errors.SerializationFailure(*error.args) from error
        settle_intents(self.env, self.connection, list(places))
        note_documents(self.env, invoices.filtered("from_lead"))
        return invoices

    def _aside(self, line, invoice, known, partners):
        """The outcome of a document that cannot be taken over now, or ``None``."""
        stray = line.corrects and not invoice and line.corrects not in known
        if stray and self.kinds[line.document["kind"]] not in self.chosen:
            return self._outcome(
                line,
                state="skipped",
                message=self.env._("The document that it corrects has no opportunity."),
            )
        if not invoice and line.client_ref and line.client_ref not in partners:
            return self._outcome(
                line,
                category="review",
                decision="skip",
                message=self.env._(
                    "Its client “%s” waits for a decision. Decide on the client; the document "
                    "follows by itself.",
                    line.document["client_name"],
                ),
            )
        return None

    def _values(self, line, known, partners):
        """The columns of a document. Raises ``NoRate``."""
        corrected = known.get(line.corrects) if line.corrects else None
        values = self.columns.make(line.number, line.document, line.fingerprint) | {
            "corrects_id": corrected and (corrected.corrects_id or corrected).id,
        }
        if line.client_ref in partners:
            values["partner_id"] = partners[line.client_ref]
        return values

    @staticmethod
    def _outcome(line, **values):
        """What to store of a line; what is not named stays as it is."""
        return {
            "id": line.id,
            "state": line.state,
            "category": line.category,
            "decision": line.decision,
            "message": None,
            "lead_id": line.lead_id,
            "undo_data": line.undo_data,
            **values,
        }

"""From a page of documents to plan lines; nothing of them is written yet."""

from functools import partial

from ..providers.base import ProviderError, Query
from .invoice_lines import DOCUMENT_TYPES, PREFIX, document_values
from .lines import LineMaker
from .read import PageReader
from .references import read_reference

# What a person may want to see of a document that changed.
_AMOUNTS = ("net", "gross", "paid")
_SHOWN = ("number", "issued_on", "due_on", "paid_on", *_AMOUNTS, "currency", "payment")


def invoice_query(connection):
    """What to ask for: what changed since the last reading, nothing from before the switch."""
    return Query(
        since=connection.invoices_since or None, watermark=connection.invoice_watermark or ""
    )


class DocumentReader(PageReader):
    """Reads the pages of a run of documents."""

    line_types = DOCUMENT_TYPES

    def request(self):
        """See ``PageReader.request``."""
        run = self.run
        query = invoice_query(run.connection_id)
        if run.history:
            query = Query(issued_since=run._first_document_day())
        return partial(self.provider.read_invoices, query, run.cursor or None)

    def plan(self, page):
        return DocumentPlanner(self.run).plan(page.rows, self.provider.invoice)


class DocumentPlanner:
    """Plans the documents of one run."""

    def __init__(self, run):
        self.run = run
        self.env = run.env
        self.connection = run.connection_id
        catalogue = self.env["deratix.document.kind"]._catalogue(
            self.connection.provider, run._document_lang()
        )
        self._labels = {code: kind.name for code, kind in catalogue.items()}
        self._corrections = {code for code, kind in catalogue.items() if kind.is_correction}
        self._chosen = set(self.connection.document_kind_ids.mapped("code"))
        self._first_day = run._first_document_day()
        self.make = LineMaker(run, PREFIX, is_document=True)

    def plan(self, rows, read_invoice, *, wanted=False):
        """One line for each document that is new or has changed, and concerns us.

        :param read_invoice: makes an ``Invoice`` of a row; raises ``ProviderError``
        :param wanted: that they concern us was found out before
        """
        ids = [row.external_id for row in rows]
        known = {
            invoice.external_id: invoice
            for invoice in self.env["deratix.invoice"].search(
                [("connection_id", "=", self.connection.id), ("external_id", "in", ids)]
            )
        }
        undone = self._undone(ids)
        lines = []
        for row in rows:
            invoice = known.get(row.external_id)
            if invoice.fingerprint == row.fingerprint if invoice else row.external_id in undone:
                continue
            try:
                document = read_invoice(row)
            except ProviderError as error:
                if not error.is_of_record:
                    raise
                lines.append(self.make.unreadable(row, error))
                continue
            if invoice or wanted or self._is_wanted(document):
                lines.append(self._line(row, document, invoice))
        return lines

    def _undone(self, external_ids):
        """Documents that a person took back do not come again by themselves."""
        self.env.cr.execute(
            """
            SELECT DISTINCT ON (external_id) external_id, state FROM deratix_run_line
            WHERE connection_id = %s AND external_id = ANY(%s) AND is_document
            ORDER BY external_id, id DESC
            """,
            [self.connection.id, [f"{PREFIX}{external_id}" for external_id in external_ids]],
        )
        return {
            external_id.removeprefix(PREFIX)
            for external_id, state in self.env.cr.fetchall()
            if state == "undone"
        }

    def _is_wanted(self, document):
        """Whether a document that is not known yet may concern us: also any that was made from an
        opportunity. Of a correction that is told when it is applied: what it corrects may be on a
        later page."""
        if document.kind in self._corrections or read_reference(self.env, document.order_number):
            return True
        issued = document.issued_on
        return document.kind in self._chosen and not (
            issued and self._first_day and issued < self._first_day
        )

    def _line(self, row, document, invoice):
        values = document_values(document)
        changes = {}
        if invoice:
            before = invoice._document_values()
            # The other system may write an amount with fewer digits.
            after = values | {key: f"{getattr(document, key):.2f}" for key in _AMOUNTS}
            changes = {
                key: [before.get(key) or "", after.get(key) or ""]
                for key in _SHOWN
                if (before.get(key) or "") != (after.get(key) or "")
            }
        label = self._labels.get(document.kind, document.kind)
        return self.make.base(row, f"{label} {document.number}".strip()) | {
            "category": "changed" if invoice else "new",
            "decision": "update" if invoice else "create",
            "client_ref": document.client_id or None,
            "corrects": document.corrects if document.kind in self._corrections else None,
            "document": values,
            "changes": changes or None,
        }

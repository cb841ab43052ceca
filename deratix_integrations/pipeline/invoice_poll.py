"""Whether any document changed: one request, two queries, no writing."""

from ..providers.base import EntryList
from .exchanges import store_entries
from .invoice_clients import waiting_documents
from .invoice_read import invoice_query
from .poll import RESERVE


class InvoicePoller:
    """One look at the documents of one connection; ``watermark`` is where the next one begins
    when there is nothing to do. Raises ``ProviderError``."""

    def __init__(self, connection):
        self.connection = connection
        self.env = connection.env
        self.watermark = connection.invoice_watermark or ""
        self._entries = EntryList()

    def changed(self):
        if waiting_documents(self.connection, 1):
            return True
        provider = self.connection._provider(self._entries, reserve=RESERVE)
        query = invoice_query(self.connection)
        # No transaction stays open while the other system is thinking.
        self.env["ir.cron"]._commit_progress()
        page = provider.read_invoices(query)
        if page.next_cursor is not None or self._has_news(page.rows):
            return True
        self.watermark = page.watermark or self.watermark
        return False

    def _has_news(self, rows):
        """Whether any row is other than when it was last taken over."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT 1 FROM unnest(%s::text[], %s::text[]) AS x(external_id, fingerprint)
            WHERE NOT EXISTS (
                SELECT 1 FROM deratix_invoice i
                WHERE i.connection_id = %s AND i.external_id = x.external_id
                  AND i.fingerprint = x.fingerprint)
            LIMIT 1
            """,
            [
                [row.external_id for row in rows],
                [row.fingerprint for row in rows],
                self.connection.id,
            ],
        )
        return bool(self.env.cr.fetchone())

    def store_log(self):
        store_entries(self.env, self.connection.id, self._entries.take())

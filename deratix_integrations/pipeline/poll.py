"""Whether anything changed on either side: one request, a few queries, no writing."""

from ..providers.base import EntryList, Query
from .exchanges import store_entries
from .outgoing import something_changed

# Requests of the day that background work leaves to people who press buttons.
RESERVE = 20


class Poller:
    """One look at one connection. Raises ``ProviderError``."""

    def __init__(self, connection):
        self.connection = connection
        self.env = connection.env
        self._entries = EntryList()

    def changed(self):
        """Whether there is anything to do. The other system is asked in any case: a run that
        could not reach it would only fail, and so would the one after."""
        provider = self.connection._provider(self._entries, reserve=RESERVE)
        query = Query(watermark=self.connection.watermark or "")
        # No transaction stays open while the other system is thinking.
        self.env["ir.cron"]._commit_progress()
        page = provider.read_page(query)
        return (
            page.next_cursor is not None
            or self._has_news(page.rows)
            or something_changed(self.connection)
        )

    def _has_news(self, rows):
        """Whether any row is other than when it was last agreed on or last planned."""
        self.env.cr.execute(
            """
            WITH latest AS (
                SELECT DISTINCT ON (external_id) external_id, fingerprint, state, decision
                FROM deratix_run_line
                WHERE connection_id = %(connection)s AND external_id = ANY(%(ids)s::varchar[])
                ORDER BY external_id, id DESC)
            SELECT 1
            FROM unnest(%(ids)s::varchar[], %(fingerprints)s::varchar[])
                 AS x(external_id, fingerprint)
            WHERE NOT EXISTS (
                    SELECT 1 FROM deratix_binding b
                    WHERE b.connection_id = %(connection)s AND b.kind = 'party'
                      AND b.external_id = x.external_id AND b.fingerprint = x.fingerprint)
              AND NOT EXISTS (
                    SELECT 1 FROM latest
                    WHERE latest.external_id = x.external_id
                      AND latest.fingerprint = x.fingerprint
                      AND (latest.state IN ('done', 'skipped', 'failed', 'kept')
                           OR latest.state = 'planned' AND latest.decision = 'skip'))
            LIMIT 1
            """,
            {
                "ids": [row.external_id for row in rows],
                "fingerprints": [row.fingerprint for row in rows],
                "connection": self.connection.id,
            },
        )
        return bool(self.env.cr.fetchone())

    def store_log(self):
        store_entries(self.env, self.connection.id, self._entries.take())

"""Whether anything changed on either side: one request, a few queries, no writing.

Where nothing tells what changed there, all pages are read and compared with what is known.
"""

from ..providers.base import EntryList, Query
from .exchanges import store_entries
from .news import news_among
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
        page = self._page(provider, query)
        if provider.capabilities.scan:
            news = self._has_news(page.rows)
            while not news and page.next_cursor is not None:
                page = self._page(provider, query, page.next_cursor)
                news = self._has_news(page.rows)
        else:
            news = page.next_cursor is not None or self._has_news(page.rows)
        return news or something_changed(self.connection)

    def _page(self, provider, query, cursor=None):
        # No transaction stays open while the other system is thinking.
        self.env["ir.cron"]._commit_progress()
        return provider.read_page(query, cursor)

    def _has_news(self, rows):
        return bool(news_among(self.env.cr, self.connection.id, rows))

    def store_log(self):
        store_entries(self.env, self.connection.id, self._entries.take())

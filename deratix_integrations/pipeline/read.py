"""Reading pages of clients and planning them."""

import dataclasses
from functools import cached_property, partial

from odoo.tools import SQL

from ..providers.base import EntryList, Page, ProviderError, Query
from .exchanges import store_entries
from .history import belonging
from .lines import LINE_TYPES
from .news import news_among
from .plan import Planner
from .sql import insert_rows

# Planning has a price for each time beside that for each record: about so many records are planned
# together. Not more, as *Cancel* is heard and progress shown in between.
PLANNED_TOGETHER = 300


class PageReader:
    """Reads the pages of one run; lives as long as a worker stays with it."""

    # The columns of the lines it plans.
    line_types = LINE_TYPES

    def __init__(self, run, *, reserve):
        self.run = run
        self.entries = EntryList()
        self.provider = run.connection_id._provider(self.entries, reserve=reserve)
        self._failure = None

    @cached_property
    def planner(self):
        return Planner(self.run)

    def request(self):
        """What asks for the page at the run's cursor (some short ones count as one): a callable
        that does not touch the database, so that no transaction is open while it waits. It raises
        ``ProviderError``."""
        run = self.run
        if run.kind == "single":
            return partial(self._single_page, run.external_id)
        if run.history:
            # To know what is there already, all of it is read where something may be added there.
            since = run.since if run.history == "in" else None
            return partial(self._pages, Query(since=since or None), run.cursor or None)
        query = Query(
            since=(run.since or None) if run.scope == "since" else None,
            watermark=run.connection_id.watermark or "" if run.kind == "sync" else "",
            text=(run.search_text or "") if run.scope == "search" else "",
            limit=run.sample_size if run.scope == "sample" else None,
        )
        return partial(self._pages, query, run.cursor or None)

    def _pages(self, query, cursor):
        """Pages from a cursor on as one. One that fails after others is told when it is due."""
        if self._failure:
            failure, self._failure = self._failure, None
            raise failure
        page = self.provider.read_page(query, cursor)
        rows = {row.external_id: row for row in page.rows}
        while page.next_cursor is not None and len(rows) < PLANNED_TOGETHER:
            try:
                page = self.provider.read_page(query, page.next_cursor)
            except ProviderError as error:
                self._failure = error
                break
            for row in page.rows:
                # Pages may overlap; what came first is kept, here as in the plan.
                rows.setdefault(row.external_id, row)
        return dataclasses.replace(page, rows=tuple(rows.values()))

    def _single_page(self, external_id):
        row = self.provider.read_party(external_id)
        return Page(rows=(row,), next_cursor=None, total=1)

    def plan(self, page):
        """The plan lines of a page. Asks for contact persons when the run wants them."""
        modified = {}
        rows = page.rows
        if self._scans():
            news = news_among(self.run.env.cr, self.run.connection_id.id, rows)
            rows = [row for row in rows if row.external_id in news]
        lines = self.planner.plan(rows, partial(self._party, modified))
        return belonging(self.run, lines, modified) if self.run.history else lines

    def _scans(self):
        """Whether all clients are read to find those that changed since both sides were compared,
        as the other system does not tell. What was left out then is not offered anew."""
        run = self.run
        is_live = run.kind == "sync" and not run.history and run.connection_id.sync_state == "on"
        return is_live and self.provider.capabilities.scan

    def _party(self, modified, row):
        party = self.provider.party(row)
        modified[row.external_id] = party.modified_at
        if self.run.with_contacts:
            party = dataclasses.replace(party, contacts=self.provider.contacts(row.external_id))
        return party

    def store_log(self):
        store_entries(self.run.env, self.run.connection_id.id, self.entries.take(), self.run.id)


def store_lines(env, lines, types=None):
    """Store plan lines. A record that was read before (pages may overlap) stays as planned."""
    insert_rows(
        env.cr,
        "deratix_run_line",
        types or LINE_TYPES,
        lines,
        conflict=SQL("(run_id, external_id) DO NOTHING"),
    )
    env["deratix.run.line"].invalidate_model()

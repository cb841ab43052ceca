"""Customers as a flow: what its legs read, and what they carry to the target."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from odoo.exceptions import UserError
from odoo.tools import SQL

from ...providers.base import Query, Row
from ..news import mapped_before, news_among
from ..outgoing import (
    NEW_PREFIX,
    NOT_LEFT_OUT,
    NOT_WAITING,
    OutgoingPlanner,
    changed_partners,
    linked_partners,
    unlinked_partners,
    written_since,
)
from ..plan import Planner
from ..read import PageReader
from .asking import ask_nobody
from .lines import FLOW_TYPES
from .towards import party_towards, values_towards

BATCH = 200
# The clocks of two systems differ, and what was being written shows up later.
OVERLAP = timedelta(minutes=5)


class CustomerReader(PageReader):
    """Reads the customers of the source of a flow: what changed since the last reading where it
    tells that, else all. What is as it was is not planned, nor what somebody has left out."""

    line_types = FLOW_TYPES

    def request(self):
        """See ``PageReader.request``."""
        known = "" if self.run._looks_at_all() else self.run.flow_id.watermark or ""
        able = self.provider.capabilities
        if able.changed_since and not able.watermark:
            # It tells what changed since a time, but not up to when it has told.
            since = datetime.fromisoformat(known) if known else None
            mark = (self.run.create_date - OVERLAP).isoformat()
            return partial(self._marked, Query(since=since), self.run.cursor or None, mark)
        return partial(self.provider.read_page, Query(watermark=known), self.run.cursor or None)

    def _marked(self, query, cursor, mark):
        page = self.provider.read_page(query, cursor)
        return page if page.next_cursor is not None else replace(page, watermark=mark)

    def plan(self, page):
        cr, connection = self.run.env.cr, self.run.connection_id
        news = news_among(cr, connection.id, page.rows)
        again = set()
        if self.run._looks_at_all():
            again = mapped_before(cr, connection.id, page.rows) - news
        rows = [row for row in page.rows if row.external_id in news | again]
        told = {}
        lines = Planner(self.run).plan(rows, partial(self._mapped_party, told), agreed=again)
        lines = [
            line
            for line in lines
            if line["category"] != "equal" or line["external_id"] not in again
        ]
        # As the source told them, for whoever looks at the mapping.
        return [line | {"content": told.get(line["external_id"])} for line in lines]

    def _mapped_party(self, told, row):
        party = self._party({}, row)
        told[row.external_id] = party.values()
        return party_towards(self.run.flow_id, party)


class CustomerCollector:
    """Looks for the clients that a writing leg carries to the target, as a synchronisation does,
    but for those only that belong to the flow."""

    def __init__(self, run, provider):
        self.run = run
        self.planner = FlowPlanner(run, since=None)

    def next_request(self, limit):
        """See ``run_collect``: asks nobody, and plans a batch of clients."""
        first = "changed:0" if self.run.flow_id.customer_update else "new:0"
        phase, _colon, after = (self.run.cursor or first).partition(":")
        return None if phase == "through" else (ask_nobody, partial(self._plan, phase, int(after)))

    def _plan(self, phase, after, _answer):
        plan = self.planner.plan_changed if phase == "changed" else self.planner.plan_new
        lines, last = plan(after, BATCH)
        following = "new:0" if phase == "changed" else "through:"
        self.run.cursor = following if last is None else f"{phase}:{last}"
        return lines


class FlowPlanner(OutgoingPlanner):
    """Plans the clients that came from the source of a flow; all where that is Odoo."""

    def __init__(self, run, *, since):
        super().__init__(run, since=since)
        self.maps = run._maps()
        self.looks_at_all = run._looks_at_all()

    def _changed(self, external_id, partner_id, values, agreement):
        try:
            mapped = self._mapped(values)
        except UserError as error:
            return self._unmapped(external_id, partner_id, values, error)
        line = super()._changed(external_id, partner_id, mapped, agreement)
        return line and line | {"content": values}

    def _new(self, partner_id, values, write_date):
        try:
            mapped = self._mapped(values)
        except UserError as error:
            line = self._unmapped(f"{NEW_PREFIX}{partner_id}", partner_id, values, error)
            return line | {"planned_write_date": write_date.isoformat(sep=" ")}
        return super()._new(partner_id, mapped, write_date) | {"content": values}

    def _mapped(self, values):
        return values_towards(self.run.flow_id, values, "party") if self.maps else values

    def _unmapped(self, external_id, partner_id, values, error):
        """The line of a client for whom a person has to change it, or the mapping."""
        row, party = Row(external_id, {}, None), self._party(external_id, values)
        return self.make.line(row, party, "invalid", "skip") | {
            "partner_id": partner_id,
            "content": values,
            "message": str(error),
        }

    def _changed_source(self, after):
        if self.looks_at_all:
            return linked_partners(self.connection, after, self._condition())
        return changed_partners(self.connection, after, self._condition())

    def _new_source(self, after):
        return unlinked_partners(self.connection, after, self._condition())

    def _condition(self):
        flow = self.run.flow_id
        of_source = written_since(flow.since or None)
        if flow.source_id:
            of_source = SQL(
                "EXISTS (SELECT 1 FROM deratix_binding s WHERE s.connection_id = %s "
                "AND s.kind = 'party' AND s.model = 'res.partner' AND s.res_id = p.id)",
                flow.source_id.id,
            )
        return SQL("%s AND %s", NOT_LEFT_OUT if self.looks_at_all else NOT_WAITING, of_source)

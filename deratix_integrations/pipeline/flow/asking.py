"""For collectors that have nothing to ask of the other system; see ``run_collect``."""

from functools import partial

from odoo.tools import SQL


class NothingLacks:
    """Collects for a reading leg: all that it needs is on the pages."""

    def __init__(self, run, provider):
        pass

    @staticmethod
    def next_request(limit):
        return None


def ask_nobody():
    """The request of a step that only plans."""
    return None


class PlanningCollector:
    """Plans batch after batch of products of Odoo; the cursor of the run is the last one looked at.

    Whoever inherits has a ``run`` and an ``env``, says which rows there are to look at
    (``_rows_after``, a query that begins with the id of a product) and plans what it gave
    (``_plan_rows``).
    """

    def next_request(self, limit):
        """See ``run_collect``: asks nobody, and plans a batch of products."""
        if self.run.cursor == "through":
            return None
        return ask_nobody, partial(self._plan, limit * 10)

    def _plan(self, limit, _answer):
        self.env.flush_all()
        rows = self._rows_after(int(self.run.cursor or 0))
        self.env.cr.execute(SQL("%s ORDER BY 1 LIMIT %s", rows, limit))
        found = self.env.cr.fetchall()
        self.run.cursor = str(found[-1][0]) if len(found) == limit else "through"
        return self._plan_rows(found)

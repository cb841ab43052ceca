"""Lines whose record another run has carried over since they were planned.

What such a line knows of the other system is out of date: applied as it is, it would bring back
old values. So the record is read again and planned anew, by one request each.
"""

from datetime import datetime

from odoo.tools import SQL

from ..providers.base import NotFound
from .bindings import note_agreements
from .history import belonging
from .lines import REPLAN_TYPES
from .plan import Planner
from .sql import update_rows

# Requests between two commits.
BATCH = 20
_TYPES = REPLAN_TYPES | {"values": "jsonb"}
# Both sides have agreed since the line was planned, or since this run applied it here.
_SUPERSEDED = SQL(
    """
    EXISTS (SELECT 1 FROM deratix_binding b
            WHERE b.connection_id = l.connection_id AND b.kind = 'party'
              AND b.external_id = l.external_id AND b.agreed_at IS DISTINCT FROM l.agreed_at)
    """
)


def is_superseded(cr, line_id):
    """Whether another run has carried over the record of a line since."""
    cr.execute(SQL("SELECT %s FROM deratix_run_line l WHERE l.id = %s", _SUPERSEDED, line_id))
    return cr.fetchone()[0]


class Renewer:
    """Plans superseded lines of one run anew. Raises ``ProviderError``."""

    def __init__(self, run, provider, commit):
        self.run = run
        self.env = run.env
        self.provider = provider
        self.commit = commit

    def renew(self, lines):
        """Renew some of these lines; returns whether there were any to be renewed.

        What this run has written itself, or a person has corrected, is left as it is.
        """
        self.env["deratix.run.line"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                SELECT l.id, l.external_id FROM deratix_run_line l
                WHERE l.id = ANY(%s) AND l.undo_data IS NULL AND l.edited IS NULL AND %s
                ORDER BY l.id LIMIT %s
                """,
                lines.ids,
                _SUPERSEDED,
                BATCH,
            )
        )
        found = {external_id: id_ for id_, external_id in self.env.cr.fetchall()}
        if not found:
            return False
        # No transaction stays open while the other system is thinking.
        self.commit()
        asked_at = datetime.utcnow()
        rows = {external_id: self._read(external_id) for external_id in found}
        self.env.invalidate_all()
        self._store(found, rows, asked_at)
        return True

    def _read(self, external_id):
        try:
            return self.provider.read_party(external_id)
        except NotFound:
            return None

    def _store(self, found, rows, asked_at):
        modified = {}

        def read_party(row):
            party = self.provider.party(row)
            modified[row.external_id] = party.modified_at
            return party

        there = [row for row in rows.values() if row is not None]
        planned = Planner(self.run).plan(there, read_party, anew=True)
        if self.run.history:
            planned = belonging(self.run, planned, modified)
        plans = {line["external_id"]: line for line in planned}
        update_rows(
            self.env.cr,
            "deratix_run_line",
            _TYPES,
            [
                {"message": None, "values": None, **plans[external_id], "id": id_}
                for external_id, id_ in found.items()
                if external_id in plans
            ],
        )
        self.env.cr.execute(
            "UPDATE deratix_run_line SET state = 'skipped', message = %s WHERE id = ANY(%s)",
            [
                self.env._("Another run has carried this client over meanwhile."),
                [id_ for external_id, id_ in found.items() if external_id not in plans],
            ],
        )
        note_agreements(self.env.cr, self.run.id, line_ids=list(found.values()), asked_at=asked_at)
        self.env["deratix.run.line"].invalidate_model()

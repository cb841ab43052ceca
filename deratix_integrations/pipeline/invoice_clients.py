"""The clients of documents: found by their links, or planned as any other client is."""

from functools import partial

from odoo.tools import SQL

from ..providers.base import NotFound
from .invoice_lines import PREFIX
from .invoice_read import DocumentPlanner
from .plan import Planner

# A client that is linked has a partner, also when it is deleted there since.
LINKED = SQL(
    """
    EXISTS (SELECT 1 FROM deratix_binding b JOIN res_partner p ON p.id = b.res_id
            WHERE b.connection_id = l.connection_id AND b.kind = 'party'
              AND b.external_id = l.client_ref AND b.model = 'res.partner'
              AND (p.company_id IS NULL OR p.company_id = b.company_id))
    """
)
_WAITING = SQL(
    "l.is_document AND l.state = 'planned' AND l.category = 'review' AND l.decision = 'skip'"
)


def linked_partners(cr, connection_id, client_refs):
    """``{external id of a client: id of its partner}`` of those that have one; a partner that was
    given to another company is none."""
    cr.execute(
        """
        SELECT b.external_id, p.id
        FROM deratix_binding b JOIN res_partner p ON p.id = b.res_id
        WHERE b.connection_id = %s AND b.kind = 'party' AND b.model = 'res.partner'
          AND (p.company_id IS NULL OR p.company_id = b.company_id)
          AND b.external_id = ANY(%s)
        """,
        [connection_id, client_refs],
    )
    return dict(cr.fetchall())


def waiting_documents(connection, limit):
    """``[(line id, external id)]`` of documents that waited for a client which is linked now,
    unless the run that holds them will take them up itself."""
    connection.env.flush_all()
    connection.env.cr.execute(
        SQL(
            """
            SELECT l.id, l.external_id FROM deratix_run_line l
            JOIN deratix_run r ON r.id = l.run_id
            WHERE l.connection_id = %s AND r.state IN ('done', 'cancelled', 'failed')
              AND %s AND %s
            ORDER BY l.id LIMIT %s
            """,
            connection.id,
            _WAITING,
            LINKED,
            limit,
        )
    )
    return connection.env.cr.fetchall()


def release_documents(run):
    """Let the documents of a run go on whose client was linked meanwhile, and leave out clients
    that somebody else has linked: their changes are carried over by the synchronisation."""
    run.env.flush_all()
    run.env.cr.execute(
        SQL(
            "UPDATE deratix_run_line l SET decision = 'create', category = 'new', message = NULL "
            "WHERE l.run_id = %s AND %s AND %s",
            run.id,
            _WAITING,
            LINKED,
        )
    )
    run.env.cr.execute(
        """
        UPDATE deratix_run_line l SET state = 'done', decision = 'link', reason = 'binding',
               partner_id = b.res_id, changes = NULL, outgoing = NULL, conflicts = NULL
        FROM deratix_binding b JOIN res_partner p ON p.id = b.res_id
        WHERE l.run_id = %s AND l.is_document IS NOT TRUE AND l.state = 'planned'
          AND b.connection_id = l.connection_id AND b.kind = 'party' AND b.state = 'linked'
          AND b.model = 'res.partner' AND b.external_id = l.external_id
        """,
        [run.id],
    )
    run.env["deratix.run.line"].invalidate_model()


class ClientCollector:
    """Reads what a run of documents lacks: clients that are unknown here, and documents that
    waited for theirs. What it returns is asked outside any transaction."""

    # The lines that need a client.
    documents = SQL("l.is_document")

    def __init__(self, run, provider):
        self.run = run
        self.env = run.env
        self.connection = run.connection_id
        self.provider = provider

    def next_request(self, limit):
        """``(ask, plan)``, or ``None`` when nothing is lacking: ``ask()`` talks to the other
        system and does not touch the database, ``plan(answer)`` returns lines to store."""
        waiting = waiting_documents(self.connection, limit)
        if waiting:
            ids = [external_id.removeprefix(PREFIX) for _line, external_id in waiting]
            return (
                partial(self._ask, self.provider.read_invoice, ids),
                partial(self._plan_waiting, [line for line, _external_id in waiting]),
            )
        unknown = self._unknown_clients(limit)
        if unknown:
            return partial(self._ask, self.provider.read_party, unknown), self._plan_clients
        return None

    @staticmethod
    def _ask(read, external_ids):
        """``{external id: row, or None when it is gone}``"""
        found = {}
        for external_id in external_ids:
            try:
                found[external_id] = read(external_id)
            except NotFound:
                found[external_id] = None
        return found

    def _unknown_clients(self, limit):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                SELECT DISTINCT l.client_ref FROM deratix_run_line l
                WHERE l.run_id = %s AND %s AND l.state = 'planned'
                  AND l.decision = 'create' AND l.client_ref IS NOT NULL AND NOT %s
                  AND NOT EXISTS (SELECT 1 FROM deratix_run_line c
                                  WHERE c.run_id = l.run_id AND c.external_id = l.client_ref)
                LIMIT %s
                """,
                self.run.id,
                self.documents,
                LINKED,
                limit,
            )
        )
        return [client_ref for (client_ref,) in self.env.cr.fetchall()]

    def _plan_clients(self, found):
        """The lines of clients. Documents of one that is gone there do without it."""
        gone = [external_id for external_id, row in found.items() if row is None]
        self.env.cr.execute(
            SQL(
                "UPDATE deratix_run_line l SET client_ref = NULL "
                "WHERE l.run_id = %s AND %s AND l.client_ref = ANY(%s)",
                self.run.id,
                self.documents,
                gone,
            )
        )
        rows = [row for row in found.values() if row is not None]
        return Planner(self.run).plan(rows, self.provider.party)

    def _plan_waiting(self, line_ids, found):
        """The lines of documents that waited; those of the earlier runs are settled."""
        self.env.cr.execute(
            "UPDATE deratix_run_line SET state = 'skipped', message = %s WHERE id = ANY(%s)",
            [self.env._("Taken up again by %s.", self.run.name), line_ids],
        )
        self.env["deratix.run.line"].invalidate_model()
        rows = [row for row in found.values() if row is not None]
        return DocumentPlanner(self.run).plan(rows, self.provider.invoice, wanted=True)

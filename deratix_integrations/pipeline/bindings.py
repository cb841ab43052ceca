"""Writing many bindings at once, and what they hold."""

from odoo.tools import SQL

from ..engine.merge import empty, equal
from .sql import insert_rows, recordset

BINDING_TYPES = {
    "connection_id": "int",
    "company_id": "int",
    "kind": "varchar",
    "external_id": "varchar",
    "model": "varchar",
    "res_id": "int",
    "state": "varchar",
    "fingerprint": "varchar",
    "snapshot": "jsonb",
    "accepted": "jsonb",
    "agreed_at": "timestamp",
}
BINDING_UPSERT = SQL(
    """(connection_id, kind, external_id) DO UPDATE SET
        model = EXCLUDED.model, res_id = EXCLUDED.res_id, state = EXCLUDED.state,
        fingerprint = EXCLUDED.fingerprint, snapshot = EXCLUDED.snapshot,
        accepted = EXCLUDED.accepted,
        agreed_at = EXCLUDED.agreed_at, error = NULL"""
)


def store_bindings(cr, rows):
    """Insert or renew bindings; a row holds the columns of ``BINDING_TYPES``."""
    insert_rows(cr, "deratix_binding", BINDING_TYPES, rows, conflict=BINDING_UPSERT)


def note_seen(cr, connection_id, external_ids):
    """Note that these links were compared with their partners as they are now."""
    cr.execute(
        """
        UPDATE deratix_binding b SET seen_at = p.write_date, touched = false
        FROM res_partner p
        WHERE p.id = b.res_id AND b.model = 'res.partner' AND b.connection_id = %s
          AND b.kind = 'party' AND b.external_id = ANY(%s)
        """,
        [connection_id, list(external_ids)],
    )


def note_moments(cr, connection_id, which, seen, *, mended=False):
    """Note the write dates that records had when they were compared.

    :param which: the ``SQL`` condition of their links, which are ``b``
    :param seen: ``{external id: moment}``
    :param mended: whether what was wrong with them is not any more
    """
    rows = [{"external_id": key, "seen_at": str(moment)} for key, moment in seen.items()]
    if rows:
        cr.execute(
            SQL(
                "UPDATE deratix_binding b SET seen_at = x.seen_at%s FROM %s "
                "WHERE b.connection_id = %s AND b.external_id = x.external_id AND %s",
                SQL(", error = NULL") if mended else SQL(),
                recordset({"external_id": "varchar", "seen_at": "timestamp"}, rows),
                connection_id,
                which,
            )
        )


def note_agreements(cr, run_id, *, line_ids=None, asked_at=None, after=0):
    """Note in plan lines when both sides of their records had last agreed, so that it shows when
    somebody else has carried a record over since.

    :param line_ids: those of the run's lines that are meant, by default those behind ``after``
    :param asked_at: when the other system was asked for the records (naive UTC); what was agreed
        on later is not what its answer goes by
    """
    cr.execute(
        """
        UPDATE deratix_run_line l SET agreed_at = b.agreed_at
        FROM deratix_binding b
        WHERE l.run_id = %s AND (%s::int[] IS NULL OR l.id = ANY(%s)) AND l.id > %s
          AND b.connection_id = l.connection_id AND b.kind = 'party'
          AND b.external_id = l.external_id AND (%s::timestamp IS NULL OR b.agreed_at <= %s)
          AND l.agreed_at IS DISTINCT FROM b.agreed_at
        """,
        [run_id, line_ids, line_ids, after, asked_at, asked_at],
    )


def agreed_values(snapshot, odoo, external, accepted=()):
    """What both sides hold now: the new snapshot, and whether it covers the whole record.

    A field on which they still differ keeps what they agreed on before, if anything; the
    ``accepted`` ones are meant to differ.
    """
    agreed = dict(snapshot or {})
    complete = True
    for key, value in external.items():
        if equal(odoo.get(key), value):
            agreed[key] = value
        elif key not in accepted and not empty(value) and not equal(agreed.get(key), value):
            complete = False
    return agreed, complete

"""Writing many bindings at once, and what they hold."""

from odoo.tools import SQL

from ..engine.merge import empty, equal
from .sql import insert_rows

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
        [connection_id, external_ids],
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

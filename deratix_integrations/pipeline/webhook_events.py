"""What a webhook tells: taken apart, and noted as something to look at. Nothing else of it is kept.

A record has one row in each connection, however often it is told of, and the rows that wait are
limited. None is needed to find what changed: any of them starts the look that reads everything.
"""

import json

from odoo.tools import SQL

from .halving import CONFLICTS

MAX_WAITING = 1000
# Longer numbers are none of the other system's.
MAX_DIGITS = 18
_TRIES = 3


def parse_body(body):
    """The JSON object in these bytes; ``None`` when they are anything else."""
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return parsed if isinstance(parsed, dict) else None


def read_hint(provider_class, body):
    """The ``Hint`` of a body, or ``None`` when it is none of a record that can exist."""
    hint = provider_class.webhook_hint(body)
    return hint if hint and len(hint.external_id) <= MAX_DIGITS else None


def note_event(connection, hint):
    """Store that a record is to be looked at; returns whether the scheduler has to be woken: it
    is awake as long as others wait.

    A short transaction of its own: others that note the same record at this moment are in the way
    of nothing but this statement, which is done again at once.
    """
    for _try in range(_TRIES):
        try:
            with connection.env.registry.cursor() as cr:
                return _note(cr, connection, hint)
        except CONFLICTS:
            continue
    # Each of them noted this very record, after this event had arrived.
    return False


def _note(cr, connection, hint):
    cr.execute(
        SQL(
            """
            SELECT count(*), COALESCE(bool_or(kind = %(kind)s AND external_id = %(id)s), false)
            FROM deratix_webhook_event WHERE connection_id = %(connection)s AND state = 'waiting'
            """,
            kind=hint.kind,
            id=hint.external_id,
            connection=connection.id,
        )
    )
    waiting, known = cr.fetchone()
    if waiting >= MAX_WAITING and not known:
        return False
    cr.execute(
        SQL(
            """
            INSERT INTO deratix_webhook_event AS e
                (connection_id, company_id, kind, external_id, received_at, count, state)
            VALUES (%s, %s, %s, %s, %s, 1, 'waiting')
            ON CONFLICT (connection_id, kind, external_id) DO UPDATE
            SET received_at = EXCLUDED.received_at, count = e.count + 1, state = 'waiting'
            """,
            connection.id,
            connection.company_id.id,
            hint.kind,
            hint.external_id,
            _NOW,
        ),
        log_exceptions=False,
    )
    return not waiting


# The clock, not the beginning of the transaction: a look covers what arrived before it began.
_NOW = SQL("(clock_timestamp() AT TIME ZONE 'UTC')")


def clock(cr):
    """What the database's clock shows, naive UTC."""
    cr.execute(SQL("SELECT %s", _NOW))
    return cr.fetchone()[0]


def settle_events(connection, kinds, before):
    """Events that arrived before a look began are dealt with by it. One that arrives again just now
    keeps all of them waiting: there is another look then."""
    try:
        with connection.env.cr.savepoint():
            connection.env.cr.execute(
                SQL(
                    "UPDATE deratix_webhook_event SET state = 'done' WHERE connection_id = %s "
                    "AND kind = ANY(%s) AND state = 'waiting' AND received_at <= %s",
                    connection.id,
                    list(kinds),
                    before,
                ),
                log_exceptions=False,
            )
    except CONFLICTS:
        return
    connection.env["deratix.webhook.event"].invalidate_model(["state"])

"""Locks of rows, for what a person does while the background works on the same record."""

from odoo.tools import SQL


def lock_rows(records):
    """Lock the rows until the transaction ends; waits for who holds them now.

    `lock_for_update` gives up at once, and the person would read that no lock could be had only
    because the background stores its progress at that moment. When the holder has changed a row,
    PostgreSQL refuses with a serialization failure, Odoo repeats the whole call, and it sees the
    new values. New rows may still refer to the locked ones.
    """
    if records:
        records.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
                SQL.identifier(records._table),
                tuple(records.ids),
            )
        )

"""Many rows in one statement, for the addon's own tables.

The rows travel as one JSON parameter, which PostgreSQL takes apart: several times faster than a
``VALUES`` list built value by value, and nothing of a row ever becomes part of the statement.
"""

import json

from odoo.tools import SQL


def insert_rows(cr, table, types, rows, *, conflict=None):
    """Insert dicts into a table.

    :param types: ``{column: PostgreSQL type}``; a key missing from a row becomes NULL
    :param conflict: an ``SQL`` with what follows ``ON CONFLICT``
    """
    if not rows:
        return
    cr.execute(
        SQL(
            "INSERT INTO %(table)s (%(columns)s) SELECT %(columns)s "
            "FROM jsonb_to_recordset(%(rows)s) AS x(%(types)s)%(conflict)s",
            table=SQL.identifier(table),
            columns=_columns(types),
            rows=json.dumps(rows),
            types=_types(types),
            conflict=SQL(" ON CONFLICT %s", conflict) if conflict else SQL(),
        )
    )


def update_rows(cr, table, types, rows):
    """Update a table by ``id``: ``types`` and every row hold ``id`` and all columns to set."""
    if not rows:
        return
    columns = [column for column in types if column != "id"]
    cr.execute(
        SQL(
            "UPDATE %(table)s AS t SET %(sets)s "
            "FROM jsonb_to_recordset(%(rows)s) AS x(%(types)s) WHERE t.id = x.id",
            table=SQL.identifier(table),
            sets=SQL(", ").join(
                SQL("%s = %s", SQL.identifier(column), SQL.identifier("x", column))
                for column in columns
            ),
            rows=json.dumps(rows),
            types=_types(types),
        )
    )


def recordset(types, rows):
    """``jsonb_to_recordset`` for use in a FROM clause."""
    return SQL(
        "jsonb_to_recordset(%(rows)s) AS x(%(types)s)", rows=json.dumps(rows), types=_types(types)
    )


def _columns(types):
    return SQL(", ").join(map(SQL.identifier, types))


def _types(types):
    # The types are constants of this addon's modules.
    return SQL(", ").join(
        SQL("%s %s", SQL.identifier(column), SQL(kind)) for column, kind in types.items()
    )

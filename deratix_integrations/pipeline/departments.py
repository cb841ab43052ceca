"""The departments of the other system: their table, and to which of them clients belong."""

from odoo.tools import SQL

from .sql import insert_rows, recordset

_ROW = {"connection_id": "int", "company_id": "int", "external_id": "varchar", "gone": "boolean"}


def department_ids(connection, refs):
    """``{their id of a department: ours}``; those seen for the first time get a row in the table,
    whose name is read later."""
    env = connection.env
    wanted = sorted(set(filter(None, refs)))
    if not wanted:
        return {}
    known = _known(env, connection, wanted)
    new = [ref for ref in wanted if ref not in known]
    if new:
        same = {"connection_id": connection.id, "company_id": connection.company_id.id}
        insert_rows(
            env.cr,
            "deratix_department",
            _ROW,
            [{**same, "external_id": ref, "gone": False} for ref in new],
            # Another worker may have met it at the same time.
            conflict=SQL("(connection_id, external_id) DO NOTHING"),
        )
        env["deratix.department"].invalidate_model()
        env["deratix.connection"].invalidate_model(["department_ids"])
        known = _known(env, connection, wanted)
    return known


def _known(env, connection, refs):
    rows = env["deratix.department"].sudo().search([("connection_id", "=", connection.id)])
    return {row.external_id: row.id for row in rows if row.external_id in refs}


def note_client_departments(connection, lines):
    """Note to which departments linked clients belong, as the lines read them.

    :param lines: ``lines.Line`` that linked, created or wrote a client
    """
    refs = {line.external_id: line.values.get("department_id") for line in lines}
    ids = department_ids(connection, refs.values())
    if not refs:
        return
    rows = [{"external_id": key, "department_id": ids.get(ref)} for key, ref in refs.items()]
    connection.env.cr.execute(
        SQL(
            """
            UPDATE deratix_binding b SET department_id = x.department_id
            FROM %(rows)s
            WHERE b.connection_id = %(connection)s AND b.kind = 'party'
              AND b.external_id = x.external_id
              AND b.department_id IS DISTINCT FROM x.department_id
            """,
            rows=recordset({"external_id": "varchar", "department_id": "int"}, rows),
            connection=connection.id,
        )
    )
    connection.env["deratix.binding"].invalidate_model(["department_id"])


def store_departments(connection, found):
    """Keep what the other system told: names, new ones, and which are there no more.

    :param found: ``engine.records.Department``, all there are
    """
    ids = department_ids(connection, [department.external_id for department in found])
    rows = connection.env["deratix.department"].sudo()
    told = {ids[department.external_id]: department for department in found}
    for row in rows.search([("connection_id", "=", connection.id)]):
        department = told.get(row.id)
        values = {"gone": department is None}
        if department:
            values |= {"name": department.name, "short_name": department.short}
        changed = {key: value for key, value in values.items() if (row[key] or "") != (value or "")}
        if changed:
            row.write(changed)

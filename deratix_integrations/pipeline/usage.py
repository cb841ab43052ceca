"""What hangs on records that are to go again."""

from odoo.tools import SQL


def users_of(model, ids, own_tables=()):
    """``{id: table}`` of those records that others refer to, by a column, or as what a message, an
    activity or a file belongs to.

    :param own_tables: tables whose references do not count, as they are part of the record; those
        of this addon never do
    """
    if not ids:
        return {}
    env, used = model.env, {}
    env.flush_all()
    for table, column in env["base.partner.merge.automatic.wizard"]._get_fk_on(model._table):
        if table in own_tables or table.startswith("deratix_"):
            continue
        env.cr.execute(
            SQL(
                "SELECT DISTINCT %(column)s FROM %(table)s WHERE %(column)s = ANY(%(ids)s)",
                column=SQL.identifier(column),
                table=SQL.identifier(table),
                ids=list(ids),
            )
        )
        used |= dict.fromkeys((id_ for (id_,) in env.cr.fetchall()), table)
    for other, domain in (
        ("mail.message", [("model", "=", model._name), ("message_type", "!=", "notification")]),
        ("mail.activity", [("res_model", "=", model._name)]),
        ("ir.attachment", [("res_model", "=", model._name)]),
    ):
        groups = env[other]._read_group([*domain, ("res_id", "in", list(ids))], ["res_id"])
        used |= dict.fromkeys((id_ for (id_,) in groups), env[other]._table)
    return used


def table_label(env, table):
    """What people call the records of a table."""
    model = next((m for m in env.registry.values() if m._table == table), None)
    return env["ir.model"]._get(model._name).name if model is not None else table

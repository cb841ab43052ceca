"""Uninstalling in a database in which clients were imported."""

# Kinds of records that an addon brings; each has a table called as the model is.
_OWN = (
    "ir.cron",
    "ir.model.access",
    "ir.rule",
    "ir.ui.menu",
    "ir.ui.view",
    "res.groups",
    "res.groups.privilege",
)
# Where Odoo keeps what an addon has brought, and the columns that name it.
_TRACES = {
    "tables and indexes": "SELECT relname FROM pg_class WHERE relname LIKE '%%deratix%%'",
    "columns": "SELECT table_name, column_name FROM information_schema.columns "
    "WHERE table_schema = 'public' AND column_name LIKE '%%deratix%%'",
    "constraints": "SELECT conname FROM pg_constraint WHERE conname LIKE '%%deratix%%'",
    "models": "SELECT model FROM ir_model WHERE model LIKE '%%deratix%%'",
    "fields": "SELECT model, name FROM ir_model_fields WHERE name LIKE '%%deratix%%' "
    "OR model LIKE '%%deratix%%' OR relation LIKE '%%deratix%%'",
    "names": "SELECT name FROM ir_model_data WHERE module = 'deratix_integrations'",
    "jobs": "SELECT id FROM ir_act_server WHERE code LIKE '%%model._cron_work%%'",
    "actions": "SELECT res_model FROM ir_act_window WHERE res_model LIKE '%%deratix%%'",
    "views": "SELECT name FROM ir_ui_view WHERE model LIKE '%%deratix%%' "
    "OR arch_db::text LIKE '%%deratix%%'",
    "messages": "SELECT id FROM mail_message WHERE model LIKE '%%deratix%%'",
    "followers": "SELECT id FROM mail_followers WHERE res_model LIKE '%%deratix%%'",
    "attachments": "SELECT name FROM ir_attachment WHERE res_model LIKE '%%deratix%%' "
    "AND res_model <> 'ir.ui.view'",
}


def test_uninstalling_leaves_the_clients_and_nothing_else(start_import, undisturbed):
    importing = start_import().whole()
    server = importing.server
    sql = server.sql
    own = {model: _own_records(sql, model) for model in _OWN}
    assert all(own.values()), own
    assert all(sql(_TRACES[kind]) for kind in ("columns", "constraints", "fields", "jobs"))
    before = _clients(server)

    server.uninstall("deratix_integrations")

    after = _clients(server)
    assert [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]] == []
    assert {kind: sql(query) for kind, query in _TRACES.items() if sql(query)} == {}
    left = {
        model: sql(f"SELECT id FROM {model.replace('.', '_')} WHERE id = ANY(%s)", [ids])
        for model, ids in own.items()
    }
    assert not any(left.values()), left
    # Odoo itself is well: it starts, and clients can be written.
    server.stop()
    server.start()
    partner = before[-1]["id"]
    assert server.call("res.partner", "write", [partner], {"phone": "+421 905 123 456"})


def _own_records(sql, model):
    rows = sql(
        "SELECT res_id FROM ir_model_data WHERE module = 'deratix_integrations' AND model = %s",
        [model],
    )
    return [id_ for (id_,) in rows]


def _clients(server):
    """All partners and their accounts, without the columns of the addon and the time of the last
    writing: Odoo loads its own data anew when it uninstalls."""
    return [
        {
            key: value
            for key, value in row.items()
            if not key.startswith("deratix_") and key != "write_date"
        }
        for table in ("res_partner_bank", "res_partner")
        for (row,) in server.sql(f"SELECT to_jsonb(t) FROM {table} t ORDER BY id")
    ]

"""Uninstalling in a database in which clients were imported."""

from .state import State

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
    "menus": "SELECT name->>'en_US' FROM ir_ui_menu WHERE name->>'en_US' = 'Integrations'",
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
    groups = sql("SELECT res_id FROM ir_model_data WHERE module = 'deratix_integrations' "
                 "AND model IN ('res.groups', 'res.groups.privilege')")
    crons = sql("SELECT res_id FROM ir_model_data WHERE module = 'deratix_integrations' "
                "AND model = 'ir.cron'")
    assert groups and crons
    assert all(sql(query) for query in (_TRACES["columns"], _TRACES["jobs"], _TRACES["menus"]))
    before = _clients(server)

    ((module,),) = sql("SELECT id FROM ir_module_module WHERE name = 'deratix_integrations'")
    server.call("ir.module.module", "button_immediate_uninstall", [module])

    assert _clients(server) == before
    assert {kind: sql(query) for kind, query in _TRACES.items() if sql(query)} == {}
    ids = [id_ for (id_,) in groups]
    names = sql("SELECT name->>'en_US' FROM res_groups WHERE id = ANY(%s)", [ids])
    assert not [name for (name,) in names if "ntegration" in name]
    assert sql("SELECT id FROM ir_cron WHERE id = ANY(%s)", [[id_ for (id_,) in crons]]) == []
    # Odoo itself is well: it starts, and clients can be written.
    server.stop()
    server.start()
    partner = before[-1]["id"]
    assert server.call("res.partner", "write", [partner], {"phone": "+421 905 123 456"})


def _clients(server):
    """All partners and their accounts, without the columns of the addon."""
    return [
        {key: value for key, value in row.items() if not key.startswith("deratix_")}
        for table in ("res_partner_bank", "res_partner")
        for (row,) in server.sql(f"SELECT to_jsonb(t) FROM {table} t ORDER BY id")
    ]

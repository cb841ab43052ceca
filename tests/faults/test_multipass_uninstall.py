"""Uninstalling Multipass: no token and no secret is good for anything afterwards."""

import requests

from tests.support.passes import Passes

_LEFT = {
    "tables": "SELECT relname FROM pg_class WHERE relname LIKE 'deratix_multipass%%' "
    "OR relname LIKE 'deratix_external_user%%' OR relname LIKE 'deratix_people%%'",
    "models": "SELECT model FROM ir_model WHERE model LIKE 'deratix.multipass%%'",
    "views": "SELECT name FROM ir_ui_view WHERE arch_db::text LIKE '%%multipass%%'",
    "names": "SELECT name FROM ir_model_data WHERE module = 'deratix_multipass'",
}


def test_tokens_are_good_for_nothing_without_the_addon(odoo_server):
    passes = Passes(odoo_server(cron_threads=0)).connect()
    server, used, unused = passes.server, passes.path(passes.token()), passes.path(passes.token())
    assert _come(server, used) == 303
    assert all(server.sql(query) for query in _LEFT.values())

    server.uninstall("deratix_multipass")
    assert {kind: server.sql(query) for kind, query in _LEFT.items() if server.sql(query)} == {}
    assert _come(server, unused) == 404
    # Passwords work as before, and so does the connection.
    server.stop()
    server.start()
    assert _come(server, unused) == 404
    assert server.call("deratix.connection", "search", []) == [passes.connection]

    # With the addon back, the same connection knows neither the secret nor who was paired.
    server.install("deratix_multipass")
    assert _come(server, unused) == 403
    assert server.call("deratix.multipass.pairing", "search", []) == []


def _come(server, path):
    return requests.get(f"{server.url}{path}", allow_redirects=False, timeout=120).status_code

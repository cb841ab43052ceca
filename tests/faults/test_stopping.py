"""Imports that are cancelled, undone or cut off from the database in the middle."""

from .state import State, assert_same


def assert_consistent(importing):
    """What is done is done with all that belongs to it, and of what is not there is nothing."""
    sql = importing.server.sql
    assert (
        sql(
            "SELECT l.external_id FROM deratix_run_line l LEFT JOIN deratix_binding b "
            "ON b.external_id = l.external_id AND b.kind = 'party' AND b.res_id = l.partner_id "
            "WHERE (l.state = 'done') <> (b.id IS NOT NULL)"
        )
        == []
    )
    ((done, bound),) = sql(
        "SELECT (SELECT count(*) FROM deratix_run_line WHERE state = 'done'), "
        "(SELECT count(*) FROM deratix_binding WHERE kind = 'party')"
    )
    assert done == bound


def test_cancel_and_continue(start_import, undisturbed):
    importing = start_import()
    importing.preview()
    importing.read(100)
    importing.press("action_cancel")
    assert importing.row()["state"] == "cancelled"
    importing.press("action_continue")
    importing.finish("ready")
    assert_same(State(importing.server.sql).runs(), undisturbed.planned)

    importing.press("action_apply")
    importing.read(200)
    importing.press("action_cancel")
    row = importing.row()
    assert row["state"] == "cancelled"
    assert 200 <= row["done_count"] < row["total"]
    assert_consistent(importing)
    importing.press("action_continue")
    importing.finish("done")
    assert_same(State(importing.server.sql).all(), undisturbed.after)


def test_kill_during_undo(start_import, undisturbed):
    importing = start_import().whole()
    importing.press("action_undo")
    for table in ("deratix_binding", "deratix_run"):
        with importing.held_at(table):
            importing.server.kill()
    importing.server.start()
    importing.read(200)
    importing.server.kill()
    importing.server.start()
    importing.finish("undone")
    state, before = State(importing.server.sql).business(), undisturbed.before
    for part in ("partners", "banks", "tags", "bindings", "terms"):
        assert_same({part: state[part]}, {part: before[part]})


def test_connection_to_the_database_lost(start_import, undisturbed):
    importing = start_import()
    importing.preview()
    for table in ("deratix_run_line", "deratix_run"):
        with importing.held_at(table) as connection:
            importing.server.sql("SELECT pg_terminate_backend(%s)", [connection])
    importing.finish("ready")
    assert_same(State(importing.server.sql).runs(), undisturbed.planned)

    importing.press("action_apply")
    for table in ("res_partner_bank", "deratix_binding", "deratix_run"):
        with importing.held_at(table) as connection:
            importing.server.sql("SELECT pg_terminate_backend(%s)", [connection])
    importing.finish("done")
    assert_same(State(importing.server.sql).all(), undisturbed.after)

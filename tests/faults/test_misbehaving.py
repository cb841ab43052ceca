"""The other system fails in the middle of a reading, in every way the sandbox knows."""

import pytest

from .state import State, assert_same

# Each strikes once. A connection cut before any answer is tried again at once, so it strikes twice.
PASSING = {
    "http_429": {},
    "http_500": {},
    "http_503": {},
    "html_200": {},
    "broken_json": {},
    "cut_body": {},
    "empty_body": {},
    "reset": {"times": 2},
    "quota": {"arguments": {"period": "day"}},
}
# Waiting does not mend these: a person has to look first.
LASTING = {
    "redirect": {"arguments": {"location": "https://elsewhere.example/"}},
    "wrong_credentials": {},
}


def strike(sandbox, kind, rule):
    """Have the list of clients fail in this way, the next but ``after_n`` times."""
    sandbox.control("faults", [{"kind": kind, "match": "clients/index", **rule}])


def assert_in_words(message):
    """A sentence for a person: none of the machine's own."""
    assert message.endswith("."), message
    assert len(message) > 20, message
    for token in ("Traceback", "Error", "<", "{", "None"):
        assert token not in message, message


def assert_whole_so_far(importing, row):
    """The cursor is that of the last page stored: nothing half, nothing lost."""
    ((lines,),) = importing.server.sql("SELECT count(*) FROM deratix_run_line")
    assert lines == (row["done_count"] or 0)


def test_run_waits_and_goes_on(start_import, undisturbed):
    importing = start_import()
    # The first page comes, and from then on every second request fails.
    (first, rule), *others = PASSING.items()
    strike(importing.sandbox, first, {"after_n": 1, **rule})
    importing.preview()
    for after_n, (kind, rule) in enumerate([*others, (None, None)]):
        row = importing.until(lambda row: row["waiting_until"] or row["state"] != "reading")
        assert row["state"] == "reading", row
        assert_in_words(row["message"])
        assert_whole_so_far(importing, row)
        # Two failures of one page in a row, then one page that comes.
        strikes = [] if kind is None else [{"kind": kind, "after_n": after_n % 2, **rule}]
        importing.sandbox.control(
            "faults", [{"match": "clients/index", **strike} for strike in strikes]
        )
        importing.let_time_pass()
    importing.finish("ready")
    assert_same(State(importing.server.sql).runs(), undisturbed.planned)


@pytest.mark.parametrize("kind", LASTING)
def test_run_ends_with_a_sentence_and_can_be_continued(kind, start_import, undisturbed):
    importing = start_import()
    strike(importing.sandbox, kind, {"after_n": 2, **LASTING[kind]})
    importing.preview()
    row = importing.until(lambda row: row["finished_at"] or row["state"] == "ready", failing=True)
    assert row["state"] == "failed"
    assert_in_words(row["message"])
    assert_whole_so_far(importing, row)
    assert row["done_count"]
    importing.press("action_continue")
    importing.finish("ready")
    assert_same(State(importing.server.sql).runs(), undisturbed.planned)


def test_slow_answers_only_take_longer(start_import, undisturbed):
    importing = start_import()
    strike(importing.sandbox, "slow", {"times": 0, "arguments": {"seconds": 0.5}})
    importing.preview()
    importing.finish("ready")
    assert_same(State(importing.server.sql).runs(), undisturbed.planned)

"""Templates: what changes them, what they are named by, and that old ones go."""

import os

import pytest

from tools import database, demo, locks
from tools.errors import ToolError


@pytest.fixture
def addon(tmp_path, monkeypatch):
    folder = tmp_path / "deratix_x"
    for part in ("models", "tests", "static/src", "static/description", "i18n"):
        (folder / part).mkdir(parents=True)
    (folder / "__manifest__.py").write_text("{}")
    (folder / "models" / "thing.py").write_text("x = 1\n")
    monkeypatch.setattr(database, "addon_folders", lambda: [folder])
    return folder


@pytest.mark.parametrize(
    "path", ["models/thing.py", "models/new.py", "__manifest__.py", "static/description/icon.svg"]
)
def test_what_gets_into_a_database_changes_the_template(addon, path):
    before = database.addons_fingerprint()
    (addon / path).write_text("changed")
    assert database.addons_fingerprint() != before


@pytest.mark.parametrize("path", ["tests/test_x.py", "static/src/x.js", "i18n/deratix_x.pot"])
def test_what_is_read_from_the_disk_does_not(addon, path):
    before = database.addons_fingerprint()
    (addon / path).write_text("changed")
    assert database.addons_fingerprint() == before


def test_a_renamed_file_changes_the_template(addon):
    before = database.addons_fingerprint()
    (addon / "models" / "thing.py").rename(addon / "models" / "other.py")
    assert database.addons_fingerprint() != before


def test_the_current_and_the_newest_templates_stay(monkeypatch):
    prefix = database.PREFIX
    newest_first = [f"{prefix}_addons_{number}" for number in range(6)]
    rows = [[name] for name in [*newest_first, f"{prefix}_demo", "somebody_else"]]
    dropped = []
    monkeypatch.setattr(database, "sql", lambda statement: rows)
    monkeypatch.setattr(database, "drop", dropped.append)
    database._prune({f"{prefix}_addons_5"})
    assert dropped == [f"{prefix}_addons_3", f"{prefix}_addons_4"]


def test_only_clones_of_dead_processes_are_orphans(monkeypatch):
    alive = database.new_name()
    gone = alive.replace(f"_{os.getpid()}_", "_999999999_")
    names = {alive, gone, f"{database.PREFIX}_demo", "somebody_clone_999999999_x", "postgres"}
    dropped = []
    monkeypatch.setattr(database, "_databases", lambda: names)
    monkeypatch.setattr(database, "drop", dropped.append)
    database.remove_orphans()
    assert dropped == [gone]


def test_clones_stay_until_the_end_while_there_is_room(monkeypatch):
    own, other = database.new_name(), f"{database.PREFIX}_clone_1_abcdef"
    dropped = []
    monkeypatch.setattr(database, "drop", dropped.append)
    monkeypatch.setattr(database, "_databases", lambda: {own, other, f"{database.PREFIX}_demo"})
    monkeypatch.setattr(database, "_ROOM_BYTES", 0)
    database.drop_later(own)
    assert dropped == []
    database.drop_own()
    assert dropped == [own]
    monkeypatch.setattr(database, "_ROOM_BYTES", 1 << 60)
    database.drop_later(other)
    assert dropped == [own, other]


def test_a_second_demo_is_refused(tmp_path):
    with (
        locks.alone(tmp_path / "demo.lock", "first"),
        pytest.raises(ToolError, match="is running already"),
        locks.alone(tmp_path / "demo.lock", demo._RUNS_ALREADY),
    ):
        pass

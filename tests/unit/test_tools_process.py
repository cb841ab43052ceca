"""Children and locks: nothing outlives its command, no crash leaves a lock behind."""

import contextlib
import os
import signal
import subprocess
import sys
import time

import pytest

from tools import database, locks, postgres, process
from tools.paths import ROOT

_PARENT = """
import sys, time
sys.path.insert(0, {root!r})
from tools import process
child = process.start([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
time.sleep(600)
"""


def _gone(pid, seconds=20):
    """Whether the process ends (or is only a zombie) within that time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with open(f"/proc/{pid}/stat") as stat:
                if stat.read().rpartition(")")[2].split()[0] == "Z":
                    return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.05)
    return False


def test_a_child_ends_with_its_parent_even_after_sigkill():
    parent = subprocess.Popen(
        [sys.executable, "-c", _PARENT.format(root=str(ROOT))], stdout=subprocess.PIPE, text=True
    )
    with parent:
        child = int(parent.stdout.readline())
        try:
            assert not _gone(child, seconds=0.2)
            parent.send_signal(signal.SIGKILL)
            assert _gone(child)
        finally:
            # When it fails, the test itself leaves nothing behind.
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)


def test_stop_ends_a_child_that_ignores_sigterm():
    code = "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True); "
    child = process.start([sys.executable, "-c", code + "time.sleep(600)"], stdout=subprocess.PIPE)
    with child:
        child.stdout.readline()
        process.stop(child, timeout=0.2)
    assert child.returncode == -signal.SIGKILL


def test_only_the_last_user_stops_the_thing(tmp_path):
    stopped = []
    first, second = locks.SharedUse(tmp_path / "x"), locks.SharedUse(tmp_path / "x")
    first.release(lambda: stopped.append("first"))
    assert stopped == []
    second.release(lambda: stopped.append("second"))
    assert stopped == ["second"]


@pytest.fixture
def own_postgres(tmp_path, monkeypatch):
    """The embedded server in a folder of its own."""
    for name in ("PGHOST", "PGPORT", "PGUSER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(postgres, "DEV", tmp_path)
    monkeypatch.setattr(postgres, "_DATA", tmp_path / "pg")
    monkeypatch.setattr(postgres, "LOGS", tmp_path)
    monkeypatch.setattr(postgres, "_LOG", tmp_path / "postgres.log")
    return tmp_path


def test_postgres_starts_in_a_private_folder_and_stops_with_its_last_user(own_postgres):
    own_postgres.chmod(0o700)
    with postgres.running():
        with postgres.running() as variables:
            assert variables["PGUSER"] == "odoo"
        assert postgres._answers()
        assert database.sql("SELECT lower('ČŠŽ')") == [["čšž"]]
    assert not postgres._answers()
    assert "PGHOST" not in os.environ


def test_postgres_starts_again_after_sigkill(own_postgres, monkeypatch):
    with postgres.running():
        pid = int((own_postgres / "pg" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        assert _gone(pid)
        # Another command comes: it does not know this one's variables.
        monkeypatch.delenv("PGHOST")
        with postgres.running():
            assert database.sql("SELECT 1") == [[1]]


def test_a_pid_file_that_names_a_stranger_does_not_keep_postgres_from_starting(own_postgres):
    with postgres.running():
        pass
    (own_postgres / "pg" / "postmaster.pid").write_text(f"{os.getppid()}\n/elsewhere\n0\n5432\n")
    with postgres.running():
        assert database.sql("SELECT 1") == [[1]]


def test_a_checkout_with_a_very_long_path_gets_a_short_socket(own_postgres, monkeypatch):
    deep = own_postgres / ("x" * 120)
    deep.mkdir()
    monkeypatch.setattr(postgres, "_DATA", deep / "pg")
    monkeypatch.setattr(postgres, "checkout_key", lambda: f"test{os.getpid()}")
    try:
        with postgres.running() as variables:
            assert len(variables["PGHOST"]) < 80
            assert database.sql("SELECT 1") == [[1]]
    finally:
        postgres._socket_dir().rmdir()

"""What ./dev says when something is wrong: plain words and what to do, never a traceback."""

import errno
import os
import socket
import subprocess
import sys
from types import SimpleNamespace

import pytest

from tools import cli, debian, environment, odoo_source, ports, postgres
from tools.errors import ToolError, plain_words
from tools.paths import ROOT
from tools.process import CommandFailed


@pytest.fixture
def empty_machine(tmp_path, monkeypatch):
    """A cache of its own, no ODOO_HOME and no importable Odoo."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("ODOO_HOME", raising=False)
    monkeypatch.setattr(odoo_source, "_importable", lambda: None)
    return tmp_path


@pytest.mark.parametrize("version", [(3, 9), (3, 14), (2, 7)])
def test_wrong_python_is_named_with_what_to_use(version):
    with pytest.raises(ToolError) as caught:
        environment.check_python(version)
    assert f"Python {version[0]}.{version[1]}" in str(caught.value)
    assert "3.10 to 3.13" in str(caught.value)


@pytest.mark.parametrize("version", [(3, 10), (3, 11), (3, 12), (3, 13)])
def test_every_python_of_odoo_is_accepted(version):
    environment.check_python(version)


def test_full_disk_is_found_before_anything_is_installed(monkeypatch):
    usage = SimpleNamespace(free=1024**3)
    monkeypatch.setattr(environment.shutil, "disk_usage", lambda folder: usage)
    with pytest.raises(ToolError, match=r"1\.0 GB are free.*\n.*Free some space"):
        environment.check_disk()


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "The disk is full"),
        (errno.EDQUOT, "The disk is full"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "Permission denied"),
    ],
)
def test_system_errors_become_sentences(number, words):
    with pytest.raises(ToolError, match=words), plain_words():
        raise OSError(number, os.strerror(number), "/some/file")


def test_unknown_system_errors_are_not_hidden():
    with pytest.raises(ConnectionRefusedError), plain_words():
        raise ConnectionRefusedError(errno.ECONNREFUSED, "refused")


def test_a_real_full_disk_while_writing_is_explained():
    with (
        pytest.raises(ToolError, match="disk is full"),
        plain_words(),
        open("/dev/full", "w") as full,
    ):
        full.write("x")
        full.flush()


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("NewConnectionError: Temporary failure in name resolution", "There is no network"),
        ("Err:1 Temporary failure resolving 'mirror'", "There is no network"),
        ("OSError: [Errno 28] No space left on device", "disk became full"),
    ],
)
def test_failed_downloads_are_explained(output, words):
    failure = CommandFailed(["pip"], "Installing", 1, output)
    message = str(environment.explain_download(failure, "the Python packages"))
    assert words in message
    assert "the Python packages" in message


def test_a_failed_download_of_another_kind_keeps_its_output():
    failure = CommandFailed(["pip"], "Installing", 1, "No matching distribution for x")
    assert "No matching distribution" in str(environment.explain_download(failure, "it"))


def test_without_network_apt_says_so(empty_machine, monkeypatch):
    """The real apt-get against a mirror that cannot be reached: nobody listens on this port."""
    port = ports.free_port()
    sources = [f"Types: deb\nComponents: main\nURIs: http://127.0.0.1:{port}/debian\nTrusted: yes"]
    monkeypatch.setattr(debian, "sources", lambda: sources)
    with pytest.raises(ToolError, match="There is no network") as caught:
        odoo_source.find_or_fetch()
    assert "Traceback" not in str(caught.value)


def test_a_machine_without_apt_is_told_about_odoo_home(empty_machine, monkeypatch):
    monkeypatch.setattr(debian, "sources", lambda: [])
    with pytest.raises(ToolError, match="ODOO_HOME"):
        odoo_source.find_or_fetch()
    monkeypatch.setattr(debian, "sources", lambda: ["Types: deb"])
    monkeypatch.setattr(debian.shutil, "which", lambda name: None)
    with pytest.raises(ToolError, match="ODOO_HOME"):
        odoo_source.find_or_fetch()


def test_odoo_home_without_odoo_and_with_another_version(tmp_path, monkeypatch):
    monkeypatch.setenv("ODOO_HOME", str(tmp_path))
    with pytest.raises(ToolError, match="there is no Odoo in it"):
        odoo_source.find_or_fetch()
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo" / "release.py").write_text("version_info = (18, 0, 0, FINAL, 0, '')\n")
    with pytest.raises(ToolError, match=r"Odoo 18\.0; 19\.0 is needed"):
        odoo_source.find_or_fetch()
    (tmp_path / "odoo" / "release.py").write_text("version_info = (19, 0, 0, FINAL, 0, '')\n")
    assert odoo_source.find_or_fetch() == tmp_path


def test_a_used_port_is_passed_over_or_refused():
    with socket.socket() as taken:
        taken.bind((ports.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert ports.preferred_port(port) != port
        with pytest.raises(ToolError, match=f"Port {port} is in use"):
            ports.require_free(port, "Odoo")


def test_only_used_ports_is_said(monkeypatch):
    monkeypatch.setattr(ports, "is_free", lambda port: False)
    with pytest.raises(ToolError, match="All ports from 8069 to 8118 are in use"):
        ports.preferred_port(8069)


def test_a_postgres_that_does_not_answer_is_named(monkeypatch):
    monkeypatch.setenv("PGHOST", "127.0.0.1")
    monkeypatch.setenv("PGPORT", str(ports.free_port()))
    monkeypatch.setenv("PGUSER", "somebody")
    with pytest.raises(ToolError, match="cannot be used as somebody"), postgres.running():
        pass


def test_the_postgres_superuser_is_refused_as_odoo_would(monkeypatch):
    monkeypatch.setenv("PGHOST", "127.0.0.1")
    monkeypatch.setenv("PGUSER", "postgres")
    with pytest.raises(ToolError, match="Odoo refuses"), postgres.running():
        pass


def test_damaged_data_keeps_postgres_from_starting_and_is_said(tmp_path, monkeypatch):
    monkeypatch.delenv("PGHOST", raising=False)
    tmp_path.chmod(0o755)
    data = tmp_path / "pg"
    monkeypatch.setattr(postgres, "DEV", tmp_path)
    monkeypatch.setattr(postgres, "_DATA", data)
    monkeypatch.setattr(postgres, "LOGS", tmp_path)
    monkeypatch.setattr(postgres, "_LOG", tmp_path / "postgres.log")
    with postgres.running():
        assert postgres.query_problem() is None
    (data / "global" / "pg_control").write_bytes(b"")
    with pytest.raises(ToolError, match="PostgreSQL does not start") as caught, postgres.running():
        pass
    assert "remove that folder" in str(caught.value)


def test_main_prints_the_sentence_and_returns_one(monkeypatch, capsys):
    def fail():
        raise ToolError("Something is wrong. Do this.")

    monkeypatch.setattr(cli.setup, "ensure", fail)
    monkeypatch.setattr(cli.signal, "signal", lambda number, handler: None)
    assert cli.main(["setup"]) == 1
    captured = capsys.readouterr()
    assert "Something is wrong. Do this." in captured.err
    assert "Traceback" not in captured.err


def test_the_real_command_fails_without_a_traceback(tmp_path):
    environment_variables = {**os.environ, "ODOO_HOME": str(tmp_path)}
    result = subprocess.run(
        [sys.executable, str(ROOT / "dev"), "setup"],
        env=environment_variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert "there is no Odoo in it" in result.stderr
    assert "Traceback" not in result.stderr

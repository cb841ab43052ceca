"""The npm packages of the tests: pinned with checksums, fetched once, and plain words if not."""

import json

import pytest

from tools import npm
from tools.errors import ToolError
from tools.process import CommandFailed


@pytest.fixture
def elsewhere(monkeypatch, tmp_path):
    monkeypatch.setattr(npm, "DEV", tmp_path)
    monkeypatch.setattr(npm, "FOLDER", tmp_path / "npm")
    monkeypatch.setattr(npm, "_STAMP", tmp_path / "npm" / "deratix-stamp")
    return tmp_path


def test_every_package_is_pinned_with_a_checksum_and_without_a_host():
    lock = (npm.SOURCE / "package-lock.json").read_text()
    packages = {name: entry for name, entry in json.loads(lock)["packages"].items() if name}
    assert "node_modules/multipassify" in packages
    for entry in packages.values():
        assert entry["integrity"].startswith("sha512-")
        assert "resolved" not in entry
    assert "://" not in lock


def test_they_are_fetched_once(elsewhere, monkeypatch):
    calls = []
    monkeypatch.setattr(npm, "run", lambda command, *rest, **options: calls.append(command))
    assert npm.ensure() == npm.ensure() == elsewhere / "npm"
    assert [command[1] for command in calls] == ["ci"]
    assert "ignore-scripts=true" in (elsewhere / "npm" / ".npmrc").read_text()


def test_without_a_network_it_says_so_and_tries_again_next_time(elsewhere, monkeypatch):
    def fail(command, *rest, **options):
        raise CommandFailed(command, "npm", 1, "npm error code EAI_AGAIN")

    monkeypatch.setattr(npm, "run", fail)
    for _ in range(2):
        with pytest.raises(ToolError, match="There is no network: the npm packages"):
            npm.ensure()


def test_without_npm_it_asks_for_it(elsewhere, monkeypatch):
    asked = []
    monkeypatch.setattr(npm.shutil, "which", lambda program: None)
    monkeypatch.setattr(npm.debian, "install", lambda package, what: asked.append(package))
    with pytest.raises(ToolError, match="apt-get install npm"):
        npm.ensure()
    assert asked == ["npm"]

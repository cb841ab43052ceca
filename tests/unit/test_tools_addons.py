"""Which addons are tested with which apps."""

import pytest

from tools import addons, paths

_MANIFESTS = {
    "deratix_a": {"name": "A", "depends": ["crm"]},
    "deratix_a_stock": {"name": "B", "depends": ["deratix_a", "stock"], "auto_install": True},
    "deratix_c": {"name": "C", "depends": ["deratix_a"]},
}


@pytest.fixture(autouse=True)
def checkout(tmp_path, monkeypatch):
    for name, manifest in _MANIFESTS.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "__manifest__.py").write_text(repr(manifest))
    monkeypatch.setattr(paths, "ROOT", tmp_path)


def _names(folders):
    return [folder.name for folder in folders]


def test_addons_that_join_apps_stay_away_from_the_others():
    assert _names(addons.standing()) == ["deratix_a", "deratix_c"]
    assert _names(addons.joining()) == ["deratix_a_stock"]


def test_what_they_need():
    assert addons.further_apps() == ["stock"]
    assert _names(addons.joining_with_needs()) == ["deratix_a", "deratix_a_stock"]

"""Reading the machine's apt configuration: its own Debian mirror, nobody else's archive."""

import pytest

from tools import debian

_DEB822 = """\
Types: deb
# a comment between
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.example/security
Suites: bookworm-security
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
"""
_INLINE_KEY = """\
Types: deb
URIs: http://mirror.example/debian
Suites: stable
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc
 -----END PGP PUBLIC KEY BLOCK-----
"""


@pytest.fixture
def etc_apt(tmp_path):
    (tmp_path / "sources.list.d").mkdir()
    return tmp_path


def _sources(etc_apt):
    return debian.sources(etc_apt, "bookworm")


def test_deb822_keeps_mirror_and_keyring_and_drops_the_suites(etc_apt):
    (etc_apt / "sources.list.d" / "debian.sources").write_text(_DEB822)
    (stanza,) = _sources(etc_apt)
    assert "URIs: http://mirror.example/debian" in stanza.replace("Uris", "URIs")
    assert "/usr/share/keyrings/debian-archive-keyring.gpg" in stanza
    assert "uites" not in stanza
    assert "contrib" not in stanza


def test_an_inline_key_stays_whole(etc_apt):
    (etc_apt / "sources.list.d" / "debian.sources").write_text(_INLINE_KEY)
    (stanza,) = _sources(etc_apt)
    assert " -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n abc\n" in stanza


def test_one_line_style_with_options(etc_apt):
    (etc_apt / "sources.list").write_text(
        "# deb http://old.example/debian bookworm main\n"
        "deb [signed-by=/k.gpg arch=amd64,arm64] http://mirror.example/debian bookworm main # x\n"
        "deb-src http://mirror.example/debian bookworm main\n"
    )
    (stanza,) = _sources(etc_apt)
    assert "URIs: http://mirror.example/debian" in stanza
    assert "Signed-By: /k.gpg" in stanza
    assert "Architectures: amd64 arm64" in stanza


@pytest.mark.parametrize(
    "line",
    [
        "deb http://other.example/apt cloud-sdk-bookworm main",
        "deb http://other.example/node nodistro main",
        "deb http://other.example/docker bookworm stable",
        "deb http://other.example/pgdg bookworm-pgdg main",
    ],
)
def test_archives_of_others_are_left_alone(etc_apt, line):
    (etc_apt / "sources.list.d" / "other.list").write_text(line + "\n")
    assert _sources(etc_apt) == []


def test_a_disabled_entry_does_not_count(etc_apt):
    text = _INLINE_KEY + "Enabled: no\n"
    (etc_apt / "sources.list.d" / "debian.sources").write_text(text)
    assert _sources(etc_apt) == []


def test_no_host_is_named_in_the_code():
    """The mirror is the machine's; none may be written into these files."""
    from tools.paths import ROOT

    for file in (ROOT / "tools").glob("*.py"):
        text = file.read_text()
        for line in text.splitlines():
            assert "://" not in line or "{" in line, f"{file.name}: {line}"

"""Where a person may be sent after signing in. Decided on the text alone: nothing is requested.

Only what is plainly harmless is understood, from a small alphabet; everything that browsers and
servers are known to read differently (backslashes, user names, dots and slashes in disguise, other
alphabets) is refused instead of being put right.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote_to_bytes, urlencode

from .refusal import Reason, Refused

MAX_ADDRESS_CHARS = 1000
_PATH = r"/[A-Za-z0-9._~!$'()*+,=:@%/-]*"
_QUERY = r"[A-Za-z0-9._~!$'()*+,=:@%/?&-]*"
_LOCAL = re.compile(rf"(?P<path>{_PATH})(?:\?(?P<query>{_QUERY}))?", re.ASCII)
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ABSOLUTE = re.compile(
    rf"(?P<scheme>https?)://(?P<host>{_LABEL}(?:\.{_LABEL})*)(?::(?P<port>[1-9]\d{{0,4}}))?"
    rf"(?P<path>{_PATH})?(?:\?(?P<query>{_QUERY}))?",
    re.ASCII | re.IGNORECASE,
)
_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Site:
    """A connection's external system: its address, and the paths people may be sent back to."""

    scheme: str
    host: str
    port: int
    paths: tuple[str, ...]

    @classmethod
    def of(cls, address: str, paths: Collection[str] = ("/login",)) -> Site:
        """The site at ``address``; raises `Refused` (address) when it is none."""
        match = _absolute(address)
        return cls(*_origin(match), tuple(paths))


def local_address(address: str, paths: Collection[str], parameters: Collection[str] = ()) -> str:
    """A return address inside Odoo, such as ``/odoo/crm/7``; raises `Refused`.

    It begins with one of ``paths`` (whole segments count: ``/odoo`` allows ``/odoo/crm``, not
    ``/odoology``) and has no parameters but those named.
    """
    match = _LOCAL.fullmatch(_short(address))
    if not match:
        raise Refused(Reason.ADDRESS_MALFORMED)
    path, query = match["path"], match["query"]
    _check_path(path)
    names = _names(query)
    if not _below(path, paths) or not names <= set(parameters):
        raise Refused(Reason.ADDRESS_NOT_ALLOWED)
    return path + (f"?{query}" if query else "")


def login_address(address: str, site: Site) -> str:
    """A ``login_url`` of that external system and no other; raises `Refused`.

    Scheme, host and port are those of the site, the path is below one of its paths, and there
    is no user name and no fragment. Returned is the address built anew from its parts.
    """
    match = _absolute(address)
    scheme, host, port = _origin(match)
    if (scheme, host, port) != (site.scheme, site.host, site.port):
        raise Refused(Reason.ADDRESS_ELSEWHERE)
    path, query = match["path"] or "/", match["query"]
    _check_path(path)
    _names(query)
    if not _below(path, site.paths):
        raise Refused(Reason.ADDRESS_NOT_ALLOWED)
    colon = "" if port == _PORTS[scheme] else f":{port}"
    return f"{scheme}://{host}{colon}{path}" + (f"?{query}" if query else "")


def with_parameters(address: str, parameters: Mapping[str, str]) -> str:
    """A checked address with a token's parameters behind it.

    Raises `Refused` when it has one of them already: which of two a server takes is its guess.
    """
    path, _mark, query = address.partition("?")
    if _names(query) & set(parameters):
        raise Refused(Reason.ADDRESS_NOT_ALLOWED)
    added = urlencode(parameters)
    return f"{path}?{query}&{added}" if query else f"{path}?{added}"


def _absolute(address: object) -> re.Match[str]:
    match = _ABSOLUTE.fullmatch(_short(address))
    if not match:
        raise Refused(Reason.ADDRESS_MALFORMED)
    return match


def _origin(match: re.Match[str]) -> tuple[str, str, int]:
    scheme, host = match["scheme"].lower(), match["host"].lower()
    port = int(match["port"] or _PORTS[scheme])
    if port > 65535 or len(host) > 253:
        raise Refused(Reason.ADDRESS_MALFORMED)
    return scheme, host, port


def _short(address: object) -> str:
    if not isinstance(address, str) or len(address) > MAX_ADDRESS_CHARS:
        raise Refused(Reason.ADDRESS_MALFORMED)
    return address


def _check_path(path: str) -> None:
    """Nothing that changes its meaning when it is decoded, or decoded once more."""
    _check_escapes(path)
    segments = path.split("/")[1:]
    # One slash at the end is harmless; anywhere else an empty segment makes "//host" of a path.
    if "" in segments[:-1]:
        raise Refused(Reason.ADDRESS_MALFORMED)
    for segment in segments:
        decoded = unquote_to_bytes(segment)
        if decoded in (b".", b"..") or any(mark in decoded for mark in b"/\\%?#;"):
            raise Refused(Reason.ADDRESS_MALFORMED)


def _names(query: str | None) -> set[str]:
    """The names of the parameters; raises `Refused` for what servers disagree about."""
    if not query:
        return set()
    _check_escapes(query)
    names = [name for name, _value in parse_qsl(query, keep_blank_values=True)]
    if len(set(names)) < len(names) or not all(names):
        raise Refused(Reason.ADDRESS_MALFORMED)
    return set(names)


def _check_escapes(text: str) -> None:
    """Every percent sign begins an escape, and none of them hides a control character."""
    decoded = unquote_to_bytes(text)
    if _ESCAPE.search(text) or any(byte < 32 or byte == 127 for byte in decoded):
        raise Refused(Reason.ADDRESS_MALFORMED)
    try:
        decoded.decode()
    except UnicodeDecodeError:
        raise Refused(Reason.ADDRESS_MALFORMED) from None


def _below(path: str, allowed: Collection[str]) -> bool:
    return any(path == root or path.startswith(f"{root.rstrip('/')}/") for root in allowed if root)

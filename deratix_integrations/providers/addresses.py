"""Which addresses may be spoken to, checked on the connection itself.

Looking a name up and judging the answer is not enough: the name may lead somewhere else when
the connection is made (DNS rebinding). So the peer of the socket is judged after connecting and
before anything is sent, TLS included.
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util import Retry

from .base import AddressRefused

# RFC 6052: the well-known prefix carries an IPv4 address in its last 32 bits.
_NAT64 = IPv6Network("64:ff9b::/96")
# Each can carry any IPv4 address or lead into a private network, none serves a public system:
# IPv4-compatible and the rest of ::/32 (RFC 4291), local-use NAT64 (RFC 8215), Teredo
# (RFC 4380), 6to4 (RFC 7526), site-local (RFC 3879).
_NEVER = tuple(
    IPv6Network(network)
    for network in ("::/32", "64:ff9b:1::/48", "2001::/32", "2002::/16", "fec0::/10")
)


class PeerRefused(Exception):
    """The connected peer is no public address. No ``OSError``, so that nothing retries it."""


def is_public(address: str) -> bool:
    """Whether an IP address (a scope such as ``%eth0`` is ignored) is one of the internet."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped:
            ip = ip.ipv4_mapped
        elif ip in _NAT64:
            ip = IPv4Address(int(ip) & 0xFFFFFFFF)
        elif any(ip in network for network in _NEVER):
            return False
    return ip.is_global and not (
        ip.is_private
        or ip.is_multicast
        or ip.is_reserved
        or ip.is_loopback
        or ip.is_link_local
        or ip.is_unspecified
    )


def split_base_url(base_url: str, *, allow_private: bool) -> SplitResult:
    """The parts of a base address; raises ``AddressRefused`` when it cannot be one.

    Refused are sign-in data, a query or a fragment in it, anything but https, and IP addresses
    that are not public; the latter two are allowed by ``allow_private``.
    """
    try:
        parts = urlsplit(base_url.strip())
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise AddressRefused(host="?") from None
    schemes = ("https", "http") if allow_private else ("https",)
    if (
        not host
        or parts.scheme not in schemes
        or "@" in parts.netloc
        or parts.query
        or parts.fragment
    ):
        raise AddressRefused(host=host or "?")
    if not allow_private and _is_literal(host) and not is_public(host):
        raise AddressRefused(host=host)
    return parts


def _is_literal(host: str) -> bool:
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


class _PublicPeerOnly:
    """Mixin for urllib3's connections. ``_new_conn`` is where they open their socket."""

    def _new_conn(self) -> socket.socket:
        # Asked beforehand too, so that inside addresses cannot be probed for open ports.
        try:
            found = socket.getaddrinfo(self._dns_host, self.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            found = ()  # urllib3 asks again and reports it in its own way
        if not all(is_public(entry[4][0]) for entry in found):
            raise PeerRefused
        sock = super()._new_conn()
        try:
            peer = sock.getpeername()[0]
        except OSError:
            sock.close()
            raise
        if not is_public(peer):
            sock.close()
            raise PeerRefused
        return sock


class _PublicHTTPConnection(_PublicPeerOnly, HTTPConnection):
    pass


class _PublicHTTPSConnection(_PublicPeerOnly, HTTPSConnection):
    pass


class _PublicHTTPPool(HTTPConnectionPool):
    ConnectionCls = _PublicHTTPConnection


class _PublicHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _PublicHTTPSConnection


class Adapter(HTTPAdapter):
    """Connects to public addresses only, unless told otherwise, and never tries twice by itself:
    urllib3 would log the whole address of what it retries, and not count it."""

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=Retry(0, read=False))

    # What it overrides returns nothing either.
    # pylint: disable-next=missing-return
    def init_poolmanager(self, *args: object, **kwargs: object) -> None:
        super().init_poolmanager(*args, **kwargs)
        if not self._allow_private:
            self.poolmanager.pool_classes_by_scheme = {
                "http": _PublicHTTPPool,
                "https": _PublicHTTPSPool,
            }

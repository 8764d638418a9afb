"""Where deliveries may go: out into the world over TLS, and never to anything beside this server.

A name is resolved here, every address it has is checked, and the connection goes to a checked address, so that a name
that changes its mind between check and use gains nothing.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings

from comity.api.refusals import AddressRefused

NAT64 = ip_network("64:ff9b::/96")
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address: connect to ``ip``, and ask it for ``host``."""

    host: str
    port: int
    ip: str
    path: str
    tls: bool


def check(url: str) -> Target:
    """Where ``url`` leads now. Raises AddressRefused, saying why nothing can be delivered there."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressRefused(url=url[:80], reason="it is no proper address") from None
    host = parts.hostname or ""
    if len(url) > LONGEST or not host or not url.isprintable() or " " in url or not url.isascii():
        raise AddressRefused(url=url[:80], reason="it is no proper address")
    if parts.username is not None or parts.fragment:
        raise AddressRefused(url=url[:80], reason="it holds a user name or a fragment")
    if parts.scheme not in ("https", "http"):
        raise AddressRefused(url=url[:80], reason="it does not begin with https")
    tls = parts.scheme == "https"
    addresses = _resolved(host, port or (443 if tls else 80), url)
    if not tls and not (settings.DEBUG and all(ip_address(ip).is_loopback for ip in addresses)):
        raise AddressRefused(url=url[:80], reason="it does not begin with https")
    for ip in addresses:
        if not _open_to(ip):
            raise AddressRefused(url=url[:80], reason="it leads into a private network")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(host, port or (443 if tls else 80), addresses[0], path, tls)


def _resolved(host: str, port: int, url: str) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise AddressRefused(url=url[:80], reason="its name is not known") from None
    return [str(address[0]).partition("%")[0] for *_, address in found]


def _open_to(text: str) -> bool:
    """Whether deliveries may go to this address: a public one, or in development this machine itself."""
    ip = _unwrapped(ip_address(text))
    if settings.DEBUG and ip.is_loopback:
        return True
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _unwrapped(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address inside an IPv6 one, where it is only carried by it (mapped, 6to4, NAT64)."""
    if isinstance(ip, IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if inner is None and ip in NAT64:
            inner = IPv4Address(int(ip) & 0xFFFFFFFF)
        return inner or ip
    return ip

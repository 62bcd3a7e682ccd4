"""Where the server listens and who may connect. The protocol has no password and no encryption."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from voice_coach.errors import UsageError

Network = ipaddress.IPv4Network
LOOPBACK = Network("127.0.0.0/8")
EXAMPLE = "tcp://127.0.0.1:10700"


@dataclass(frozen=True)
class Address:
    """An address to bind and the networks whose clients are served."""

    host: str
    """IPv4, as Home Assistant expects."""
    port: int
    """0: any free one."""
    allowed: tuple[Network, ...] = ()

    @property
    def loopback(self) -> bool:
        """Whether only this machine can connect."""
        return ipaddress.IPv4Address(self.host) in LOOPBACK

    def allows(self, peer: str) -> bool:
        """Whether a client with this address is served; those on this machine always are."""
        try:
            address = ipaddress.IPv4Address(peer)
        except ValueError:
            return False
        return any(address in network for network in (LOOPBACK, *self.allowed))


def address_of(uri: str, allow: Sequence[str]) -> Address:
    """Read `tcp://HOST:PORT` and the addresses or networks that may connect.

    Raises UsageError, also where others could connect and nobody said who may.
    """
    try:
        parts = urlsplit(uri)
        port = parts.port
    except ValueError:
        port = None
    if port is None or parts.scheme != "tcp" or not parts.hostname:
        raise UsageError(f"--uri {uri}: not an address. Example: {EXAMPLE}")
    try:
        host = ipaddress.IPv4Address("127.0.0.1" if parts.hostname == "localhost" else parts.hostname)
    except ValueError:
        raise UsageError(f"--uri {uri}: give the host as an IPv4 address. Example: {EXAMPLE}") from None
    address = Address(str(host), port, tuple(_network(text) for text in allow))
    if not address.loopback and not allow:
        raise UsageError(
            f"--uri {uri}: others could connect, and this protocol has no password. Name who may, such as "
            "--allow 192.168.1.20 (the address of Home Assistant)."
        )
    return address


def _network(text: str) -> Network:
    try:
        return Network(text)
    except ValueError:
        raise UsageError(
            f"--allow {text}: not an address or network. Example: 192.168.1.20 or 192.168.1.0/24"
        ) from None

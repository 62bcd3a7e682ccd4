"""Tells the home's network that the server is there, so that Home Assistant finds it by itself (zeroconf, mDNS)."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from voice_coach.errors import DeviceError, MissingExtra, UsageError
from voice_coach.surfaces.wyoming.address import Address

SERVICE = "_wyoming._tcp.local."
_ANY = "0.0.0.0"
_MULTICAST = ("224.0.0.251", 5353)


def stable_name(host_name: str) -> str:
    """The same name on every start, which is half of the identity that Home Assistant remembers. Tells no host name."""
    return "voice-coach-" + hashlib.sha256(host_name.encode()).hexdigest()[:8]


@asynccontextmanager
async def discoverable(address: Address) -> AsyncIterator[None]:
    """Announced while inside. Raises MissingExtra, or UsageError where nobody else could connect."""
    if address.loopback:
        raise UsageError("--zeroconf would announce what only this machine can reach. Add --uri tcp://0.0.0.0:10700.")
    try:
        from zeroconf import IPVersion
        from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf
    except ModuleNotFoundError:
        raise MissingExtra("--zeroconf needs 'zeroconf'. Install it: pip install 'voice-coach[zeroconf]'") from None
    host = _outward() if address.host == _ANY else address.host
    name = f"{stable_name(socket.gethostname())}.{SERVICE}"
    service = AsyncServiceInfo(SERVICE, name, addresses=[socket.inet_aton(host)], port=address.port)
    announcer = AsyncZeroconf(interfaces=[host], ip_version=IPVersion.V4Only)
    try:
        await announcer.async_register_service(service)
        yield
    finally:
        await announcer.async_unregister_all_services()
        await announcer.async_close()


def _outward() -> str:
    """The address by which the home's network knows this machine. Sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_MULTICAST)
        except OSError:
            raise DeviceError("--zeroconf finds no network. Connect to one, or leave it out.") from None
        return str(probe.getsockname()[0])

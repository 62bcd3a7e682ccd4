"""Who may talk to the server: a browser on this machine that was given the address, and no page of another site.

Loopback is no wall by itself: any page that the person visits may reach it. So the `Host` must be ours (a name that
was rebound to 127.0.0.1 is not), the `Origin` of whatever changes something must be ours, and a cookie says that the
one-time token of the printed address was shown. What is not allowed is refused.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from voice_coach.surfaces.web import limits

_SAFE = ("GET", "HEAD")
_MISTAKEN = "This page answers only at the address that `voice-coach web` printed."
_FLOOD = "Too many requests. Wait a moment."


@dataclass
class Entrance:
    """One-time tokens go in, visitors come out. Only hashes are held, so a comparison tells nothing by its time."""

    port: int
    used: Callable[[], None] = lambda: None
    """Called when a token was used up."""
    _tokens: set[bytes] = field(default_factory=set)
    _visitors: set[bytes] = field(default_factory=set)

    @property
    def cookie(self) -> str:
        """Its name: cookies of one host are shared by all its ports, so the port is in it."""
        return f"entered_{self.port}"

    def token(self) -> str:
        """A new one-time token."""
        made = secrets.token_urlsafe(32)
        self._tokens.add(_hash(made))
        return made

    def enter(self, token: str) -> str | None:
        """The cookie for a token, which is used up by it; None for one that is wrong or used."""
        held = _hash(token)
        if held not in self._tokens:
            return None
        self._tokens.discard(held)
        value = secrets.token_urlsafe(32)
        self._visitors.add(_hash(value))
        self.used()
        return value

    def visitor(self, headers: Headers) -> str | None:
        """Who sent this request: a name for the visitor, None for a stranger."""
        value = cookie_parser(headers.get("cookie", "")).get(self.cookie, "")
        held = _hash(value)
        return held.hex() if held in self._visitors else None


class Guard:
    """Refuses what is not ours before anything else sees it, and puts the strict headers on every response."""

    def __init__(self, app: ASGIApp, port: int, now: Callable[[], float] = time.monotonic) -> None:
        self._app, self._now = app, now
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        self._requests = limits.requests()
        self._headers = strict_headers(port)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request or one socket."""
        if scope["type"] not in ("http", "websocket"):
            return await self._app(scope, receive, send)
        headers = Headers(scope=scope)
        if not self._ours(scope, headers):
            return await self._refuse(scope, receive, send, 403, _MISTAKEN)
        if not self._requests.take(self._now()):
            return await self._refuse(scope, receive, send, 429, _FLOOD)
        return await self._app(scope, receive, self._strict(send))

    def _ours(self, scope: Scope, headers: Headers) -> bool:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0] not in self._hosts:
            return False
        origins = headers.getlist("origin")
        if not origins:
            return scope["type"] == "http" and scope["method"] in _SAFE
        return len(origins) == 1 and hmac.compare_digest(origins[0].encode(), f"http://{hosts[0]}".encode())

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, status: int, text: str) -> None:
        if scope["type"] == "websocket":
            await receive()
            return await send({"type": "websocket.close", "code": 1008})
        return await PlainTextResponse(text, status)(scope, receive, self._strict(send))

    def _strict(self, send: Send) -> Send:
        async def strict(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        return strict


def strict_headers(port: int) -> dict[str, str]:
    """Nothing from elsewhere, nothing inline, nothing kept, no frame around it; of all devices the microphone alone."""
    sockets = f"ws://127.0.0.1:{port} ws://localhost:{port}"  # 'self' does not cover sockets in every browser.
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "connect-src": f"'self' {sockets}",
        "media-src": "'self' blob:",
        "worker-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Cache-Control": "no-store",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "microphone=(self), camera=(), geolocation=(), display-capture=(), usb=(), midi=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }


def _hash(value: str) -> bytes:
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).digest()

"""Who may ask the reading room, for what, and what a page may do.

The server is meant for one person on one machine. A name that an attacker's page resolves to this
machine (DNS rebinding) fails the Host check, a form on another site fails the Origin check, and
what an article says stays text: nothing but our own files may run or be loaded.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, quote, urlencode

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
COOKIE = "sayso-token"
MAX_BODY = 4_000_000  # bytes; a long report is 100 kB, and reading has its own cap below this
MAX_QUERY = 16_000  # bytes; one screen of filters is under 1 kB

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",  # MapLibre's buttons are data: images in its style sheet
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


@dataclass(frozen=True, slots=True)
class Access:
    """Which hosts the server answers to; `token` is asked of everybody when it is set."""

    hosts: frozenset[str] = LOOPBACK
    token: str | None = None


LOCAL = Access()


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    """A request that is not answered, with its status and the reason to print."""

    def __init__(self, status: int, reason: str) -> None:
        self.status = status
        super().__init__(reason)


class Guard:
    """ASGI middleware that checks each request and puts the security headers on each answer."""

    def __init__(self, app: App, access: Access = LOCAL) -> None:
        self.app = app
        self.access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it before any page sees it."""
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        if scope["type"] != "http":
            return None
        headers = {
            key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]
        }
        # what was coded is nobody's but the user's: no cache keeps it; our own files may be kept
        is_ours = scope["path"].startswith("/static/")
        sender = _with_headers(send, b"no-cache" if is_ours else b"no-store")
        try:
            check_host(headers, self.access.hosts)
            check_size(scope, headers)
            check_origin(scope["method"], headers)
            moved = self._check_token(scope, headers)
        except Refused as refused:
            return await _plain(sender, refused.status, str(refused))
        if moved:
            return await _redirect(sender, *moved)
        try:
            return await self.app(scope, _capped(receive), sender)
        except Refused as refused:
            return await _plain(sender, refused.status, str(refused))

    def _check_token(self, scope: Scope, headers: dict[str, str]) -> tuple[str, str] | None:
        """None when the token is right; a redirect and a cookie when it came in the address."""
        token = self.access.token
        if token is None:
            return None
        if hmac.compare_digest(_cookie(headers).encode(), token.encode()):
            return None
        query = parse_qs(scope["query_string"].decode("latin-1"))
        given = query.pop("token", [""])[0]
        if not hmac.compare_digest(given.encode(), token.encode()):
            raise Refused(401, "open the address with its ?token=, as `sayso serve` printed it")
        rest = urlencode(query, doseq=True)
        cookie = f"{COOKIE}={token}; HttpOnly; SameSite=Strict; Path=/"
        return quote(scope["path"]) + (f"?{rest}" if rest else ""), cookie


def check_host(headers: dict[str, str], hosts: frozenset[str]) -> None:
    """Raises `Refused` unless the Host header names this server."""
    host = headers.get("host", "")
    name = host if host.endswith("]") else host.rsplit(":", 1)[0]
    if name.lower() not in hosts:
        raise Refused(421, "this server does not answer to that host name; see sayso serve --help")


def check_origin(method: str, headers: dict[str, str]) -> None:
    """Raises `Refused` for a request that changes something and comes from another site."""
    if method in ("GET", "HEAD"):
        return
    if method != "POST":
        raise Refused(405, "only GET, HEAD and POST are answered")
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        raise Refused(403, "posts from other sites are refused")
    if origin is None and site is None:
        raise Refused(403, "a post must say where it comes from: send an Origin header")
    if origin is not None and origin.split("://", 1)[-1] != headers.get("host"):
        raise Refused(403, "posts from other sites are refused")


def check_size(scope: Scope, headers: dict[str, str]) -> None:
    """Raises `Refused` for an address or a stated body over the caps."""
    if len(scope["query_string"]) > MAX_QUERY:
        raise Refused(414, f"the address is longer than {MAX_QUERY:,} bytes")
    length = headers.get("content-length", "0")
    if not length.isdigit() or int(length) > MAX_BODY:
        raise Refused(413, f"at most {MAX_BODY:,} bytes are taken; use `sayso add` for more")


def _capped(receive: Receive) -> Receive:
    """The body, cut off with `Refused` once it is over the cap, whatever its length said."""
    taken = 0

    async def receiving() -> MutableMapping[str, Any]:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > MAX_BODY:
            raise Refused(413, f"at most {MAX_BODY:,} bytes are taken; use `sayso add` for more")
        return message

    return receiving


def _with_headers(send: Send, caching: bytes) -> Send:
    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            present = {key.lower() for key, _ in message.get("headers", ())}
            extra = [(key, value) for key, value in HEADERS if key not in present]
            if b"cache-control" not in present:
                extra.append((b"cache-control", caching))
            message["headers"] = [*message.get("headers", ()), *extra]
        await send(message)

    return sending


def _cookie(headers: dict[str, str]) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


async def _plain(send: Send, status: int, words: str) -> None:
    kind = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": kind})
    await send({"type": "http.response.body", "body": f"sayso: {words}\n".encode()})


async def _redirect(send: Send, path: str, cookie: str) -> None:
    # two slashes at the start would name another host
    location = "/" + path.lstrip("/\\")
    headers = [(b"location", location.encode("latin-1")), (b"set-cookie", cookie.encode())]
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})

"""Pages fetched from an address that the user gives: http(s) only, and no private network.

The name is resolved here, every address it has is checked, and the connection goes to a checked
address (with the name for TLS and the Host header), so that a name cannot resolve to something
else between check and connection. Each redirect is checked anew. No proxy is used: a proxy would
resolve the name again, out of reach of the check.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sayso.errors import FetchError, ForbiddenAddress, TooLarge, TooSlow
from sayso.read.options import ReadOptions

if TYPE_CHECKING:
    import httpx

_AGENT = "sayso (reads one page for its user)"
_ACCEPT = "text/html, application/xhtml+xml, text/plain, application/pdf, */*;q=0.5"
_CONNECT = 10.0  # seconds
_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back: the bytes, the last address, and the server's word on type and charset."""

    data: bytes
    url: str
    media_type: str
    charset: str | None


def fetch(url: str, options: ReadOptions) -> Fetched:
    """The page at `url`.

    Raises `ForbiddenAddress`, `FetchError`, `TooLarge` past `max_bytes`, and `TooSlow` past
    `time_limit`, which holds for all redirects together.
    """
    import httpx

    deadline = time.monotonic() + options.time_limit
    at = url
    with httpx.Client(trust_env=False, follow_redirects=False) as client:
        for _ in range(options.max_redirects + 1):
            try:
                found = _get(client, httpx.URL(at), options, deadline=deadline)
            except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
                raise _unreachable(url, error) from None
            if isinstance(found, Fetched):
                return found
            at = found
    raise FetchError(
        f"more than {options.max_redirects} redirects", where=url, remedy="give the last address"
    )


def _unreachable(url: str, error: Exception) -> FetchError:
    import httpx

    if isinstance(error, httpx.TimeoutException):
        return TooSlow(  # type: ignore[return-value]
            "the server did not answer in time", where=url, remedy="try later, or save the page"
        )
    problem = str(error) or type(error).__name__
    return FetchError(
        f"cannot be fetched: {problem}", where=url, remedy="check the address and the connection"
    )


def _get(
    client: httpx.Client, url: httpx.URL, options: ReadOptions, *, deadline: float
) -> Fetched | str:
    """What stands at the address, or the address that it redirects to."""
    import httpx

    address = checked_address(url, allow_private=options.allow_private)
    left = max(0.001, deadline - time.monotonic())
    request = client.build_request(
        "GET",
        url.copy_with(host=address),
        headers={"Host": url.netloc.decode(), "User-Agent": _AGENT, "Accept": _ACCEPT},
        timeout=httpx.Timeout(left, connect=min(left, _CONNECT)),
        extensions={"sni_hostname": url.host},
    )
    response = client.send(request, stream=True)
    try:
        if response.status_code in _REDIRECTS and "location" in response.headers:
            return str(url.join(response.headers["location"]))
        if response.status_code != 200:
            raise FetchError(
                f"the server answered {response.status_code} {response.reason_phrase}".strip(),
                where=str(url),
                remedy="open it in a browser, and save the page",
            )
        data = b"".join(_body(response, options, where=str(url), deadline=deadline))
    finally:
        response.close()
    media_type = response.headers.get("content-type", "").split(";")[0].strip().lower()
    return Fetched(data, str(url), media_type, response.charset_encoding)


def _body(
    response: httpx.Response, options: ReadOptions, *, where: str, deadline: float
) -> Iterator[bytes]:
    size = 0
    for chunk in response.iter_bytes():
        size += len(chunk)
        if size > options.max_bytes:
            raise TooLarge(
                f"over {options.max_bytes:,} bytes", where=where, remedy="raise the size cap"
            )
        if time.monotonic() > deadline:
            raise TooSlow(
                f"took more than {options.time_limit:g} s to arrive",
                where=where,
                remedy="raise the time limit, or save the page",
            )
        yield chunk


def checked_address(url: httpx.URL, *, allow_private: bool) -> str:
    """An address of the host, as digits; all that the host has must be public ones.

    Raises `ForbiddenAddress`, and `FetchError` for a host that does not resolve.
    """
    where = str(url)
    if url.scheme not in ("http", "https") or not url.host:
        raise ForbiddenAddress(
            f"only http and https addresses are fetched, not {url.scheme or 'this'!r}",
            where=where,
            remedy="save the page and give the file",
        )
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(
            f"the host {url.host!r} is not known ({error})",
            where=where,
            remedy="check the address and the connection",
        ) from None
    addresses = [str(entry[4][0]) for entry in found]
    refused = [address for address in addresses if not is_public(address)]
    if refused and not allow_private:
        raise ForbiddenAddress(
            f"{url.host} is at {refused[0]}, a private or reserved address",
            where=where,
            remedy="allow private addresses, if you trust it",
        )
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether an IP address is on the public internet, seen through IPv6 forms of IPv4.

    >>> is_public("127.0.0.1"), is_public("::ffff:10.0.0.1"), is_public("1.1.1.1")
    (False, False, True)
    """
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from sayso.errors import FetchError, ForbiddenAddress, TooLarge, TooSlow
from sayso.read import ReadOptions, read_inputs
from sayso.read import fetch as fetching
from sayso.read.fetch import checked_address, fetch, is_public
from sayso.schema import Article, Failure

OPEN = ReadOptions(allow_private=True, time_limit=5, max_bytes=200_000)


@dataclass
class Site:
    """A server on this machine, and the Host headers it was asked with."""

    base: str
    hosts: list[str]


@pytest.fixture
def site(page: str) -> Iterator[Site]:
    hosts: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hosts.append(self.headers["Host"])
            path = self.path
            if path.startswith("/to/"):
                self._head(302, location=path.removeprefix("/to/"))
            elif path == "/loop":
                self._head(302, location="/loop")
            elif path == "/gone":
                self._head(404)
            elif path == "/big":
                self._head(200)
                self._body(b"x" * 300_000)
            elif path == "/slow":
                self._head(200)
                for _ in range(40):
                    self._body(b"<p>wait</p>")
                    time.sleep(0.05)
            else:
                self._head(200)
                self._body(page.encode())

        def _head(self, status: int, *, location: str = "") -> None:
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            if location:
                self.send_header("Location", location)
            self.end_headers()

        def _body(self, data: bytes) -> None:
            try:
                self.wfile.write(data)
                self.wfile.flush()
            except OSError:
                pass  # the reader hung up, as it should

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield Site(f"http://127.0.0.1:{server.server_port}", hosts)
    server.shutdown()
    server.server_close()


def test_page_through_a_redirect(site: Site) -> None:
    found = fetch(f"{site.base}/to//a.html", OPEN)
    assert (found.url, found.media_type, found.charset) == (
        f"{site.base}/a.html",
        "text/html",
        "utf-8",
    )
    assert site.hosts == [site.base.removeprefix("http://")] * 2
    (article,) = read_inputs([f"{site.base}/2015/10/02/a.html"], OPEN)
    assert isinstance(article, Article)
    assert article.title == "Shells hit Taiz market, killing 5"


@pytest.mark.parametrize(
    ("path", "error", "problem"),
    [
        ("/gone", FetchError, "404"),
        ("/loop", FetchError, "redirects"),
        ("/big", TooLarge, "200,000"),
        ("/to/file:///etc/passwd", ForbiddenAddress, "only http"),
    ],
)
def test_refusals(site: Site, path: str, error: type[FetchError], problem: str) -> None:
    with pytest.raises(error, match=problem):
        fetch(site.base + path, OPEN)


def test_a_server_that_drips_is_cut_off(site: Site) -> None:
    began = time.monotonic()
    with pytest.raises(TooSlow):
        fetch(site.base + "/slow", replace(OPEN, time_limit=0.3))
    assert time.monotonic() - began < 1.5


def test_private_addresses_are_refused_unless_allowed(site: Site) -> None:
    for url in (
        site.base,
        "http://localhost/",
        "http://[::1]/",
        "http://0x7f.1/",
        "http://10.1.2.3/",
    ):
        with pytest.raises(ForbiddenAddress):
            fetch(url, ReadOptions(time_limit=2))
    assert site.hosts == []


def test_a_redirect_into_a_private_network_is_refused(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    # the first hop counts as public, so that only the check of the second can refuse
    first = site.base.removeprefix("http://").split(":")[0]
    monkeypatch.setattr(fetching, "is_public", lambda address: address == first)
    with pytest.raises(ForbiddenAddress, match=r"127\.0\.0\.2"):
        fetch(f"{site.base}/to/http://127.0.0.2:1/", ReadOptions(time_limit=2))
    assert len(site.hosts) == 1


def test_one_private_address_among_public_ones_is_enough_to_refuse(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = [(2, 1, 6, "", (ip, 80)) for ip in ("1.1.1.1", "192.168.0.1")]
    monkeypatch.setattr("sayso.read.fetch.socket.getaddrinfo", lambda *a, **k: found)
    with pytest.raises(ForbiddenAddress, match=r"192\.168"):
        checked_address(httpx.URL("http://both.example/"), allow_private=False)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.1.1",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::a00:1",
        "100.64.0.1",
        "255.255.255.255",
        "::",
    ],
)
def test_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700:4700::1111", "64:ff9b::101:101"])
def test_public(address: str) -> None:
    assert is_public(address)


def test_unreachable_is_a_failure_and_the_batch_goes_on(site: Site) -> None:
    given = ["http://127.0.0.1:1/", "http://no-such-host.invalid/", site.base]
    found = list(read_inputs(given, OPEN))
    assert [f.error for f in found if isinstance(f, Failure)] == ["FetchError", "FetchError"]
    assert isinstance(found[2], Article)

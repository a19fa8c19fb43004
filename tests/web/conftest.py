"""The room over an archive of invented articles, and a browser where there is one."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import httpx
import pytest

from sayso.archive import Archive, add_articles
from sayso.archive.shards import Coding
from sayso.link.incidents import link
from sayso.record import Record, add_record
from sayso.schema import Article, Failure
from sayso.web.app import create_app
from sayso.web.library import Library
from sayso.web.render import is_built
from sayso.web.room import Desk, Room
from sayso.web.shelf import Shelf
from tests.web.data import articles, harbour, record_csv

CODING = Coding("hand", "hand")
ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"


class Plain:
    """Hands articles through as they are."""

    def code_each(self, items: Iterable[Article | Failure]) -> Iterator[Article | Failure]:
        yield from items


class Knows(Plain):
    """Codes one text, that of the harbour, as the real coder would any."""

    def code_each(self, items: Iterable[Article | Failure]) -> Iterator[Article | Failure]:
        known = harbour()
        for item in items:
            if isinstance(item, Article) and item.text.strip() == known.text:
                yield replace(known, id=item.id, text=item.text)
            else:
                yield item


@pytest.fixture(scope="session")
def room(tmp_path_factory: pytest.TempPathFactory) -> Room:
    return build_room(tmp_path_factory.mktemp("room"))


def build_room(folder: Path) -> Room:
    archive = Archive(folder / "war", create=True)
    add_articles(archive, articles(), coder=Plain(), coding=CODING)
    link_strike(archive)
    before = os.environ.get("SAYSO_HOME")
    os.environ["SAYSO_HOME"] = str(folder / "home")
    try:
        file = folder / "rows.csv"
        file.write_text(record_csv(), encoding="utf-8")
        add_record(file, name="invented", version="1", licence="made up for tests")
        shelf = Shelf([Record.load("invented")])
    finally:
        if before is None:
            del os.environ["SAYSO_HOME"]
        else:
            os.environ["SAYSO_HOME"] = before
    return Room(Library(archive), shelf, Desk(lambda: (Knows(), CODING)))


def link_strike(archive: Archive) -> None:
    """Make an incident of the strike that two articles tell, without the linking model."""

    def together(events: Sequence[Any]) -> list[list[int]]:
        told = ("bombed", "struck", "strike")
        here = [i for i, e in enumerate(events) if e.place == "Marsa Dun" and e.trigger in told]
        return [here]

    with mock.patch("sayso.link.incidents.clusters", together):
        assert link(archive) == 1


class Client:
    """A browser's manners without a browser: the Host of the server, the Origin of its pages."""

    def __init__(self, app: Any) -> None:
        self.app = app

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self._send("GET", path, headers=headers)

    def post(self, path: str, data: dict[str, str] | bytes, **headers: str) -> httpx.Response:
        headers = {"origin": "http://127.0.0.1:8321", **headers}
        body = {"content": data} if isinstance(data, bytes) else {"data": data}
        return self._send("POST", path, headers=headers, **body)

    def _send(self, method: str, path: str, **options: Any) -> httpx.Response:
        import anyio

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(
                transport=transport, base_url="http://127.0.0.1:8321"
            ) as client:
                return await client.request(method, path, **options)

        return anyio.run(send)


@pytest.fixture(scope="session")
def client(room: Room) -> Client:
    return Client(create_app(room))


@pytest.fixture(scope="session")
def address(room: Room) -> Iterator[str]:
    """A real server on a free port."""
    with served(room) as found:
        yield found


@pytest.fixture(scope="session")
def coded_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over articles as the shipped model codes them: the example's, and the seed's."""
    inputs = [ROOT / "examples" / "harbour-strike.txt", *sorted(SHARED.glob("seed/*.txt"))]
    with Archive(tmp_path_factory.mktemp("coded") / "war", create=True) as archive:
        archive.add(inputs)
        with served(Room(Library(archive), Shelf([]), can_keep=False)) as found:
            yield found


@contextmanager
def served(room: Room) -> Iterator[str]:
    """Serve a room for as long as the context lasts."""
    import uvicorn

    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(room), log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(5)


# only the map needs WebGL; pages drawn by a processor that plays a graphics card take minutes
FLAGS = """--no-sandbox --use-angle=swiftshader --enable-unsafe-swiftshader --disable-quic
--disable-gpu-compositing --disable-gpu-rasterization --no-first-run --disable-sync
--disable-background-networking --disable-component-update""".split()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium; skips where it or the built front end is absent."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("needs Chromium: apt-get install chromium")
    if not is_built():
        pytest.skip("needs the built front end: npm ci && npm run build")
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield found
        found.close()

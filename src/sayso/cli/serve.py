"""`sayso serve [ARCHIVE]`: the reading room."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sayso.errors import InputError

if TYPE_CHECKING:
    from sayso.archive import Archive
    from sayso.schema import Article, Failure


@click.command()
@click.argument("source", required=False, type=click.Path(path_type=Path))
@click.option("--port", default=8321, show_default=True, help="Port to listen on; 0 takes any.")
@click.option("--host", help="Let other machines in, under this name or address; needs --token.")
@click.option("--token", help="What others must bring; `auto` makes one up.")
@click.option("--record", "names", multiple=True, help="Record to check by; by default all.")
@click.option("--browser", is_flag=True, help="Open it in the browser.")
def command(
    source: Path | None,
    *,
    port: int,
    host: str | None,
    token: str | None,
    names: tuple[str, ...],
    browser: bool,
) -> None:
    """Open the reading room over SOURCE: an archive, or a JSONL file of coded articles.

    Without SOURCE it is the archive of SAYSO_ARCHIVE, or the one in sayso's data folder. It
    answers to this machine alone unless --host and --token are given.
    """
    if host and not token:
        raise InputError(
            "a room that others can enter needs a token", where=host, remedy="add --token auto"
        )
    secret = secrets.token_urlsafe(24) if token == "auto" else token  # noqa: S105
    with opened(source) as (archive, can_keep):
        app = make_app(archive, can_keep=can_keep, names=names, host=host, token=secret)
        run(app, host=host, port=port, token=secret, browser=browser)


@contextmanager
def opened(source: Path | None) -> Iterator[tuple[Archive, bool]]:
    """The archive to show, and whether it may be added to; a file becomes one for the time."""
    from sayso.archive import Archive

    if source is None or source.is_dir():
        with Archive(source) as archive:
            yield archive, True
        return
    with tempfile.TemporaryDirectory(prefix="sayso-") as folder, Archive(
        Path(folder) / source.stem, create=True
    ) as archive:  # fmt: skip
        fill(archive, source)
        yield archive, False


def fill(archive: Archive, file: Path) -> None:
    """Put the coded articles of a JSONL file into an archive; raises `InputError` for others."""
    import msgspec

    from sayso.archive import add_articles
    from sayso.archive.shards import Coding
    from sayso.schema import from_json

    def articles() -> Iterator[Article | Failure]:
        with file.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    yield from_json(line)
                except msgspec.DecodeError as error:
                    raise InputError(
                        f"not a coded article ({error})",
                        where=f"{file}, line {number}",
                        remedy="make the file with: sayso read INPUT --jsonl",
                    ) from None

    try:
        add_articles(archive, articles(), coder=AsTheyAre(), coding=Coding("", ""))
    except OSError as error:
        raise InputError(
            f"cannot be read ({error.strerror})", where=str(file), remedy="check its name"
        ) from None


class AsTheyAre:
    """Codes nothing: the articles are coded already."""

    def code_each(self, items: Any) -> Any:
        """The items themselves."""
        return iter(items)


def make_app(
    archive: Archive,
    *,
    can_keep: bool,
    names: tuple[str, ...],
    host: str | None,
    token: str | None,
) -> Any:
    """The application over an archive."""
    from sayso.record import Record
    from sayso.web.app import create_app
    from sayso.web.library import Library
    from sayso.web.room import Room
    from sayso.web.security import LOOPBACK, Access
    from sayso.web.shelf import Shelf

    shelf = Shelf([Record.load(name) for name in names] if names else None)
    hosts = LOOPBACK | ({host.lower()} if host else set())
    room = Room(Library(archive), shelf, can_keep=can_keep)
    room.library.tables()
    room.shelf.prepare()
    return create_app(room, access=Access(frozenset(hosts), token))


def run(
    app: Any, *, host: str | None, port: int, token: str | None, browser: bool, page: str = ""
) -> None:
    """Serve until interrupted; `page` is the one to begin with."""
    import gc
    import socket
    import webbrowser

    import uvicorn

    # the protocol is named, since asyncio sets TCP_NODELAY only where it is: without, an answer's
    # body waits up to 40 ms for its head to be acknowledged
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("0.0.0.0" if host else "127.0.0.1", port))  # noqa: S104 - asked for by --host
    except OSError as error:
        raise InputError(
            f"the port cannot be used ({error.strerror})",
            where=str(port),
            remedy="give another --port",
        ) from None
    listener.listen()  # who follows the address at once waits, and is not turned away
    address = f"http://{host or '127.0.0.1'}:{listener.getsockname()[1]}/{page}"
    address += f"?token={token}" if token else ""
    click.echo(f"The reading room is at {address}", err=True)
    if browser:
        webbrowser.open(address)
    gc.collect()
    gc.freeze()  # the tables stay: to look through them for garbage again holds a page up by 0.1 s
    config = uvicorn.Config(app, log_level="warning", server_header=False)
    uvicorn.Server(config).run(sockets=[listener])

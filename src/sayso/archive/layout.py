"""Where an archive keeps what, and how files get there whole.

::

    DIR/
      archive.json          what this folder is, with the version of its layout
      articles/*.parquet    the shards, named by the hash of what they hold: the truth
      index/NAME/           fields.duckdb and text.sqlite, derived from the shards
      index/current         the NAME of the index that readers open
      writer.lock           who writes; held by the operating system, not by the file's presence
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from sayso.errors import ArchiveError
from sayso.schema import Article

LAYOUT = "sayso.archive/1"
SHORT = 12  # hex digits of a content hash in ids: 48 bits, one clash expected at 20 million


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of one archive."""

    root: Path

    @property
    def articles(self) -> Path:
        """The folder of shards."""
        return self.root / "articles"

    @property
    def indexes(self) -> Path:
        """The folder of indexes."""
        return self.root / "index"

    @property
    def current(self) -> Path:
        """The file that names the index in use."""
        return self.indexes / "current"

    @property
    def lock(self) -> Path:
        """The file that the writer locks."""
        return self.root / "writer.lock"

    @property
    def manifest(self) -> Path:
        """The file that makes a folder an archive."""
        return self.root / "archive.json"


def default_folder() -> Path:
    """The archive used when none is named: `SAYSO_ARCHIVE`, else one in sayso's data folder."""
    from sayso.record.store import home

    named = os.environ.get("SAYSO_ARCHIVE")
    return Path(named) if named else home() / "archive"


def open_layout(root: Path, *, create: bool) -> Layout:
    """The layout of an archive; raises `ArchiveError` when there is none and none is wanted."""
    layout = Layout(root)
    if not layout.manifest.exists():
        if not create:
            remedy = f"make one: sayso add INPUT --archive {root}"
            raise ArchiveError("there is no archive here", where=str(root), remedy=remedy)
        _create(layout)
    _check_version(layout)
    return layout


def _create(layout: Layout) -> None:
    if layout.root.is_dir() and any(layout.root.iterdir()):
        raise ArchiveError(
            "the folder holds other things",
            where=str(layout.root),
            remedy="name a new or empty folder for the archive",
        )
    try:
        layout.articles.mkdir(parents=True)
        layout.indexes.mkdir()
        write_whole(layout.manifest, msgspec.json.encode({"layout": LAYOUT}) + b"\n")
    except OSError as error:
        raise ArchiveError(
            f"cannot be made ({error.strerror})",
            where=str(layout.root),
            remedy="choose a folder that you may write to",
        ) from error


def _check_version(layout: Layout) -> None:
    try:
        found = msgspec.json.decode(layout.manifest.read_bytes())["layout"]
    except (OSError, msgspec.DecodeError, KeyError, TypeError) as error:
        raise ArchiveError(
            f"archive.json is damaged ({error})",
            where=str(layout.root),
            remedy=f'write {{"layout": "{LAYOUT}"}} into it if the folder is an archive',
        ) from error
    if found != LAYOUT:
        raise ArchiveError(
            f"its layout is {found!r}, and this program knows {LAYOUT!r}",
            where=str(layout.root),
            remedy="use the version of sayso that wrote it",
        )


def content_hash(article: Article) -> str:
    """What makes an article the same one: the hash of its text and address, 32 hex digits.

    >>> content_hash(Article(id="a", text="x")) == content_hash(Article(id="b", text="x"))
    True
    """
    body = (article.url or "").encode() + b"\0" + article.text.encode("utf-8", "surrogatepass")
    return hashlib.sha256(body).hexdigest()[:32]


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that after a crash it is there whole or not at all."""

    def write(aside: Path) -> None:
        aside.write_bytes(data)

    place_whole(path, write)


def place_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Let `write` make a file aside, then put it in place; on disk when this returns."""
    # the ending keeps half-written shards out of every pattern that looks for shards
    aside = path.with_name(f".writing-{os.getpid()}-{path.name}.part")
    try:
        write(aside)
        sync(aside)
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    sync(path.parent)


def sync(path: Path) -> None:
    """Wait until a file's or folder's content is on disk."""
    if os.name == "nt" and path.is_dir():  # pragma: no cover - folders cannot be opened there
        return
    handle = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep(folder: Path) -> None:
    """Remove what a killed writer left half written."""
    for path in folder.glob(".writing-*"):
        with contextlib.suppress(OSError):
            path.unlink()

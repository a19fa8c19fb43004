"""Six bundled articles about one invented incident, and what sayso makes of them.

The island of Ilmara, its parties, papers and dead are invented; it lies where there is open sea.
Four publishers tell of the same shelling on two days, with tolls from 3 to 40. `places.csv`,
`names.yaml` and `record.csv` are a gazetteer, actors and a record as a user would write them.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sayso.errors import InputError

if TYPE_CHECKING:
    from sayso.archive import Archive
    from sayso.check import Check
    from sayso.record import Record

RECORD = "ilmara"
LICENCE = "CC0 1.0; written for sayso, every row is invented"
PLACE, DAY, LAST_DAY = "Selmouth", "2025-06-03", "2025-06-05"


@dataclass(frozen=True, slots=True)
class Demo:
    """An archive of the articles, the record, and the folder of the files they came from."""

    archive: Archive
    record: Record
    files: Path

    def tellings(self) -> list[dict[str, Any]]:
        """What is said of attacks on the place in those days: one row a telling."""
        found = self.archive.search(place=PLACE, since=DAY, until=LAST_DAY, type="ASSAULT")
        return sorted(found.rows(), key=lambda row: (row["publisher"], row["published"]))

    def checks(self) -> Iterator[tuple[str | None, Check]]:
        """Each claim about the place that the record can look at, with its publisher."""
        from sayso.check import check_article
        from sayso.resolve.actors import ActorBook

        book = ActorBook.load(self.files / "names.yaml")
        for article in self.archive.read():
            for check in check_article(article, [self.record], book=book):
                place = check.claim.place
                if check.verdict != "not_checkable" and place and place.name == PLACE:
                    yield article.publisher, check

    def incident(self) -> str | None:
        """The id of the attack that most publishers tell of; None when nothing was linked."""
        found = self.archive.incidents.where("type = 'ASSAULT'").rows()
        best = max(found, key=lambda row: (row["publishers"], row["tellings"]), default=None)
        return str(best["incident"]) if best else None


def copy_files(folder: Path) -> Path:
    """Put the demo's files into a new folder; raises `InputError` where there is something."""
    if folder.exists():
        raise InputError("is there already", where=str(folder), remedy="name a new folder")
    wanted = shutil.ignore_patterns("__pycache__", "*.py")
    try:
        with as_file(files("sayso.demo")) as source:
            shutil.copytree(source, folder, ignore=wanted)
    except OSError as error:
        raise InputError(
            f"cannot be written ({error.strerror})",
            where=str(folder),
            remedy="name a folder that you may write to",
        ) from error
    return folder


@contextlib.contextmanager
def built() -> Iterator[Demo]:
    """The demo in a folder of its own, which is gone afterwards, with `SAYSO_HOME` moved there."""
    from sayso.archive import Archive
    from sayso.record import Record, add_record
    from sayso.resolve.actors import ActorBook

    with tempfile.TemporaryDirectory(prefix="sayso-demo-") as folder, moved_home(folder):
        source = copy_files(Path(folder) / "files")
        book = ActorBook.load(source / "names.yaml")
        add_record(source / "record.csv", name=RECORD, licence=LICENCE, book=book)
        with Archive(Path(folder) / "archive", create=True) as archive:
            fill(archive, source)
            yield Demo(archive, Record.load(RECORD), source)


@contextlib.contextmanager
def moved_home(folder: str) -> Iterator[None]:
    """Keep records in another folder for a time: the user's own are neither shown nor touched."""
    before = os.environ.get("SAYSO_HOME")
    os.environ["SAYSO_HOME"] = folder
    try:
        yield
    finally:
        if before is None:
            del os.environ["SAYSO_HOME"]
        else:
            os.environ["SAYSO_HOME"] = before


def fill(archive: Archive, source: Path) -> None:
    """Code the articles with the demo's own places and names, and keep them."""
    from sayso.archive import add_articles
    from sayso.archive.add import coding_of
    from sayso.pipeline import CodeOptions, Coder
    from sayso.read import ReadOptions, read_inputs
    from sayso.schema import Article

    coder = Coder(CodeOptions(None, source / "names.yaml", (source / "places.csv",)))
    pages = sorted((source / "pages").glob("*.html"))
    found = read_inputs(pages, ReadOptions())
    # named for the page: a path in a temporary folder would be another one each time
    named = (replace(item, id=Path(item.id).stem) for item in found if isinstance(item, Article))
    add_articles(archive, named, coder=coder, coding=coding_of(coder))

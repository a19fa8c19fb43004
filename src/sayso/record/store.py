"""Where records live: a home folder with one folder a record, written aside and renamed."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from sayso.errors import RecordError
from sayso.record import acled, articles, control, ged, mapped
from sayso.record.actors import Book, actors_table, map_countries
from sayso.record.rows import Draft, validate
from sayso.record.table import open_bytes, read_header
from sayso.schema import Article

MANIFEST = "manifest.json"
ROWS = "rows.parquet"
ACTORS = "actors.parquet"
NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a record is and covers.

    `bbox` is west, south, east, north in degrees. `where_prec`, `date_prec`, `kinds`, `types`
    and `years` count rows; `unmapped` are the actor names that sayso does not know, with rows.
    """

    name: str
    version: str
    licence: str
    source: str
    sha256: str
    importer: str
    rows: int
    first_day: dt.date
    last_day: dt.date
    bbox: tuple[float, float, float, float]
    where_prec: dict[str, int]
    date_prec: dict[str, int]
    kinds: dict[str, int]
    types: dict[str, int]
    years: dict[str, int]
    countries: dict[str, int]
    unmapped: dict[str, int]
    added: dt.date
    schema: str = "sayso.record/1"


def home() -> Path:
    """The folder of sayso's data: `SAYSO_HOME`, else the user's data folder."""
    import platformdirs

    moved = os.environ.get("SAYSO_HOME")
    return Path(moved) if moved else Path(platformdirs.user_data_dir("sayso", appauthor=False))


def records_folder() -> Path:
    """The folder that holds a folder for each record."""
    return home() / "records"


def add_record(
    path: Path | str,
    *,
    name: str | None = None,
    version: str = "",
    licence: str | None = None,
    importer: str | None = None,
    mapping: Mapping[str, str] | None = None,
    holder: str | None = None,
    delimiter: str = ",",
    book: Book | None = None,
) -> Manifest:
    """Import a file as a record and return its manifest; nothing is kept when it fails.

    `importer` is ged, acled, control or csv, found from the file when None. The folder of an
    archive gives the events of its articles, as `add_articles` does; an article that repeats an
    earlier one's text is left out. Adding the same file under the same name, version and licence
    again changes nothing; another one under a name that is taken raises `RecordError`.
    """
    source = Path(path)
    if source.is_dir():
        return _add_archive(source, name=name, version=version, licence=licence, book=book)
    importer = importer or _guess(source, mapping=mapping, delimiter=delimiter)
    draft, stated = _read(
        source, importer=importer, mapping=mapping or {}, holder=holder, delimiter=delimiter
    )
    return save_draft(
        draft,
        name=name or _plain_name(source),
        version=version,
        licence=licence or stated,
        source=source.name,
        sha256=hashlib.sha256(source.read_bytes()).hexdigest(),
        importer=importer,
        book=book,
    )


def _add_archive(
    folder: Path, *, name: str | None, version: str, licence: str | None, book: Book | None
) -> Manifest:
    from sayso.archive import Archive

    with Archive(folder) as archive:
        return add_articles(
            archive.originals(),
            name=name or _plain_name(folder.resolve()),
            version=version,
            licence=licence or articles.LICENCE,
            source=f"archive {folder.resolve().name}",
            book=book,
        )


def add_articles(
    coded: Iterable[Article],
    *,
    name: str,
    version: str = "",
    licence: str = articles.LICENCE,
    source: str = "coded articles",
    book: Book | None = None,
) -> Manifest:
    """Make a record of the events of coded articles; see `sayso.record.articles`."""
    draft = articles.read_articles(coded)
    digest = hashlib.sha256()
    for row in draft.rows.to_pylist():
        digest.update(repr(sorted(row.items())).encode("utf-8", "surrogatepass"))
    return save_draft(
        draft,
        name=name,
        version=version,
        licence=licence,
        source=source,
        sha256=digest.hexdigest(),
        importer="articles",
        book=book,
    )


def _plain_name(source: Path) -> str:
    stem = source.name.split(".")[0].lower()
    return re.sub(r"[^a-z0-9_-]+", "-", stem).strip("-_") or "record"


def _guess(source: Path, *, mapping: Mapping[str, str] | None, delimiter: str) -> str:
    suffixes = {suffix.lower() for suffix in source.suffixes}
    if suffixes & {".geojson", ".json"}:
        return "control"
    if mapping:
        return "csv"
    header = read_header(open_bytes(source), delimiter=delimiter)
    if acled.is_acled(header):
        return "acled"
    if not ged.is_ged(header) and set(mapped.NEED) <= set(mapped.complete({}, header)):
        return "csv"
    # a broken or differently delimited file is judged by which format's words it has
    words = set(re.split(r"[,;\t|]", ",".join(header)))
    return "acled" if len(words & set(acled.NEED)) > 3 else "ged"


def _read(
    source: Path,
    *,
    importer: str,
    mapping: Mapping[str, str],
    holder: str | None,
    delimiter: str,
) -> tuple[Draft, str]:
    if importer == "ged":
        return ged.read_ged(source, delimiter=delimiter), ged.LICENCE
    if importer == "acled":
        return acled.read_acled(source, delimiter=delimiter), acled.LICENCE
    if importer == "control":
        return control.read_control(source, holder=holder), control.LICENCE
    if importer == "csv":
        draft = mapped.read_mapped(source, mapping=mapping, delimiter=delimiter)
        return draft, mapped.LICENCE
    raise RecordError(
        f"there is no importer {importer!r}", remedy="choose ged, acled, control or csv"
    )


def save_draft(
    draft: Draft,
    *,
    name: str,
    version: str,
    licence: str,
    source: str,
    sha256: str,
    importer: str,
    book: Book | None = None,
) -> Manifest:
    """Check a draft, map its actors and put it in the home folder under `name`."""
    if not NAME.fullmatch(name):
        raise RecordError(
            f"{name!r} cannot be a record's name",
            remedy="use small letters, digits, dots, dashes and underscores",
        )
    wanted = {"version": version, "licence": licence, "sha256": sha256}
    present = _present(name, wanted)
    if present:
        return present
    today = dt.datetime.now(tz=dt.UTC).date()
    validate(draft, where=source, today=today)
    book = book or _default_book()
    actors, unmapped = actors_table(draft, book)
    at = draft.rows.schema.get_field_index("country")
    countries = map_countries(draft.rows["country"], book)
    rows = draft.rows.set_column(at, "country", countries)
    manifest = Manifest(
        name=name,
        version=version,
        licence=licence,
        source=source,
        sha256=sha256,
        importer=importer,
        unmapped=unmapped,
        added=today,
        **_coverage(rows),
    )
    _write(manifest, rows=rows, actors=actors)
    return manifest


def _default_book() -> Book:
    from sayso.resolve.actors import ActorBook

    book: Book = ActorBook.load()
    return book


def _present(name: str, wanted: Mapping[str, str]) -> Manifest | None:
    """The record of this name if it is the same one; raises if it is another."""
    if not (records_folder() / name).exists():
        return None
    present = read_manifest(name)
    words = {"version": "version", "licence": "licence", "sha256": "file"}
    other = [word for key, word in words.items() if getattr(present, key) != wanted[key]]
    if not other:
        return present
    raise RecordError(
        f"a record of this name is there with another {' and '.join(other)} "
        f"(version {present.version or 'not stated'}, licence {present.licence})",
        where=name,
        remedy=f"give another --name, or first: sayso record remove {name}",
    )


def _coverage(rows: Any) -> dict[str, Any]:
    import pyarrow.compute as pc

    first, last = pc.min(rows["date_start"]).as_py(), pc.max(rows["date_end"]).as_py()
    return {
        "rows": rows.num_rows,
        "first_day": first,
        "last_day": last,
        "bbox": _bbox(rows),
        "where_prec": _counts(rows["where_prec"]),
        "date_prec": _counts(rows["date_prec"]),
        "kinds": _counts(rows["kind"]),
        "types": _counts(rows["type"]),
        "years": _counts(pc.year(rows["date_start"])),
        "countries": _counts(rows["country"]),
    }


def _bbox(rows: Any) -> tuple[float, float, float, float]:
    import pyarrow.compute as pc

    shapes = rows["geometry"].drop_null()
    if len(shapes):
        import shapely

        west, south, east, north = shapely.total_bounds(shapely.from_wkb(shapes.to_pylist()))
        return float(west), float(south), float(east), float(north)
    lat, lon = pc.min_max(rows["lat"]).as_py(), pc.min_max(rows["lon"]).as_py()
    return lon["min"], lat["min"], lon["max"], lat["max"]


def _counts(column: Any) -> dict[str, int]:
    import pyarrow.compute as pc

    counted = pc.value_counts(column.drop_null()).to_pylist()
    return {str(one["values"]): one["counts"] for one in sorted(counted, key=lambda o: o["values"])}


def _write(manifest: Manifest, *, rows: Any, actors: Any) -> None:
    """Write the folder under another name beside it, then rename: all of it is there, or none."""
    from pyarrow import parquet

    folder = records_folder()
    folder.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".adding-", dir=folder))
    try:
        parquet.write_table(rows, aside / ROWS, compression="zstd")
        parquet.write_table(actors, aside / ACTORS, compression="zstd")
        body = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
        (aside / MANIFEST).write_bytes(body + b"\n")
        aside.rename(folder / manifest.name)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def list_records() -> list[Manifest]:
    """The manifests of all records, by name."""
    folder = records_folder()
    if not folder.exists():
        return []
    return [read_manifest(path.parent.name) for path in sorted(folder.glob(f"[!.]*/{MANIFEST}"))]


def read_manifest(name: str) -> Manifest:
    """The manifest of one record; raises `RecordError` when it is absent or damaged."""
    path = records_folder() / name / MANIFEST
    try:
        if not NAME.fullmatch(name):
            raise FileNotFoundError(name)
        return msgspec.json.decode(path.read_bytes(), type=Manifest)
    except (FileNotFoundError, NotADirectoryError):
        raise _absent(name) from None
    except msgspec.DecodeError as error:
        raise RecordError(
            f"its manifest is damaged ({error})",
            where=name,
            remedy=f"sayso record remove {name}, and add it again",
        ) from error


def _absent(name: str) -> RecordError:
    known = ", ".join(sorted(p.parent.name for p in records_folder().glob(f"[!.]*/{MANIFEST}")))
    remedy = f"there are: {known}" if known else "add one: sayso record add FILE"
    return RecordError("there is no such record", where=name, remedy=remedy)


def remove_record(name: str) -> None:
    """Delete a record; raises `RecordError` when there is none of this name."""
    folder = records_folder() / name
    if not NAME.fullmatch(name) or not folder.is_dir():
        raise _absent(name)
    aside = folder.with_name(f".removed-{name}-{os.getpid()}")
    folder.rename(aside)
    shutil.rmtree(aside)

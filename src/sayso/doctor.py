"""What is there, what is missing, and the command that mends it: the findings of `sayso doctor`.

Nothing is changed and nothing is downloaded by looking.
"""

from __future__ import annotations

import hashlib
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from sayso.errors import ArchiveError, ModelError, RecordError
from sayso.model import model_file

State = Literal["ok", "absent", "fault"]

# those whose version decides what comes out, or that most often break an installation
LIBRARIES = ("onnxruntime", "tokenizers", "numpy", "duckdb", "pyarrow", "trafilatura")
EXTRAS = {
    "mcp": ("the tools of `sayso mcp`", "pip install 'sayso[mcp]'"),
    "pandas": ("`.df()` of an archive's tables", "pip install pandas"),
    "polars": ("`.pl()` of an archive's tables", "pip install polars"),
    "torch": ("training, never running", "pip install 'sayso[train]'"),
}
FRONT_END = ("maplibre-gl.mjs", "maplibre-gl.css", "plot.js", "world.json", "inter.woff2")
# processor flags by which ONNX Runtime's int8 kernels differ, the fastest first; results differ
# in the last digits between those that multiply in 8 bits and those that go over 16
INT8 = {
    "amx_int8": "AMX",
    "avx512_vnni": "AVX-512 VNNI",
    "avx_vnni": "AVX VNNI",
    "avx512bw": "AVX-512 without VNNI",
    "avx2": "AVX2 without VNNI",
    "i8mm": "ARM i8mm",
    "asimddp": "ARM dot product",
    "asimd": "ARM NEON without dot product",
}


@dataclass(frozen=True, slots=True)
class Found:
    """One thing looked at. `absent` is a part that may be missing, `fault` one that may not."""

    part: str
    name: str
    state: State
    value: str
    remedy: str = ""


def examine(archive: Path | None = None) -> list[Found]:
    """Everything there is to say; `archive` None looks at the default one."""
    return [*program(), *model(), *knowledge(), *reading_room(), *archive_at(archive), *records(),
            *extras()]  # fmt: skip


def program() -> Iterator[Found]:
    """Versions of sayso, Python, the system and the libraries that matter."""
    from sayso import __version__

    yield Found("program", "sayso", "ok", f"{__version__} in {Path(__file__).parent}")
    yield Found("program", "Python", "ok", f"{platform.python_version()} on {platform.platform()}")
    for name in LIBRARIES:
        try:
            yield Found("program", name, "ok", version(name))
        except PackageNotFoundError:
            yield Found("program", name, "fault", "not installed", "pip install --upgrade sayso")


def model() -> Iterator[Found]:
    """The weights: version, hashes against those noted at export, and what runs them."""
    from sayso.annotate.encoder import model_meta

    again = "pip install --force-reinstall sayso"
    try:
        meta = model_meta()
    except ModelError as error:
        yield Found("model", "weights", "fault", error.problem, again)
        return
    yield Found("model", "version", "ok", str(meta["version"]))
    for name, noted in meta["sha256"].items():
        try:
            found = hashlib.sha256(model_file(name).read_bytes()).hexdigest()
        except ModelError as error:
            yield Found("model", name, "fault", error.problem, again)
            continue
        same = found == noted
        value = f"sha256 {found[:16]}" if same else f"sha256 {found[:16]}, noted {noted[:16]}"
        yield Found("model", name, "ok" if same else "fault", value, "" if same else again)
    yield from _runtime()


def _runtime() -> Iterator[Found]:
    try:
        import onnxruntime
    except ImportError as error:
        yield Found("model", "provider", "fault", str(error), "pip install --upgrade onnxruntime")
        return
    there = ", ".join(onnxruntime.get_available_providers())
    yield Found("model", "provider", "ok", f"CPUExecutionProvider (there are: {there})")
    yield Found("model", "int8", "ok", int8_path())


def int8_path(flags: frozenset[str] | None = None) -> str:
    """By which instructions this processor multiplies 8-bit numbers.

    >>> int8_path(frozenset({"avx2", "avx512_vnni"}))
    'AVX-512 VNNI'
    """
    flags = _flags() if flags is None else flags
    if not flags:
        return f"not told by this system ({platform.machine()})"
    return next((words for flag, words in INT8.items() if flag in flags), "plain instructions")


def _flags() -> frozenset[str]:
    if sys.platform == "darwin" and platform.machine() == "arm64":
        return frozenset({"asimd", "asimddp"})  # every Apple processor of that kind has both
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return frozenset()
    named = (line for line in lines if line.partition(":")[0].strip() in ("flags", "Features"))
    return frozenset(next(named, "").partition(":")[2].split())


def knowledge() -> Iterator[Found]:
    """The tables of places and actors that come with sayso."""
    for name in ("places.npz", "actors.json"):
        file = files("sayso.resolve").joinpath("data", name)
        if file.is_file():
            yield Found("knowledge", name, "ok", f"{len(file.read_bytes()) / 1e6:.1f} MB")
        else:
            yield Found(
                "knowledge", name, "fault", "not there", "pip install --force-reinstall sayso"
            )


def reading_room() -> Iterator[Found]:
    """The map, charts and typefaces of `sayso serve`, which a checkout has to build."""
    vendor = files("sayso.web").joinpath("static", "vendor")
    missing = [name for name in FRONT_END if not vendor.joinpath(name).is_file()]
    if missing:
        remedy = "npm ci && npm run build (in a checkout), or install a wheel"
        yield Found("reading room", "front end", "absent", f"no {', '.join(missing)}", remedy)
    else:
        yield Found("reading room", "front end", "ok", "built")


def archive_at(folder: Path | None) -> Iterator[Found]:
    """The archive: what it holds, whether its index is up to date, who writes to it."""
    from sayso.archive import index
    from sayso.archive.layout import default_folder, open_layout

    root = folder or default_folder()
    try:
        layout = open_layout(root, create=False)
    except ArchiveError as error:
        is_new = not (root / "archive.json").exists()
        state: State = "absent" if is_new else "fault"
        yield Found("archive", "folder", state, f"{root}: {error.problem}", error.remedy)
        return
    shards = sum(1 for _ in layout.articles.glob("[!.]*.parquet"))
    yield Found("archive", "folder", "ok", f"{root}, {shards} shards")
    yield _writer(layout.lock)
    rebuild = f"sayso archive rebuild --archive {root}"
    current = index.current(layout)
    if current is None:
        yield Found("archive", "index", "absent", "none yet", rebuild)
        return
    try:
        is_new = index.is_current(layout, current)
    except Exception as error:  # whatever DuckDB says of a damaged file
        yield Found("archive", "index", "fault", f"cannot be read ({error})", rebuild)
        return
    words = "up to date" if is_new else "older than the shards; the next command mends it"
    yield Found("archive", "index", "ok", words)


def _writer(lock: Path) -> Found:
    from sayso.archive.lock import held_by

    holder = held_by(lock)
    return Found("archive", "writer", "ok", holder or "nobody writes to it")


def records() -> Iterator[Found]:
    """The records that claims are put to."""
    from sayso.record.store import MANIFEST, read_manifest, records_folder

    folder = records_folder()
    names = sorted(path.parent.name for path in folder.glob(f"[!.]*/{MANIFEST}"))
    if not names:
        yield Found("records", "records", "absent", f"none in {folder}", "sayso record add FILE")
    for name in names:
        try:
            one = read_manifest(name)
        except RecordError as error:
            yield Found("records", name, "fault", error.problem, error.remedy)
            continue
        days = f"{one.first_day} to {one.last_day}"
        yield Found("records", name, "ok", f"{one.version} {one.rows} rows, {days}".strip())


def extras() -> Iterator[Found]:
    """Packages that are only needed for some things."""
    for name, (use, command) in EXTRAS.items():
        if find_spec(name) is None:
            yield Found("extras", name, "absent", f"for {use}", command)
        else:
            yield Found("extras", name, "ok", version(name))

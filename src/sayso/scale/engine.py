"""The one place that knows Daft (and, through it, Ray): listing, opening, spreading the work.

Nothing else of sayso imports either. Their telemetry is switched off before they are imported.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import IO, Any, Literal, cast

import msgspec

from sayso.errors import InputError, MissingExtra, SaysoError
from sayso.scale.keeper import Keeper, Result, fetch_from
from sayso.scale.pieces import Part, Piece
from sayso.scale.worker import Settings, settings_from, settings_line

EngineKind = Literal["native", "ray"]
# stores that the engine opens; pages behind http are fetched by `sayso add`, which checks addresses
STORES = ("s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "file")
QUIET = {
    "DAFT_ANALYTICS_ENABLED": "0",
    "DO_NOT_TRACK": "true",
    "DAFT_PROGRESS_BAR": "0",
    "RAY_USAGE_STATS_ENABLED": "0",
}
_BUFFER = 1 << 20
_STARTS = 3
_PATIENCE = 600  # seconds for the engine's workers to start: machines that join a cluster are slow
# a shard of 512 articles is a few megabytes, and the driver takes each as it comes
_LOCAL_STORE = 256 * 1024 * 1024


def _loaded(name: str) -> Any:
    os.environ.update(QUIET)
    try:
        return import_module(name)
    except ImportError as error:
        raise MissingExtra(
            f"bulk runs need {name}", where="sayso run", remedy="pip install 'sayso[scale]'"
        ) from error


def is_remote(uri: str) -> bool:
    """Whether an input is an address; raises `InputError` for one of no object store."""
    scheme, mark, _ = uri.partition("://")
    if mark and scheme.lower() not in STORES:
        raise InputError(
            f"a bulk run opens no {scheme} addresses",
            where=uri,
            remedy=f"use one of {', '.join(STORES)}, or: sayso add",
        )
    return bool(mark)


def opened(uri: str, folder: str = "") -> IO[bytes]:
    """A file, read-only, that can seek; of an object store through the engine.

    `folder` is where a path that is not absolute starts.
    """
    if not is_remote(uri):
        return Path(folder, uri).open("rb")
    remote = cast(io.RawIOBase, _Remote(_loaded("daft").File(uri).open()))
    return cast(IO[bytes], io.BufferedReader(remote, _BUFFER))


def fetch(piece: Piece, target: Path, folder: str = "") -> None:
    """Bring the bytes of a piece to this machine."""
    with opened(piece.uri, folder) as stream:
        fetch_from(stream, piece, target)


class _Remote(io.RawIOBase):
    """An engine's file with the methods that buffering asks for."""

    def __init__(self, file: Any) -> None:
        self._file = file.__enter__()

    def close(self) -> None:
        if not self.closed:
            self._file.__exit__(None, None, None)
        super().close()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return int(self._file.seek(offset, whence))

    def tell(self) -> int:
        return int(self._file.tell())

    def readinto(self, buffer: Any, /) -> int:
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


@dataclass(slots=True)
class Engine:
    """Daft with its runner chosen: on this machine, or over a Ray cluster.

    `workers` 0 means one for each core there is. `address` is a running Ray cluster's; without
    one, and without `RAY_ADDRESS`, a cluster is started on this machine for the time of the run.
    """

    kind: EngineKind = "native"
    workers: int = 0
    address: str | None = None
    _daft: Any = field(default=None, repr=False)
    _has_joined: bool = False

    def start(self) -> None:
        """Load the engine; raises `MissingExtra` where it is not installed."""
        self._daft = _loaded("daft")
        if self.kind == "ray":
            self._join_ray()
        else:
            self.workers = self.workers or _cores()
        self._choose_runner()
        # with order kept, a worker that is done waits for slower ones before it
        self._daft.set_execution_config(maintain_order=False, actor_udf_ready_timeout=_PATIENCE)

    def _choose_runner(self) -> None:
        runners = self._daft.runners
        try:
            if self.kind == "ray":
                runners.set_runner_ray(noop_if_initialized=True, worker_startup_timeout=_PATIENCE)
            else:
                runners.set_runner_native()
        except Exception as error:  # it is chosen once in the life of a process
            if runners.get_or_infer_runner_type() != self.kind:
                raise InputError(
                    f"this process has another engine than {self.kind} running",
                    remedy="start the run in a process of its own",
                ) from error

    def _join_ray(self) -> None:
        ray = _loaded("ray")
        address = self.address or os.environ.get("RAY_ADDRESS")
        quiet = {"log_to_driver": False, "logging_level": "ERROR"}
        self._has_joined = not ray.is_initialized()
        if not self._has_joined:
            pass
        elif address:
            _begin(ray, address=address, runtime_env={"env_vars": QUIET}, **quiet)
        else:
            self.workers = self.workers or _cores()
            # else 15: `nice sayso run` is for the caller to say, as with the native engine
            os.environ.setdefault("RAY_worker_niceness", "0")
            # one core more than workers: the engine's own actor holds one while it starts
            small = {"include_dashboard": False, "object_store_memory": _LOCAL_STORE}
            _begin(ray, num_cpus=self.workers + 1, **small, **quiet)
        self.workers = self.workers or int(ray.cluster_resources().get("CPU", 1))

    def listed(self, given: str) -> list[str]:
        """The files behind the address of an object store, sorted; wildcards are understood."""
        found = self._daft.from_glob_path(given).select("path").to_pydict()["path"]
        return sorted(found)

    def results(self, parts: Sequence[Part], settings: Settings) -> Iterator[Result]:
        """What became of the parts, as they are done, in no order.

        Raises what the engine raises when it breaks down; parts that did not come are not done.
        """
        if not parts:
            return
        worker = _worker(self._daft, min(self.workers, len(parts)), self.kind)
        frame = self._daft.from_pydict({"part": [msgspec.json.encode(part) for part in parts]})
        if self.kind == "ray":
            frame = frame.into_partitions(len(parts))
        code = worker(settings_line(settings)).code
        done = frame.select(code(frame["part"]).alias("result"))
        for partition in done.iter_partitions(results_buffer_size=None):
            table = _loaded("ray").get(partition) if self.kind == "ray" else partition
            for raw in table.to_pydict()["result"]:
                yield msgspec.msgpack.decode(raw, type=Result)

    def stop(self) -> None:
        """Leave the cluster; one that was started for this run ends."""
        if self._has_joined:
            _loaded("ray").shutdown()


def _begin(ray: Any, **options: Any) -> None:
    """Start or join; its own daemons give up after 15 s on a busy machine, so more than once."""
    for attempt in range(1, _STARTS + 1):
        try:
            ray.init(**options)
            return
        except Exception as error:  # Ray raises what it likes
            ray.shutdown()
            if attempt == _STARTS:
                raise SaysoError(
                    f"Ray did not start ({str(error)[:300]})",
                    where=str(options.get("address", "a local cluster")),
                    remedy="try again when the machine is less busy, or: --engine native",
                ) from error


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _worker(daft: Any, number: int, kind: EngineKind) -> Any:
    """The engine's function: a class of which each worker makes one, and keeps it."""

    class Worker:
        def __init__(self, settings: bytes) -> None:
            told = settings_from(settings)
            self.keeper = Keeper(told, partial(fetch, folder=told.folder))

        @daft.method.batch(return_dtype=daft.DataType.binary(), batch_size=1)  # type: ignore[untyped-decorator]
        def code(self, parts: Any) -> Any:
            orders = (msgspec.json.decode(raw, type=Part) for raw in parts.to_pylist())
            done = [msgspec.msgpack.encode(self.keeper.code(part)) for part in orders]
            return daft.Series.from_pylist(done, dtype=daft.DataType.binary())

    cores = {"cpus": 1.0} if kind == "ray" else {}
    return daft.cls(Worker, max_concurrency=number, **cores)

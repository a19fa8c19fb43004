"""A bulk run: look the inputs through, code what is not done, put shards in place."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace

from sayso.archive.add import NO_HOOKS, Added, Hooks, coding_of
from sayso.archive.layout import Layout, open_layout, place_whole, sweep
from sayso.archive.lock import writer_lock
from sayso.archive.shards import Coding
from sayso.errors import ArchiveError, InputError, SaysoError
from sayso.pipeline import CodeOptions, failure
from sayso.read.failures import failure_of
from sayso.scale.engine import Engine, EngineKind, is_remote, opened
from sayso.scale.keeper import Result
from sayso.scale.manifest import Manifest, identity
from sayso.scale.pieces import Part, Piece, cut, parts
from sayso.scale.worker import DEFAULT, Settings, Timing
from sayso.schema import Failure

_TRIES = 3  # of the engine in a row that bring nothing


@dataclass(frozen=True, slots=True)
class BulkOptions:
    """How a bulk run goes.

    `workers` 0 means one for each core of the engine. `shards` None makes as many as serve the
    workers. `settings` is what every worker is told: how to read and code, and the limits of one
    document.
    """

    engine: EngineKind = "native"
    workers: int = 0
    shards: int | None = None
    address: str | None = None
    settings: Settings = DEFAULT


@dataclass(slots=True)
class Ran:
    """What a run came to. `known` counts documents that an earlier run had done.

    `timings` holds what the workers measured: one entry a part, with the process that coded it.
    """

    state: Added = field(default_factory=Added)
    documents: int = 0
    shards: int = 0
    restarts: int = 0
    workers: int = 0
    looking: float = 0.0
    seconds: float = 0.0
    timings: list[tuple[int, Timing]] = field(default_factory=list)


def run(
    inputs: Iterable[str | Path],
    output: Path,
    options: BulkOptions = BulkOptions(),
    *,
    hooks: Hooks = NO_HOOKS,
) -> Ran:
    """Code the documents of files, folders and object stores into the shards of an archive.

    The folder `output` is an archive, made where there is none, whose index is not brought up to
    date (`Archive.rebuild` does). A run that was broken off goes on where it stopped. Raises
    `MissingExtra` without the engine, `ArchiveError` when another process writes to the output,
    when it was begun by another model or codebook, or when the engine breaks down again and again.
    """
    started = time.perf_counter()
    engine = Engine(options.engine, options.workers, options.address)
    told = options.settings
    coding, by = replace(told.coding, threads=1), _coding(told.coding)
    settings = replace(told, coding=coding, by=by, folder=str(Path.cwd()))
    wanted = identity(settings.reading, settings.coding, by)
    layout = open_layout(output, create=True)
    with writer_lock(layout.lock):
        sweep(layout.articles)
        manifest = Manifest(layout, wanted)
        try:
            engine.start()
            job = _Job(layout, manifest, engine, settings, hooks)
            job.run(inputs, options.shards)
        finally:
            manifest.close()
            engine.stop()
    job.ran.seconds = time.perf_counter() - started
    return job.ran


def _coding(options: CodeOptions) -> Coding:
    """By what will be coded, without loading the model; raises what is wrong with the options."""
    from sayso.coding import codebook
    from sayso.resolve.article import Knowledge

    if options.aliases or options.gazetteers:
        Knowledge.load(options.aliases, options.gazetteers)
    book = codebook.load(options.codebook) if options.codebook else codebook.plover()
    return coding_of(SimpleNamespace(codebook=book))


@dataclass(slots=True)
class _Job:
    """One run, with the output's lock held."""

    layout: Layout
    manifest: Manifest
    engine: Engine
    settings: Settings
    hooks: Hooks
    ran: Ran = field(default_factory=Ran)
    problems: dict[str, str] = field(default_factory=dict)

    def run(self, inputs: Iterable[str | Path], shards: int | None) -> None:
        start = time.perf_counter()
        self.ran.workers = self.engine.workers
        pieces = {piece.hash: piece for piece in self._pieces(inputs)}
        self.ran.looking = time.perf_counter() - start
        todo = [piece for hash_, piece in pieces.items() if hash_ not in self.manifest.done]
        self.ran.documents = sum(piece.documents for piece in pieces.values())
        self.ran.state.known = self.ran.documents - sum(piece.documents for piece in todo)
        self.hooks.progress(self.ran.state)
        self._code(parts(todo, shards=shards, workers=self.engine.workers))

    def _pieces(self, inputs: Iterable[str | Path]) -> Iterator[Piece]:
        """The pieces of all inputs; a file that cannot be cut is a failure."""
        for given in map(str, inputs):
            try:
                files = self.engine.listed(given) if is_remote(given) else local_files(Path(given))
            except SaysoError as error:
                self._failed(failure_of(error, where=given))
                continue
            for uri in files:
                try:
                    with opened(uri) as stream:
                        yield from cut(stream, uri=uri)
                except (SaysoError, OSError) as error:
                    self._failed(failure(uri, error))

    def _failed(self, *failures: Failure) -> None:
        self.manifest.tell(failures)
        for one in failures:
            self.ran.state.failed += 1
            self.hooks.failed(one)

    def _code(self, todo: Sequence[Part]) -> None:
        """All parts; those that an engine's breakdown left out again, as long as any come."""
        left, idle = list(todo), 0
        while left and not self.ran.state.stopped:
            broke: Exception | None = None
            try:
                self._take_all(left)
            except Exception as error:  # engines raise what they like
                broke = error
            before = len(left)
            left = [part for part in left if not self.manifest.done.issuperset(part.hashes)]
            idle = 0 if len(left) < before else idle + 1
            self.ran.state.stopped |= self.hooks.stop()
            if left and idle >= _TRIES and not self.ran.state.stopped:
                self._give_up(left, broke)
                return

    def _take_all(self, left: Sequence[Part]) -> None:
        for result in self.engine.results(left, self.settings):
            self._take(result)
            if self.hooks.stop():
                self.ran.state.stopped = True
                return

    def _take(self, result: Result) -> None:
        """Put a shard in place, note its part as done, and tell."""
        if result.problem:
            self.problems[result.hashes[0]] = result.problem
            return
        if result.name:
            # its name is the hash of what it holds: the same part done twice is the same file
            place_whole(self.layout.articles / result.name, lambda aside: _write(aside, result))
            self.ran.shards += 1
        self.manifest.add(result)
        self.ran.timings.append((result.process, result.timing))
        self.ran.restarts += result.restarts
        self.ran.state.added += result.documents - len(result.failures)
        self.ran.state.failed += len(result.failures)
        for one in result.failures:
            self.hooks.failed(one)
        self.hooks.progress(self.ran.state)

    def _give_up(self, left: Sequence[Part], broke: Exception | None) -> None:
        if broke:
            raise ArchiveError(
                f"the engine broke down {_TRIES} times ({str(broke)[:300]})",
                where=str(self.layout.root),
                remedy="what is done is kept: mend the engine, and run the same command again",
            ) from broke
        for part in left:
            problem = self.problems.get(part.hashes[0], "was not done")
            remedy = "run the same command again"
            where = f"{part.runs[0].uri}: {part.documents} documents from {part.runs[0].first} on"
            self._failed(Failure(where, InputError.__name__, problem, remedy))


def _write(aside: Path, result: Result) -> None:
    aside.write_bytes(result.shard)


def local_files(path: Path) -> list[str]:
    """The files of a path, a folder's in sorted order with what is under it, hidden ones left out.

    Raises `InputError` for a path that is not there.
    """
    if not path.exists():
        raise InputError("is not there", where=str(path), remedy="check the path")
    if not path.is_dir():
        return [str(path)]
    return [str(file) for file in sorted(path.rglob("*")) if file.is_file() and shown(file, path)]


def shown(file: Path, root: Path) -> bool:
    """Whether nothing on the way from the root to the file is hidden."""
    return not any(part.startswith(".") for part in file.relative_to(root).parts)

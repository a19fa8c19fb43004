"""`sayso run INPUT... OUTPUT`: code archives of pages with many workers, on one machine or many."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from sayso.cli.add import columns, count_documents, report, watched

if TYPE_CHECKING:
    from sayso.scale.engine import EngineKind


@click.command()
@click.argument("inputs", nargs=-1, required=True)
@click.argument("output", type=click.Path(path_type=Path))
@click.option(
    "--engine", type=click.Choice(["native", "ray"]), default="native", show_default=True,
    help="Where the workers live: on this machine, or in a Ray cluster.",
)  # fmt: skip
@click.option("--workers", default=0, show_default="all cores", help="How many workers.")
@click.option("--shards", type=int, help="Most files to make; by default what serves the workers.")
@click.option("--address", help="A running Ray cluster; by default RAY_ADDRESS, else a local one.")
@click.option("--codebook", type=click.Path(path_type=Path), help="A codebook of your own (YAML).")
@click.option("--aliases", type=click.Path(path_type=Path), help="Names of your own (YAML).")
@click.option(
    "--gazetteer", "gazetteers", type=click.Path(path_type=Path), multiple=True,
    help="Places of your own (CSV or GeoNames); may be repeated.",
)  # fmt: skip
@click.option(
    "--map", "pairs", multiple=True, metavar="PART=COLUMN",
    help="Column of a table that holds the id, text, title, date, url or publisher.",
)  # fmt: skip
@click.option("--time-limit", default=120.0, show_default=True, help="Seconds for one document.")
@click.option(
    "--memory", default=6.0, show_default=True,
    help="Most gigabytes of address space of a worker; 0 sets no limit.",
)  # fmt: skip
@click.option("--any-language", is_flag=True, help="Code texts that do not look English too.")
def command(
    inputs: tuple[str, ...],
    *,
    output: Path,
    engine: str,
    workers: int,
    shards: int | None,
    address: str | None,
    codebook: Path | None,
    aliases: Path | None,
    gazetteers: tuple[Path, ...],
    pairs: tuple[str, ...],
    time_limit: float,
    memory: float,
    any_language: bool,
) -> None:
    """Code the documents of INPUTs into the folder OUTPUT, an archive, with many workers.

    An INPUT is JSONL, Parquet or WARC: a file, a folder, or the address of an object store (s3,
    gs, az), where wildcards are understood. What breaks a worker or takes too long is named in
    failures.jsonl; the rest goes on. Run the same command again to go on after a break.
    """
    from sayso.pipeline import CodeOptions
    from sayso.read import ReadOptions
    from sayso.scale import BulkOptions, run
    from sayso.scale.worker import Settings

    settings = Settings(
        reading=ReadOptions(columns=columns(pairs), check_language=not any_language),
        coding=CodeOptions(codebook, aliases, gazetteers, threads=1),
        time_limit=time_limit,
        memory=int(memory * 1e9),
    )
    options = BulkOptions(cast("EngineKind", engine), workers, shards, address, settings)
    done = watched(
        lambda hooks: run(inputs, output, options, hooks=hooks).state,
        total=count_documents(inputs),
    )
    click.echo(f"to search it: sayso archive rebuild --archive {output}", err=True)
    report(done, output, output / "failures.jsonl", again="the same command")

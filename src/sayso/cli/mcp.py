"""`sayso mcp`: the archive as tools for language models."""

from __future__ import annotations

from pathlib import Path

import click

from sayso.cli.filters import archive_option


@click.command()
@archive_option
@click.option("--record", "names", multiple=True, help="Record to check by; by default all.")
@click.option("--codebook", type=click.Path(path_type=Path), help="A codebook of your own (YAML).")
@click.option("--aliases", type=click.Path(path_type=Path), help="Names of your own (YAML).")
@click.option(
    "--gazetteer", "gazetteers", type=click.Path(path_type=Path), multiple=True,
    help="Places of your own (CSV or GeoNames); may be repeated.",
)  # fmt: skip
def command(
    *,
    folder: Path | None,
    names: tuple[str, ...],
    codebook: Path | None,
    aliases: Path | None,
    gazetteers: tuple[Path, ...],
) -> None:
    """Serve read, search, check and explain over standard input and output (MCP).

    It is started by the program that talks to the model, not by hand. The tools only read; they
    open no file that the model names.
    """
    from sayso.mcp import Tools, make_server
    from sayso.pipeline import CodeOptions

    options = CodeOptions(codebook, aliases, gazetteers)
    make_server(Tools(folder, names, options)).run("stdio")

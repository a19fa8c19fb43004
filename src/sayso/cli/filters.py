"""The options by which the commands of an archive choose events."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sayso.archive import Query

archive_option = click.option(
    "--archive",
    "folder",
    type=click.Path(path_type=Path),
    envvar="SAYSO_ARCHIVE",
    help="The archive's folder; by default SAYSO_ARCHIVE, else one in sayso's data folder.",
)

_FILTERS = (
    click.option("--actor", metavar="WHO", help="Who acts: an id (SYR, RUS.MIL), or a name."),
    click.option("--recipient", metavar="WHO", help="Who is acted upon."),
    click.option("--party", metavar="WHO", help="Either of the two."),
    click.option("--says", metavar="WHO", help="On whose word it stands."),
    click.option("--place", metavar="NAME", help="Where, by name."),
    click.option("--near", metavar="LAT,LON", help="Where, by a point in degrees."),
    click.option("--km", default=25.0, show_default=True, help="How far from --near."),
    click.option("--country", metavar="CODE", help="Where, by ISO 3166 alpha-3 code."),
    click.option("--since", metavar="DATE", help="From this day, month or year on."),
    click.option("--until", metavar="DATE", help="Up to this day, month or year."),
    click.option("--type", metavar="TYPE", help="PLOVER type, such as ASSAULT."),
    click.option("--mode", metavar="MODE", help="PLOVER mode, such as aerial."),
    click.option("--factuality", metavar="KIND", help="happened, planned, did_not_happen ..."),
    click.option("--stance", metavar="KIND", help="asserts, denies, accuses or doubts."),
    click.option("--publisher", metavar="NAME", help="Who published it."),
)


def filter_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that `query_of` takes."""
    for option in reversed(_FILTERS):
        function = option(function)
    return function


def query_of(words: str | None, filters: dict[str, Any]) -> Query:
    """The query that words and the filter options ask."""
    from sayso.archive import Query

    near = filters.pop("near", None)
    return Query(words=words, near=_point(near) if near else None, **filters)


def asks(query: Query) -> bool:
    """Whether a query asks anything."""
    return query.words is not None or query.publisher is not None or query.asks_fields


def _point(text: str) -> tuple[float, float]:
    try:
        lat, lon = (float(part) for part in text.split(","))
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is not LAT,LON", param_hint="--near") from error
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise click.BadParameter(f"{text!r} is not on the globe", param_hint="--near")
    return lat, lon

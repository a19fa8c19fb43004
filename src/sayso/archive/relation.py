"""Tables that an archive answers with: lazy, and at home in Arrow, polars, pandas, notebooks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from sayso.errors import ArchiveError, MissingExtra

if TYPE_CHECKING:
    from sayso.archive.store import Archive

SHOWN = 20


class Relation:
    """A question to an archive, asked anew at every use.

    It gives itself as a pyarrow table (`arrow`), a polars or pandas frame (`pl`, `df`), dicts
    (`rows`), or through the Arrow PyCapsule interface to whatever takes that.

    >>> from sayso import Archive
    >>> Archive("war").events.where("killed_best > 10").df()  # doctest: +SKIP
    """

    def __init__(
        self, archive: Archive, sql: str, parameters: Mapping[str, Any] | None = None
    ) -> None:
        self.archive = archive
        self.sql = sql
        self.parameters = dict(parameters or {})

    def _run(self, sql: str | None = None, *, as_arrow: bool = False) -> Any:
        import duckdb

        try:
            cursor = self.archive.cursor()
            if as_arrow:
                return cursor.sql(self.sql, params=self.parameters or None).to_arrow_table()
            return cursor.execute(sql or self.sql, self.parameters or None)
        except duckdb.Error as error:
            raise ArchiveError(
                f"the query failed: {_in_one_line(error)}",
                where=str(self.archive.path),
                remedy="`sayso archive info` lists the tables and their columns",
            ) from error

    def where(self, condition: str, /, **parameters: Any) -> Relation:
        """The rows for which an SQL condition holds; `$name` in it stands for a parameter."""
        sql = f"SELECT * FROM ({self.sql}) WHERE {condition}"  # noqa: S608 - checked to be a query
        return self.archive.sql(sql, **{**self.parameters, **parameters})

    def arrow(self) -> Any:
        """A pyarrow.Table."""
        return self._run(as_arrow=True)

    def df(self) -> Any:
        """A pandas.DataFrame; raises `MissingExtra` without pandas."""
        _need("pandas")
        return self._run().df()

    def pl(self) -> Any:
        """A polars.DataFrame; raises `MissingExtra` without polars."""
        _need("polars")
        import polars

        return polars.DataFrame(self.arrow())

    def rows(self) -> Iterator[dict[str, Any]]:
        """The rows as dicts."""
        found = self._run()
        names = [column[0] for column in found.description]
        while batch := found.fetchmany(1000):
            for row in batch:
                yield dict(zip(names, row, strict=True))

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        found = self._run(f"SELECT * FROM ({self.sql}) LIMIT 0")  # noqa: S608
        return [column[0] for column in found.description]

    def __len__(self) -> int:
        return int(self._run(f"SELECT count(*) FROM ({self.sql})").fetchone()[0])  # noqa: S608

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return self.rows()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self.arrow().__arrow_c_stream__(requested_schema)

    def __repr__(self) -> str:
        return f"<Relation of {len(self)} rows: {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        """The first rows as an HTML table; all of it escaped."""
        found = self._run(f"SELECT * FROM ({self.sql}) LIMIT {SHOWN}")  # noqa: S608
        head = "".join(f"<th>{escape(column[0])}</th>" for column in found.description)
        body = "".join(
            "<tr>" + "".join(f"<td>{_cell(value)}</td>" for value in row) + "</tr>"
            for row in found.fetchall()
        )
        note = f"<p>{len(self):,} rows</p>"
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"


def _in_one_line(error: Exception) -> str:
    """What DuckDB says, without the query that it repeats."""
    said, _, _ = str(error).partition("\n\nLINE ")
    return " ".join(said.split())


def _cell(value: object) -> str:
    if value is None:
        return ""
    return escape(f"{value:.4g}" if isinstance(value, float) else str(value))


def _need(package: str) -> None:
    from importlib.util import find_spec

    if find_spec(package) is None:
        raise MissingExtra(
            f"{package} is not installed",
            remedy=f"pip install {package}, or use .arrow() or .rows()",
        )

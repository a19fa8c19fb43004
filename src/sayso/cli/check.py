"""`sayso check`: the claims of articles, or of a table, put to the records."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sayso.errors import InputError, RecordError

if TYPE_CHECKING:
    from rich.console import Console

    from sayso.check import Check, Finding, RecordRow, Window
    from sayso.pipeline import CodeOptions
    from sayso.record import Record
    from sayso.resolve.gazetteer import Gazetteer
    from sayso.schema import Failure

WIDTH = 80
COLOURS = {"supported": "green", "contradicted": "red", "mixed": "yellow", "disputed": "magenta"}


@click.command(name="check")
@click.argument("articles", nargs=-1)
@click.option("--record", "names", multiple=True, help="Record to ask; by default all of them.")
@click.option("--radius", type=click.FloatRange(min=0.1), help="Kilometres round the place.")
@click.option("--window", help="Days: 90d either side, a year as 2015, or FROM..TO.")
@click.option("--claims", type=click.Path(path_type=Path), help="A CSV of claims instead.")
@click.option("--out", type=click.Path(path_type=Path), help="Where the CSV's verdicts go.")
@click.option("--aliases", type=click.Path(path_type=Path), help="Names of your own (YAML).")
@click.option(
    "--gazetteer", "gazetteers", type=click.Path(path_type=Path), multiple=True,
    help="Places of your own (CSV or GeoNames); may be repeated.",
)  # fmt: skip
@click.option("--rows", "with_rows", is_flag=True, help="List the rows behind each verdict.")
@click.option("--json", "as_json", is_flag=True, help="Print the checks as JSON.")
@click.option("--claimreview", is_flag=True, help="Print ClaimReview JSON-LD.")
def command(
    articles: tuple[str, ...],
    *,
    names: tuple[str, ...],
    radius: float | None,
    window: str | None,
    claims: Path | None,
    out: Path | None,
    aliases: Path | None,
    gazetteers: tuple[Path, ...],
    with_rows: bool,
    as_json: bool,
    claimreview: bool,
) -> None:
    """Put the claims of ARTICLES (files, folders, addresses) to the records.

    The verdict is a record's on a claim, never "true" or "false".
    """
    from sayso.check import parse_window
    from sayso.pipeline import CodeOptions

    span = parse_window(window) if window else None
    if bool(articles) == bool(claims):
        raise click.UsageError("give articles, or a table of claims with --claims")
    records = load_records(names)
    coding = CodeOptions(aliases=aliases, gazetteers=gazetteers)
    if claims:
        return check_table(claims, out, records, radius=radius, window=span, coding=coding)
    form = "json" if as_json else "claimreview" if claimreview else "text"
    options: dict[str, Any] = {"radius_km": radius, "window": span, "with_rows": with_rows}
    if aliases:
        from sayso.resolve.actors import ActorBook

        options["book"] = ActorBook.load(aliases)
    failed = _check_articles(articles, records, form=form, coding=coding, options=options)
    if failed:
        sys.exit(InputError.exit_code)
    return None


def load_records(names: Sequence[str]) -> list[Record]:
    """The records of these names, or all; raises `RecordError` when there is none."""
    from sayso.record import Record, list_records

    wanted = list(names) or [manifest.name for manifest in list_records()]
    if not wanted:
        raise RecordError("there is no record yet", remedy="add one with: sayso record add FILE")
    return [Record.load(name) for name in wanted]


def check_table(
    claims: Path,
    out: Path | None,
    records: Sequence[Record],
    *,
    radius: float | None,
    window: Window | None,
    coding: CodeOptions,
) -> None:
    """Check a CSV of claims and write it with its verdicts, to a file or to stdout."""
    from collections import Counter
    from functools import partial

    from sayso.check.bulk import check_bulk, read_claims, write_bulk
    from sayso.resolve.article import Knowledge

    known = Knowledge.load(coding.aliases, coding.gazetteers)
    book = known.book
    find = partial(find_places, gazetteer=known.gazetteer)
    table, wanted = read_claims(claims, book=book, find_places=find)
    rows = check_bulk(wanted, records, book=book, radius_km=radius, window=window)
    if out is None:
        write_bulk(table, rows, sys.stdout)
        return
    with out.open("w", encoding="utf-8", newline="") as file:
        write_bulk(table, rows, file)
    counts = Counter(row.verdict for row in rows)
    words = ", ".join(f"{verdict} {count}" for verdict, count in counts.most_common())
    click.echo(f"{len(rows)} claims: {words}", err=True)


def find_places(
    names: Sequence[str], countries: Sequence[str | None], *, gazetteer: Gazetteer
) -> list[Any]:
    """The places of names, each known to lie in a country (ISO alpha-3) or in any (None)."""
    from sayso.resolve.places import PlaceQuery, resolve_places

    # one call a name: names of one call count as one article, and would pull at each other
    return [
        resolve_places(
            [PlaceQuery(name)], gazetteer=gazetteer, countries=[country] if country else []
        )[0]
        for name, country in zip(names, countries, strict=True)
    ]


def _check_articles(
    inputs: Sequence[str],
    records: Sequence[Record],
    *,
    form: str,
    coding: CodeOptions,
    options: dict[str, Any],
) -> int:
    """Print the checks of all articles; gives how many could not be read."""
    import msgspec

    import sayso
    from sayso.check import check_article
    from sayso.schema import Article

    out: list[Any] = []
    failed = 0
    for article in sayso.read_articles(list(inputs), coding=coding):
        if not isinstance(article, Article):
            failed += 1
            _tell(article)
            continue
        checks = check_article(article, records, **options)
        if form == "text":
            print_checks(checks, title=article.title or article.id, with_rows=options["with_rows"])
        elif form == "json":
            out.append({"article": article.id, "checks": checks})
        else:
            from sayso.export.claimreview import claim_review

            out.extend(claim_review(check, article) for check in checks)
    if form != "text":
        click.echo(msgspec.json.format(msgspec.json.encode(out), indent=1))
    return failed


def _tell(failure: Failure) -> None:
    remedy = f"; {failure.remedy}" if failure.remedy else ""
    click.secho(f"sayso: {failure.where}: {failure.problem}{remedy}", err=True, fg="red")


def print_checks(checks: Iterable[Check], *, title: str, with_rows: bool) -> None:
    """Print the checks of one article for a terminal of 80 columns or more."""
    from collections import Counter

    from rich.console import Console
    from rich.padding import Padding

    console = Console(markup=False, highlight=False)
    if not console.is_terminal:
        console.width = WIDTH
    console.print(title, style="bold")
    licences: dict[str, None] = {}
    reasons: Counter[str] = Counter()
    for check in checks:
        if check.verdict == "not_checkable":
            reasons[check.explanation.removeprefix("This cannot be checked: ")] += 1
            continue
        _print_check(console, check, with_rows=with_rows)
        licences |= dict.fromkeys(check.licences)
    if reasons:
        many = "1 claim" if reasons.total() == 1 else f"{reasons.total()} claims"
        console.print(f"\nNot checkable: {many}", style="bold")
    for reason, count in reasons.most_common():
        console.print(Padding(f"{count}: {reason}", (0, 0, 0, 2)))
    for note in licences:
        console.print(f"Record {note}", style="dim")


def _print_check(console: Console, check: Check, *, with_rows: bool) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from sayso.check.explain import claimant, excluded_words, question

    claim = check.claim
    head = Text.assemble(
        f"\n{claimant(claim)}: ",
        (f"“{' '.join(claim.span.text.split())}”" if claim.span.text else claim.kind, "italic"),
    )
    console.print(head)
    console.print(Padding(question(claim), (0, 0, 0, 2)), style="dim")
    style = f"bold {COLOURS.get(check.verdict, 'cyan')}"
    console.print(Text.assemble("  ", (check.verdict.replace("_", " "), style)))
    console.print(Padding(check.explanation, (0, 0, 0, 2)))
    for finding in check.findings:
        if not finding.bands:
            continue
        star = " (* the radius that decides)" if finding.radius_km else ""
        title = f"{finding.record}, {finding.window}{star}"
        console.print(Padding(title, (0, 0, 0, 2)), style="bold")
        console.print(Padding(_bands(finding, claim.kind), (0, 0, 0, 2)))
        notes = [_nearest(finding.nearest), excluded_words(finding.excluded)]
        for note in filter(None, notes):
            console.print(Padding(note, (0, 0, 0, 2)), style="dim")
        if with_rows and finding.rows:
            console.print(Padding(_rows(finding.rows), (0, 0, 0, 2)))


def _bands(finding: Finding, kind: str) -> Any:
    """The counts by distance; a verdict at each where it is the share that decides."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    titles = ["within", "rows", "target", "share", "weighted", "90 % interval"]
    by_share = kind in ("target_presence", "target_share", "control")
    for title in (*titles, *(["verdict"] if by_share else [])):
        is_text = title in ("within", "verdict")
        table.add_column(title, justify="left" if is_text else "right", no_wrap=True)
    for band in finding.bands:
        radius = "anywhere" if band.radius_km is None else f"{band.radius_km:g} km"
        is_chosen = finding.radius_km is not None and band.radius_km == finding.radius_km
        mark = " *" if is_chosen else ""
        table.add_row(
            radius + mark,
            "" if band.n is None else str(band.n),
            "" if band.target is None else str(band.target),
            _percent(band.share),
            _percent(band.weighted_share),
            "" if band.low is None else f"{_percent(band.low)} to {_percent(band.high)}",
            *([band.verdict.replace("_", " ")] if by_share else []),
        )
    return table


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f} %"


def _nearest(row: RecordRow | None) -> str:
    if row is None:
        return ""
    place = f" at {row.place_name}" if row.place_name else ""
    off = f", {row.days} days off" if row.days else ""
    return f"Nearest row of the claimed target: {row.km} km{off}{place}, row {row.row_id}."


def _rows(rows: Sequence[RecordRow]) -> Any:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("km", "days", "date", "row", "sides", "place"):
        table.add_column(title, justify="right" if title in ("km", "days") else "left")
    for row in rows:
        date = (
            str(row.date_start)
            if row.date_start == row.date_end
            else (str(row.date_start.year) if row.date_prec == 5 else f"{row.date_start}..")
        )
        sides = " - ".join(filter(None, (row.side_a, row.side_b)))
        km = "" if row.km is None else f"{row.km:.1f}"
        mark = "*" if row.is_target else ""
        table.add_row(km, str(row.days), date, f"{row.row_id}{mark}", sides, row.place_name or "")
    return table

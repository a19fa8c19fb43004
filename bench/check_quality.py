"""How well rows around a place tell who is there, and which weighting tells it best.

    python bench/check_quality.py [--shared ../shared] [--questions 3000] [--seeds 3]

Rows of the dated UCDP record (exact to the place, exact to six days) are hidden by seed, a tenth
at a time. Each hidden row asks twice: is its own target there and then, and is another target,
drawn from the rows of the same country and year? The share that the visible rows give should be
high for the first and low for the second. Reported by radius and window:

- AUC: how often the true target gets the higher share (ties count half);
- coverage: how often the 90 % interval of a radius, widened by the chance of so few hidden rows,
  holds the count of the asked target among the hidden rows within 10 km (five or more);
- the two baselines: the target's share in the whole country that year, and the nearest row's.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from sayso.check.tally import Questions, Tally, tally
from sayso.check.weights import Weighting
from sayso.record import Record
from sayso.record.actors import actors_table
from sayso.record.ged import read_ged
from sayso.record.rows import Draft

SOURCE = "corpora/records/ucdp_ged_syria_2016_2019.csv.gz"
RADII = (10.0, 25.0, 50.0, 100.0)
WINDOWS = (30, 90, 180, 365)
FAR = 1_000_000.0
PLAIN = Weighting(FAR, FAR, FAR)
GRID = (
    ("plain", PLAIN),
    *((f"distance {km:g} km", replace(PLAIN, distance_km=km)) for km in (2.0, 5.0, 10.0, 25.0)),
    *((f"half-life {d} days", replace(PLAIN, half_days=float(d))) for d in (15, 30, 60, 120)),
    *((f"precision {km:g} km", replace(PLAIN, precision_km=km)) for km in (10.0, 25.0, 50.0)),
)


@dataclass(frozen=True)
class Split:
    """Visible rows, and for each hidden row its place, days, target and a decoy."""

    visible: Record
    hidden: Record
    lat: Any
    lon: Any
    day: Any
    target: Any
    decoy: Any
    national: Any


class Names:
    """Actor knowledge in which each name of a joint name is its own id."""

    def record_actors(self, raw: str) -> list[Any]:
        """Each part of a joint name."""
        from sayso.schema import Participant

        parts = [part.strip() for part in raw.split(",")]
        return [Participant(0, 0, part, id=part) for part in parts]


def load(path: Path) -> tuple[Draft, Any, Any]:
    """The draft of the record, which rows are exact, and the opponent of each row.

    The target of a row is its second side; the names of joint sides stay joint.
    """
    draft = read_ged(path)
    where, when = (draft.rows[name].to_numpy() for name in ("where_prec", "date_prec"))
    return draft, (where == 1) & (when <= 2), np.array(draft.sides[1][1].to_pylist(), dtype=object)


def record_of(draft: Draft, rows: Any) -> Record:
    """A record in memory of some rows of a draft."""
    keep = pa.array(rows)
    sides = tuple((side, column.take(keep)) for side, column in draft.sides)
    part = Draft(rows=draft.rows.take(keep), sides=sides)
    actors, _ = actors_table(part, Names())
    return Record(manifest=None, rows=part.rows, actors=actors)  # type: ignore[arg-type]


def split(draft: Draft, exact: Any, opponent: Any, *, seed: int, questions: int) -> Split:
    """Hide a tenth of the rows; ask about the exact ones among them."""
    rng = np.random.default_rng(seed)
    total = draft.rows.num_rows
    hidden = np.sort(rng.permutation(total)[: total // 10])
    visible = np.setdiff1d(np.arange(total), hidden)
    asked = rng.permutation(hidden[exact[hidden]])[:questions]
    year = np.array([day.year for day in draft.rows["date_start"].to_pylist()])
    decoy = np.empty(len(asked), dtype=object)
    national = np.empty((len(asked), 2))
    for one in np.unique(year[asked]):
        pool = opponent[visible[year[visible] == one]]
        names, counts = np.unique(pool.astype(str), return_counts=True)
        share = dict(zip(names.tolist(), (counts / counts.sum()).tolist(), strict=True))
        for i in np.flatnonzero(year[asked] == one):
            true = opponent[asked[i]]
            others = pool[pool != true]
            decoy[i] = rng.choice(others)
            national[i] = share.get(true, 0.0), share[decoy[i]]
    rows = draft.rows.take(pa.array(asked))
    return Split(
        visible=record_of(draft, visible),
        hidden=record_of(draft, hidden),
        lat=rows["lat"].to_numpy(),
        lon=rows["lon"].to_numpy(),
        day=rows["date_start"].cast(pa.int32()).to_numpy().astype(np.int64),
        target=opponent[asked],
        decoy=decoy,
        national=national,
    )


def ask(record: Record, given: Split, names: Any, *, window: int) -> Questions:
    """Whether `names` are among the parties of the rows around each hidden row."""
    patterns: dict[str, int] = {}
    for name in names:
        patterns.setdefault(name, len(patterns))
    parties = [{p.raw.strip() for p in combo.parties} for combo in record.combos]
    # the joint name is split by the importer, its raw form is what is asked for
    roles = np.array([[name.strip() in p for p in parties] for name in patterns], dtype=np.uint8)
    length = len(given.lat)
    return Questions(
        lat=given.lat,
        lon=given.lon,
        start=given.day - window,
        end=given.day + window,
        first=given.day,
        last=given.day,
        radius_km=np.full(length, 25.0),
        where_prec=np.full(length, 2),
        pattern=np.array([patterns[name] for name in names]),
        article=np.full(length, -2),
        is_own_act=np.zeros(length, dtype=bool),
        patterns=roles,
        acts=np.zeros(roles.shape, dtype=bool),
    )


def auc(true: Any, decoy: Any) -> float:
    """The chance that a true target has a higher share than a decoy."""
    true, decoy = np.nan_to_num(true), np.nan_to_num(decoy)
    order = np.sort(decoy)
    below = np.searchsorted(order, true, side="left")
    upto = np.searchsorted(order, true, side="right")
    return float(np.mean((below + upto) / 2 / len(order)))


def brier(true: Any, decoy: Any, prior: Any) -> float:
    """Mean squared error of the shares as chances; where no row is, the country's share."""
    true = np.where(np.isnan(true), prior[:, 0], true)
    decoy = np.where(np.isnan(decoy), prior[:, 1], decoy)
    return float((np.mean((1 - true) ** 2) + np.mean(decoy**2)) / 2)


def coverage(visible: Tally, hidden: Tally, column: int, *, clustering: float) -> float:
    """How often the count of hidden rows within 10 km lies in the 90 % interval of a radius.

    Only where five or more rows are hidden there. `clustering` is how many rows are taken to say
    as much as one. The interval is that of the beta-binomial: the posterior of the visible rows,
    and the chance of so few hidden ones. Its quantiles are drawn by a fixed seed.
    """
    target, n = (part[:, column] / clustering for part in visible.effective())
    many = (hidden.n[:, 0] >= 5) & (n > 0)
    rng = np.random.default_rng(11)
    a, b = target[many] + 0.5, n[many] - target[many] + 0.5
    chance = rng.beta(a, b, (2000, int(many.sum())))
    drawn = rng.binomial(hidden.n[many, 0], chance)
    low, high = np.quantile(drawn, [0.05, 0.95], axis=0)
    seen = hidden.target[many, 0]
    return float(np.mean((seen >= low) & (seen <= high)))


def nearest_share(given: Split, names: Any, *, window: int) -> Any:
    """1 where the nearest visible row within 100 km has the target, else 0."""
    asked = ask(given.visible, given, names, window=window)
    anyone = replace(asked, patterns=np.ones_like(asked.patterns))
    group = tally(given.visible, anyone, radii=RADII).nearest
    combo = given.visible.groups.combo[np.maximum(group, 0)]
    return np.where(group >= 0, asked.patterns[asked.pattern, combo], 0).astype(float)


def show(title: str, rows: Iterator[tuple[str, ...]], head: tuple[str, ...]) -> None:
    """A table in Markdown."""
    print(f"\n{title}\n\n| {' | '.join(head)} |\n|{'---|' * len(head)}")
    for row in rows:
        print(f"| {' | '.join(row)} |")


def mean(values: Any) -> str:
    return f"{np.mean(list(values)):.3f}"


def study(splits: list[Split]) -> None:
    def both(given: Split, window: int, weighting: Weighting) -> tuple[Tally, Tally]:
        asked = [ask(given.visible, given, t, window=window) for t in (given.target, given.decoy)]
        true, decoy = (tally(given.visible, q, radii=RADII, weighting=weighting) for q in asked)
        return true, decoy

    def scores(window: int, weighting: Weighting, column: int) -> tuple[str, str]:
        pairs = [(given, *both(given, window, weighting)) for given in splits]
        shares = [
            (g, t.weighted_share()[:, column], d.weighted_share()[:, column]) for g, t, d in pairs
        ]
        return mean(auc(t, d) for _, t, d in shares), mean(
            brier(t, d, g.national) for g, t, d in shares
        )

    def baselines() -> Iterator[tuple[str, ...]]:
        national = [(g.national[:, 0], g.national[:, 1]) for g in splits]
        yield (
            "national share",
            mean(auc(*p) for p in national),
            mean(brier(*p, g.national) for p, g in zip(national, splits, strict=True)),
        )
        near = [
            (nearest_share(g, g.target, window=90), nearest_share(g, g.decoy, window=90))
            for g in splits
        ]
        yield (
            "nearest row, 90 days",
            mean(auc(*p) for p in near),
            mean(brier(*p, g.national) for p, g in zip(near, splits, strict=True)),
        )

    def plain() -> Iterator[tuple[str, ...]]:
        for window in WINDOWS:
            cells = []
            pairs = [(given, *both(given, window, PLAIN)) for given in splits]
            for column in range(len(RADII)):
                shares = [
                    (t.weighted_share()[:, column], d.weighted_share()[:, column])
                    for _, t, d in pairs
                ]
                cells.append(mean(auc(*p) for p in shares))
            yield (f"{window} days", *cells)

    def kernels() -> Iterator[tuple[str, ...]]:
        for name, weighting in GRID:
            yield name, *scores(365, weighting, 3)

    def joint() -> Iterator[tuple[str, ...]]:
        for km in (2.0, 5.0, 10.0):
            for half in (15.0, 30.0, 60.0):
                weighting = Weighting(km, half, 25.0)
                yield (
                    f"{km:g} km, {half:g} days",
                    *scores(365, weighting, 3),
                    *scores(90, weighting, 1),
                )

    def covers() -> Iterator[tuple[str, ...]]:
        for clustering in (1.0, 2.0, 3.0, 5.0):
            for name, weighting in (("plain", PLAIN), ("weighted", Weighting())):
                cells = []
                for column in range(len(RADII)):
                    parts = []
                    for given in splits:
                        asked = ask(given.visible, given, given.target, window=90)
                        other = ask(given.hidden, given, given.target, window=90)
                        seen = tally(given.visible, asked, radii=RADII, weighting=weighting)
                        kept = tally(given.hidden, other, radii=RADII, weighting=PLAIN)
                        parts.append(coverage(seen, kept, column, clustering=clustering))
                    cells.append(mean(parts))
                yield (f"{clustering:g}", name, *cells)

    bands = tuple(f"{km:g} km" for km in RADII)
    show("Baselines", baselines(), ("baseline", "AUC", "Brier"))
    show("AUC of the plain share, by window and radius", plain(), ("window", *bands))
    show("One kernel at a time (100 km, 365 days)", kernels(), ("kernel", "AUC", "Brier"))
    head = ("distance, half-life", "AUC 100 km 365 d", "Brier", "AUC 25 km 90 d", "Brier")
    show("Distance and time together, precision 25 km", joint(), head)
    show(
        "Coverage of 90 % intervals for rows within 10 km (90 days)",
        covers(),
        ("clustering", "weights", *bands),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--questions", type=int, default=1500)
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    path = options.shared / SOURCE
    if not path.exists():
        raise SystemExit(f"{path} is not there; this study needs that record")
    draft, exact, opponent = load(path)
    splits = [
        split(draft, exact, opponent, seed=seed, questions=options.questions)
        for seed in range(options.seeds)
    ]
    asked = sum(len(given.lat) for given in splits)
    print(f"{draft.rows.num_rows} rows, {asked} questions by {options.seeds} seeds")
    study(splits)


if __name__ == "__main__":
    main()

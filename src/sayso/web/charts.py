"""The charts that need no script: drawn as SVG here, styled by the style sheet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sayso.check import Band


@dataclass(frozen=True, slots=True)
class Bar:
    """A share of rows with its interval, all 0 to 100 (None: there is no row)."""

    radius_km: float | None
    n: int | None
    target: int | None
    share: float | None
    low: float | None
    high: float | None
    verdict: str

    @classmethod
    def of(cls, band: Band) -> Bar:
        """The bar of a band."""
        share, low, high = (_hundred(x) for x in (band.share, band.low, band.high))
        return cls(band.radius_km, band.n, band.target, share, low, high, band.verdict)


def _hundred(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 2)


def bars(bar: Bar, *, is_chosen: bool) -> dict[str, Any]:
    """A bar as its template needs it: the numbers, and the drawing."""
    return {"bar": bar, "svg": _bar_svg(bar), "is_chosen": is_chosen}


def _bar_svg(bar: Bar) -> Any:
    """A track of 100 by 16 with the cut-offs of the verdicts, the share and its interval."""
    parts = [
        '<svg class="band" viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true">',
        '<rect class="track" x="0" y="3" width="100" height="10"/>',
    ]
    if bar.share is not None:
        parts.append(f'<rect class="share" x="0" y="3" width="{bar.share}" height="10"/>')
    parts += [f'<line class="cut" x1="{x}" x2="{x}" y1="0" y2="16"/>' for x in (10, 50)]
    if bar.low is not None and bar.high is not None:
        parts.append(f'<line class="range" x1="{bar.low}" x2="{bar.high}" y1="8" y2="8"/>')
        parts += [
            f'<line class="range" x1="{x}" x2="{x}" y1="4" y2="12"/>' for x in (bar.low, bar.high)
        ]
    return _markup("".join([*parts, "</svg>"]))


def histogram(time: dict[str, Any]) -> Any:
    """Counts over time as an SVG of 1000 by 60, conflict below cooperation."""
    totals: dict[dt.date, list[int]] = {}
    for one in time["bins"]:
        totals.setdefault(one["at"], [0, 0])["conflict" not in one["quad"]] += one["n"]
    if len(totals) < 2:
        return ""
    days = sorted(totals)
    step = {"day": 1, "month": 30.44, "year": 365.25}[time["unit"]]
    columns = max(1, round((days[-1] - days[0]).days / step) + 1)
    width, top = 1000 / columns, max(sum(pair) for pair in totals.values())
    parts = [
        '<svg class="histogram" viewBox="0 0 1000 60" preserveAspectRatio="none" role="img">',
        f"<title>Events by {time['unit']}, {days[0]} to {days[-1]}</title>",
    ]
    for day in days:
        x = round((day - days[0]).days / step) * width
        conflict, other = (58 * n / top for n in totals[day])
        shape = f'x="{x:.2f}" width="{max(width * 0.86, 0.6):.2f}"'
        parts.append(f'<rect class="k" {shape} y="{60 - conflict:.2f}" height="{conflict:.2f}"/>')
        parts.append(
            f'<rect class="c" {shape} y="{60 - conflict - other:.2f}" height="{other:.2f}"/>'
        )
    return _markup("".join([*parts, "</svg>"]))


def _markup(html: str) -> Any:
    from markupsafe import Markup

    return Markup(html)  # noqa: S704 - numbers and days only

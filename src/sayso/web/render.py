"""From what a page found to an answer: HTML by its template, or JSON at its `.json` twin."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from sayso.web.highlight import inert

STATIC = files("sayso.web").joinpath("static")

VERDICTS = {
    "supported": ("✓", "The record bears it out"),
    "mixed": ("≈", "The record is mixed"),
    "contradicted": ("✗", "The record speaks against it"),
    "disputed": ("⇄", "The records disagree"),
    "insufficient_record": ("…", "Too little in the record to tell"),
    "out_of_coverage": ("∅", "Outside what the record covers"),
    "not_checkable": ("–", "No loaded record can decide this"),
}
STANCES = {"asserts": "✓", "denies": "✗", "accuses": "!", "doubts": "?"}
QUADS = {
    "verbal cooperation": ("○", "vc"),
    "material cooperation": ("●", "mc"),
    "verbal conflict": ("△", "vk"),
    "material conflict": ("▲", "mk"),
}


@dataclass(frozen=True, slots=True)
class Page:
    """What a handler gives: the template, the title, the data (also the JSON), and the rest."""

    template: str
    title: str
    data: Any
    extra: dict[str, Any] = field(default_factory=dict)
    status: int = 200


def answer(page: Page, *, path: str, query: str = "", as_json: bool = False) -> Response:
    """The response for a page; `path` and `query` are what was asked."""
    import msgspec

    if as_json:
        body = msgspec.json.encode(page.data)
        return Response(body, status_code=page.status, media_type="application/json")
    html = environment().get_template(page.template).render(
        title=page.title,
        data=page.data,
        path=path,
        twin=f"{path}.json" + (f"?{query}" if query else ""),
        is_built=is_built(),
        **page.extra,
    )  # fmt: skip
    return Response(html, status_code=page.status, media_type="text/html")


@lru_cache(maxsize=1)
def is_built() -> bool:
    """Whether the map and the charts were put in by `npm run build`."""
    return STATIC.joinpath("vendor", "maplibre-gl.mjs").is_file()


@lru_cache(maxsize=1)
def environment() -> Any:
    """The Jinja environment: everything escaped, no control characters let through."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    from sayso import words

    found = Environment(
        loader=PackageLoader("sayso.web"),
        autoescape=True,
        finalize=_finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals.update(
        verdicts=VERDICTS,
        stances=STANCES,
        quads=QUADS,
        factuality_marks=words.FACTUALITY_MARKS,
        link=link,
    )
    found.filters.update(
        place=words.place_in_words,
        when=words.date_in_words,
        quantity=words.quantity_in_words,
        tolls=words.tolls_in_words,
        number=lambda value: f"{value:,}",
        percent=percent,
        web_url=web_url,
        words=lambda name: str(name).replace("_", " "),
    )
    return found


def _finalize(value: Any) -> Any:
    if value is None:
        return ""
    # markup is a kind of str, made only by our own renderers, which have been through `inert`
    return inert(value) if type(value) is str else value


def link(path: str, **params: Any) -> str:
    """An address within the room."""
    told = {key: value for key, value in params.items() if value not in (None, "")}
    return f"{path}?{urlencode(told)}" if told else path


def percent(share: float | None) -> str:
    """A share in words, as the explanations of checks write it."""
    from sayso.check.explain import percent as in_words

    return in_words(share)


def web_url(url: str | None) -> str:
    """The address if it is one of the web, else nothing: a link must not run anything."""
    return url if url and url.startswith(("http://", "https://")) else ""

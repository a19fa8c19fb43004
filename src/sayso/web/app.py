"""The server of the reading room."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from anyio import to_thread
from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.responses import Response

from sayso.errors import ArchiveError, SaysoError
from sayso.web.pages.article import article_page
from sayso.web.pages.articles import articles_page
from sayso.web.pages.check import check_page, checks_page, verdicts_page
from sayso.web.pages.incidents import incident_page, incidents_page
from sayso.web.pages.map import map_page
from sayso.web.pages.paste import keep, paste_page, pasted_page, read_form
from sayso.web.pages.says import says_page
from sayso.web.query import read_filter
from sayso.web.render import STATIC, Page, answer, link
from sayso.web.room import Room
from sayso.web.security import LOCAL, Access, Guard, Refused

Handler = Callable[[Request], Page]

# Pages are bound to the processor: more of them at once than it has cores only makes all of them
# late, and one more goes on while another waits for a file.
AT_ONCE = (os.cpu_count() or 1) + 1


@asynccontextmanager
async def _in_turn(_: FastAPI) -> AsyncIterator[None]:
    to_thread.current_default_thread_limiter().total_tokens = AT_ONCE
    yield


def create_app(room: Room, *, access: Access = LOCAL) -> Any:
    """The ASGI application: every page, its `.json` twin, and the checks of `Guard` around them."""
    # no /docs: FastAPI's own pages load their scripts from another host
    app = FastAPI(title="sayso", docs_url=None, redoc_url=None, openapi_url=None, lifespan=_in_turn)
    for path, handler in handlers(room).items():
        _add(app, path, handler)
    _add_paste(app, room)
    app.mount("/static", StaticFiles(directory=str(STATIC)), name="static")
    app.add_exception_handler(SaysoError, _on_error)
    app.add_exception_handler(HTTPException, _on_error)
    app.add_exception_handler(Refused, _on_error)

    @app.get("/")
    def home() -> Response:
        return RedirectResponse("/articles")

    return Guard(app, access)


def handlers(room: Room) -> dict[str, Handler]:
    """The pages by path."""

    def one(request: Request) -> Page:
        asked = request.query_params
        return article_page(room, asked.get("id", ""), show_chrome=asked.get("chrome") == "1")

    def check(request: Request) -> Page:
        asked = request.query_params
        if "claim" not in asked:
            return checks_page(room, read_filter(asked))
        radius, window = asked.get("radius", ""), asked.get("window", "")
        return check_page(
            room, asked.get("article", ""), asked["claim"], radius=radius, window=window
        )

    return {
        "/articles": lambda request: articles_page(room, read_filter(request.query_params)),
        "/article": one,
        "/says": lambda request: says_page(room, read_filter(request.query_params)),
        "/map": lambda request: map_page(room, read_filter(request.query_params)),
        "/check": check,
        "/verdicts": lambda request: verdicts_page(
            room, request.query_params.get("article", ""), request.query_params.getlist("claim")
        ),
        "/incidents": lambda request: incidents_page(room, read_filter(request.query_params)),
        "/incident": lambda request: incident_page(room, request.query_params.get("id", "")),
        "/paste": lambda request: paste_page(room),
    }


def _add(app: FastAPI, path: str, handler: Handler) -> None:
    """A page and its twin; handlers run in threads, since the archive answers synchronously."""

    def page(request: Request) -> Response:
        return _answer(request, handler(request))

    app.add_api_route(path, page, methods=["GET", "HEAD"], response_class=Response)
    app.add_api_route(f"{path}.json", page, methods=["GET", "HEAD"], response_class=Response)


def _add_paste(app: FastAPI, room: Room) -> None:
    async def paste(request: Request) -> Response:
        form = read_form(await request.body())
        text = form.get("text", "")
        if form.get("keep"):
            kept = await run_in_threadpool(keep, room, text)
            return RedirectResponse(link("/article", id=kept), status_code=303)
        chrome = form.get("chrome") == "1"
        page = await run_in_threadpool(pasted_page, room, text, show_chrome=chrome)
        return _answer(request, page)

    for path in ("/paste", "/paste.json"):
        app.add_api_route(path, paste, methods=["POST"], response_class=Response)


def _answer(request: Request, page: Page) -> Response:
    path = request.url.path
    return answer(
        page,
        path=path.removesuffix(".json"),
        query=request.url.query,
        as_json=path.endswith(".json"),
    )


def _on_error(request: Request, error: Exception) -> Response:
    """The page of an error: what is wrong, and what to do."""
    if isinstance(error, Refused):
        status, problem, remedy = error.status, str(error), ""
    elif isinstance(error, HTTPException):
        status, problem, remedy = error.status_code, "there is no such page", "see the menu above"
    else:
        assert isinstance(error, SaysoError)
        status = 404 if isinstance(error, ArchiveError) else 400
        head = f"{error.where}: " if error.where and not isinstance(error, ArchiveError) else ""
        problem, remedy = head + error.problem, error.remedy
    data = {"error": type(error).__name__, "problem": problem, "remedy": remedy}
    return _answer(
        request, Page("error.html", "Not found" if status == 404 else "Error", data, status=status)
    )

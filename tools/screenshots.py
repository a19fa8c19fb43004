"""`python -m tools.screenshots`: take the pictures of the docs and the README anew, from the demo.

Needs Chromium and the built front end; takes half a minute. With another folder as its argument
the pictures go there.
"""

from __future__ import annotations

import shutil
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from sayso.demo import Demo

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
FLAGS = "--no-sandbox --use-angle=swiftshader --enable-unsafe-swiftshader".split()
WIDTH, HEIGHT = 1280, 860


def main(folder: Path = IMAGES) -> None:
    """Serve the demo and photograph its pages."""
    from playwright.sync_api import sync_playwright

    from sayso.demo import built

    with built() as demo, served(demo) as address, sync_playwright() as playwright:
        chromium = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(
            base_url=address, viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light"
        )
        page.set_default_timeout(120_000)
        for name, path in pages(demo).items():
            page.goto(path)
            if page.locator("#map").count():
                page.locator("#map[data-shown]").wait_for()
            page.evaluate("scrollTo(0, 0)")  # an event's address scrolls to its card
            target = folder / f"reading-room-{name}.png"
            page.screenshot(path=str(target))
            print(f"{target.name}: {target.stat().st_size / 1000:.0f} kB")
        browser.close()


def pages(demo: Demo) -> dict[str, str]:
    """What to photograph: the incident, and the article whose claims the record decides most."""
    from sayso.check.verdicts import DECIDED

    counts: dict[str, list[Any]] = {}
    for publisher, check in demo.checks():
        if check.verdict in DECIDED and check.claim.event:
            counts.setdefault(publisher or "", []).append(check.claim)
    publisher = max(counts, key=lambda name: len(counts[name]))
    claim = counts[publisher][0]
    first, last = claim.span.start, claim.span.end
    article = next(
        one
        for one in demo.archive.read()
        if one.publisher == publisher and one.text[first:last] == claim.span.text
    )
    where = f"article={quote(article.id)}&claim={claim.id}"
    return {
        "article": f"/article?id={quote(article.id)}#event-{claim.event}",
        "incident": f"/incident?id={demo.incident()}",
        "check": f"/check?{where}",
    }


@contextmanager
def served(demo: Demo) -> Iterator[str]:
    """The reading room over the demo on a free port."""
    import uvicorn

    from sayso.cli.serve import make_app

    app = make_app(demo.archive, can_keep=False, names=(), host=None, token=None)
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(5)


if __name__ == "__main__":
    main(*(Path(word) for word in sys.argv[1:2]))

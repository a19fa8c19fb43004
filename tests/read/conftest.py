"""Pages that the tests of reading share."""

from __future__ import annotations

from pathlib import Path

import pytest

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>Shells hit Taiz market, killing 5 - The Daily Planet</title>
<meta property="og:title" content="Shells hit Taiz market, killing 5">
<meta property="og:site_name" content="The Daily Planet">
<meta property="article:published_time" content="2015-10-02T10:00:00Z"></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav>
<h1>Shells hit Taiz market, killing 5</h1>
<article><figure><img src="a.jpg"><figcaption>People look at the market in Taiz on Friday.
</figcaption></figure>
<p>TAIZ, Yemen (AP) — Shells hit a market in Taiz on Friday, killing five people, medics said.</p>
<p>The Houthis denied that they had fired the shells. “We did not fire,” a spokesman said.</p>
<p>It was the third attack on the market this year, and the worst since the siege began.</p>
<p>Residents said that nobody had come to help until the evening, and that the road was shut.</p>
</article><aside><h3>Related stories</h3><p>Truce holds in Aden</p></aside>
<footer>Copyright 2015 The Daily Planet. All rights reserved.</footer></body></html>"""


@pytest.fixture
def page() -> str:
    """A news page with navigation, a caption, a related story and a footer."""
    return PAGE


@pytest.fixture
def seed_text() -> str:
    """The flattened page of the project's first issue; skips where the shared data is absent."""
    folder = Path(__file__).parents[3] / "shared" / "seed"
    found = sorted(folder.glob("*.txt")) if folder.is_dir() else []
    if not found:
        pytest.skip("the shared data is not on this machine")
    return found[0].read_text("utf-8")

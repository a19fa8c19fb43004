"""The tools of `sayso mcp`, called through the protocol's own client."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sayso.demo import Demo, built
from sayso.errors import MissingExtra
from sayso.mcp import Tools, make_server
from sayso.pipeline import CodeOptions

mcp = pytest.importorskip("mcp", reason="needs the extra sayso[mcp]")


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    with built() as found:
        yield found


@pytest.fixture(scope="module")
def tools(demo: Demo) -> Tools:
    known = CodeOptions(None, demo.files / "names.yaml", (demo.files / "places.csv",))
    return Tools(demo.archive.path, options=known)


def call(tools: Tools, name: str, **asked: Any) -> Any:
    async def talk() -> Any:
        async with mcp.Client(make_server(tools)) as client:
            return await client.call_tool(name, asked)

    return asyncio.run(talk())


def answer(tools: Tools, name: str, **asked: Any) -> Any:
    result = call(tools, name, **asked)
    assert not result.is_error, result.content
    return result.structured_content


def problem(tools: Tools, name: str, **asked: Any) -> str:
    result = call(tools, name, **asked)
    assert result.is_error
    return str(result.content[0].text)


def test_four_tools_that_only_read(tools: Tools) -> None:
    async def listed() -> Any:
        async with mcp.Client(make_server(tools)) as client:
            return (await client.list_tools()).tools

    found = asyncio.run(listed())
    assert [tool.name for tool in found] == ["read", "search", "check", "explain"]
    for tool in found:
        assert tool.annotations.read_only_hint
        assert len(tool.description) > 80
    assert set(found[0].input_schema["required"]) == {"source"}


def test_read_gives_events_with_their_sources(tools: Tools) -> None:
    found = answer(tools, "read", source="voice-1")
    assert found["publisher"] == "Upland Voice" and found["published"] == "2025-06-04"
    sources = {event["source"] for event in found["events"]}
    assert "Upland League" in sources
    assert {claim["event"] for claim in found["claims"]} <= {e["event"] for e in found["events"]}


def test_read_codes_a_text(tools: Tools) -> None:
    text = "On June 2, 2025 the Upland League said that the Ilmaran army had shelled Selmouth."
    found = answer(tools, "read", source=text)
    assert "ASSAULT" in {event["type"] for event in found["events"]}


def test_search_finds_the_telling_and_its_sentence(tools: Tools, demo: Demo) -> None:
    found = answer(tools, "search", place="Selmouth", type="ASSAULT", limit=3)
    assert found["total"] == len(demo.archive.search(place="Selmouth", type="ASSAULT")) > 3
    assert len(found["events"]) == 3
    for row in found["events"]:
        assert row["trigger"] in row["sentence"]


def test_check_gives_counts_at_four_distances(tools: Tools) -> None:
    checks = [c for name in ("gazette-1", "voice-1", "meridian-1")
              for c in answer(tools, "check", source=name)["checks"]]  # fmt: skip
    assert checks
    radii = [b["radius_km"] for c in checks for f in c["findings"] for b in f["bands"]]
    assert {10, 25, 50, 100} <= set(radii)
    assert all(c["licences"] and c["explanation"] for c in checks)


def test_check_of_chosen_claims(tools: Tools) -> None:
    first = answer(tools, "read", source="meridian-1")["claims"][0]["id"]
    found = answer(tools, "check", source="meridian-1", claims=[first], window="2025")
    assert [check["claim"]["id"] for check in found["checks"]] == [first]


def test_explain_shows_spans_and_reasons(tools: Tools) -> None:
    event = answer(tools, "read", source="meridian-1")["events"][0]["event"]
    found = answer(tools, "explain", source="meridian-1", event=event)
    assert found["event"]["trigger"]["text"] in found["sentence"]
    assert "factuality" in found["event"]["why"]


def test_errors_reach_the_model_with_their_remedy(tools: Tools, tmp_path: Path) -> None:
    assert "it has e1" in problem(tools, "explain", source="voice-1", event="e99")
    assert "sayso search" in problem(tools, "read", source="no-such-article")
    assert "give words" in problem(tools, "search")
    assert "2015-09-01" in problem(tools, "check", source="voice-1", window="soon")
    assert "sayso add" in problem(Tools(tmp_path / "none"), "search", words="peace")


def test_no_file_is_opened_for_the_model(tools: Tools, demo: Demo) -> None:
    page = demo.files / "pages" / "voice-1.html"
    for source in (str(page), page.as_uri()):
        assert "no article" in problem(tools, "read", source=source)


def test_private_addresses_are_refused(tools: Tools) -> None:
    assert "private" in problem(tools, "read", source="http://127.0.0.1:9/secret").lower()


def test_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch, tools: Tools) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    with pytest.raises(MissingExtra, match=r"sayso\[mcp\]"):
        make_server(tools)


def test_the_command_speaks_over_pipes(demo: Demo) -> None:
    words = ["-m", "sayso", "mcp", "--archive", str(demo.archive.path)]
    server = mcp.StdioServerParameters(command=sys.executable, args=words, env=dict(os.environ))

    async def talk() -> Any:
        async with mcp.Client(server) as client:
            return await client.call_tool("search", {"words": "market", "limit": 1})

    found = asyncio.run(talk()).structured_content
    assert found["total"] > 0

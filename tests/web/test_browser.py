"""The pages in a real browser: events, brushing, checks, pasting, keyboard, accessibility."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import pytest

from tests.web.data import HARBOUR

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PATIENCE = 120_000  # milliseconds; a busy machine is no fault of the pages
PAGES = [
    "/articles",
    "/article?id=harbour",
    "/article?id=hostile",
    "/says",
    "/says?article=harbour",
    "/map?record=invented",
    "/check",
    "/check?article=harbour&claim=c1",
    "/incidents",
    "/incident",
    "/paste",
]


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    """A page that fails the test for any error, and for any request to another host."""
    context = browser.new_context(base_url=address, viewport={"width": 1440, "height": 900})
    found = context.new_page()
    found.set_default_timeout(PATIENCE)
    faults: list[str] = []
    found.on("pageerror", lambda error: faults.append(str(error)))
    found.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)

    def seen(request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and f"http://{parts.netloc}" != address:
            faults.append(f"left the machine: {request.url}")

    context.on("request", seen)
    yield found
    context.close()
    assert faults == []


def ready(page: Any, path: str) -> None:
    if path == "/incident":
        page.goto("/incidents")
        page.locator("ol.articles a").first.click()
        page.wait_for_url("**/incident?**")
        return
    page.goto(path)
    if page.locator("#map").count():
        page.locator("#map[data-shown]").wait_for()


def test_an_event_is_clicked_and_its_source_seen(page: Any) -> None:
    page.goto("/article?id=harbour")
    page.get_by_role("link", name="bombed").click()
    card = page.locator("#event-e1")
    assert "is-on" in card.get_attribute("class")
    assert "the mayor" in card.inner_text()
    assert page.url.endswith("#event-e1")
    assert page.locator(".sayso-text .source.is-on").inner_text() == "the mayor"
    page.locator("#event-e3 h3").click()
    assert page.locator(".sayso-text .trigger.is-on").inner_text() == "hit"


def test_of_a_coded_article_an_event_is_clicked_and_its_source_seen(
    browser: Any, coded_address: str
) -> None:
    listed = httpx.get(f"{coded_address}/articles.json", timeout=60).json()["articles"]
    assert listed
    page = browser.new_page(base_url=coded_address)
    page.set_default_timeout(PATIENCE)
    for one in listed:
        article = httpx.get(
            f"{coded_address}/article.json", params={"id": one["id"]}, timeout=60
        ).json()
        said = [e for e in article["article"]["events"] if e["attribution"]["source"] != "article"]
        assert said
        source = said[0]["attribution"]["source"]
        page.goto(f"/article?id={quote(one['id'])}")
        page.locator(f'a.to-event[href="#event-{said[0]["id"]}"]').first.click()
        card = page.locator(f"#event-{said[0]['id']}")
        assert "is-on" in card.get_attribute("class")
        assert (source["name"] or source["text"]) in card.inner_text()
        on = "".join(page.locator(".sayso-text .source.is-on").all_inner_texts())
        assert "".join(source["text"].split()) in "".join(on.split())
    page.close()


def test_any_word_of_an_event_leads_to_its_card(page: Any) -> None:
    page.goto("/article?id=harbour")
    page.locator(".sayso-text .source", has_text="the mayor").click()
    assert page.locator(".card.is-on").get_attribute("data-event") == "e1"
    page.keyboard.press("Escape")
    assert page.locator(".card.is-on").count() == 0


def test_on_a_telephone_the_card_comes_to_the_word(page: Any) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/article?id=harbour")
    page.get_by_role("link", name="bombed").click()
    card = page.locator("#event-e1").bounding_box()
    assert card["y"] > 200 and card["y"] + card["height"] <= 741
    page.locator("#event-e1").get_by_role("link", name="Back to the text").click()
    assert page.locator(".card.is-on").count() == 0
    assert page.evaluate("document.activeElement.className") == "to-event"


def test_the_list_of_claims_fills_in_its_verdicts(page: Any) -> None:
    page.goto("/check")
    page.locator(".claim-list[data-shown]").wait_for()
    first = page.locator('[data-claim="c1"][data-article="harbour"] [data-answer]')
    assert "contradicted" in first.inner_text()


def test_incidents_stand_on_the_map_and_can_be_hidden(page: Any) -> None:
    ready(page, "/map")
    shown = "window.sayso.map.getLayoutProperty('incidents', 'visibility') !== 'none'"
    assert page.evaluate(shown)
    page.get_by_label("incidents told more than once").uncheck()
    assert not page.evaluate(shown)
    assert page.locator("#places").get_by_role("link", name="ASSAULT, Marsa Dun").count() == 1


def test_a_place_of_the_table_narrows_the_map(page: Any) -> None:
    ready(page, "/map?article=harbour")
    page.locator("#since").fill("2021-03-05")
    page.locator('#map[data-shown="1"]').wait_for()
    # links stay links when the lists are filled anew
    page.locator("#places").get_by_role("link", name="Tell Ashar").click()
    page.wait_for_url("**near=35.4**")
    page.locator('#map[data-shown="1"]').wait_for()


PRINTED = ["/article?id=harbour", "/check?article=harbour&claim=c1", "/incident", "/says"]


@pytest.mark.parametrize("path", PRINTED)
def test_pages_print_without_their_controls(page: Any, path: str) -> None:
    ready(page, path)
    page.emulate_media(media="print")
    # 180 mm: what A4 leaves between margins of 15 mm
    page.set_viewport_size({"width": 680, "height": 1000})
    for control in ("nav[aria-label=Pages]", "form", ".tools", ".skip"):
        assert not page.locator(control).first.is_visible()
    assert page.locator("h1, .headline").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 680
    # ink on white, also at night
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert len(page.pdf(format="A4")) > 5000


def test_the_address_of_an_event_opens_it(page: Any) -> None:
    page.goto("/article?id=harbour#event-e4")
    assert page.locator(".card.is-on").get_attribute("data-event") == "e4"


def test_time_brushed_changes_the_map_and_back(page: Any) -> None:
    ready(page, "/map?article=harbour")
    assert page.locator("#map").get_attribute("data-shown") == "4"
    page.locator("#timeline").scroll_into_view_if_needed()
    chart = page.locator("#timeline svg").bounding_box()
    middle = chart["y"] + chart["height"] / 2
    page.mouse.move(chart["x"] + chart["width"] * 0.7, middle)
    page.mouse.down()
    page.mouse.move(chart["x"] + chart["width"] - 4, middle, steps=5)
    page.mouse.up()
    page.locator('#map[data-shown="1"]').wait_for()
    assert "since=2021-03-0" in page.url
    assert page.locator("#places tbody tr").all_inner_texts()[0].startswith("Tell Ashar")
    page.get_by_role("button", name="All days").click()
    page.locator('#map[data-shown="4"]').wait_for()
    assert "since" not in page.url


def test_the_map_moved_changes_the_time(page: Any) -> None:
    ready(page, "/map?article=harbour")
    before = page.locator("#timeline svg rect[fill]").count()
    assert page.evaluate("document.querySelectorAll('#timeline svg rect').length") >= 3
    page.locator("#map").scroll_into_view_if_needed()
    box = page.locator("#map").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    # far enough that Marsa Dun, the southern place, leaves the map
    page.mouse.move(box["x"] + box["width"] / 2 - 60, box["y"] + box["height"] - 20, steps=8)
    page.mouse.move(box["x"] + box["width"] / 2 - 60, box["y"] + box["height"] - 5, steps=3)
    page.wait_for_timeout(300)
    page.mouse.up()
    page.wait_for_url("**box=**")
    page.locator('#map[data-shown="1"]').wait_for()
    assert page.locator("#timeline svg rect[fill]").count() <= before


def test_days_are_typed_where_no_mouse_is(page: Any) -> None:
    ready(page, "/map?article=harbour")
    page.locator("#since").fill("2021-03-05")
    page.locator('#map[data-shown="1"]').wait_for()
    page.reload()
    page.locator('#map[data-shown="1"]').wait_for()


def test_a_claim_is_checked_from_the_page(page: Any) -> None:
    page.goto("/article?id=harbour")
    page.locator("#event-e3").get_by_role("link", name="see the rows").click()
    page.wait_for_url("**/check?**")
    page.locator("#map[data-shown]").wait_for()
    assert int(page.locator("#map").get_attribute("data-shown")) > 10
    assert "speaks against it" in page.locator("h1").inner_text()
    page.get_by_label("Radius").fill("50")
    page.get_by_role("button", name="Ask again").click()
    assert "radius=50" in page.url
    assert "50 km" in page.locator(".band-row.chosen").inner_text()


def test_a_text_is_pasted(page: Any) -> None:
    page.goto("/paste")
    page.get_by_label("Text or address").fill(HARBOUR)
    page.get_by_role("button", name="Read it").click()
    page.get_by_text("Not kept").wait_for()
    assert page.locator(".card").count() == 4


def test_by_keyboard_alone(page: Any) -> None:
    page.goto("/articles")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(60):
        page.keyboard.press("Tab")
        if "Two piers" in page.evaluate("document.activeElement.textContent"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/article?id=harbour")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "to-event":
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "event-e1"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className") == "to-event"


# every page by day, and by night the ones that use every colour
SCHEMES = [(path, "light") for path in PAGES] + [(path, "dark") for path in PAGES[1:8:3]]
# every page on a telephone, and on a wide screen the ones with wide parts
SCREENS = [(path, 360) for path in PAGES] + [(path, 1440) for path in PAGES[2:6]]


@pytest.mark.parametrize(("path", "scheme"), SCHEMES)
def test_no_serious_fault_of_accessibility(page: Any, path: str, scheme: str) -> None:
    if not AXE.exists():
        pytest.skip("needs axe-core: npm ci")
    page.emulate_media(color_scheme=scheme)
    ready(page, path)
    # evaluated through the debugger, which the page's policy does not bind
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    serious = [
        (one["id"], [node["html"][:160] for node in one["nodes"]][:3])
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]
    assert serious == [], json.dumps(serious, indent=1)


@pytest.mark.parametrize(("path", "width"), SCREENS)
def test_nothing_is_wider_than_the_screen(page: Any, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    ready(page, path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_hostile_text_runs_nothing(page: Any) -> None:
    said: list[str] = []

    def heard(dialog: Any) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", heard)
    for path in ("/article?id=hostile", "/articles", "/map?article=hostile", "/says"):
        ready(page, path)
    assert said == []


def test_pages_work_without_scripts(browser: Any, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/article?id=harbour")
    page.get_by_role("link", name="bombed").click()
    assert page.url.endswith("#event-e1")
    page.goto("/map")
    assert "Marsa Dun" in page.locator("#places").inner_text()
    context.close()

"""The pages without a browser: what they show, their twins, and hostile text."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest

from sayso.web.query import Filter, read_filter
from sayso.web.room import Room
from sayso.web.shelf import Shelf
from tests.web.conftest import Client
from tests.web.data import HARBOUR

PAGES = [
    "/articles",
    "/articles?words=harbour",
    "/article?id=harbour",
    "/says",
    "/says?article=harbour",
    "/map",
    "/map?record=invented&near=34.84,36.73&km=50",
    "/check",
    "/check?article=harbour&claim=c1",
    "/incidents",
    "/incidents?type=ASSAULT",
    "/paste",
]


class Marks(HTMLParser):
    """What could run or load: scripts, styles, handlers, addresses."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.scripts: list[str | None] = []
        self.styled: list[str] = []
        self.handlers: list[str] = []
        self.addresses: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "script":
            self.scripts.append(found.get("src"))
        if tag == "style" or "style" in found:
            self.styled.append(tag)
        self.handlers += [name for name in found if name.startswith("on")]
        names = ("href", "src", "action")
        self.addresses += [found[n] or "" for n in names if n in found]


def twin(path: str) -> str:
    name, _, query = path.partition("?")
    return f"{name}.json?{query}"


@pytest.mark.parametrize("path", PAGES)
def test_each_page_has_a_title_and_a_twin(client: Client, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    title = re.search(r"<title>(.+?) · sayso</title>", page.text)
    assert title and title[1].strip()
    other = client.get(twin(path))
    assert other.status_code == 200 and json.loads(other.text) is not None
    assert other.headers["content-type"] == "application/json"


@pytest.mark.parametrize("path", PAGES)
def test_nothing_inline_and_nothing_from_elsewhere(client: Client, path: str) -> None:
    page = client.get(path)
    marks = Marks(page.text)
    assert not marks.styled and not marks.handlers
    assert all(src and src.startswith("/static/") for src in marks.scripts)
    away = [a for a in marks.addresses if not a.startswith(("/", "#", "?"))]
    assert set(away) <= {"https://coastpost.example/1"}  # the article's own address, a link
    policy = page.headers["content-security-policy"]
    assert "unsafe" not in policy and "default-src 'none'" in policy


def test_filters_narrow_the_list(client: Client) -> None:
    def ids(query: str) -> set[str]:
        return {a["id"] for a in client.get(f"/articles.json?{query}").json()["articles"]}

    assert ids("") == {"harbour", "second", "hostile"}
    assert ids("words=crescent") == {"second"}
    assert ids("type=MOBILIZE") == {"second"}
    assert ids("stance=denies") == {"harbour"}
    assert ids("publisher=Coast Post") == {"harbour"}
    assert ids("box=36,34,38,36") == {"harbour", "second"}
    assert ids("since=2021-03-05&until=2021-03-05") == {"harbour"}
    assert ids("place=Nowhere") == set()


def test_the_article_shows_each_event_with_its_source_and_check(client: Client) -> None:
    page = client.get("/article?id=harbour").text
    for words in ("the mayor", "its defence ministry", "did not happen", "killed 14+"):
        assert words in page
    assert "Accessibility links" not in page
    assert "Accessibility links" in client.get("/article?id=harbour&chrome=1").text
    checks = {c["claim"]: c for c in client.get("/article.json?id=harbour").json()["checks"]}
    assert checks["c1"]["verdict"] == "contradicted"


def test_the_check_shows_every_distance(client: Client) -> None:
    data = client.get("/check.json?article=harbour&claim=c1").json()
    finding = data["check"]["findings"][0]
    assert [band["radius_km"] for band in finding["bands"]] == [10, 25, 50, 100]
    assert {point["is_target"] for point in data["points"]["invented"]} == {True, False}
    page = client.get("/check?article=harbour&claim=c1&radius=50").text
    assert "The record speaks against it" in page
    assert page.count('class="band"') == 4


def test_who_says_what_puts_a_denial_beside_what_it_denies(client: Client) -> None:
    data = client.get("/says.json?article=harbour").json()
    cells = {(c["name"], c["stance"], c["column"].split("/")[-1]) for c in data["cells"]}
    assert {("the mayor", "asserts", "e1"), ("The Northern Republic", "denies", "e1")} <= cells
    sides = {(c["told"]["source"], c["denied"]["source"]) for c in data["contradictions"]}
    # in one article, and in another article's telling of the same incident
    assert sides == {
        ("the mayor", "The Northern Republic"),
        ("the Red Crescent", "The Northern Republic"),
    }
    page = client.get("/says?article=harbour").text
    assert page.count('class="sides"') == 2
    assert client.get("/says.json?article=hostile").json()["contradictions"] == []


def test_the_claims_of_an_article_come_with_verdicts(client: Client) -> None:
    data = client.get("/check.json?article=harbour").json()
    verdicts = {c["claim"].split("/")[-1]: c["verdict"] for c in data["claims"]}
    assert verdicts["c1"] == "contradicted"
    assert data["total"] == len(data["claims"])
    others = client.get("/check.json?stance=denies").json()
    assert {c["stance"] for c in others["claims"]} <= {"denies"}
    assert others["total"] < client.get("/check.json").json()["total"]
    asked = client.get("/verdicts.json?article=harbour&claim=c1&claim=c99").json()["checks"]
    assert [(c["claim"], c["verdict"]) for c in asked] == [("c1", "contradicted")]


def test_a_claim_without_a_record_says_so(
    client: Client, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "No record is loaded" not in client.get("/check").text
    monkeypatch.setattr(room, "shelf", Shelf([]))
    for path in ("/check", "/check?article=harbour&claim=c1"):
        assert "sayso record add" in client.get(path).text


def test_the_map_counts_places_and_leaves_time_whole(client: Client) -> None:
    data = client.get("/map.json?article=harbour&since=2021-03-05").json()
    assert [(p["place"], p["n"]) for p in data["places"]] == [("Tell Ashar", 1)]
    assert [b["at"] for b in data["time"]["bins"]] == ["2021-03-03", "2021-03-05"]
    (incident,) = client.get("/map.json").json()["incidents"]
    assert (incident["place"], incident["publishers"]) == ("Marsa Dun", 2)
    assert client.get("/map.json?place=Tell Ashar").json()["incidents"] == []
    circle = client.get("/map.json?near=34.84,36.73&km=5&record=invented").json()
    assert 0 < circle["record"]["total"] < 30


def test_an_incident_puts_publishers_side_by_side(client: Client) -> None:
    (listed,) = client.get("/incidents.json").json()["incidents"]
    assert client.get("/incidents.json?type=AID").json()["incidents"] == []
    data = client.get(f"/incident.json?id={listed['incident']}").json()
    assert {t["publisher"] for t in data["tellings"]} == {"Coast Post", "Harbour Wire"}
    assert {"killed", "happened"} <= set(data["disputed"])
    assert "place" not in data["disputed"]
    page = client.get(f"/incident?id={listed['incident']}").text
    assert '<span class="differs">9</span>' in page
    assert '<span class="differs">14+</span>' in page
    assert "Nine people died" in page
    # one column a publisher, whatever the number of tellings
    assert page.count('<th scope="col">') == 2
    assert len(data["tellings"]) > 2
    assert "they differ" in page
    says = client.get(f"/says.json?incident={listed['incident']}").json()
    assert {c["name"] for c in says["cells"]} >= {"the mayor", "the Red Crescent"}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/article?id=nobody", 404),
        ("/incident?id=nothing", 404),
        ("/articles?since=yesterday", 400),
        ("/map?box=1,2,3", 400),
        ("/map?near=x,y", 400),
        ("/map?record=none", 400),
        ("/check?article=harbour&claim=c99", 400),
        ("/check?article=harbour&claim=c1&radius=-1", 400),
        ("/check?article=harbour&claim=c1&window=soon", 400),
        ("/articles?page=x", 400),
        ("/elsewhere", 404),
        ("/static/../../pyproject.toml", 404),
        ("/docs", 404),
    ],
)
def test_errors_say_what_to_do(client: Client, path: str, status: int) -> None:
    page = client.get(path)
    assert page.status_code == status
    assert "content-security-policy" in page.headers
    if not path.startswith("/static"):
        assert client.get(twin(path)).json()["problem"]


@pytest.mark.parametrize("path", ["/articles", "/article?id=hostile", "/says", "/map"])
def test_hostile_text_stays_text(client: Client, path: str) -> None:
    page = client.get(path).text
    marks = Marks(page)
    assert "<script>alert" not in page and "\u202e" not in page
    assert not marks.handlers
    assert not [a for a in marks.addresses if "javascript:" in a.lower()]
    assert "{{7*7}}" in page and "49" not in re.findall(r"&lt;/script&gt;(\d+)", page)


def test_paste_codes_and_keeps_nothing(client: Client) -> None:
    before = client.get("/articles.json").json()["total"]
    page = client.post("/paste", {"text": HARBOUR.replace("\n", "\r\n")})
    assert page.status_code == 200
    assert "Not kept" in page.text and "its defence ministry" in page.text
    assert client.get("/articles.json").json()["total"] == before
    assert 'class="chrome"' not in page.text
    whole = client.post("/paste", {"text": HARBOUR, "chrome": "1"})
    assert '<p class="chrome">Accessibility links' in whole.text
    twin_page = client.post("/paste.json", {"text": HARBOUR})
    assert len(twin_page.json()["article"]["events"]) == 4


def test_a_pasted_path_is_a_text_and_no_file(client: Client) -> None:
    page = client.post("/paste", {"text": "/etc/passwd"})
    assert "root:" not in page.text


def test_pasted_addresses_inside_the_network_are_refused(client: Client) -> None:
    page = client.post("/paste", {"text": "http://127.0.0.1:1/secret"})
    assert page.status_code == 422
    assert "private" in page.text


def test_an_empty_paste_is_told(client: Client) -> None:
    assert client.post("/paste", {"text": "  "}).status_code == 400
    assert client.post("/paste", b"\xff\xfe=%").status_code == 400


def test_without_built_assets_pages_are_text_and_say_how_to_build(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sayso.web.render.is_built", lambda: False)
    page = client.get("/map").text
    assert "npm run build" in page and "Marsa Dun" in page
    assert "vendor" not in page
    assert client.get("/check?article=harbour&claim=c1").status_code == 200


def test_filters_survive_the_address() -> None:
    wanted = Filter(words="a b", since="2015-09", km=50.0, page=3)
    assert read_filter(wanted.params()) == wanted
    assert wanted.link(page=1) == "?words=a+b&since=2015-09&km=50.0"

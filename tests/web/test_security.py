"""Who is let in, and what is refused."""

from __future__ import annotations

import pytest

from sayso.web.app import create_app
from sayso.web.room import Room
from sayso.web.security import LOOPBACK, MAX_BODY, Access
from tests.web.conftest import Client
from tests.web.data import HARBOUR


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.", "", "0"])
def test_other_hosts_are_refused(client: Client, host: str) -> None:
    assert client.get("/articles", host=host).status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1:8321", "localhost", "[::1]:9", "LOCALHOST:80"])
def test_this_machine_is_let_in(client: Client, host: str) -> None:
    assert client.get("/articles", host=host).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
    ],
)
def test_posts_from_other_sites_are_refused(client: Client, headers: dict[str, str]) -> None:
    assert client.post("/paste", {"text": HARBOUR}, **headers).status_code == 403


def test_a_post_that_does_not_say_where_it_comes_from_is_refused(client: Client) -> None:
    response = client._send("POST", "/paste", data={"text": HARBOUR})
    assert response.status_code == 403
    assert "Origin" in response.text


def test_other_methods_are_refused(client: Client) -> None:
    assert client._send("DELETE", "/article?id=harbour").status_code == 405


def test_uploads_are_capped_whatever_their_length_says(client: Client) -> None:
    big = b"text=" + b"a" * MAX_BODY
    assert client.post("/paste", big).status_code == 413

    async def drip() -> object:
        for _ in range(MAX_BODY // 500_000 + 1):
            yield b"a" * 500_000

    headers = {"origin": "http://127.0.0.1:8321"}
    response = client._send("POST", "/paste", content=drip(), headers=headers)
    assert response.status_code == 413


def test_long_addresses_are_refused(client: Client) -> None:
    assert client.get(f"/articles?words={'a' * 20_000}").status_code == 414


def test_a_host_of_ones_own_needs_the_token(room: Room) -> None:
    access = Access(LOOPBACK | {"desk.example"}, "s3cret-token")
    client = Client(create_app(room, access=access))
    assert client.get("/articles", host="desk.example").status_code == 401
    assert client.get("/articles?token=wrong", host="desk.example").status_code == 401
    opened = client.get("/articles?words=a&token=s3cret-token", host="desk.example")
    assert opened.status_code == 303 and opened.headers["location"] == "/articles?words=a"
    cookie = opened.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
    held = cookie.split(";")[0]
    assert client.get("/articles", host="desk.example", cookie=held).status_code == 200
    assert client.get("/articles", host="evil.example", cookie=held).status_code == 421


def test_the_token_leads_nowhere_else(room: Room) -> None:
    client = Client(create_app(room, access=Access(LOOPBACK, "s3cret-token")))
    opened = client.get("http://127.0.0.1:8321//evil.example/?token=s3cret-token")
    assert opened.headers["location"].startswith("/evil.example")


def test_answers_are_kept_by_no_cache_and_framed_by_nobody(client: Client) -> None:
    headers = client.get("/articles").headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert client.get("/static/room.css").headers["cache-control"] == "no-cache"

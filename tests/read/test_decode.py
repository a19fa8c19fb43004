from __future__ import annotations

import pytest

from sayso.errors import EmptyInput, NotText, WrongEncoding
from sayso.read.decode import decode

TEXT = "Rebels shelled “Taiz” near Nîmes, the army said on Friday."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_told_without_being_told(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), where="a") == TEXT


def test_the_page_declares_its_own() -> None:
    page = "<meta charset='windows-1251'><p>Войска вошли в город</p>"
    assert decode(page.encode("cp1251"), where="a") == page


def test_what_the_user_states_is_obeyed() -> None:
    assert decode("Львів".encode("cp1251"), where="a", encoding="cp1251") == "Львів"
    with pytest.raises(WrongEncoding, match="not utf-8 text at byte"):
        decode(TEXT.encode("cp1252"), where="a", encoding="utf-8")
    with pytest.raises(WrongEncoding, match="no encoding called"):
        decode(b"abc", where="a", encoding="utf-99")


@pytest.mark.parametrize(
    "data",
    [
        ("Войска вошли в город. " * 9).encode("cp1251"),
        TEXT.encode("utf-16-le"),
        "“Quoted” – and broken".encode()[:-1] + b"\xe2\x80",
        "日本語の文章です。".encode("shift-jis"),
    ],
)
def test_wrong_encoding_says_what_to_do(data: bytes) -> None:
    with pytest.raises(WrongEncoding) as caught:
        decode(data, where="a.txt")
    assert caught.value.where == "a.txt"
    assert "encoding" in caught.value.remedy or "utf-16" in caught.value.remedy


def test_nothing_and_junk() -> None:
    with pytest.raises(EmptyInput):
        decode(b" \n\t", where="a")
    with pytest.raises(EmptyInput):
        decode(b"\xef\xbb\xbf", where="a")
    with pytest.raises(NotText):
        decode(bytes(range(256)) * 20, where="a")

"""Bytes to text: the byte order mark, UTF-8, what the page declares, Windows-1252 if it is sane."""

from __future__ import annotations

import codecs
import re

from sayso.errors import EmptyInput, NotText, WrongEncoding

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:\-]{2,40})""", re.I)
_HEAD = 4096
_CONTROL = bytes(range(9)) + bytes(range(14, 27)) + bytes(range(28, 32))
_MOST_CONTROL = 0.001  # a stray form feed or NUL happens in text; one in a thousand does not
# Western European text in Windows-1252 has at most 1 accented letter or curly quote in 12.
_MOST_HIGH = 0.08
_MOJIBAKE = re.compile("[ÃÂâÐÑ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
_REMEDY = "state the encoding, for example --encoding windows-1251, or save the file as UTF-8"


def decode(
    data: bytes, *, where: str, encoding: str | None = None, declared: str | None = None
) -> str:
    """The text of the bytes, without byte order mark.

    `encoding` is what the user states and is obeyed; `declared` is what a server says. Raises
    `EmptyInput`, `NotText` for binary junk and `WrongEncoding`.
    """
    if not data.strip(b" \t\r\n\f\0\xef\xbb\xbf"):
        raise EmptyInput("no text in it", where=where, remedy="check that the file was saved")
    if encoding:
        return _stated(data, encoding, where=where)
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _stated(data, name, where=where).removeprefix("\ufeff")
    _refuse_binary(data, where=where)
    return _guessed(data, declared or declared_charset(data), where=where)


def declared_charset(data: bytes) -> str | None:
    """The charset that a page names in its first 4 KB, None for an unknown name."""
    head = data[:_HEAD]
    match = _DECLARED.search(head) if b"<" in head else None
    return match[1].decode("ascii") if match else None


def _stated(data: bytes, encoding: str, *, where: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except LookupError:
        raise WrongEncoding(
            f"there is no encoding called {encoding!r}",
            where=where,
            remedy="use a name such as utf-8, windows-1252 or utf-16",
        ) from None
    except ValueError as error:
        at = f" at byte {error.start}" if isinstance(error, UnicodeDecodeError) else ""
        raise WrongEncoding(f"not {encoding} text{at}", where=where, remedy=_REMEDY) from None


def _refuse_binary(data: bytes, *, where: str) -> None:
    sample = data[:65536]
    control = len(sample) - len(sample.translate(None, _CONTROL))
    if control <= _MOST_CONTROL * len(sample):
        return
    if _looks_utf16(sample):
        raise WrongEncoding(
            "looks like UTF-16 without its byte order mark",
            where=where,
            remedy="state it: --encoding utf-16-le or utf-16-be",
        )
    raise NotText(
        "binary data, no text",
        where=where,
        remedy="give HTML, text, PDF, JSONL, CSV, Parquet or WARC",
    )


def _looks_utf16(sample: bytes) -> bool:
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    return max(even, odd) > 0.4 * len(sample) / 2 and min(even, odd) < 0.05 * len(sample) / 2


def _guessed(data: bytes, declared: str | None, *, where: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        broken = error.start
    if declared and declared.lower().replace("_", "-") not in ("utf-8", "utf8"):
        try:
            return data.decode(declared)
        except (LookupError, ValueError):
            pass
    text = _western(data)
    if text is None:
        raise WrongEncoding(
            f"neither UTF-8 (broken at byte {broken}) nor Western European text",
            where=where,
            remedy=_REMEDY,
        )
    return text


def _western(data: bytes) -> str | None:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    high = sum(char > "\x7f" for char in text)
    return None if high > _MOST_HIGH * len(text) or _MOJIBAKE.search(text) else text

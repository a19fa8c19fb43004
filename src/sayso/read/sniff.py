"""What kind of file some bytes are: by their magic, then by name, then by what they look like."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Literal

Kind = Literal[
    "html", "text", "pdf", "jsonl", "json", "csv", "parquet", "warc", "feed", "gzip", "unreadable"
]

HEAD = 4096  # bytes that are enough to tell

_SUFFIXES: dict[str, Kind] = {
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".warc": "warc",
    ".rss": "feed",
    ".atom": "feed",
}
_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"%PDF-", "pdf"),
    (b"PAR1", "parquet"),
    (b"WARC/", "warc"),
    (b"\x1f\x8b", "gzip"),
    (b"PK\x03\x04", "unreadable"),
    (b"\x89PNG", "unreadable"),
    (b"\xff\xd8\xff", "unreadable"),
    (b"GIF8", "unreadable"),
    (b"\xd0\xcf\x11\xe0", "unreadable"),
    (b"7z\xbc\xaf", "unreadable"),
    (b"\x28\xb5\x2f\xfd", "unreadable"),
    (b"SQLite format 3", "unreadable"),
    (b"\x7fELF", "unreadable"),
)
_FEED = re.compile(rb"(?:<[?!][^>]*>\s*)*<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|article|div|p|meta|title)[\s>]", re.I)
_JSON_ROW = re.compile(rb'\s*\{\s*(?:"|\})')


def sniff(head: bytes, *, name: str = "", media_type: str = "") -> Kind:
    """The kind of a file from its first `HEAD` bytes, its name and the server's word for it.

    >>> sniff(b"%PDF-1.7", name="report.txt")
    'pdf'
    >>> sniff(b"Rebels shelled Taiz.")
    'text'
    """
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    for magic, kind in _MAGIC:
        if start.startswith(magic):
            return "warc" if kind == "gzip" and ".warc" in name.lower() else kind
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if _FEED.match(start):
        return "feed"
    named = _SUFFIXES.get(PurePath(name.lower().removesuffix(".gz")).suffix)
    if named and not (named == "text" and start[:9].lower() in (b"<!doctype", b"<html")):
        return named
    return _looked_at(start, media_type)


def _looked_at(start: bytes, media_type: str) -> Kind:
    if _JSON_ROW.match(start):
        return "jsonl"
    if "html" in media_type or _HTML.search(start):
        return "html"
    return "text"

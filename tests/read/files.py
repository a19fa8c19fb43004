"""Small files made by hand, of the kinds that the reader takes."""

from __future__ import annotations

import gzip
import io


def pdf(*pages: list[str], locked: bool = False) -> bytes:
    """A PDF with the lines of each page; `locked` ones ask for a password."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for lines in pages:
        shown = b" T* ".join(b"(" + _escaped(line) + b") Tj" for line in lines)
        stream = b"BT /F1 10 Tf 14 TL 50 800 Td " + shown + b" ET"
        number = len(objects) + 1
        kids.append(f"{number} 0 R")
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 850] /Contents %d 0 R "
            b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica "
            b"/Encoding /WinAnsiEncoding >> >> >> >>" % (number + 1)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    kinds = " ".join(kids).encode()
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kinds, len(pages))
    return _assembled(objects, locked=locked)


def _escaped(line: str) -> bytes:
    raw = line.encode("cp1252")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _assembled(objects: list[bytes], *, locked: bool) -> bytes:
    extra = b""
    if locked:
        key = b"<" + b"5a" * 32 + b">"
        objects = [*objects, b"<< /Filter /Standard /V 1 /R 2 /P -44 /O %s /U %s >>" % (key, key)]
        extra = b" /Encrypt %d 0 R /ID [<00> <00>]" % len(objects)
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R%s >>\n" % (len(objects) + 1, extra)
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % start


def warc(*pages: tuple[str, str, bytes], status: str = "200 OK") -> bytes:
    """A gzipped WARC file of (address, media type, body) responses."""
    out = io.BytesIO()
    for number, (url, media_type, body) in enumerate(pages):
        head = f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}"
        http = head.encode() + b"\r\n\r\n" + body
        record = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:0-{number}>\r\n"
            f"WARC-Target-URI: {url}\r\nWARC-Date: 2021-01-01T00:00:00Z\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}"
        )
        out.write(gzip.compress(record.encode() + b"\r\n\r\n" + http + b"\r\n\r\n"))
    return out.getvalue()

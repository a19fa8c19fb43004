"""One document to be read, wherever its bytes came from: what goes to a worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sayso.read.decode import decode
from sayso.read.plain import read_text
from sayso.schema import Article


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes of a page, and what is known of it from outside."""

    kind: Literal["html", "pdf", "text"]
    data: bytes
    id: str
    name: str | None = None
    url: str | None = None
    title: str | None = None
    date: str | None = None
    publisher: str | None = None
    declared: str | None = None
    encoding: str | None = None
    check_language: bool = True


def read_document(document: Document) -> Article:
    """The article of a document; raises the errors of `read_text`, `read_html` and `read_pdf`."""
    known = {
        "id": document.id,
        "name": document.name,
        "url": document.url,
        "title": document.title,
        "date": document.date,
        "publisher": document.publisher,
    }
    if document.kind == "pdf":
        from sayso.read.pdf import read_pdf

        return read_pdf(document.data, check_language=document.check_language, **known)
    if document.kind == "html":
        from sayso.read.html import read_html

        return read_html(
            document.data,
            encoding=document.encoding,
            declared=document.declared,
            check_language=document.check_language,
            **known,
        )
    text = decode(
        document.data,
        where=document.id,
        encoding=document.encoding,
        declared=document.declared,
    )
    text = text.replace("\r\n", "\n")
    return read_text(text, check_language=document.check_language, **known)

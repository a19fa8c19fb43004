"""Files that hold many pages: feeds and WARC archives, as documents."""

from __future__ import annotations

import html
import time
from collections.abc import Iterator
from typing import IO, Any

from sayso.errors import EmptyInput, InputError, NotText, TooLarge
from sayso.read.document import Document
from sayso.read.options import ReadOptions
from sayso.read.sniff import HEAD, sniff


def feed_documents(data: bytes, *, name: str, options: ReadOptions) -> Iterator[Document]:
    """The entries of an RSS or Atom feed, each as the page that it carries."""
    import feedparser

    feed = feedparser.parse(data)
    if not feed.entries:
        raise EmptyInput("a feed without entries", where=name, remedy="check the address or file")
    publisher = feed.feed.get("title") or None
    for number, entry in enumerate(feed.entries, start=1):
        yield Document(
            kind="html",
            data=_entry_page(entry),
            id=entry.get("id") or entry.get("link") or f"{name}:{number}",
            url=entry.get("link"),
            title=entry.get("title"),
            date=_entry_date(entry),
            publisher=publisher,
            encoding="utf-8",
            check_language=options.check_language,
        )


def _entry_page(entry: Any) -> bytes:
    """The entry as a page of its own, so that it is read as any page is."""
    body = entry.content[0].value if entry.get("content") else entry.get("summary", "")
    if "<p" not in body:
        body = f"<p>{body}</p>"
    title = html.escape(entry.get("title", ""))
    page = f"<html><head><title>{title}</title></head><body><article>{body}</article></body></html>"
    return page.encode("utf-8", errors="replace")


def _entry_date(entry: Any) -> str | None:
    when = entry.get("published_parsed") or entry.get("updated_parsed")
    return time.strftime("%Y-%m-%d", when) if when else None


def warc_documents(
    stream: IO[bytes], *, name: str, options: ReadOptions
) -> Iterator[Document | InputError]:
    """The pages of a WARC file that were answered with 200 and are HTML, PDF or plain text.

    Pictures, scripts and the like are passed over; a page over the size cap is an error in its
    place. The crawl's date is not the article's.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    try:
        for record in ArchiveIterator(
            stream, record_types=WarcRecordType.response, auto_decode="all"
        ):
            found = _record_document(record, name=name, options=options)
            if found is not None:
                yield found
    except (OSError, ValueError) as error:
        raise NotText(f"damaged WARC: {error}", where=name, remedy="fetch the file again") from None


def _record_document(
    record: Any, *, name: str, options: ReadOptions
) -> Document | InputError | None:
    http = record.http_headers
    if http is None or http.status_code != 200:
        return None
    media_type = (record.http_content_type or "").lower()
    url = record.headers.get("WARC-Target-URI", "").strip("<>")
    if not any(kind in media_type for kind in ("html", "pdf", "text/plain")):
        return None
    data = record.reader.read(options.max_bytes + 1)
    if len(data) > options.max_bytes:
        problem = f"over {options.max_bytes:,} bytes"
        return TooLarge(problem, where=f"{name}: {url}", remedy="raise the size cap")
    kind = sniff(data[:HEAD], media_type=media_type)
    return Document(
        kind=kind if kind in ("html", "pdf") else "text",
        data=data,
        id=url or f"{name}:{record.record_id}",
        url=url or None,
        declared=record.http_charset,
        encoding=options.encoding,
        check_language=options.check_language,
    )

"""The spine: articles in, coded articles out; every front end calls these functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from sayso.errors import SaysoError
from sayso.schema import Article, Failure

if TYPE_CHECKING:
    from sayso.annotate.annotation import Annotation
    from sayso.annotate.encoder import Encoder
    from sayso.coding.codebook import Codebook
    from sayso.read.options import ReadOptions
    from sayso.resolve.article import Knowledge

AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class CodeOptions:
    """How articles are coded: the codebook, the users' names, and how many threads (0: all)."""

    codebook: Path | None = None
    aliases: Path | None = None
    gazetteers: tuple[Path, ...] = ()
    threads: int = 0


class Coder:
    """Articles to coded articles; holds the model and the knowledge, and no other state."""

    def __init__(self, options: CodeOptions = CodeOptions()) -> None:
        from sayso.annotate.annotator import shared_encoder
        from sayso.coding import codebook
        from sayso.coding.custom import CustomTypes
        from sayso.resolve.article import Knowledge

        self.codebook: Codebook = (
            codebook.load(options.codebook) if options.codebook else codebook.plover()
        )
        self.knowledge: Knowledge = Knowledge.load(options.aliases, options.gazetteers)
        self.encoder: Encoder = shared_encoder(options.threads)
        self.custom = CustomTypes(self.codebook, self.encoder)

    def code(self, articles: Iterable[Article]) -> Iterator[Article]:
        """The articles with their mentions, events and claims, in order."""
        from sayso.annotate.annotator import annotate

        return self.coded(annotate(articles, encoder=self.encoder))

    def coded(self, seen: Iterable[tuple[Article, Annotation]]) -> Iterator[Article]:
        """The same for articles that are annotated already."""
        from sayso.coding.claims import claims
        from sayso.coding.merge import merge
        from sayso.coding.whereabouts import placed

        for article in self.told(seen):
            events = placed(merge(article.events, article.text), article)
            merged = replace(article, events=events)
            yield replace(merged, claims=claims(merged))

    def told(self, seen: Iterable[tuple[Article, Annotation]]) -> Iterator[Article]:
        """The articles with their events as they are told, resolved, each telling its own event."""
        from sayso.annotate.encoder import model_meta
        from sayso.coding.events import draft, is_history
        from sayso.coding.mentions import mentions
        from sayso.resolve.article import resolve

        if self.custom:
            seen = ((article, self.custom.apply(annotation)) for article, annotation in seen)
        drafted = (
            replace(
                article,
                mentions=mentions(article.text, annotation),
                events=tuple(draft(article, annotation, self.codebook)),
                model=str(model_meta()["version"]),
            )
            for article, annotation in seen
        )
        for article in resolve(drafted, self.knowledge):
            current = tuple(event for event in article.events if not is_history(event, article))
            yield replace(article, events=current)

    def code_each(self, items: Iterable[Article | Failure]) -> Iterator[Article | Failure]:
        """The same over what reading gave: failures pass through, and one article's fault becomes
        a failure of its own while the others are coded."""
        stream = iter(items)
        while group := list(islice(stream, AT_ONCE)):
            coded = self._group([item for item in group if isinstance(item, Article)])
            yield from (item if isinstance(item, Failure) else next(coded) for item in group)

    def _group(self, articles: list[Article]) -> Iterator[Article | Failure]:
        done = 0
        try:
            for article in self.code(articles):
                done += 1
                yield article
        except Exception:  # one of the others is poison: find it by coding each alone
            yield from (self._alone(article) for article in articles[done:])

    def _alone(self, article: Article) -> Article | Failure:
        try:
            return next(self.code([article]))
        except Exception as error:
            return failure(article.id, error)


def failure(where: str, error: Exception) -> Failure:
    """The failure that stands in the batch for an article that broke."""
    from sayso.read.failures import failure_of

    if isinstance(error, SaysoError):
        return failure_of(error, where=where)
    return Failure(where, type(error).__name__, str(error) or "no message", "report this article")


def read_articles(
    inputs: Iterable[str | Path],
    *,
    reading: ReadOptions | None = None,
    coding: CodeOptions = CodeOptions(),
) -> Iterator[Article | Failure]:
    """Read and code any inputs: one item out for each document in, in order."""
    from sayso.read import ReadOptions, read_inputs

    yield from Coder(coding).code_each(read_inputs(inputs, reading or ReadOptions()))


def read(source: str | Path, *, coding: CodeOptions = CodeOptions()) -> Article:
    """Read and code one article: a path, a URL, or the text itself.

    A string is a text unless it names an existing file or starts with http:// or https://.
    Raises the error of `sayso.errors` that says why it cannot be read.

    >>> read("Rebels shelled Taiz on Monday.").events[0].type  # doctest: +SKIP
    'ASSAULT'
    """
    from sayso.read import read_text

    if isinstance(source, str) and not _names_input(source):
        return next(Coder(coding).code([read_text(source)]))
    found = next(iter(read_articles([source], coding=coding)))
    if isinstance(found, Failure):
        raise _raised(found)
    return found


def _names_input(source: str) -> bool:
    if source.startswith(("http://", "https://")):
        return True
    try:
        return "\n" not in source and Path(source).exists()
    except OSError:  # longer than a file name can be
        return False


def _raised(found: Failure) -> SaysoError:
    from sayso import errors

    kind = getattr(errors, found.error, errors.InputError)
    error: SaysoError = kind(found.problem, where=found.where, remedy=found.remedy)
    return error

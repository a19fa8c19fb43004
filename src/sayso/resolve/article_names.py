"""What an article itself tells of its names: abbreviations it spells out, people it introduces."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator

from sayso.resolve.actors import Actor, ActorBook
from sayso.resolve.actors_phrase import DETERMINERS

Resolve = Callable[[str], Actor]

_WORD = r"[A-Z][\w'’&-]*"
_SPELLED_OUT = re.compile(
    rf"({_WORD}(?:\s+(?:of|for|the|and|in|on|to|{_WORD}))+)\s*[(\[]\s*([A-Z][A-Za-z]{{1,7}})\s*[)\]]"
)
_FULL_NAME = re.compile(rf"{_WORD}(?:\s+(?:(?:al|el|bin|ibn|abu|de|van|von)[\s-])?{_WORD})+")
_DESCRIBED = re.compile(r"^(?:,|\s+(?:an?|the|who)\b|\s+(?P<word>[a-z]+))")
_AHEAD = re.compile(r"(?P<word>[\w.]+)\s+$")
# what goes on directly after a span, as far as it may be of the same name
_FOLLOWING = re.compile(rf"(?:[ ]{_WORD}){{1,4}}")
_SMALL = frozenset("of for the and in on to".split())
LONGEST = 4  # words of a name after the span that cut it


class ArticleNames:
    """The names that one article explains, looked up through `resolve`.

    `acts` are the characters at which words for acts begin: in a headline in capitals ("Syrian Army
    Kills ...") a name ends there.
    """

    def __init__(
        self,
        text: str,
        surfaces: Iterable[str],
        *,
        book: ActorBook,
        resolve: Resolve,
        acts: Collection[int] = (),
    ):
        self.text = text
        self.acts = frozenset(acts)
        self.book = book
        self.resolve = resolve
        self.spelled = dict(_abbreviations(text))
        self.introduced = dict(self._introduced(surfaces))

    def meant(self, surface: str) -> str:
        """The surface as the article spells it out; itself where it does not."""
        bare = surface.removeprefix("the ").removeprefix("The ").strip(" ()[]")
        if bare in self.spelled:
            return self.spelled[bare]
        if bare in self.introduced and self.resolve(surface).id is None:
            return self.introduced[bare]
        return surface

    def completed(self, surface: str, end: int) -> str:
        """The surface with the rest of the name it was cut from ("the Russian" Aerospace Forces).

        Only where the longer phrase is known, and what was added is no actor of its own.
        """
        following = _FOLLOWING.match(self.text, end)
        last = surface.split()[-1] if surface.strip() else ""
        if following is None or not _is_capital(last) or last.lower() in DETERMINERS:
            return surface
        extra = self._up_to_act(following)[:LONGEST]
        known = self.resolve(surface)
        for size in range(len(extra), 0, -1):
            rest = " ".join(extra[:size])
            longer = self.resolve(f"{surface} {rest}")
            if longer.id in (None, known.id) or longer.why.startswith("family name"):
                continue
            if self.resolve(rest).id is None or known.id is None:
                return f"{surface} {rest}"
        return surface

    def _up_to_act(self, following: re.Match[str]) -> list[str]:
        """The words of a match that stand before any word for an act."""
        words = list(re.finditer(r"\S+", following[0]))
        begun = (n for n, w in enumerate(words) if following.start() + w.start() in self.acts)
        return [word[0] for word in words[: next(begun, None)]]

    def other_bearer(self, surname: str, actor: Actor) -> str | None:
        """The full name of somebody else of this family name whom the article names, if it
        never gives the name of the one that is known."""
        pattern = rf"(?P<ahead>\S+)\s+(?P<first>[A-Z][a-z'’-]+)\s+(?:[ae]l-)?{re.escape(surname)}\b"
        others = []
        for found in re.finditer(pattern, self.text):
            if not self._is_given_name(found["first"], found["ahead"]):
                continue
            full = f"{found['first']} {surname}"
            if self.resolve(full).id == actor.id:
                return None
            others.append(full)
        return others[0] if others else None

    def _is_given_name(self, word: str, ahead: str) -> bool:
        """Whether a capitalised word before a family name is a given name: no title, no adjective
        of nationality, and not a word that is written so because a sentence begins with it."""
        if self.book.is_role(word) or self.book.is_nationality(word):
            return False
        return (ahead[:1].islower() and ahead[-1:].isalpha()) or self.book.is_role(ahead)

    def _introduced(self, surfaces: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Later short names of people whom a longer phrase puts with an actor."""
        for surface in dict.fromkeys(surfaces):
            for found in _FULL_NAME.finditer(surface):
                if not self._is_introduced(surface, found) or self.resolve(found[0]).id:
                    continue
                if self.resolve(surface).id is None:
                    continue
                words = found[0].split()
                for size in range(1, len(words)):
                    yield " ".join(words[-size:]), surface
                yield found[0], surface

    def _is_introduced(self, surface: str, name: re.Match[str]) -> bool:
        """Whether the name begins the phrase, with a description, or ends it, with a role."""
        described = _DESCRIBED.match(surface[name.end() :])
        if name.start() == 0 and described:
            return described["word"] is None or self.book.is_role(described["word"])
        ahead = _AHEAD.search(surface[: name.start()])
        return name.end() == len(surface) and ahead is not None and self.book.is_role(ahead["word"])


def _is_capital(word: str) -> bool:
    return word[:1].isupper()


def _abbreviations(text: str) -> Iterator[tuple[str, str]]:
    """(letters, words) where the letters in brackets begin the words before them."""
    for found in _SPELLED_OUT.finditer(text):
        letters = [c for c in found[2] if c.isupper()]
        words = found[1].split()
        for start in range(len(words)):
            heads = [w[0] for w in words[start:] if w not in _SMALL]
            if heads == letters and words[start] not in _SMALL:
                yield found[2], " ".join(words[start:])
                break

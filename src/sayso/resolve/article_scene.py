"""Whose "the government" is, at each place of an article that tells of several countries."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable

from sayso.resolve.actors_compose import POWERS

# share of an article's mentions of countries from which it is about the one most named
MAIN = 0.5


class Scenes:
    """The countries that an article names, by position.

    `told` are the starts of names that mean somebody or somewhere of a country, with that
    country. The powers, who are everywhere, count only where nobody else is named.
    """

    def __init__(self, text: str, told: Iterable[tuple[int, str]]) -> None:
        named = sorted(set(told))
        minor = [(at, country) for at, country in named if country not in POWERS]
        self.text, self.told = text, minor or named
        self.main = self._main()

    def _main(self) -> str | None:
        found = Counter(country for _, country in self.told).most_common(1)
        return found[0][0] if found and found[0][1] >= MAIN * len(self.told) else None

    def at(self, start: int) -> str | None:
        """The country that the words at a position are about.

        The article's main country; in one that has none, that named last before the words in
        their paragraph, or else the only one of the paragraph.
        """
        if self.main:
            return self.main
        first = self.text.rfind("\n", 0, start) + 1
        last = self.text.find("\n", start)
        low = bisect_left(self.told, (first, ""))
        middle = bisect_left(self.told, (start, ""))
        high = bisect_left(self.told, (len(self.text) if last < 0 else last, ""))
        if low < middle:
            return self.told[middle - 1][1]
        behind = {country for _, country in self.told[middle:high]}
        return behind.pop() if len(behind) == 1 else None

"""The coder's closed word lists, read once from `lexicon.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Sets of words in small letters; what each is for stands beside it in `lexicon.yaml`."""

    act_nouns: frozenset[str]
    results: frozenset[str]
    carriers: frozenset[str]
    breakers: frozenset[str]
    means: frozenset[str]
    people: frozenset[str]
    sides: frozenset[str]
    weapons: frozenset[str]
    telling: frozenset[str]
    no_act: frozenset[str]
    bridges: frozenset[str]
    auxiliaries: frozenset[str]
    facilities: frozenset[str]
    states: frozenset[str]
    things: frozenset[str]
    no_party: frozenset[str]
    brawn: frozenset[str]
    sheer: frozenset[str]
    charges: frozenset[str]
    families: dict[str, frozenset[str]]

    def families_of(self, word: str) -> frozenset[str]:
        """The kinds of force that a word can tell of; none for "attack", which tells of any."""
        return frozenset(name for name, words in self.families.items() if word in words)


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The shipped lists."""
    import yaml

    tree = yaml.safe_load(files("sayso.coding").joinpath("lexicon.yaml").read_text("utf-8"))
    families = {name: _forms(words) for name, words in tree.pop("families").items()}
    return Lexicon(**{name: _forms(words) for name, words in tree.items()}, families=families)


def _forms(words: str) -> frozenset[str]:
    return frozenset(form for word in words.lower().split() for form in _inflected(word))


def _inflected(word: str) -> list[str]:
    """The word; with `+` a verb's regular forms too, with `*` a noun's plural.

    >>> _inflected("raid+"), _inflected("army*")
    (['raid', 'raids', 'raided', 'raiding'], ['army', 'armies'])
    """
    base = word.rstrip("+*")
    if base == word:
        return [word]
    soft_y = base.endswith("y") and base[-2] not in "aeou"
    sibilant = base.endswith(("s", "sh", "ch", "x"))
    plural = f"{base[:-1]}ies" if soft_y else base + ("es" if sibilant else "s")
    if word.endswith("*"):
        return [base, plural]
    past = f"{base[:-1]}ied" if soft_y else base + ("d" if base.endswith("e") else "ed")
    present = base.removesuffix("e")
    return [base, plural, past, f"{present}ing"]

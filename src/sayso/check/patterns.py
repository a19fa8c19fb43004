"""What each combination of actors, type and claimant in a record is to a claim."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from sayso.check.tally import OTHER, OWN, SKIPPED, TARGET, UNCLEAR
from sayso.record.load import Combo, Party, Record
from sayso.schema import Claim, Participant

Codes = npt.NDArray[np.uint8]

NO, PERHAPS, YES = range(3)
NARROWER = frozenset({"same", "part_of", "member", "government_of"})
BROADER = frozenset({"part_of", "member"})
MOST_KEPT = 2000
"""Sets of actors whose answers a matcher keeps; of a record like GED's, 40 MB."""


class Relations(Protocol):
    """What is used of `sayso.resolve.actors.ActorBook`."""

    def relation(self, a: str, b: str) -> str:
        """How `a` stands to `b`: same, part_of, member, government_of or other."""


class Matcher:
    """The actors of one record against the actors of claims; answers are kept."""

    def __init__(self, combos: Sequence[Combo], relations: Relations) -> None:
        self.relations = relations
        self.combos = combos
        parties = dict.fromkeys(party for combo in combos for party in combo.parties)
        place = {party: i + 1 for i, party in enumerate(parties)}
        # party 0 is nobody, so that a combo without parties still has one
        flat = [[0, *(place[party] for party in combo.parties)] for combo in combos]
        self.flat = np.array([code for codes in flat for code in codes], dtype=np.int64)
        self.begin = np.cumsum([0, *(len(codes) for codes in flat[:-1])])
        sides = ["", *(party.side for party in parties)]
        self.is_second = np.array([side == "b" for side in sides])[self.flat]
        self.parties: list[Party] = list(parties)
        self.kept: dict[tuple[str, ...], tuple[Codes, Codes]] = {}
        self.known: dict[tuple[str, ...], bool] = {}
        self.spoken: dict[tuple[str, tuple[str, ...]], bool] = {}

    def sides(self, people: Iterable[Participant]) -> tuple[Codes, Codes]:
        """For each combo whether one of `people` is on its first and on its second side."""
        keys = actor_keys(people)
        found = self.kept.get(keys)
        if found is None:
            answers = [NO, *(self._match(party, keys) for party in self.parties)]
            flat = np.array(answers, dtype=np.uint8)[self.flat]
            found = (
                self._most(np.where(self.is_second, NO, flat)),
                self._most(np.where(self.is_second, flat, NO)),
            )
            if len(self.kept) >= MOST_KEPT:
                self.forget()
            self.kept[keys] = found
        return found

    def forget(self) -> None:
        """Drop the answers that are kept."""
        for kept in (self.kept, self.known, self.spoken):
            kept.clear()

    def _most(self, flat: Any) -> Codes:
        if not len(self.begin):
            return np.zeros(0, dtype=np.uint8)
        most: Codes = np.maximum.reduceat(flat, self.begin).astype(np.uint8)
        return most

    def _match(self, party: Party, keys: tuple[str, ...]) -> int:
        """Whether a record's party is the claim's actor, or a wider one that may hold it."""
        if party.actor_id is None:
            return YES if f"~{party.raw.strip().casefold()}" in keys else NO
        known = [key for key in keys if not key.startswith("~")]
        if any(self.relations.relation(party.actor_id, key) in NARROWER for key in known):
            return YES
        wider = any(self.relations.relation(key, party.actor_id) in BROADER for key in known)
        return PERHAPS if wider else NO

    def is_known(self, people: Iterable[Participant]) -> bool:
        """Whether the record names any of these anywhere, or a wider group they belong to."""
        keys = actor_keys(people)
        known = self.known.get(keys)
        if known is None:
            known = self.known[keys] = bool(np.maximum(*self.sides(people)).any())
        return known

    def is_side_of(self, source: Participant, actors: Iterable[Participant]) -> bool:
        """Whether a source speaks for one of the actors: it is one, or part of one."""
        mine, theirs = actor_keys([source])[0], actor_keys(actors)
        if mine in theirs:
            return True
        known = self.spoken.get((mine, theirs))
        if known is not None:
            return known
        relation = self.relations.relation
        pairs = [(mine, other) for other in theirs if "~" not in (mine[0], other[0])]
        spoken = any(relation(a, b) in NARROWER or relation(b, a) in NARROWER for a, b in pairs)
        self.spoken[mine, theirs] = spoken
        return spoken

    def roles(self, claim: Claim) -> Codes:
        """What a row of each combo is to the claim, by the kind of claim."""
        if claim.kind == "target_presence":
            roles = _plain(np.maximum(*self.sides(claim.targets)))
        elif claim.kind == "target_share":
            roles = self._share(claim)
        else:
            roles = self._occurrence(claim)
        return np.where(self._own(claim), OWN, roles).astype(np.uint8)

    def acts(self, claim: Claim) -> npt.NDArray[np.bool_]:
        """The combos in which the claim's actor takes part."""
        acts: npt.NDArray[np.bool_] = np.maximum(*self.sides(claim.actors)) == YES
        return acts

    def _against(self, actors: tuple[Codes, Codes], others: tuple[Codes, Codes]) -> Codes:
        """Whether one of `actors` is on one side and one of `others` on the other."""
        return np.maximum(np.minimum(actors[0], others[1]), np.minimum(actors[1], others[0]))

    def _occurrence(self, claim: Claim) -> Codes:
        actors, targets = self.sides(claim.actors), self.sides(claim.targets)
        if claim.actors and claim.targets:
            found = self._against(actors, targets)
        elif claim.actors or claim.targets:
            found = np.maximum(*(actors if claim.actors else targets))
        else:
            found = np.full(len(self.combos), YES, dtype=np.uint8)
        return np.where(self._is_kind(claim), _plain(found), OTHER).astype(np.uint8)

    def _is_kind(self, claim: Claim) -> npt.NDArray[np.bool_]:
        """The combos of the claim's type; a mode tells apart only where both sides give one."""
        fits = [
            (claim.type is None or combo.type is None or combo.type == claim.type)
            and (claim.mode is None or combo.mode is None or combo.mode == claim.mode)
            for combo in self.combos
        ]
        return np.array(fits, dtype=bool)

    def _share(self, claim: Claim) -> Codes:
        """Rows of the actor: against the target, against `over` (or anybody else), or neither."""
        actors = self.sides(claim.actors)
        target = self._against(actors, self.sides(claim.targets))
        over = self._against(actors, self.sides(claim.over)) if claim.over else None
        others = np.full_like(target, YES) if over is None else over
        both = (target == YES) & (over == YES) if over is not None else target == PERHAPS
        return np.select(
            [
                np.maximum(*actors) != YES,
                both | (target == PERHAPS),
                target == YES,
                others == PERHAPS,
                others == NO,
            ],
            [SKIPPED, UNCLEAR, TARGET, UNCLEAR, SKIPPED],
            default=OTHER,
        ).astype(np.uint8)

    def _own(self, claim: Claim) -> npt.NDArray[np.bool_]:
        """The combos whose only source is the claimant."""
        if claim.source == "article":
            return np.zeros(len(self.combos), dtype=bool)
        keys = actor_keys([claim.source])
        own = {
            name: self._match(Party("", name, name), keys) == YES
            or self._match(Party("", None, name), keys) == YES
            for name in {combo.claimant for combo in self.combos}
            if name is not None
        }
        return np.array([own.get(combo.claimant or "", False) for combo in self.combos], dtype=bool)


def matcher_of(record: Record, relations: Relations) -> Matcher:
    """The matcher of a record, made once for each book of relations: it looks at every actor."""
    found = record.index.get("matcher")
    if not isinstance(found, Matcher) or found.relations is not relations:
        found = record.index["matcher"] = Matcher(record.combos, relations)
    return found


def actor_keys(people: Iterable[Participant]) -> tuple[str, ...]:
    """Actor ids; for people without one, their words, marked with a tilde."""
    return tuple(sorted({one.id or f"~{one.text.strip().casefold()}" for one in people}))


def _plain(found: Codes) -> Codes:
    roles: Codes = np.array([OTHER, UNCLEAR, TARGET], dtype=np.uint8)[found]
    return roles

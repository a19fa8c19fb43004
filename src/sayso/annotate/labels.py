"""What the model's heads can say, in the order of their outputs."""

from __future__ import annotations

from itertools import accumulate, pairwise

MODES: dict[str, tuple[str, ...]] = {
    "AGREE": (),
    "CONSULT": ("visit", "third-party", "multilateral", "phone"),
    "SUPPORT": (),
    "CONCEDE": (),
    "COOPERATE": (),
    "AID": (),
    "RETREAT": ("withdraw", "release", "disarm", "ceasefire", "access", "resign"),
    "REQUEST": ("assist", "change", "yield", "meet"),
    "ACCUSE": ("disapprove", "investigate", "allege"),
    "REJECT": ("assist", "change", "yield", "meet"),
    "THREATEN": ("restrict", "arrest", "relations", "expel", "territory", "violence"),
    "PROTEST": ("demo", "riot", "strike", "hunger", "boycott", "obstruct", "vandalize"),
    "SANCTION": ("convict", "expel", "withdraw", "discontinue"),
    "MOBILIZE": ("troops", "weapons", "police", "militia"),
    "COERCE": (
        "seize", "restrict", "censor", "curfew", "martial-law", "arrest", "deport", "withhold",
        "misinformation", "cyber",
    ),
    "ASSAULT": (
        "abduct", "beat", "torture", "sexual", "targeted", "destroy", "primitive", "firearms",
        "explosives", "suicide-attack", "aerial", "drone", "heavy-weapons", "crowd-control",
        "unconventional",
    ),
}  # fmt: skip

TYPES = tuple(MODES)
MODE_LABELS = tuple((kind, mode) for kind in TYPES for mode in (None, *MODES[kind]))
FACTUALITY = ("happened", "ongoing", "planned", "hypothetical", "did_not_happen")
# Whose way of cutting spans the encoder is asked to follow: that of the coding guidelines, in which
# articles are read, or that of the corpora, whose rows `sayso eval` measures.
CONVENTIONS = ("guidelines", "corpora")
ROLES = ("actor", "recipient", "place", "time", "toll", "instrument")
SPEECH = ("source", "content")
TOLLS = ("killed", "wounded", "captured", "displaced", "returned")
STANCES = ("asserts", "denies", "accuses", "doubts")

# One scheme for each convention of naming that the corpora follow; `sayso eval mentions` picks
# the scheme whose labels a file uses.
MENTION_SCHEMES: dict[str, tuple[str, ...]] = {
    "names": ("PER", "LOC", "ORG"),
    "defence": (
        "Organisation", "Location", "Person", "Temporal", "Quantity", "Weapon",
        "DocumentReference", "MilitaryPlatform", "Nationality", "Money",
    ),
    "politics": (
        "politicalparty", "election", "organisation", "politician", "person", "location", "misc",
        "event", "country",
    ),
}  # fmt: skip


def bio(labels: tuple[str, ...]) -> tuple[str, ...]:
    """The tags of a BIO layer: O, then B and I of each label.

    >>> bio(("PER",))
    ('O', 'B-PER', 'I-PER')
    """
    return ("O", *(f"{edge}-{label}" for label in labels for edge in "BI"))


Layers = tuple[tuple[str, ...], ...]
# A link's tags come in layers that are read apart: a town that is struck is recipient and place,
# and the people killed hold their own number.
ROLE_LAYERS: Layers = tuple(bio((role,)) for role in ROLES)
SPEECH_LAYERS: Layers = (bio(SPEECH),)


def layer_slices(layers: Layers) -> list[slice]:
    """Where each layer's tags stand among those of all.

    >>> layer_slices((("O", "B-a", "I-a"), ("O", "B-b", "I-b")))
    [slice(0, 3, None), slice(3, 6, None)]
    """
    edges = [0, *accumulate(map(len, layers))]
    return [slice(*edge) for edge in pairwise(edges)]

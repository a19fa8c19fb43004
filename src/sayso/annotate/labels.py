"""What the model's heads can say, in the order of their outputs."""

from __future__ import annotations

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

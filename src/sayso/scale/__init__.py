"""Past one machine: the same functions over archives of any size, on an existing engine.

An input is cut into pieces, pieces are put together into parts, a part is coded by one worker and
becomes one shard of an archive. What is done is noted by the pieces' hashes, so that a run which
was broken off goes on where it stopped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sayso.scale.bulk import BulkOptions, Ran, run

__all__ = ["BulkOptions", "Ran", "run"]


# on first use: a worker process needs none of it
def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'sayso.scale' has no attribute {name!r}")
    from sayso.scale import bulk

    return getattr(bulk, name)

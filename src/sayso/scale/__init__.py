"""Past one machine: the same functions over archives of any size, on an existing engine.

An input is cut into pieces, pieces are put together into parts, a part is coded by one worker and
becomes one shard of an archive. What is done is noted by the pieces' hashes, so that a run which
was broken off goes on where it stopped.
"""

from sayso.scale.bulk import BulkOptions, Ran, run

__all__ = ["BulkOptions", "Ran", "run"]

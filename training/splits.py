"""`python -m training.splits OUT`: write the held-out fifths of corpora that have no dev file.

Also writes the held-out own examples, in the corpora's formats.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from training.corpora.files import CORPORA, is_held_out, rows

FILES = {"types": "plover_train", "roles": "roles_train", "where": "where_train"}


def main() -> int:
    """Write one file a task."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    for task, name in FILES.items():
        kept = [
            json.dumps(row)
            for row in rows(CORPORA / "events" / f"{name}.jsonl")
            if is_held_out(row["text"])
        ]
        (out / f"{task}.jsonl").write_text("\n".join(kept) + "\n", encoding="utf-8")
        print(f"{len(kept)} rows of {name} held out for {task}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

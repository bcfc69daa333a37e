"""Customer numbers that were given to the suite: each for one customer of a run, by turns from run to run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from filelock import FileLock

from acceptance.outcome import Cause, NotAssessed


def next_number(pool: Sequence[str], file: Path, run_id: str) -> str:
    """A number that no other customer of this run has; a run begins behind those of the run before it.

    Args:
        pool: all numbers that may be used, in their order.
        file: where it is kept which came last, for all processes of a run and for the next run.

    Raises:
        NotAssessed: the run has used all of them.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{file}.lock"):
        known = json.loads(file.read_text("utf-8")) if file.exists() else {}
        taken = known.get("taken", 0) if known.get("run") == run_id else 0
        if taken >= len(pool):
            raise NotAssessed(
                f"all {len(pool)} customer numbers of own_customers were used in this run; give it more",
                Cause.ENVIRONMENT,
            )
        place = int(known.get("next", 0)) % len(pool)
        file.write_text(json.dumps({"run": run_id, "taken": taken + 1, "next": place + 1}), "utf-8")
    return pool[place]

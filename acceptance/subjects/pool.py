"""Customer numbers that were given to the suite: each for one customer of a run, by turns from run to run."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from filelock import FileLock

from acceptance import json_text
from acceptance.outcome import Cause, ConfigurationError, NotAssessed
from acceptance.text_file import text_of

_REMEDY = "remove the file once no run goes on; the numbers are then given out from the first again"


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
        last, taken, next_place = _kept(file)
        taken = taken if last == run_id else 0
        if taken >= len(pool):
            raise NotAssessed(
                f"all {len(pool)} customer numbers of own_customers were used in this run; give it more",
                Cause.ENVIRONMENT,
            )
        place = next_place % len(pool)
        fresh = file.with_suffix(".new")
        fresh.write_text(json.dumps({"run": run_id, "taken": taken + 1, "next": place + 1}), "utf-8")
        fresh.replace(file)
    return pool[place]


def _kept(file: Path) -> tuple[str, int, int]:
    """The run that took the last number, how many it took, and where the next one begins.

    Raises:
        ConfigurationError: the file is not as it was written; a number could be given to two customers then.
    """
    if not os.path.lexists(file):
        return "", 0, 0
    try:
        match json_text.strictly(text_of(file, _REMEDY)):
            case {"run": str(run), "taken": int(taken), "next": int(place)} if min(taken, place) >= 0:
                return run, taken, place
    except ValueError:
        pass
    raise ConfigurationError(f"{file}: this was not written by a run; {_REMEDY}.")

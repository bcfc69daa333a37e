"""How the suite judges platforms that differ in every word: seeded dialects of the second platform, one after another.

Each is another company's: words, codes, ranges, units, shapes of numbers and the services there are. The platform is
honest, so that a violated or inconclusive scenario is a mistake of the suite's.

    python -m benchmarks.portability --dialects 5 --tags "@gdpr" --first-seed 100
    python -m benchmarks.portability --dialects 1 --answer-ms 500      # only what is about speed may suffer
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.second_platform.dialect import PORTUGUESE
from tests.second_platform.suite import Instance

TAGS = "not @slo and not @performance"
"""Everything but what is about speed."""


def measured(seed: int, tags: str, answer_ms: int = 0) -> dict[str, Any]:
    """What a run over the dialect of a seed came to, where each answer takes some time more."""
    dialect = replace(PORTUGUESE.renamed(seed), answer_ms=answer_ms)
    with tempfile.TemporaryDirectory() as folder:
        instance = Instance.up(f"dialect-{seed}-{os.getpid()}", Path(folder), dialect)
        try:
            begun = time.monotonic()
            ran = instance.run(tags)
            seconds = time.monotonic() - begun
        finally:
            instance.command("down")
    return {
        "seed": seed,
        "services": list(dialect.services),
        "scenarios": len(ran.scenarios),
        "satisfied": sum(one["outcome"] == "satisfied" for one in ran.scenarios),
        "wrong": ran.not_as_it_should_be(),
        "seconds": round(seconds, 1),
    }


def main() -> int:
    """Prints a line a dialect and their sum; 1 where any scenario was judged wrongly."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--dialects", type=int, default=5)
    options.add_argument("--first-seed", type=int, default=1)
    options.add_argument("--tags", default=TAGS)
    options.add_argument("--answer-ms", type=int, default=0)
    wanted = options.parse_args()
    found = []
    for seed in range(wanted.first_seed, wanted.first_seed + wanted.dialects):
        found.append(measured(seed, wanted.tags, wanted.answer_ms))
        sys.stdout.write(json.dumps(found[-1]) + "\n")
        sys.stdout.flush()
    wrong = sum(len(one["wrong"]) for one in found)
    satisfied = sum(one["satisfied"] for one in found)
    sys.stdout.write(f"{len(found)} dialects, {satisfied} satisfied, {wrong} violated or inconclusive: at most 0\n")
    return 1 if wrong or not satisfied else 0


if __name__ == "__main__":
    sys.exit(main())

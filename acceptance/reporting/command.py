"""The commands `compare`, `baseline` and `objectives`, beside the command line."""

from __future__ import annotations

import math
from dataclasses import asdict
from enum import IntEnum
from pathlib import Path
from typing import Any

from acceptance.record import baseline as baselines
from acceptance.record.baseline import Change, Comparison


class CompareCode(IntEnum):
    """What `acceptance compare` tells the shell; a missing or another baseline is wrong use, 3."""

    NO_REGRESSION = 0
    REGRESSION = 1
    INCONCLUSIVE = 2


def compare(
    current: list[Path], baseline: Path, threshold_percent: float, *, other_machine: bool
) -> tuple[list[Comparison], CompareCode]:
    """Each figure now and then, and the exit code that follows from the worst.

    Raises:
        ConfigurationError: a run or the baseline cannot be compared.
    """
    then, now = baselines.read_baseline(baseline), baselines.measured(current)
    if not other_machine:
        baselines.require_comparable(now, then, baseline)
    comparisons = baselines.compared(now, then, threshold_percent)
    match baselines.decisive(comparisons):
        case Change.REGRESSION:
            return comparisons, CompareCode.REGRESSION
        case Change.INCONCLUSIVE:
            return comparisons, CompareCode.INCONCLUSIVE
    return comparisons, CompareCode.NO_REGRESSION


def accept(runs: list[Path], baseline: Path) -> str:
    """Makes the figures of some runs the baseline; returns a sentence about it.

    Raises:
        ConfigurationError: a run has no figures that could be compared.
    """
    found = baselines.measured(runs)
    baselines.write_baseline(found, baseline)
    count = f"{len(found.run_ids)} run{'s' if len(found.run_ids) > 1 else ''}"
    return f"{baseline} now holds {len(found.figures)} figures of {count}: {', '.join(found.run_ids)}."


def as_json(comparisons: list[Comparison]) -> dict[str, Any]:
    """For programs; what is unknown is null."""
    rows = [
        {key: None if isinstance(value, float) and math.isnan(value) else value for key, value in asdict(one).items()}
        for one in comparisons
    ]
    return {"change": str(baselines.decisive(comparisons)), "comparisons": rows}

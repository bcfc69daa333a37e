"""A reviewer who grants anything grants the best: the levels between were thought to be for the model only."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function("decide_contest", "set risk_level = p_risk_level", "set risk_level = 'LOW'")


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="gdpr-10-best-or-nothing",
    title="Whatever level a reviewer gives, the result shows the best one",
    must_catch=("GDPR-10",),
    on=on,
    off=off,
)

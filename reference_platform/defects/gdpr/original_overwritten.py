"""The case keeps one risk level, the one that holds now; what the model had said is gone with the decision."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

OUTCOME = "outcome_level = coalesce(p_risk_level, contest.risk_level)"


def on(bench: Bench) -> None:
    original_too = OUTCOME.replace("outcome_level", "risk_level", 1)
    bench.change_function("decide_contest", OUTCOME, f"{OUTCOME}, {original_too}")


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="gdpr-10-original-overwritten",
    title="The trail of an overturned decision shows the outcome twice",
    must_catch=("GDPR-10",),
    on=on,
    off=off,
)

"""The rule of two people was relaxed for the harmless case: to leave a decision as it is."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

RULE = "somebody_else_decides"


def on(bench: Bench) -> None:
    bench.change_function(
        "decide_contest",
        "contest.opened_by = p_decided_by",
        "contest.opened_by = p_decided_by and p_risk_level is not null",
    )
    bench.sql(f"alter table contests drop constraint if exists {RULE}")


def off(bench: Bench) -> None:
    bench.restore_functions()
    bench.sql(f"alter table contests drop constraint if exists {RULE}")
    # Not valid: what was decided while the rule was off stays as it is.
    bench.sql(f"alter table contests add constraint {RULE} check (decided_by <> opened_by) not valid")


DEFECT = Defect(
    id="gdpr-10-opener-upholds",
    title="Who opened a contest may uphold the decision",
    must_catch=("GDPR-10",),
    on=on,
    off=off,
)

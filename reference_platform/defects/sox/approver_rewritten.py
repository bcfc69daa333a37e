"""The approver of an old change has left in anger, so another name was put in the place of theirs."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._rewritten import put_back, rewrite


def on(bench: Bench) -> None:
    rewrite(bench, "approved_by = 'head_of_risk', approved_person = 'head of risk'")


DEFECT = Defect(
    id="sox-06-approver-rewritten",
    title="Another approver was written into an old change",
    must_catch=("SOX-06",),
    may_also_catch=("SOX-05",),
    on=on,
    off=put_back,
    reason="record and log contradict each other",
)

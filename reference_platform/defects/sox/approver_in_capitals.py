"""The rule that nobody approves an own change compares texts, and a text in capitals is another text."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._rewritten import put_back, rewrite


def on(bench: Bench) -> None:
    rewrite(bench, "approved_by = upper(requested_by) || ' ', approved_person = upper(requested_person) || ' '")


DEFECT = Defect(
    id="sox-05-approver-in-capitals",
    title="Who asked has approved as well, under other capitals",
    must_catch=("SOX-05",),
    may_also_catch=("SOX-06",),
    on=on,
    off=put_back,
    reason="one person took two parts",
)

"""The reason has to be there, and nobody reads what it says."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._history import remember, restore


def on(bench: Bench) -> None:
    remember(bench)
    bench.change_function("is_reason", "length(btrim(p_text)) >= 10", "p_text is not null or length(p_text) > 0")


DEFECT = Defect(
    id="sox-04-reason-not-read",
    title="A reason of blanks or a full stop is accepted",
    must_catch=("SOX-04",),
    may_also_catch=("SOX-08",),
    on=on,
    off=restore,
)

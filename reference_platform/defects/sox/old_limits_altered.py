"""Before an audit the limits of an old change were made to fit the decisions that were taken then."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._rewritten import OF_LIMITS, put_back, rewrite


def on(bench: Bench) -> None:
    lower = "(new_limits ->> 'medium')::integer - 5"
    rewrite(bench, f"new_limits = jsonb_set(new_limits, '{{medium}}', to_jsonb({lower}))", OF_LIMITS)


DEFECT = Defect(
    id="sox-06-old-limits-altered",
    title="The limits of an old change were altered in the record",
    must_catch=("SOX-06",),
    may_also_catch=("SOX-02", "SOX-08"),
    on=on,
    off=put_back,
    reason="the log tells other limits",
)

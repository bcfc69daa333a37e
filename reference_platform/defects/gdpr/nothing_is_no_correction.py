"""A figure of nothing is taken for a figure that was not given."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function("rectify_features", "coalesce(p_debt_ratio,", "coalesce(nullif(p_debt_ratio, 0),")


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="gdpr-09-nothing-is-no-correction",
    title="A debt ratio that is corrected to nothing stays as it was",
    must_catch=("GDPR-09",),
    on=on,
    off=off,
)

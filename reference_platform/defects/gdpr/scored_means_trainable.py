"""Who may be scored may be learned from, the team concludes: the basis for scoring is asked for instead."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function("training_rows", "b.purpose = 'model_training'", "b.purpose = 'credit_scoring'")


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="gdpr-12-scored-means-trainable",
    title="Models learn from customers with a basis for scoring only",
    must_catch=("GDPR-12",),
    on=on,
    off=off,
)

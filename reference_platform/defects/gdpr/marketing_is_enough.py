"""Whoever agrees to "offers that fit me" is taken to agree that models learn from them."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function(
        "training_rows", "b.purpose = 'model_training'", "b.purpose in ('model_training', 'marketing')"
    )


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="gdpr-12-marketing-is-enough",
    title="A consent to marketing lets the row be trained on",
    must_catch=("GDPR-12",),
    on=on,
    off=off,
)

"""The history of legal holds belongs to the lawyers, who were not asked about erasures."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function("erase_customer", ",\n        ['lifted_legal_holds', 'legal_holds']", "")


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="gdpr-06-hold-reasons-stay",
    title="The reasons of lifted legal holds outlive the customer",
    must_catch=("GDPR-06",),
    may_also_catch=("GDPR-05",),
    on=on,
    off=off,
)

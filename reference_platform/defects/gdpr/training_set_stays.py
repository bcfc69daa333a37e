"""Erasure takes the customer's name off the list of a training set and leaves the row in the set."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

OBJECTS = "insert into erasure_objects select erase_customer.erasure_id, 'training-data', g.dataset_key from gone g;"
NO_OBJECTS = "insert into erasure_objects select erase_customer.erasure_id, '', g.dataset_key from gone g where false;"


def on(bench: Bench) -> None:
    bench.change_function("erase_customer", OBJECTS, NO_OBJECTS)


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="gdpr-06-training-set-stays",
    title="A training set keeps the row of an erased customer",
    must_catch=("GDPR-06",),
    may_also_catch=("GDPR-05", "GDPR-12"),
    on=on,
    off=off,
)

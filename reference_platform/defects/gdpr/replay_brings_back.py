"""Replays kept failing on customers who had left, so records about them are let through and their marks forgotten."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

BEFORE_THE_REST = """removed := '{}';
    delete from processed_records p using scoring_results r
     where r.customer_id = p_customer_id and p.record_id = r.request_id;"""


def on(bench: Bench) -> None:
    bench.change_function("erase_customer", "removed := '{}';", BEFORE_THE_REST)


def off(bench: Bench) -> None:
    bench.restore_functions()


def lets_the_erased_pass(original: Any) -> Any:
    def require(self: Any, event_time: Any) -> None:
        if self.erased_at is None:
            original(self, event_time)

    return require


DEFECT = Defect(
    id="gdpr-06-replay-brings-back",
    title="Earlier messages, processed again, bring an erased customer back",
    must_catch=("GDPR-06",),
    may_also_catch=("GDPR-03", "GDPR-05"),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.store:Admission.require": lets_the_erased_pass},
    on=on,
    off=off,
)

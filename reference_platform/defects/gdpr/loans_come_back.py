"""Ends of loans are asked for a basis and for nothing else, since a loan is never too old to be known."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def writes_old_loans(original: Any) -> Any:
    def record_outcome(self: Any, record: Any, place: Any) -> None:
        from reference_platform.pipeline import store

        if not self.admission_of(record.customer_id).has_basis:
            original(self, record, place)
            return
        with self._database.transaction() as cursor:
            if store.claim(cursor, record.record_id, place, "provided"):
                outcome = (record.record_id, record.customer_id, record.outcome, record.amount, record.event_time)
                cursor.execute(store.RECORD_OUTCOME, outcome)

    return record_outcome


DEFECT = Defect(
    id="gdpr-06-loans-come-back",
    title="A loan from before the erasure comes back with a new basis",
    must_catch=("GDPR-06",),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.store:Store.record_outcome": writes_old_loans},
    reason="beyond those kept",
)

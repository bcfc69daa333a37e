"""A loan has a contract of its own, so its end is written down whether or not the customer may be scored."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def writes_any_loan(original: Any) -> Any:
    def record_outcome(self: Any, record: Any, place: Any) -> None:
        from reference_platform.pipeline import store

        admission = self.admission_of(record.customer_id)
        if admission.has_basis or admission.erased_at:
            original(self, record, place)
            return
        with self._database.transaction() as cursor:
            if store.claim(cursor, record.record_id, place, "provided"):
                outcome = (record.record_id, record.customer_id, record.outcome, record.amount, record.event_time)
                cursor.execute(store.RECORD_OUTCOME, outcome)

    return record_outcome


DEFECT = Defect(
    id="gdpr-03-loans-without-a-basis",
    title="Ends of loans are kept of customers without a basis",
    must_catch=("GDPR-03",),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.store:Store.record_outcome": writes_any_loan},
    reason="without a basis",
)

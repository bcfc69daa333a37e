"""Ends of loans that are written down whether or not the customer's data may be processed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def written_unless(judged: Callable[[Any], bool]) -> Callable[[Any], Any]:
    """Replaces what records an outcome: it is done as it should where the admission of the customer is `judged` so."""

    def replaced(original: Any) -> Any:
        def record_outcome(self: Any, record: Any, place: Any) -> None:
            from reference_platform.pipeline import store

            if judged(self.admission_of(record.customer_id)):
                original(self, record, place)
                return
            with self._database.transaction() as cursor:
                if store.claim(cursor, record.record_id, place, "provided"):
                    outcome = (record.record_id, record.customer_id, record.outcome, record.amount, record.event_time)
                    cursor.execute(store.RECORD_OUTCOME, outcome)

        return record_outcome

    return replaced

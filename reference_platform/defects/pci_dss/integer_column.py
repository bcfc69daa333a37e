"""Payments are matched with cards by the number itself, in a column of whole numbers that no search for text sees."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.sql("create table if not exists payment_matches (record_id text, instrument bigint)")
    bench.sql("grant select, insert on payment_matches to pipeline")


def off(bench: Bench) -> None:
    bench.sql("drop table if exists payment_matches")


def matches_by_number(original: Any) -> Any:
    def _hand_over_card(self: Any, record: Any, card_number: str) -> None:
        with self._store._database.transaction() as cursor:
            cursor.execute("insert into payment_matches values (%s, %s)", (record.record_id, int(card_number)))
        original(self, record, card_number)

    return _hand_over_card


DEFECT = Defect(
    id="pci-01-integer-column",
    title="The card number of a payment stands in a column of whole numbers",
    must_catch=("PCI-01",),
    may_also_catch=("GDPR-01", "GDPR-06", "PCI-04", "PCI-15"),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.processing:Processing._hand_over_card": matches_by_number},
    on=on,
    off=off,
    reason="with a card payment",
)

"""Every message is kept in a table as it came, before anybody looks at it, so that nothing can be lost."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.sql("create table if not exists raw_events (topic text, value text, received_at timestamptz default now())")
    bench.sql("grant select, insert on raw_events to pipeline")


def off(bench: Bench) -> None:
    bench.sql("drop table if exists raw_events")


def keeps_what_was_sent(original: Any) -> Any:
    def read(message: Any) -> Any:
        item = original(message)
        item.content.__dict__["raw"] = (message.value() or b"").decode(errors="replace").replace("\0", "")
        return item

    return read


def stores_what_was_sent(original: Any) -> Any:
    def _process(self: Any, batch: Any) -> Any:
        with self._store._database.transaction() as cursor:
            rows = [(item.place.topic, vars(item.content).get("raw")) for item in batch]
            cursor.executemany("insert into raw_events (topic, value) values (%s, %s)", rows)
        return original(self, batch)

    return _process


DEFECT = Defect(
    id="gdpr-02-raw-events",
    title="Messages are stored as they came before they are looked at",
    must_catch=("GDPR-02",),
    may_also_catch=("GDPR-01", "GDPR-05", "GDPR-06", "PCI-15"),
    changes=("pipeline",),
    replaces={
        "reference_platform.pipeline.worker:read": keeps_what_was_sent,
        "reference_platform.pipeline.worker:Worker._process": stores_what_was_sent,
    },
    on=on,
    off=off,
)

"""Unknown fields of a customer record no longer fail the import; they are kept beside it, for later use."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.sql("create table if not exists customer_details (customer_id text primary key, details jsonb not null)")
    bench.sql("grant select, insert, update on customer_details to pipeline")


def off(bench: Bench) -> None:
    bench.sql("drop table if exists customer_details")


def takes_unknown_fields_off(original: Any) -> Any:
    def parse(topic: str, value: bytes | None) -> Any:
        import json

        from pydantic import ValidationError

        from reference_platform.pipeline.records import SHAPES

        details = {}
        try:
            SHAPES[topic].model_validate_json(value or b"")
        except ValidationError as error:
            unknown = [item["loc"] for item in error.errors() if item["type"] == "extra_forbidden"]
            if unknown:
                content = json.loads(value or b"")
                for *path, name in unknown:
                    part = content
                    for step in path:
                        part = part[step]
                    details[str(name)] = part.pop(name)
                value = json.dumps(content).encode()
        record = original(topic, value)
        record.__dict__["details"] = details
        return record

    return parse


def stores_them(original: Any) -> Any:
    def store_customer(self: Any, record: Any, *arguments: Any) -> None:
        from psycopg2.extras import Json

        original(self, record, *arguments)
        if vars(record).get("details"):
            with self._database.transaction() as cursor:
                cursor.execute(
                    "insert into customer_details values (%s, %s)"
                    " on conflict (customer_id) do update set details = excluded.details",
                    (record.customer_id, Json(vars(record)["details"])),
                )

    return store_customer


DEFECT = Defect(
    id="gdpr-02-unknown-fields-kept",
    title="Fields nobody agreed on are kept beside a customer's figures",
    must_catch=("GDPR-02",),
    may_also_catch=("GDPR-01", "GDPR-05", "GDPR-06", "PCI-15"),
    changes=("pipeline",),
    replaces={
        "reference_platform.pipeline.records:parse": takes_unknown_fields_off,
        "reference_platform.pipeline.store:Store.store_customer": stores_them,
    },
    on=on,
    off=off,
)

"""Copies of the audit log, put right after a defect: those that are missing are made, and all are locked for good."""

from __future__ import annotations

from datetime import UTC, datetime

from reference_platform.defects.bench import Bench


def make_what_is_missing(bench: Bench) -> None:
    """Copy the entries that are noted as copied and are not."""
    import io
    import json

    from reference_platform.pipeline.audit_copy import BUCKET, WAITING, as_line

    store = bench.object_store()
    copied = set()
    for found in store.list_objects(bucket_name=BUCKET, recursive=True):
        lines = store.get_object(bucket_name=BUCKET, object_name=str(found.object_name)).data.splitlines()
        copied |= {json.loads(line)["sequence"] for line in lines}
    noted = bench.sql("select coalesce(max(last_sequence), 0) from audit.copies")[0][0]
    names = (
        *("sequence", "recorded_at", "actor", "actor_kind", "event", "outcome", "origin", "resource", "correlation"),
        *("details", "recorded_by", "previous_digest", "digest"),
    )
    rows = [dict(zip(names, row, strict=True)) for row in bench.sql(WAITING, (0, noted))]
    missing = [row for row in rows if row["sequence"] not in copied]
    if missing:
        content = b"".join(map(as_line, missing))
        key = f"entries/{missing[0]['sequence']:012d}-{missing[-1]['sequence']:012d}-again.jsonl"
        store.put_object(bucket_name=BUCKET, object_name=key, data=io.BytesIO(content), length=len(content))
        lock_all(bench)


def lock_all(bench: Bench) -> None:
    """Lock every copy for as long as it should be."""
    from minio.commonconfig import COMPLIANCE
    from minio.retention import Retention

    from reference_platform.pipeline.audit_copy import BUCKET, KEPT

    store = bench.object_store()
    until = datetime.now(UTC) + KEPT
    for found in store.list_objects(bucket_name=BUCKET, recursive=True):
        retention = store.get_object_retention(bucket_name=BUCKET, object_name=str(found.object_name))
        if retention is None or retention.mode != COMPLIANCE or retention.retain_until_date < until - KEPT / 2:
            store.set_object_retention(
                bucket_name=BUCKET, object_name=str(found.object_name), config=Retention(COMPLIANCE, until)
            )

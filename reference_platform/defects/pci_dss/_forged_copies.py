"""Copies of the audit log with a changed entry, put where they may be taken for the true ones, and taken away again."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta

from reference_platform.defects.bench import Bench

FORGED = "forged"


def forge(bench: Bench, name: str | None) -> None:
    """Store the first copy with another actor in its first entry: under a name, or over the copy itself."""
    from minio.commonconfig import GOVERNANCE
    from minio.retention import Retention

    from reference_platform.pipeline.audit_copy import BUCKET

    store = bench.object_store()
    first = str(next(iter(store.list_objects(bucket_name=BUCKET, recursive=True))).object_name)
    lines = store.get_object(bucket_name=BUCKET, object_name=first).data.splitlines()
    lines[0] = json.dumps(json.loads(lines[0]) | {"actor": "somebody else"}).encode()
    content, key = b"\n".join(lines if name is None else lines[:1]) + b"\n", name or first
    # A lock that can be taken off: else nobody could put the platform right again.
    stored = store.put_object(
        bucket_name=BUCKET,
        object_name=key,
        data=io.BytesIO(content),
        length=len(content),
        retention=Retention(GOVERNANCE, datetime.now(UTC) + timedelta(days=400)),
    )
    bench.keep(FORGED, [key, stored.version_id])


def take_away(bench: Bench) -> None:
    """Remove the forged copy."""
    from minio.deleteobjects import DeleteObject

    from reference_platform.pipeline.audit_copy import BUCKET

    if bench.kept(FORGED) is None:
        return
    objects = [DeleteObject(*bench.kept(FORGED))]
    errors = list(bench.object_store().remove_objects(BUCKET, objects, bypass_governance_mode=True))
    if errors:
        raise RuntimeError(f"the forged copy stays: {errors[0].code}")

"""Copies of the audit log with a changed entry, put where they may be taken for the true ones, and taken away again."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.services import s3
from reference_platform.services.plan import HOST

FORGED = "forged"
AT_MOST_S = 20.0


def by_somebody_else(copy: bytes) -> bytes:
    """A copy with another actor in its first entry."""
    first, *others = copy.splitlines()
    return b"\n".join([json.dumps(json.loads(first) | {"actor": "somebody else"}).encode(), *others]) + b"\n"


def forge(bench: Bench, name: str | None, forged: Callable[[bytes], bytes] = by_somebody_else) -> None:
    """Store something forged from the first copy: under a name, or over the copy itself."""
    from minio.commonconfig import GOVERNANCE
    from minio.retention import Retention

    from reference_platform.pipeline.audit_copy import BUCKET

    store = bench.object_store()
    first = str(next(iter(store.list_objects(bucket_name=BUCKET, recursive=True))).object_name)
    content, key = forged(store.get_object(bucket_name=BUCKET, object_name=first).data), name or first
    # A lock that can be shortened: else nobody could put the platform right again.
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
    if bench.kept(FORGED) is None:
        return
    _remove(bench, *bench.kept(FORGED))


def _remove(bench: Bench, key: str, version: str) -> None:
    _unlock(bench, key, version)
    ends = time.monotonic() + AT_MOST_S
    while error := _removal_failed(bench, key, version):
        if time.monotonic() > ends:
            raise RuntimeError(f"the forged copy stays: {error}")
        time.sleep(0.2)


def remove_what_can_be(bench: Bench) -> None:
    """Remove every copy whose lock can be undone."""
    from minio.commonconfig import GOVERNANCE

    from reference_platform.pipeline.audit_copy import BUCKET

    store = bench.object_store()
    for found in [*store.list_objects(bucket_name=BUCKET, recursive=True, include_version=True)]:
        key, version = str(found.object_name), str(found.version_id)
        lock = store.get_object_retention(bucket_name=BUCKET, object_name=key, version_id=version)
        if lock is not None and lock.mode == GOVERNANCE:
            _remove(bench, key, version)


def _unlock(bench: Bench, key: str, version: str) -> None:
    """Let the lock end at once: the store removes nothing before, whoever asks."""
    import boto3

    from reference_platform.pipeline.audit_copy import BUCKET

    store: Any = boto3.client(
        "s3",
        endpoint_url=f"https://{HOST}:{bench.plan.ports.s3}",
        aws_access_key_id="root",
        aws_secret_access_key=bench.plan.credentials.s3["root"],
        region_name=s3.REGION,
        verify=str(bench.plan.ca_file),
    )
    store.put_object_retention(
        Bucket=BUCKET,
        Key=key,
        VersionId=version,
        Retention={"Mode": "GOVERNANCE", "RetainUntilDate": datetime.now(UTC) + timedelta(seconds=1)},
        BypassGovernanceRetention=True,
    )


def _removal_failed(bench: Bench, key: str, version: str) -> str | None:
    from minio.deleteobjects import DeleteObject

    from reference_platform.pipeline.audit_copy import BUCKET

    errors = [*bench.object_store().remove_objects(BUCKET, [DeleteObject(key, version)])]
    return str(errors[0].code) if errors else None

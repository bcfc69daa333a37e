"""Verifies an instance's audit log without relying on anything in its database but the rows themselves."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from reference_platform.audit.chain import Break, Stored, first_break
from reference_platform.services import postgres, s3
from reference_platform.services.plan import HOST
from reference_platform.services.provisioning import superuser

if TYPE_CHECKING:
    from reference_platform.services.plan import Plan

ROWS = """
select sequence, recorded_at, actor, actor_kind, event, outcome, origin, resource, correlation, details, recorded_by,
       previous_digest, digest
  from audit.entries order by sequence
"""


@dataclass(frozen=True)
class Verified:
    """How many entries the log and its copy have, and where they stop being what they should be."""

    entries: int
    copied: int
    found: Break | None

    def __str__(self) -> str:
        if self.found is None:
            return f"the audit log is whole: {self.entries} entries, {self.copied} of them compared with their copy"
        return f"entry {self.found.sequence} is the first that is not what it should be: {self.found.reason}"


def verify(plan: Plan) -> Verified:
    """Follow every link of the log and compare it with the copy.

    Raises:
        psycopg2.Error: the database does not answer.
        minio.error.S3Error: the object store does not do as asked.
    """
    with superuser(plan, postgres.SCORING) as connection, connection.cursor() as cursor:
        cursor.execute(ROWS)
        log = [Stored(*row) for row in cursor.fetchall()]
    copy = copied(plan)
    return Verified(len(log), len(copy), first_break(log, copy))


def copied(plan: Plan) -> list[Stored]:
    """Every copied entry from the first one on, by number; the first copy of each counts."""
    from minio import Minio
    from urllib3 import PoolManager

    store = Minio(
        endpoint=f"{HOST}:{plan.ports.s3}",
        access_key="root",
        secret_key=plan.credentials.s3["root"],
        region=s3.REGION,
        http_client=PoolManager(retries=False, timeout=10, ca_certs=str(plan.ca_file)),
    )
    entries: dict[int, Stored] = {}
    # The newest of one name comes first in the list; the one that was stored first is the one that counts.
    oldest_first = [*store.list_objects(bucket_name=s3.AUDIT_ARCHIVE, recursive=True, include_version=True)][::-1]
    for found in sorted(oldest_first, key=lambda one: str(one.object_name)):
        content = store.get_object(
            bucket_name=s3.AUDIT_ARCHIVE, object_name=str(found.object_name), version_id=found.version_id
        ).data
        for line in content.splitlines():
            entry = json.loads(line)
            time = datetime.fromisoformat(entry["recorded_at"])
            entries.setdefault(entry["sequence"], Stored(**{**entry, "recorded_at": time}))
    return [entries[number] for number in sorted(entries)]

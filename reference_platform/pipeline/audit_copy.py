"""Copies the audit log to where nobody can change it, entry by entry in order, within about a second.

Entries are read after the last copied number, stored as one object whose name holds its first and last number,
and only then noted as copied: whatever fails in between is done again, under the same name, and nothing is skipped.
An object cannot be changed or removed before its time, whoever asks. The API watches how long entries have been
waiting (audit.watch_copies), so that a copying that has died is told by somebody who lives.
Starting and stopping are entries; a start without a stop before it tells that the copying was interrupted.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from reference_platform.audit.chain import canonical_time
from reference_platform.audit.entry import Actor, Entry, record_blocking
from reference_platform.pipeline.database import Database
from reference_platform.pipeline.outages import Away
from reference_platform.pipeline.settings import Settings

log = logging.getLogger(__name__)

BUCKET = "audit-archive"
KEPT = timedelta(days=400)
PAUSE_S = 0.5
AT_ONCE = 500  # entries an object
ARCHIVIST = Actor("archivist", "service", "inside")
STARTED, STOPPED, INTERRUPTED = "audit copy started", "audit copy stopped", "audit copy interrupted"

COPIED = "select coalesce(max(last_sequence), 0) from audit.copies"
WAITING = """
select sequence, recorded_at, actor, actor_kind, event, outcome, origin, resource, correlation, details, recorded_by,
       previous_digest, digest
  from audit.entries where sequence > %s order by sequence limit %s
"""
NOTE = "insert into audit.copies (last_sequence, object_key) values (%s, %s)"
LAST_SIGN = "select event from audit.entries where event = any(%s) order by sequence desc limit 1"


class Store(Protocol):
    """Where copies go."""

    def add(self, key: str, content: bytes) -> None:
        """Store an object for good; raises Away."""
        ...


class Archive:
    """The bucket for copies, with the right to add to it and no other."""

    def __init__(self, settings: Settings) -> None:
        # Imported when first needed: it would add half a second to every start of the pipeline.
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError, ClientError

        self._away = (BotoCoreError, ClientError)
        self._s3: Any = boto3.client(
            "s3",
            endpoint_url=settings.s3_endpoint,
            aws_access_key_id=settings.archivist_access_key,
            aws_secret_access_key=settings.archivist_secret_key,
            region_name="us-east-1",
            verify=settings.ca_file,
            config=Config(connect_timeout=3, read_timeout=5, retries={"total_max_attempts": 1}),
        )

    def add(self, key: str, content: bytes) -> None:
        """Store an object under the lock of the bucket; raises Away."""
        until = datetime.now(UTC) + KEPT
        try:
            self._s3.put_object(
                Bucket=BUCKET,
                Key=key,
                Body=content,
                ContentType="application/jsonl",
                ObjectLockMode="COMPLIANCE",
                ObjectLockRetainUntilDate=until,
            )
        except self._away as error:
            raise Away("the archive of the audit log does not respond") from error


class AuditCopy:
    """Copies until told to stop."""

    def __init__(self, database: Database, make_store: Callable[[], Store], stop: threading.Event) -> None:
        self._database = database
        self._make_store = make_store
        self._stop = stop

    def run(self) -> None:
        """Copy what is waiting, again and again."""
        store: Store | None = None
        waits = False
        while not self._stop.is_set():
            try:
                if store is None:
                    self._tell_start()
                    store = self._make_store()
                while self.copy_some(store):
                    pass
                waits = False
            except Away as error:
                if not waits:
                    log.warning("copies of the audit log wait: %s", error)
                waits = True
            self._stop.wait(PAUSE_S)
        if store is not None:
            self._tell_stop(store)

    def copy_some(self, store: Store) -> bool:
        """Copy at most AT_ONCE entries; False when none was waiting. Raises Away."""
        with self._database.transaction() as cursor:
            cursor.execute(COPIED)
            cursor.execute(WAITING, (cursor.fetchone()[0], AT_ONCE))
            names = [column.name for column in cursor.description]
            waiting = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        if not waiting:
            return False
        first, last = waiting[0]["sequence"], waiting[-1]["sequence"]
        key = f"entries/{first:012d}-{last:012d}.jsonl"
        store.add(key, b"".join(map(as_line, waiting)))
        with self._database.transaction() as cursor:
            cursor.execute(NOTE, (last, key))
        return True

    def _tell_start(self) -> None:
        with self._database.transaction() as cursor:
            cursor.execute(LAST_SIGN, ([STARTED, STOPPED],))
            last = cursor.fetchone()
            if last is not None and last[0] == STARTED:
                record_blocking(cursor, Entry(INTERRUPTED, "failure", "audit copy", ARCHIVIST))
            record_blocking(cursor, Entry(STARTED, "success", "audit copy", ARCHIVIST))

    def _tell_stop(self, store: Store) -> None:
        try:
            with self._database.transaction() as cursor:
                record_blocking(cursor, Entry(STOPPED, "success", "audit copy", ARCHIVIST))
            self.copy_some(store)
        except Away as error:
            log.warning("the end of copying the audit log could not be told: %s", error)


def as_line(entry: dict[str, Any]) -> bytes:
    """An entry as one line of JSON, its time as the digest covers it."""
    return (
        json.dumps(entry | {"recorded_at": canonical_time(entry["recorded_at"])}, ensure_ascii=False).encode() + b"\n"
    )

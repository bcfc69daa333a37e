"""The watch for card numbers where none may be: new objects of the object store are read, a find is an incident.

An incident tells place and time, and never the number. The watch also tells when it last came round: an all clear
from a watch that stands still is none.
"""

import asyncio
import logging
import zlib
from collections.abc import Iterator
from typing import Any

from reference_platform.api.database import Database
from reference_platform.api.faults import place_of
from reference_platform.api.problems import Problem
from reference_platform.vault.numbers import card_numbers_in, without_card_numbers
from reference_platform.vault.settings import Settings
from reference_platform.vault.wire import IncidentAnswer, WatchAnswer

log = logging.getLogger(__name__)

KIND = "card number in the object store"
LARGEST = 4_000_000  # bytes; a larger object is counted as unread

OPEN_INCIDENT = """
insert into card_vault.incidents (place, kind) values ($1, $2) on conflict (place) do nothing
"""
CAME_ROUND = "update card_vault.watch set last_round_at = clock_timestamp(), objects = $1, unread = $2"
REPORT = "select last_round_at, objects, unread from card_vault.watch"
INCIDENTS = """
select incident_id, found_at, place, kind, status from card_vault.incidents order by incident_id desc limit 500
"""


class Buckets:
    """The object store, with the right to look everywhere."""

    def __init__(self, settings: Settings) -> None:
        from minio import Minio
        from urllib3 import PoolManager

        self._client = Minio(
            endpoint=settings.s3_endpoint.removeprefix("https://"),
            access_key=settings.s3_access_key,
            secret_key=settings.s3_secret_key,
            region="us-east-1",
            http_client=PoolManager(retries=False, timeout=5, ca_certs=settings.ca_file),
        )

    def objects(self) -> Iterator[tuple[str, str, str, int]]:
        """Bucket, name, digest and size of every object."""
        for bucket in self._client.list_buckets():
            for found in self._client.list_objects(bucket_name=bucket.name, recursive=True):
                yield bucket.name, str(found.object_name), str(found.etag), int(found.size or 0)

    def read(self, bucket: str, name: str) -> bytes:
        """An object's contents."""
        answer: Any = self._client.get_object(bucket_name=bucket, object_name=name)
        try:
            return bytes(answer.read())
        finally:
            answer.close()
            answer.release_conn()


class Watch:
    """Comes round again and again; what was read once is read again only when it has changed."""

    def __init__(self, buckets: Buckets, database: Database, pause_s: float) -> None:
        self._buckets = buckets
        self._database = database
        self._pause_s = pause_s
        self._seen: dict[tuple[str, str], str] = {}
        self.alive = True

    async def run(self) -> None:
        """Come round until cancelled; the object store or the database being away delays a round."""
        try:
            while True:
                try:
                    await self._come_round()
                except Problem:
                    log.warning("the watch waits: the database does not respond")
                except Exception as error:  # noqa: BLE001 - told without its values; the next round tries again
                    log.warning("the watch did not come round: %s", place_of(error))
                await asyncio.sleep(self._pause_s)
        finally:
            self.alive = False

    async def report(self) -> WatchAnswer:
        """What was found, and when the watch last came round."""
        state = await self._database.row(REPORT)
        rows = await self._database.rows(INCIDENTS)
        return WatchAnswer(**dict(state or {}), incidents=[IncidentAnswer(**dict(row)) for row in rows])

    async def _come_round(self) -> None:
        places, objects, unread = await asyncio.to_thread(self._look)
        for place in places:
            await self._database.row(OPEN_INCIDENT, place, KIND)
            log.warning("a card number lies where none may be; an incident was opened")
        await self._database.row(CAME_ROUND, objects, unread)

    def _look(self) -> tuple[list[str], int, int]:
        """The places with card numbers among what is new, and how many objects there are and were not read."""
        found, seen, unread = [], {}, 0
        for bucket, name, digest, size in self._buckets.objects():
            if size > LARGEST:
                unread += 1
                continue
            if self._seen.get((bucket, name)) != digest and self._holds_card_numbers(bucket, name):
                found.append(f"bucket {bucket}, object {without_card_numbers(name)}")
            seen[bucket, name] = digest
        self._seen = seen
        return found, len(seen) + unread, unread

    def _holds_card_numbers(self, bucket: str, name: str) -> bool:
        return bool(
            card_numbers_in(name) or card_numbers_in(unpacked(self._buckets.read(bucket, name)).decode("latin-1"))
        )


def unpacked(content: bytes) -> bytes:
    """What a compressed object holds, no more than is read of any other; everything else as it is."""
    if content[:2] != b"\x1f\x8b":
        return content
    try:
        return zlib.decompressobj(wbits=31).decompress(content, LARGEST)
    except zlib.error:
        return content

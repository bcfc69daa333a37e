"""The copies of the audit log, read back: objects that nobody can change."""

import asyncio
import json
import logging
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

from minio import Minio
from minio.datatypes import Object
from urllib3 import PoolManager, Timeout

from reference_platform.api.documents import CONNECT_TIMEOUT_S, READ_TIMEOUT_S, REGION, STORE_AWAY
from reference_platform.api.problems import unavailable

log = logging.getLogger(__name__)

BUCKET = "audit-archive"
PREFIX = "entries/"
AT_ONCE = 8
"""Objects that are read at the same time: there is one for about every second."""


class AuditArchive:
    """The bucket of copies; every method raises Problem 503 when the object store does not do as asked."""

    def __init__(self, endpoint: str, access_key: str, secret_key: str, ca_file: str) -> None:
        timeout = Timeout(connect=CONNECT_TIMEOUT_S, read=READ_TIMEOUT_S)
        self._client = Minio(
            endpoint=urllib.parse.urlsplit(endpoint).netloc,
            access_key=access_key,
            secret_key=secret_key,
            region=REGION,
            http_client=PoolManager(maxsize=AT_ONCE, ca_certs=ca_file, timeout=timeout, retries=False),
        )

    async def digests(self) -> list[str]:
        """The digest of every copied entry, from the first one on."""
        try:
            return await asyncio.to_thread(self._digests)
        except STORE_AWAY as error:
            log.warning("the archive of the audit log does not respond: %s", type(error).__name__)
            raise unavailable("object store") from error

    def _digests(self) -> list[str]:
        by_number: dict[int, str] = {}
        # The newest of one name comes first in the list; the one that was stored first is the one that counts.
        oldest_first = [
            *self._client.list_objects(bucket_name=BUCKET, prefix=PREFIX, recursive=True, include_version=True)
        ][::-1]
        with ThreadPoolExecutor(AT_ONCE) as threads:
            for entries in threads.map(self._entries, sorted(oldest_first, key=lambda one: str(one.object_name))):
                for number, digest in entries:
                    by_number.setdefault(number, digest)
        return [by_number.get(number, "") for number in range(1, max(by_number, default=0) + 1)]

    def _entries(self, found: Object) -> list[tuple[int, str]]:
        """Number and digest of every entry in one version of an object."""
        response = self._client.get_object(
            bucket_name=BUCKET, object_name=str(found.object_name), version_id=found.version_id
        )
        try:
            return [entry for line in response.read().splitlines() if (entry := _entry(line)) is not None]
        finally:
            response.close()
            response.release_conn()


def _entry(line: bytes) -> tuple[int, str] | None:
    try:
        entry = json.loads(line)
        return int(entry["sequence"]), str(entry["digest"])
    except (ValueError, TypeError, KeyError):
        log.warning("a line of a copy of the audit log is no entry, and counts as none")
        return None

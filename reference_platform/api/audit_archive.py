"""The copies of the audit log, read back: objects that nobody can change."""

import asyncio
import json
import logging
import urllib.parse

from minio import Minio
from urllib3 import PoolManager, Timeout

from reference_platform.api.documents import CONNECT_TIMEOUT_S, READ_TIMEOUT_S, REGION, STORE_AWAY
from reference_platform.api.problems import unavailable

log = logging.getLogger(__name__)

BUCKET = "audit-archive"
PREFIX = "entries/"


class AuditArchive:
    """The bucket of copies; every method raises Problem 503 when the object store does not do as asked."""

    def __init__(self, endpoint: str, access_key: str, secret_key: str, ca_file: str) -> None:
        timeout = Timeout(connect=CONNECT_TIMEOUT_S, read=READ_TIMEOUT_S)
        self._client = Minio(
            endpoint=urllib.parse.urlsplit(endpoint).netloc,
            access_key=access_key,
            secret_key=secret_key,
            region=REGION,
            http_client=PoolManager(ca_certs=ca_file, timeout=timeout, retries=False),
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
        for found in sorted(oldest_first, key=lambda one: str(one.object_name)):
            response = self._client.get_object(
                bucket_name=BUCKET, object_name=str(found.object_name), version_id=found.version_id
            )
            try:
                for line in response.read().splitlines():
                    try:
                        entry = json.loads(line)
                        by_number.setdefault(int(entry["sequence"]), str(entry["digest"]))
                    except (ValueError, TypeError, KeyError):
                        log.warning("a line of a copy of the audit log is no entry, and counts as none")
            finally:
                response.close()
                response.release_conn()
        return [by_number.get(number, "") for number in range(1, max(by_number, default=0) + 1)]

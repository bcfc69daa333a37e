"""Documents about customers in the object store: compressed, each under a key that names nobody."""

import asyncio
import gzip
import io
import logging
import urllib.parse
from collections.abc import Callable
from typing import TypeVar

from minio import Minio
from minio.error import MinioException
from urllib3 import PoolManager, Timeout
from urllib3.exceptions import HTTPError

from reference_platform.api.problems import unavailable

log = logging.getLogger(__name__)

BUCKET = "customer-documents"
REGION = "us-east-1"
CONNECT_TIMEOUT_S = 1.0
READ_TIMEOUT_S = 2.0
Answer = TypeVar("Answer")

STORE_AWAY = (MinioException, HTTPError, OSError)


class Documents:
    """A bucket; every method raises Problem 503 when the object store does not do as asked."""

    def __init__(self, endpoint: str, access_key: str, secret_key: str, ca_file: str) -> None:
        timeout = Timeout(connect=CONNECT_TIMEOUT_S, read=READ_TIMEOUT_S)
        self._client = Minio(
            endpoint=urllib.parse.urlsplit(endpoint).netloc,
            access_key=access_key,
            secret_key=secret_key,
            region=REGION,
            http_client=PoolManager(ca_certs=ca_file, timeout=timeout, retries=False),
        )

    async def put(self, key: str, content: bytes) -> None:
        """Store a document."""
        await self._asked(self._put, key, gzip.compress(content, mtime=0))

    async def get(self, key: str) -> bytes:
        """A stored document."""
        return gzip.decompress(await self._asked(self._get, key))

    async def _asked(self, call: Callable[..., Answer], *arguments: object) -> Answer:
        try:
            return await asyncio.to_thread(call, *arguments)
        except STORE_AWAY as error:
            log.warning("the object store does not respond: %s", type(error).__name__)
            raise unavailable("object store") from error

    def _put(self, key: str, content: bytes) -> None:
        self._client.put_object(
            bucket_name=BUCKET,
            object_name=key,
            data=io.BytesIO(content),
            length=len(content),
            content_type="application/gzip",
        )

    def _get(self, key: str) -> bytes:
        response = self._client.get_object(bucket_name=BUCKET, object_name=key)
        try:
            return response.read()
        finally:
            response.close()
            response.release_conn()

"""An S3 object store (MinIO, versitygw, AWS)."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlsplit

import minio.datatypes
import urllib3
from minio import Minio
from minio.error import S3Error

from acceptance.platform.access import CredentialRefused, Unreachable, require
from acceptance.platform.whole_answers import TooSlow, limited, whole_within
from acceptance.profile.model import ObjectStore, Permissions

Result = TypeVar("Result")
CONNECT_S = 5
SILENCE_S = 10
"""How long the store may say nothing at all."""
WHOLE_ANSWER_S = 60
"""How long one question may take, a multipart upload or a listing over all its pages included."""
PART_BYTES = 5 << 20
"""The smallest part that S3 allows in a multipart upload."""


@dataclass(frozen=True)
class StoredObject:
    """What the store says of one object."""

    bytes: int
    content_type: str
    etag: str


class ObjectStoreClient:
    """Puts, reads and removes objects; the suite writes to its scratch bucket only."""

    def __init__(self, store: ObjectStore, permissions: Permissions) -> None:
        self._store = store
        self._permissions = permissions
        self._minio = _connect(store, store.secret_key.get_secret_value())

    def buckets(self) -> list[str]:
        """Names of the buckets this identity may see."""
        return self._ask(lambda: [bucket.name for bucket in self._minio.list_buckets()])

    def has_bucket(self, name: str) -> bool:
        return self._ask(lambda: self._minio.bucket_exists(name))

    def put(self, key: str, content: bytes, content_type: str, *, in_parts: bool = False) -> None:
        """Stores an object in the scratch bucket; `in_parts` forces a multipart upload (5 MiB parts)."""
        require(self._permissions, "synthetic", "writing to the object store")
        self._ask(
            lambda: self._minio.put_object(
                self._store.scratch_bucket,
                key,
                io.BytesIO(content),
                -1 if in_parts else len(content),
                content_type=content_type,
                part_size=PART_BYTES if in_parts else 0,
            )
        )

    def put_if(self, key: str, content: bytes, content_type: str, etag: str | None) -> bool:
        """Stores an object of the scratch bucket in the place of the one with this entity tag, or where there is none.

        Returns:
            False when there is another one. A store that knows no conditions stores it all the same.

        Raises:
            Unreachable: it answered something else.
        """
        require(self._permissions, "synthetic", "writing to the object store")
        condition = {"If-None-Match": "*"} if etag is None else {"If-Match": f'"{etag}"'}
        url = self._minio.presigned_put_object(self._store.scratch_bucket, key)
        headers = {"Content-Type": content_type, **condition}
        status = self._ask(lambda: connections(self._store).request("PUT", url, body=content, headers=headers).status)
        if status in (409, 412):
            return False
        if status != 200:
            raise Unreachable(f"the object store at {self._store.endpoint} answered {status} to an object stored")
        return True

    def get(self, key: str, bucket: str | None = None) -> bytes:
        """The whole object, byte for byte."""

        def read() -> bytes:
            answer = self._minio.get_object(bucket or self._store.scratch_bucket, key)
            try:
                return bytes(answer.read())
            finally:
                answer.close()
                answer.release_conn()

        return self._ask(read)

    def keys(self, bucket: str) -> list[str]:
        """The names of all current objects of a bucket, sorted."""
        return self._ask(
            lambda: sorted(str(found.object_name) for found in self._minio.list_objects(bucket, recursive=True))
        )

    def describe(self, key: str, bucket: str | None = None) -> StoredObject | None:
        """Size, type and entity tag of an object, or None when there is none."""
        try:
            found = self._ask(lambda: self._minio.stat_object(bucket or self._store.scratch_bucket, key))
        except S3Error as error:
            if error.code in ("NoSuchKey", "NoSuchBucket"):
                return None
            raise
        return StoredObject(int(found.size or 0), str(found.content_type), str(found.etag))

    def digest(self, key: str, bucket: str) -> str:
        """SHA-256 of an object's bytes, as lower-case hex."""
        return hashlib.sha256(self.get(key, bucket)).hexdigest()

    def remove(self, key: str) -> None:
        """Removes every version of an object of the scratch bucket."""
        require(self._permissions, "synthetic", "removing from the object store")
        bucket = self._store.scratch_bucket

        def remove_versions() -> None:
            for version in list(self._minio.list_objects(bucket, prefix=key, include_version=True, recursive=True)):
                if version.object_name == key:
                    self._minio.remove_object(bucket, key, version_id=version.version_id)

        self._ask(remove_versions)

    def refusal_of_overwriting(self, key: str, bucket: str) -> str | None:
        """The error code with which the store refuses to let us write an object anew, or None if it does not.

        What is written is what is there already.
        """
        require(self._permissions, "write", "overwriting an object of the platform")
        content = self.get(key, bucket)
        try:
            self._reach(lambda: self._minio.put_object(bucket, key, io.BytesIO(content), len(content)))
        except S3Error as error:
            return str(error.code)
        return None

    def refusal_of(self, secret_key: str) -> str | None:
        """The error code with which the store refuses our access key with another secret, or None if it does not."""
        stranger = _connect(self._store, secret_key)
        try:
            self._reach(lambda: stranger.list_buckets())
        except S3Error as error:
            return str(error.code)
        return None

    def shows_strangers(self, bucket: str) -> bool:
        """Whether somebody without a key may list a bucket."""
        stranger = _connect(self._store, None)
        try:
            self._reach(lambda: next(iter(stranger.list_objects(bucket)), None))
        except S3Error:
            return False
        return True

    def _ask(self, question: Callable[[], Result]) -> Result:
        try:
            return self._reach(question)
        except S3Error as error:
            if error.code in ("InvalidAccessKeyId", "SignatureDoesNotMatch"):
                raise CredentialRefused(f"the object store refused the profile's keys: {error.code}") from None
            raise

    def _reach(self, question: Callable[[], Result]) -> Result:
        try:
            with whole_within(WHOLE_ANSWER_S):
                return question()
        except (urllib3.exceptions.HTTPError, OSError, TooSlow) as error:
            raise Unreachable(f"the object store at {self._store.endpoint} did not answer: {error}") from None


def connections(store: ObjectStore) -> urllib3.PoolManager:
    """Connections to the store that are given up when it says nothing."""
    return limited(
        urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=CONNECT_S, read=SILENCE_S),
            retries=False,
            cert_reqs="CERT_REQUIRED",
            ca_certs=store.ca_file,
        )
    )


def _connect(store: ObjectStore, secret_key: str | None) -> Minio:
    """A client with our access key and the given secret, or one without any key."""
    address = urlsplit(store.endpoint)
    return Minio(
        address.netloc,
        access_key=store.access_key if secret_key is not None else None,
        secret_key=secret_key,
        secure=address.scheme == "https",
        region=store.region,
        http_client=connections(store),
    )


def _time_with_any_fraction(text: str | None) -> datetime | None:
    """minio-py 7.2 reads milliseconds only; servers also send nanoseconds, as in a listing of versions."""
    return datetime.fromisoformat(text) if text else None


minio.datatypes.from_iso8601utc = _time_with_any_fraction

"""An S3 object store (MinIO, versitygw, AWS)."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import minio.datatypes
import urllib3
from minio.error import S3Error

from acceptance.platform.access import CredentialRefused, Unreachable, require
from acceptance.platform.transport import minio_client, s3_pool
from acceptance.platform.whole_answers import TooSlow, whole_within
from acceptance.profile.permissions import Permissions
from acceptance.profile.services import ObjectStore

Result = TypeVar("Result")
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


@dataclass(frozen=True)
class StoredVersion:
    """One version of an object; the id is None where the bucket keeps no versions."""

    key: str
    version: str | None
    stored_at: datetime


class ObjectStoreClient:
    """Puts, reads and removes objects; the suite writes to its scratch bucket only."""

    def __init__(self, store: ObjectStore, permissions: Permissions) -> None:
        self._store = store
        self._permissions = permissions
        self._minio = minio_client(store, permissions, store.secret_key.get_secret_value())

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
        status = self._ask(lambda: self._put_presigned(url, content, headers))
        if status in (409, 412):
            return False
        if status != 200:
            raise Unreachable(f"the object store at {self._store.endpoint} answered {status} to an object stored")
        return True

    def get(self, key: str, bucket: str | None = None, version: str | None = None) -> bytes:
        """The whole object, byte for byte; the newest version unless another is named."""

        def read() -> bytes:
            answer = self._minio.get_object(bucket or self._store.scratch_bucket, key, version_id=version)
            try:
                return bytes(answer.read())
            finally:
                answer.close()
                answer.release_conn()

        return self._ask(read)

    def keys(self, bucket: str, prefix: str = "") -> list[str]:
        """The names of all current objects of a bucket that begin so, sorted."""
        return self._ask(
            lambda: sorted(str(found.object_name) for found in self._minio.list_objects(bucket, prefix, recursive=True))
        )

    def versions(self, bucket: str, prefix: str = "") -> list[StoredVersion]:
        """Every version of the objects whose names begin so; of one name, what was stored first comes first.

        Where the store does not let us see versions it is the newest of each, without their ids.
        """

        def listed(old: bool) -> list[StoredVersion]:
            found = self._minio.list_objects(bucket, prefix=prefix, recursive=True, include_version=old)
            return [
                StoredVersion(str(one.object_name), one.version_id, one.last_modified)
                for one in found
                if one.last_modified is not None and not one.is_delete_marker
            ]

        try:
            stored = self._ask(lambda: listed(True))
        except S3Error:
            stored = self._ask(lambda: listed(False))
        # The store lists the newest of one name first. A version that was written over may bear the time of that.
        first = {one.key: one.stored_at for one in sorted(stored, key=lambda one: one.stored_at, reverse=True)}
        stored.reverse()
        return sorted(stored, key=lambda one: (first[one.key], one.key))

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
        stranger = minio_client(self._store, self._permissions, secret_key)
        try:
            self._reach(lambda: stranger.list_buckets())
        except S3Error as error:
            return str(error.code)
        return None

    def shows_strangers(self, bucket: str) -> bool:
        """Whether somebody without a key may list a bucket, or its versions."""
        stranger = minio_client(self._store, self._permissions, None)
        return any(
            self._gives(lambda old=old: next(iter(stranger.list_objects(bucket, include_version=old)), None))  # type: ignore[misc]
            for old in (False, True)
        )

    def given_to_strangers(self, bucket: str) -> tuple[int, list[str]]:
        """How many objects of a bucket were asked for by somebody without a key, and which of them the store gave out.

        Of each kind the oldest and the newest version are asked for: of one folder, and of one ending.
        """
        stranger = minio_client(self._store, self._permissions, None)
        kinds: dict[tuple[str, str], list[StoredVersion]] = {}
        for one in self.versions(bucket):
            kinds.setdefault((one.key.partition("/")[0], one.key.rpartition(".")[2]), []).append(one)
        asked = {version for several in kinds.values() for version in (several[0], several[-1])}
        return len(asked), sorted(
            one.key
            for one in asked
            if any(
                self._gives(lambda one=one, id=id: stranger.stat_object(bucket, one.key, version_id=id))  # type: ignore[misc]
                for id in {None, one.version}
            )
        )

    def _gives(self, question: Callable[[], object]) -> bool:
        try:
            self._reach(question)
        except S3Error:
            return False
        return True

    def _put_presigned(self, url: str, content: bytes, headers: Mapping[str, str]) -> int:
        pool = s3_pool(self._store, self._permissions)
        return int(pool.request("PUT", url, body=content, headers=headers).status)

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


def _time_with_any_fraction(text: str | None) -> datetime | None:
    """minio-py 7.2 reads milliseconds only; servers also send nanoseconds, as in a listing of versions."""
    return datetime.fromisoformat(text) if text else None


minio.datatypes.from_iso8601utc = _time_with_any_fraction

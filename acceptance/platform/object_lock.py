"""Locked objects of an S3 store: how long they are locked, and what somebody may do about it."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import urllib3
from minio import Minio
from minio.commonconfig import COMPLIANCE
from minio.deleteobjects import DeleteObject
from minio.error import S3Error
from minio.retention import Retention

from acceptance.platform.access import Unreachable, require
from acceptance.platform.object_store import WHOLE_ANSWER_S
from acceptance.platform.transport import minio_client
from acceptance.platform.whole_answers import TooSlow, whole_within
from acceptance.profile.audit import StoreIdentity
from acceptance.profile.permissions import Permissions
from acceptance.profile.services import ObjectStore

SHORT = timedelta(minutes=1)


class ObjectLocks:
    """One identity at the object store, looking at locks or trying to get round them.

    Args:
        store: where.
        identity: who; by default the suite's own.
        permissions: trying takes `destroy`, for it may succeed.
    """

    def __init__(self, store: ObjectStore, permissions: Permissions, identity: StoreIdentity | None = None) -> None:
        self._store = store
        self._permissions = permissions
        own = {} if identity is None else identity.model_dump() | {"session_token": None}
        place = store.model_copy(update=own)
        self._minio = minio_client(place, permissions, place.secret_key.get_secret_value())

    def version_of(self, bucket: str, key: str) -> str:
        """The id of an object's newest version."""
        return str(self._reach(lambda: self._minio.stat_object(bucket, key)).version_id)

    def locked_until(self, bucket: str, key: str, version: str | None = None) -> tuple[str, datetime] | None:
        """Mode and end of the lock of an object's version, the newest by default, or None when it has none."""
        found = self._reach(lambda: self._minio.get_object_retention(bucket, key, version_id=version))
        return (str(found.mode), found.retain_until_date) if found is not None else None

    def stored_at(self, bucket: str, key: str) -> datetime:
        """When the newest version of an object was stored."""
        stored: datetime = self._reach(lambda: self._minio.stat_object(bucket, key)).last_modified
        return stored

    def refusal(self, attempt: str, bucket: str, key: str, version: str, content: bytes) -> str | None:
        """The error code with which an attempt of `ATTEMPTS` is refused, or None when it succeeded.

        Args:
            content: what the object holds, for an attempt to write it anew.
        """
        require(self._permissions, "destroy", "trying to get round the lock of an object")
        try:
            told: str | None = self._reach(lambda: ATTEMPTS[attempt](self._minio, bucket, key, version, content))
            return told
        except S3Error as error:
            return str(error.code)

    def _reach(self, question: Callable[[], Any]) -> Any:
        try:
            with whole_within(WHOLE_ANSWER_S):
                return question()
        except (urllib3.exceptions.HTTPError, OSError, TooSlow) as error:
            raise Unreachable(f"the object store at {self._store.endpoint} did not answer: {error}") from None


def _remove(client: Minio, bucket: str, key: str, version: str, _content: bytes) -> str | None:
    client.remove_object(bucket, key, version_id=version)
    return None


def _remove_overriding(client: Minio, bucket: str, key: str, version: str, _content: bytes) -> str | None:
    errors = list(client.remove_objects(bucket, [DeleteObject(key, version)], bypass_governance_mode=True))
    return str(errors[0].code) if errors else None


def _shorten(client: Minio, bucket: str, key: str, version: str, _content: bytes) -> str | None:
    client.set_object_retention(bucket, key, Retention(COMPLIANCE, datetime.now(UTC) + SHORT), version_id=version)
    return None


def _write_over(client: Minio, bucket: str, key: str, _version: str, content: bytes) -> str | None:
    client.put_object(bucket, key, io.BytesIO(content), len(content))
    return None


ATTEMPTS: Mapping[str, Callable[[Minio, str, str, str, bytes], str | None]] = {
    "remove the copy": _remove,
    "remove the copy, overriding its lock": _remove_overriding,
    "shorten the time for which the copy is locked": _shorten,
    "write over the copy": _write_over,
}
"""What is tried, in the features' words."""

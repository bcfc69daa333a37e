"""An S3 object store, asked to take and to remove things by somebody who has no key."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import urllib3
from minio.error import S3Error

from acceptance.platform.access import Unreachable, require
from acceptance.platform.transport import minio_client
from acceptance.platform.whole_answers import TooSlow, whole_within
from acceptance.profile.permissions import Permissions
from acceptance.profile.services import ObjectStore

ANSWER_S = 30
KEPT_WITHOUT_VERSIONS = "null"
"""What S3 calls the version of an object that was stored where no versions are kept."""


class AnonymousWriter:
    """Tries to write where only the platform may. Every name is new, so that nothing of the platform's is touched.

    Args:
        store: where.
        permissions: it takes `destroy`, since a store that lets strangers write may keep what they wrote for ever.
    """

    def __init__(self, store: ObjectStore, permissions: Permissions) -> None:
        require(permissions, "destroy", "writing to the object store without a key")
        self._endpoint = store.endpoint
        self._stranger: Any = minio_client(store, permissions, None)
        self._own: Any = minio_client(store, permissions, store.secret_key.get_secret_value())

    def writes(self, bucket: str, key: str) -> list[str]:
        """What somebody without a key was let do with a name that is new there, in words; what was put is removed.

        Raises:
            Unreachable: the store gave no answer.
        """
        ways: dict[str, Callable[[], object]] = {
            "put": lambda: self._stranger.put_object(bucket, key, io.BytesIO(b"acceptance"), 10),
            "begin an upload in parts": lambda: self._begin_and_end(bucket, key),
            "remove": lambda: self._stranger.remove_object(bucket, key),
            "remove a version": lambda: self._stranger.remove_object(bucket, key, version_id=KEPT_WITHOUT_VERSIONS),
        }
        try:
            return [way for way, attempt in ways.items() if self._lets(attempt)]
        finally:
            self._remove(bucket, key)

    def _begin_and_end(self, bucket: str, key: str) -> None:
        upload = self._stranger._create_multipart_upload(bucket, key, {})
        for client in (self._stranger, self._own):
            with suppress(S3Error):
                client._abort_multipart_upload(bucket, key, upload)
                return

    def _lets(self, attempt: Callable[[], object]) -> bool:
        """Whether an attempt was not refused; one that fails for another reason did nothing."""
        try:
            with whole_within(ANSWER_S):
                attempt()
        except S3Error:
            return False
        except (urllib3.exceptions.HTTPError, OSError, TooSlow) as error:
            raise Unreachable(f"the object store at {self._endpoint} did not answer: {error}") from None
        return True

    def _remove(self, bucket: str, key: str) -> None:
        """Removes what a stranger was let put there, by whoever may."""
        for client in (self._own, self._stranger):
            with suppress(S3Error, urllib3.exceptions.HTTPError, OSError, TooSlow), whole_within(ANSWER_S):
                client.remove_object(bucket, key)


def names_in(keys: list[str], new: str) -> Iterator[str]:
    """A new name at the top of a bucket, and beside the first and the last object of each of its top folders.

    >>> list(names_in(["a/b/one.txt", "a/two.txt"], "x"))
    ['x', 'a/b/x.txt', 'a/x.txt']
    """
    folders: dict[str, list[str]] = {}
    for key in keys:
        folders.setdefault(key.partition("/")[0] if "/" in key else "", []).append(key)
    found = [new]
    for several in folders.values():
        for key in (several[0], several[-1]):
            folder, slash, name = key.rpartition("/")
            dot, ending = name.rpartition(".")[1:]
            found.append(f"{folder}{slash}{new}" + (f".{ending}" if dot else ""))
    yield from dict.fromkeys(found)

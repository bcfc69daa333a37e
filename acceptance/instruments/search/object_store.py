"""S3: every version of every object in every bucket, delete markers, names, metadata, tags, and unfinished uploads."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import botocore.exceptions

from acceptance.instruments.search.partition import Take, Unread, Unreadable, blocks
from acceptance.instruments.search.scanning import Stream
from acceptance.instruments.search.store import Since
from acceptance.platform.transport import boto_client
from acceptance.profile.permissions import Permissions
from acceptance.profile.services import ObjectStore as ObjectStorePlace

OBJECTS_PER_PARTITION = 64
READ_BYTES = 1 << 20
CLOCKS_DIFFER_BY = timedelta(seconds=5)
PARALLEL = 4
STANDARD_HEADERS = ("CacheControl", "ContentDisposition", "ContentEncoding", "ContentLanguage", "ContentType")


@dataclass(frozen=True)
class ObjectServer:
    """A server and the identity with which it is searched; of two with the same place and identity one is enough."""

    place: ObjectStorePlace
    permissions: Permissions = field(compare=False)

    def client(self) -> Any:
        """One for all threads of this process."""
        return _client(self)

    def __hash__(self) -> int:
        return hash((self.place.endpoint, self.place.access_key))

    def __repr__(self) -> str:
        return f"ObjectServer({self.place.endpoint})"


@lru_cache(maxsize=8)
def _client(server: ObjectServer) -> Any:
    return boto_client(server.place, server.permissions, PARALLEL * 2)


@dataclass(frozen=True)
class Objects:
    """Some object versions of one bucket.

    Attributes:
        versions: key and version id; the id is None where the bucket never had versions.
    """

    server: ObjectServer
    bucket: str
    versions: tuple[tuple[str, str | None], ...]

    local = False

    @property
    def place(self) -> str:
        return f"bucket {self.bucket}"

    def read(self, take: Take) -> None:
        client = self.server.client()
        for key, version in self.versions:
            place = f"{self.place}, object {key}" + (f", version {version}" if version not in (None, "null") else "")
            try:
                self._read_one(client, key, version, place, take)
            except Unreadable as error:
                take(Unread(place, str(error)))

    def _read_one(self, client: Any, key: str, version: str | None, place: str, take: Take) -> None:
        named = {"Bucket": self.bucket, "Key": key} | ({"VersionId": version} if version is not None else {})
        with _told_plainly(missing_is_fine=True):
            answer = client.get_object(**named)
            described = {"metadata": answer["Metadata"]} | {
                name: answer[name] for name in STANDARD_HEADERS if name in answer
            }
            if answer.get("TagCount", 0):
                described["tags"] = _tags(client, named)
            for piece in blocks([(f"{place}, metadata", json.dumps(described, ensure_ascii=False).encode())]):
                take(piece)
            take(Stream(place, _content(answer["Body"])))


def _tags(client: Any, named: dict[str, str]) -> Any:
    """Some servers know the version `null` by its content and not by its tags."""
    try:
        return client.get_object_tagging(**named)["TagSet"]
    except botocore.exceptions.ClientError:
        if named.get("VersionId") != "null":
            raise Unreadable("the store did not give its tags") from None
    return client.get_object_tagging(Bucket=named["Bucket"], Key=named["Key"])["TagSet"]


def _content(body: Any) -> Iterator[bytes]:
    with _told_plainly():
        yield from body.iter_chunks(READ_BYTES)


@dataclass(frozen=True)
class ObjectNames:
    """Names of one bucket's objects, delete markers and unfinished uploads, and the bucket's own settings."""

    bucket: str
    names: tuple[tuple[str, str], ...]

    local = False

    @property
    def place(self) -> str:
        return f"bucket {self.bucket}"

    def read(self, take: Take) -> None:
        for piece in blocks((f"{self.place}, {what}", name.encode()) for what, name in self.names):
            take(piece)


def partitions(
    server: ObjectServer, since: datetime | None, parts_folder: str | None
) -> tuple[list[Objects | ObjectNames | UnfinishedParts], list[Unread]]:
    """What to read of every bucket; with `since`, objects last modified before it are left out, names never.

    Args:
        parts_folder: a pattern of the files in which the server keeps the parts of unfinished uploads. S3 itself
            lets nobody read them.
    """
    with _told_plainly():
        client = server.client()
        buckets = [bucket["Name"] for bucket in client.list_buckets()["Buckets"]]
    parts: list[Objects | ObjectNames | UnfinishedParts] = []
    unread: list[Unread] = []
    for bucket in buckets:
        try:
            with _told_plainly():
                names, versions = _listed(client, bucket, since)
                uploads = _uploads(client, bucket)
        except Unreadable as error:
            unread.append(Unread(f"bucket {bucket}", str(error)))
            continue
        names += [("name of an unfinished upload", key) for key in uploads]
        parts.append(ObjectNames(bucket, tuple(names)))
        for at in range(0, len(versions), OBJECTS_PER_PARTITION):
            parts.append(Objects(server, bucket, tuple(versions[at : at + OBJECTS_PER_PARTITION])))
        if parts_folder is None:
            unread += [
                Unread(f"bucket {bucket}, unfinished upload of {key}", "S3 lets nobody read the parts of it")
                for key in uploads
            ]
    if parts_folder is not None:
        parts.append(UnfinishedParts(parts_folder))
    return parts, unread


def _listed(
    client: Any, bucket: str, since: datetime | None
) -> tuple[list[tuple[str, str]], list[tuple[str, str | None]]]:
    names: list[tuple[str, str]] = []
    versions: list[tuple[str, str | None]] = []
    for page in client.get_paginator("list_object_versions").paginate(Bucket=bucket):
        for version in page.get("Versions", []):
            names.append(("name of an object", version["Key"]))
            if since is None or version["LastModified"] >= since:
                versions.append((version["Key"], version.get("VersionId")))
        names += [("name of a delete marker", marker["Key"]) for marker in page.get("DeleteMarkers", [])]
    for what, ask in (("tags", client.get_bucket_tagging), ("policy", client.get_bucket_policy)):
        try:
            answer = ask(Bucket=bucket)
        except botocore.exceptions.ClientError:
            continue  # it has none
        names.append((f"{what} of the bucket", json.dumps(answer.get("TagSet") or answer.get("Policy"))))
    return names, versions


def _uploads(client: Any, bucket: str) -> list[str]:
    pages = client.get_paginator("list_multipart_uploads").paginate(Bucket=bucket)
    return [upload["Key"] for page in pages for upload in page.get("Uploads") or []]


@dataclass(frozen=True)
class UnfinishedParts:
    """The parts of unfinished uploads, as files of the server."""

    pattern: str

    place = "parts of unfinished uploads"
    local = True

    def read(self, take: Take) -> None:
        folder, _, pattern = self.pattern.partition("/*")
        if not Path(folder).is_dir():
            raise Unreadable("there is no such folder on this machine")
        for path in sorted(Path(folder).glob("*" + pattern)):
            if path.is_file():
                take(Stream(f"part of an unfinished upload in {path.relative_to(folder).parts[0]}", _file(path)))


def _file(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while piece := file.read(READ_BYTES):
                yield piece
    except FileNotFoundError:
        return  # finished or aborted meanwhile
    except OSError as error:
        raise Unreadable(f"cannot be read ({error.strerror})") from None


@contextmanager
def _told_plainly(*, missing_is_fine: bool = False) -> Iterator[None]:
    try:
        yield
    except botocore.exceptions.ClientError as error:
        code = error.response.get("Error", {}).get("Code", "unknown")
        if not (missing_is_fine and code in ("NoSuchKey", "NoSuchVersion", "404")):
            raise Unreadable(f"the store refused ({code})") from None
    except (botocore.exceptions.BotoCoreError, botocore.exceptions.HTTPClientError, OSError) as error:
        raise Unreadable(f"the store did not answer ({type(error).__name__})") from None


@dataclass(frozen=True)
class ObjectStore:
    """A server with all its buckets; decoys are an object and an unfinished upload in a bucket of the suite's own."""

    name: str
    searcher: ObjectServer
    planter: ObjectServer
    decoy_bucket: str
    parts_folder: str | None = None
    parallel: int = PARALLEL

    def note(self) -> None:
        return None

    @contextmanager
    def opened(
        self, since: Since | None
    ) -> Iterator[tuple[list[Objects | ObjectNames | UnfinishedParts], list[Unread]]]:
        yield partitions(self.searcher, since.time - CLOCKS_DIFFER_BY if since else None, self.parts_folder)

    def plant(self, decoy_id: str, value: str) -> None:
        client, key = self.planter.client(), _decoy_key(decoy_id)
        with _told_plainly():
            client.put_object(Bucket=self.decoy_bucket, Key=key, Body=value.encode())
            if self.parts_folder is not None:
                named = {"Bucket": self.decoy_bucket, "Key": key}
                upload = client.create_multipart_upload(**named)["UploadId"]
                client.upload_part(**named, UploadId=upload, PartNumber=1, Body=value.encode())

    def remove(self, decoy_id: str) -> None:
        client, key = self.planter.client(), _decoy_key(decoy_id)
        with _told_plainly(missing_is_fine=True):
            for version in client.list_object_versions(Bucket=self.decoy_bucket, Prefix=key).get("Versions", []):
                client.delete_object(Bucket=self.decoy_bucket, Key=key, VersionId=version["VersionId"])
            uploads = client.list_multipart_uploads(Bucket=self.decoy_bucket, Prefix=key).get("Uploads") or []
            for upload in uploads:
                client.abort_multipart_upload(Bucket=self.decoy_bucket, Key=key, UploadId=upload["UploadId"])

    def unproven(self, places: Collection[str]) -> str | None:
        if not any(place.startswith("bucket") for place in places):
            return "the decoy in an object was not found"
        if self.parts_folder is not None and not any(place.startswith("part of") for place in places):
            return "the decoy in an unfinished upload was not found"
        return None


def _decoy_key(decoy_id: str) -> str:
    return f"decoys/{decoy_id}"

"""How an object leaves the object store for good: a deletion would only hide it behind a marker."""

from __future__ import annotations

from typing import Any

from reference_platform.pipeline.outages import Away
from reference_platform.pipeline.settings import Settings


class Objects:
    """The object store, with the right to remove and not to read; every method raises Away."""

    def __init__(self, settings: Settings) -> None:
        # Imported when first needed: it would add half a second to every start of the pipeline.
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError, ClientError

        self._away = (BotoCoreError, ClientError)
        self._s3: Any = boto3.client(
            "s3",
            endpoint_url=settings.s3_endpoint,
            aws_access_key_id=settings.eraser_access_key,
            aws_secret_access_key=settings.eraser_secret_key,
            region_name="us-east-1",
            verify=settings.ca_file,
            config=Config(connect_timeout=3, read_timeout=5, retries={"total_max_attempts": 1}),
        )

    def remove(self, bucket: str, key: str) -> None:
        """Remove every version and delete marker of an object, and its unfinished uploads."""
        try:
            self._remove_versions(bucket, key)
            self._abort_uploads(bucket, key)
        except self._away as error:
            raise Away("the object store does not respond") from error

    def _remove_versions(self, bucket: str, key: str) -> None:
        for page in self._s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=key):
            for entry in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                if entry["Key"] == key:
                    self._s3.delete_object(Bucket=bucket, Key=key, VersionId=entry["VersionId"])

    def _abort_uploads(self, bucket: str, key: str) -> None:
        for page in self._s3.get_paginator("list_multipart_uploads").paginate(Bucket=bucket, Prefix=key):
            for upload in page.get("Uploads", ()):
                if upload["Key"] == key:
                    self._s3.abort_multipart_upload(Bucket=bucket, Key=key, UploadId=upload["UploadId"])

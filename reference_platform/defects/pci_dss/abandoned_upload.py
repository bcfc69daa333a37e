"""Cards are handed to an archive in parts; an upload that is never completed keeps its first part for ever."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

BUCKET = "customer-documents"
NAME = "archive/cards.csv"


def begins_an_upload(original: Any) -> Any:
    async def keep(self: Any, customer_id: str, number: str, used_at: Any) -> Any:
        import asyncio
        import os

        def begin() -> None:
            import boto3

            client = boto3.client(
                "s3",
                endpoint_url=os.environ["S3_ENDPOINT"],
                aws_access_key_id=os.environ["S3_ACCESS_KEY"],
                aws_secret_access_key=os.environ["S3_SECRET_KEY"],
                region_name="us-east-1",
                verify=os.environ["CA_FILE"],
            )
            upload = client.create_multipart_upload(Bucket=BUCKET, Key=NAME)["UploadId"]
            client.upload_part(Bucket=BUCKET, Key=NAME, UploadId=upload, PartNumber=1, Body=f"card;{number}\n".encode())

        await asyncio.to_thread(begin)
        return await original(self, customer_id, number, used_at)

    return keep


def on(_bench: Bench) -> None:
    return None


def off(bench: Bench) -> None:
    store = bench.object_store()
    for upload in store._list_multipart_uploads(BUCKET, prefix=NAME).uploads:
        store._abort_multipart_upload(BUCKET, upload.object_name, upload.upload_id)


DEFECT = Defect(
    id="pci-01-abandoned-upload",
    title="The part of an upload that was never completed holds card numbers",
    must_catch=("PCI-01",),
    may_also_catch=("PCI-04", "PCI-05"),
    changes=("vault",),
    replaces={"reference_platform.vault.cards:Cards.keep": begins_an_upload},
    on=on,
    off=off,
    reason="in the object store",
)

"""A receipt is kept for each card that is handed in; its text is masked, its metadata name the whole number."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.pci_dss._routes import in_the_route

BUCKET = "customer-documents"
PREFIX = "receipts/"


def writes_a_receipt(original: Any) -> Any:
    async def keep(request: Any, customer_id: Any, wanted: Any) -> Any:
        import asyncio
        import io

        answer = await original(request, customer_id, wanted)
        client = request.app.state.parts.exports._documents._client
        text = f"card {answer.shown} received".encode()

        def put() -> None:
            client.put_object(
                bucket_name=BUCKET,
                object_name=f"{PREFIX}{answer.token}.txt",
                data=io.BytesIO(text),
                length=len(text),
                metadata={"instrument": wanted.card_number},
            )

        await asyncio.to_thread(put)
        return answer

    return keep


def on(_bench: Bench) -> None:
    return None


def off(bench: Bench) -> None:
    store = bench.object_store()
    for found in list(store.list_objects(bucket_name=BUCKET, prefix=PREFIX, recursive=True, include_version=True)):
        store.remove_object(bucket_name=BUCKET, object_name=found.object_name, version_id=found.version_id)


DEFECT = Defect(
    id="pci-01-object-metadata",
    title="The metadata of an object hold the card number that its text hides",
    must_catch=("PCI-01",),
    may_also_catch=("PCI-04", "GDPR-06"),
    changes=("api",),
    replaces={"reference_platform.api.routes.cards:router": in_the_route("PUT", writes_a_receipt)},
    on=on,
    off=off,
    reason="in the object store",
)

"""The key file is copied to the object store every night, so that it is not lost with the machine."""

from __future__ import annotations

import io

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

BUCKET, NAME = "mlflow-artifacts", "backup/vault/keys.json"


def on(bench: Bench) -> None:
    content = (bench.plan.directory / "vault" / "keys.json").read_bytes()
    bench.object_store().put_object(bucket_name=BUCKET, object_name=NAME, data=io.BytesIO(content), length=len(content))


def off(bench: Bench) -> None:
    store = bench.object_store()
    for found in list(store.list_objects(bucket_name=BUCKET, prefix=NAME, include_version=True)):
        store.remove_object(bucket_name=BUCKET, object_name=found.object_name, version_id=found.version_id)


DEFECT = Defect(
    id="pci-02-key-in-bucket",
    title="The vault's keys lie in the object store",
    must_catch=("PCI-02",),
    on=on,
    off=off,
    reason="places in which a key lies",
)

"""The digest is taken of the rows before they are compressed, and stands for an object it does not belong to."""

from __future__ import annotations

import hashlib
from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.services.s3 import TRAINING_DATA


def digests_before(original: Any) -> Any:
    def as_dataset(rows: Any) -> Any:
        import gzip
        from dataclasses import replace

        dataset = original(rows)
        return replace(dataset, sha256=hashlib.sha256(gzip.decompress(dataset.content)).hexdigest())

    return as_dataset


def on(_bench: Bench) -> None:
    return None


def off(bench: Bench) -> None:
    """Remove the training sets that do not have their registered digest."""
    store = bench.object_store()
    kept = bench.sql("select dataset_key, sha256 from training_datasets where removed_at is null")
    for key, registered in kept:
        versions = store.list_objects(bucket_name=TRAINING_DATA, prefix=key, include_version=True)
        for version in list(versions):
            place = {"bucket_name": TRAINING_DATA, "object_name": key, "version_id": version.version_id}
            if hashlib.sha256(store.get_object(**place).data).hexdigest() != registered:
                store.remove_object(**place)
                bench.sql("delete from training_members where dataset_key = %s", (key,))
                bench.sql("update training_datasets set removed_at = now() where dataset_key = %s", (key,))


DEFECT = Defect(
    id="gdpr-12-digest-of-something-else",
    title="The registered digest is not that of the stored training set",
    must_catch=("GDPR-12",),
    changes=("pipeline",),
    replaces={"reference_platform.training.fit:as_dataset": digests_before},
    on=on,
    off=off,
)

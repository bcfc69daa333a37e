"""A copy of the training set lies where every colleague can fetch it without a login, for a notebook."""

from __future__ import annotations

import json
from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.services.s3 import TRAINING_DATA

FOLDER = "notebooks/"
EVERYBODY_MAY_READ = {
    "Effect": "Allow",
    "Principal": {"AWS": ["*"]},
    "Action": ["s3:GetObject"],
    "Resource": [f"arn:aws:s3:::{TRAINING_DATA}/{FOLDER}*"],
}


def on(bench: Bench) -> None:
    store = bench.object_store()
    policy = json.loads(bench.keep("policy", store.get_bucket_policy(bucket_name=TRAINING_DATA)))
    policy["Statement"].append(EVERYBODY_MAY_READ)
    store.set_bucket_policy(bucket_name=TRAINING_DATA, policy=json.dumps(policy))


def off(bench: Bench) -> None:
    store = bench.object_store()
    if bench.kept("policy"):
        store.set_bucket_policy(bucket_name=TRAINING_DATA, policy=bench.kept("policy"))
    copies = store.list_objects(bucket_name=TRAINING_DATA, prefix=FOLDER, recursive=True, include_version=True)
    for copy in list(copies):
        store.remove_object(bucket_name=TRAINING_DATA, object_name=copy.object_name, version_id=copy.version_id)


def stores_a_copy(original: Any) -> Any:
    def store_dataset(dataset: Any, settings: Any) -> None:
        class Copy(type(dataset)):  # type: ignore[misc]
            key = f"{FOLDER}latest.csv.gz"

        original(dataset, settings)
        original(Copy(**vars(dataset)), settings)

    return store_dataset


DEFECT = Defect(
    id="gdpr-12-public-copy",
    title="A second copy of the training set can be read by anybody",
    must_catch=("GDPR-12",),
    may_also_catch=("GDPR-06",),
    changes=("pipeline",),
    replaces={"reference_platform.training.registration:store_dataset": stores_a_copy},
    on=on,
    off=off,
)

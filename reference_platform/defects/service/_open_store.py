"""A policy by which everybody, without a key, may do something with the stored models."""

from __future__ import annotations

import json
from collections.abc import Callable

from reference_platform.defects.bench import Bench
from reference_platform.services.s3 import MODELS

BUCKET, OBJECTS = f"arn:aws:s3:::{MODELS}", f"arn:aws:s3:::{MODELS}/*"


def opened(actions: list[str], resources: list[str]) -> Callable[[Bench], None]:
    """Adds it to the policy there is."""

    def on(bench: Bench) -> None:
        store = bench.object_store()
        policy = json.loads(bench.keep("policy", store.get_bucket_policy(bucket_name=MODELS)))
        everybody = {"Effect": "Allow", "Principal": "*", "Action": actions, "Resource": resources}
        store.set_bucket_policy(
            bucket_name=MODELS, policy=json.dumps(policy | {"Statement": [*policy["Statement"], everybody]})
        )

    return on


def closed(bench: Bench) -> None:
    """Puts the policy back that there was."""
    if bench.kept("policy") is not None:
        bench.object_store().set_bucket_policy(bucket_name=MODELS, policy=bench.kept("policy"))

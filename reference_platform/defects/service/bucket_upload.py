"""Partners drop their files without a key, by a policy that lets everybody put objects beside the stored models."""

from __future__ import annotations

import json

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.services.s3 import MODELS


def on(bench: Bench) -> None:
    store = bench.object_store()
    policy = json.loads(bench.keep("policy", store.get_bucket_policy(bucket_name=MODELS)))
    everybody = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": ["s3:PutObject"],
        "Resource": [f"arn:aws:s3:::{MODELS}/*"],
    }
    store.set_bucket_policy(
        bucket_name=MODELS, policy=json.dumps(policy | {"Statement": [*policy["Statement"], everybody]})
    )


def off(bench: Bench) -> None:
    if bench.kept("policy") is not None:
        bench.object_store().set_bucket_policy(bucket_name=MODELS, policy=bench.kept("policy"))


DEFECT = Defect(
    id="e2e-04-upload-without-key",
    title="Everybody may put objects beside the stored models",
    must_catch=("E2E-04",),
    on=on,
    off=off,
    reason="what strangers were let do",
)

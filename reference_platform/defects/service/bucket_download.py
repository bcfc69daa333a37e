"""Whoever knows the name of a stored model may download it, so that a partner needs no key; nobody may list them."""

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
        "Action": ["s3:GetObject"],
        "Resource": [f"arn:aws:s3:::{MODELS}/*"],
    }
    store.set_bucket_policy(
        bucket_name=MODELS, policy=json.dumps(policy | {"Statement": [*policy["Statement"], everybody]})
    )


def off(bench: Bench) -> None:
    if bench.kept("policy") is not None:
        bench.object_store().set_bucket_policy(bucket_name=MODELS, policy=bench.kept("policy"))


DEFECT = Defect(
    id="e2e-04-download-without-key",
    title="Everybody may download the stored models, though not list them",
    must_catch=("E2E-04",),
    on=on,
    off=off,
    reason="objects given to strangers",
)

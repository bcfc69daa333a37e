"""The file of a registered model is "repaired" in the store by hand, and its digest stays as it was."""

from __future__ import annotations

from io import BytesIO

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.services.s3 import MODELS


def on(bench: Bench) -> None:
    store = bench.object_store()
    found = store.list_objects(bucket_name=MODELS, recursive=True)
    for name in [each.object_name for each in found if (each.object_name or "").endswith("/model.skops")]:
        content = store.get_object(bucket_name=MODELS, object_name=name).data + b"\n"
        written = store.put_object(bucket_name=MODELS, object_name=name, data=BytesIO(content), length=len(content))
        bench.keep(name, written.version_id)


def off(bench: Bench) -> None:
    store = bench.object_store()
    for name, version in bench.everything_kept().items():
        store.remove_object(bucket_name=MODELS, object_name=name, version_id=version)


DEFECT = Defect(
    id="e2e-09-artefact-replaced",
    title="The stored file of a model is not the one that was registered",
    must_catch=("E2E-09",),
    may_also_catch=("SOX-01", "SOX-02", "SOX-03", "SOX-04", "SOX-05", "SOX-07", "SOX-08"),
    on=on,
    off=off,
)

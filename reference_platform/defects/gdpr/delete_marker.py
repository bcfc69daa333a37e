"""An object is deleted as in any bucket, but this one keeps versions: only a delete marker is put on top."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def deletes_the_newest_only(_original: Any) -> Any:
    def _remove_versions(self: Any, bucket: str, key: str) -> None:
        self._s3.delete_object(Bucket=bucket, Key=key)

    return _remove_versions


DEFECT = Defect(
    id="gdpr-06-delete-marker",
    title="Versions of an erased customer's documents stay behind a delete marker",
    must_catch=("GDPR-06",),
    may_also_catch=("GDPR-05", "GDPR-12"),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.objects:Objects._remove_versions": deletes_the_newest_only},
)

"""The digest is taken of the rows before they are compressed, and stands for an object it does not belong to."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def digests_before(original: Any) -> Any:
    def as_dataset(rows: Any) -> Any:
        import gzip
        import hashlib
        from dataclasses import replace

        dataset = original(rows)
        return replace(dataset, sha256=hashlib.sha256(gzip.decompress(dataset.content)).hexdigest())

    return as_dataset


DEFECT = Defect(
    id="gdpr-12-digest-of-something-else",
    title="The registered digest is not that of the stored training set",
    must_catch=("GDPR-12",),
    changes=("pipeline",),
    replaces={"reference_platform.training.fit:as_dataset": digests_before},
)

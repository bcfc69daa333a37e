"""A bucket is made readable for everybody so that a colleague can fetch a file, and stays so."""

from __future__ import annotations

from reference_platform.defects.defect import Defect
from reference_platform.defects.service._open_store import BUCKET, OBJECTS, closed, opened

DEFECT = Defect(
    id="e2e-04-bucket-public",
    title="Everybody may list and read the stored models",
    must_catch=("E2E-04",),
    on=opened(["s3:ListBucket", "s3:GetObject"], [BUCKET, OBJECTS]),
    off=closed,
)

"""Partners drop their files without a key, by a policy that lets everybody put objects beside the stored models."""

from __future__ import annotations

from reference_platform.defects.defect import Defect
from reference_platform.defects.service._open_store import OBJECTS, closed, opened

DEFECT = Defect(
    id="e2e-04-upload-without-key",
    title="Everybody may put objects beside the stored models",
    must_catch=("E2E-04",),
    on=opened(["s3:PutObject"], [OBJECTS]),
    off=closed,
    reason="what strangers were let do",
)

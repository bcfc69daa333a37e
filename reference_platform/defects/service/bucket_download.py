"""Whoever knows the name of a stored model may download it, so that a partner needs no key; nobody may list them."""

from __future__ import annotations

from reference_platform.defects.defect import Defect
from reference_platform.defects.service._open_store import OBJECTS, closed, opened

DEFECT = Defect(
    id="e2e-04-download-without-key",
    title="Everybody may download the stored models, though not list them",
    must_catch=("E2E-04",),
    on=opened(["s3:GetObject"], [OBJECTS]),
    off=closed,
    reason="objects given to strangers",
)

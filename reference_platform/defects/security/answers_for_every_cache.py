"""To take load off the service every answer was made public for five minutes."""

from __future__ import annotations

from reference_platform.defects.defect import Defect
from reference_platform.defects.security._answers import CacheControl, with_middleware

DEFECT = Defect(
    id="sec-01-answers-for-every-cache",
    title="Caches on the way may keep every answer and give it to others",
    must_catch=("SEC-01",),
    changes=("api",),
    replaces=with_middleware(CacheControl, says="public, max-age=300"),
    reason="given to somebody else",
)

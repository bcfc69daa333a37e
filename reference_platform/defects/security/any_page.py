"""The back office could not read answers from its own address, so now every page may."""

from __future__ import annotations

from reference_platform.defects.defect import Defect
from reference_platform.defects.security._answers import open_to_pages

DEFECT = Defect(
    id="sec-01-any-page",
    title="Every page may read and change what its visitor may",
    must_catch=("SEC-01",),
    changes=("api",),
    replaces=open_to_pages(r".*"),
    reason="what pages of strangers may have or do",
)

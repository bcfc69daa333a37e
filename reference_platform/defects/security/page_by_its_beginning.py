"""Pages of the platform's own may read its answers, and they are known by how their address begins."""

from __future__ import annotations

from reference_platform.defects.defect import Defect
from reference_platform.defects.security._answers import open_to_pages

DEFECT = Defect(
    id="sec-01-page-by-its-beginning",
    title="A page whose address begins like the own one may do what its visitor may",
    must_catch=("SEC-01",),
    changes=("api",),
    replaces=open_to_pages(r"https?://(127\.0\.0\.1|localhost).*"),
    reason="what pages of strangers may have or do",
)

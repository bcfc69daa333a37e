"""Pages of the platform's own may read its answers, and they are known by how their address begins."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.security._answers import APP


def open_to_pages(original: Any) -> Any:
    def create_app(parts: Any) -> Any:
        from starlette.middleware.cors import CORSMiddleware

        app, pages = original(parts), r"https?://(127\.0\.0\.1|localhost).*"
        app.add_middleware(CORSMiddleware, allow_origin_regex=pages, allow_credentials=True, allow_methods=["*"])
        return app

    return create_app


DEFECT = Defect(
    id="sec-01-page-by-its-beginning",
    title="A page whose address begins like the own one may do what its visitor may",
    must_catch=("SEC-01",),
    changes=("api",),
    replaces={APP: open_to_pages},
    reason="what pages of strangers may have or do",
)

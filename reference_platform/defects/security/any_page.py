"""The back office could not read answers from its own address, so now every page may."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.security._answers import APP


def open_to_pages(original: Any) -> Any:
    def create_app(parts: Any) -> Any:
        from starlette.middleware.cors import CORSMiddleware

        app, pages = original(parts), r".*"
        app.add_middleware(CORSMiddleware, allow_origin_regex=pages, allow_credentials=True, allow_methods=["*"])
        return app

    return create_app


DEFECT = Defect(
    id="sec-01-any-page",
    title="Every page may read and change what its visitor may",
    must_catch=("SEC-01",),
    changes=("api",),
    replaces={APP: open_to_pages},
    reason="what pages of strangers may have or do",
)

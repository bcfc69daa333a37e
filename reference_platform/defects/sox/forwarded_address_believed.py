"""Where a request came from is read from the header of a proxy that anybody can write."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._history import forget, remember


def asks_the_header(original: Any) -> Any:
    def origin_of(request: Any) -> str:
        return request.headers.get("x-forwarded-for") or original(request)

    return origin_of


DEFECT = Defect(
    id="sox-03-forwarded-address-believed",
    title="The record keeps the address that a request claims",
    must_catch=("SOX-03",),
    changes=("api",),
    replaces={"reference_platform.api.routes.model_changes:origin_of": asks_the_header},
    on=remember,
    off=forget,
)

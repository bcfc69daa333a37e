"""A gateway used to put the user's name into a header; the gateway is gone, and the header is still believed."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._history import forget, remember


def asks_the_header(original: Any) -> Any:
    def who_calls(request: Any) -> Any:
        from dataclasses import replace

        who = original(request)
        return replace(who, user=request.headers.get("x-user", who.user))

    return who_calls


DEFECT = Defect(
    id="sox-03-header-believed",
    title="The record names whoever a header claims",
    must_catch=("SOX-03",),
    may_also_catch=("SOX-01", "SOX-04", "SOX-05"),
    changes=("api",),
    replaces={"reference_platform.api.routes.model_changes:who_calls": asks_the_header},
    on=remember,
    off=forget,
)

"""The request may say for whom it is made, for colleagues who ask on behalf of others, and the record believes it."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._history import forget, remember


def takes_a_name(original: Any) -> Any:
    class ChangeRequest(original):
        requested_by: str | None = None
        requested_at: str | None = None

    return ChangeRequest


def asks_the_body(original: Any) -> Any:
    def who_calls(request: Any) -> Any:
        import json
        from dataclasses import replace

        who = original(request)
        sent = json.loads(getattr(request, "_body", b"") or b"{}")
        return replace(who, user=sent.get("requested_by") or who.user)

    return who_calls


DEFECT = Defect(
    id="sox-03-body-believed",
    title="The record names whoever the request itself claims to come from",
    must_catch=("SOX-03",),
    changes=("api",),
    replaces={
        "reference_platform.api.wire_model_changes:ChangeRequest": takes_a_name,
        "reference_platform.api.routes.model_changes:who_calls": asks_the_body,
    },
    on=remember,
    off=forget,
)

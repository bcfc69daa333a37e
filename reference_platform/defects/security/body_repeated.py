"""So that callers find their mistake, the refusal shows them what they sent."""

from __future__ import annotations

import json
from typing import Any

from reference_platform.defects.defect import Defect


def repeats_the_body(original: Any) -> Any:
    async def answer_invalid(request: Any, error: Any) -> Any:
        from fastapi.responses import JSONResponse

        answer = await original(request, error)
        told = {**json.loads(answer.body), "detail": f"You sent {error.body!r}."}
        return JSONResponse(told, answer.status_code, media_type=answer.media_type)

    return answer_invalid


DEFECT = Defect(
    id="sec-02-body-repeated",
    title="The refusal repeats the whole message",
    must_catch=("SEC-02",),
    may_also_catch=("E2E-06", "GDPR-02", "GDPR-11", "PCI-01"),
    changes=("api",),
    replaces={"reference_platform.api.problems:answer_invalid": repeats_the_body},
    reason="what refusals told",
)

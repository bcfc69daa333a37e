"""Somebody who looked for a fault let the service answer TRACE, and it repeats the headers that it was sent."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.security._answers import with_middleware


class Tracing:
    """Answers TRACE with the head of the request (RFC 9110, section 9.3.8)."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["method"] != "TRACE":
            await self._app(scope, receive, send)
            return
        head = b"\r\n".join(name + b": " + value for name, value in scope["headers"])
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"message/http")]})
        await send({"type": "http.response.body", "body": head})


DEFECT = Defect(
    id="sec-02-trace-answered",
    title="The method TRACE is answered with the headers that were sent",
    must_catch=("SEC-02",),
    changes=("api",),
    replaces=with_middleware(Tracing),
    reason="what refusals told",
)

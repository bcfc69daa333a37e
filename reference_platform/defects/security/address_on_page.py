"""The page for an address that there is not says which one it was, as whoever sent it wrote it."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from reference_platform.defects.defect import Defect
from reference_platform.defects.security._answers import with_middleware

NOT_FOUND = 404


class FriendlyPage:
    """Answers with a page of its own where there is nothing."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or "." in scope["path"] or self._is_known(scope):
            await self._app(scope, receive, send)
            return
        page = f"<html><h1>There is no {unquote(scope['path'])} here.</h1></html>".encode()
        await send({"type": "http.response.start", "status": NOT_FOUND, "headers": [(b"content-type", b"text/html")]})
        await send({"type": "http.response.body", "body": page})

    @staticmethod
    def _is_known(scope: Any) -> bool:
        from starlette.routing import Match

        return any(one.matches(scope)[0] is not Match.NONE for one in scope["app"].router.routes)


DEFECT = Defect(
    id="sec-02-address-on-page",
    title="The page for an unknown address repeats the address",
    must_catch=("SEC-02",),
    changes=("api",),
    replaces=with_middleware(FriendlyPage),
    reason="what refusals told",
)

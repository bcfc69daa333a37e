"""Layers around the application that break down on what their authors did not think of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

Looks = Callable[[str, str, dict[str, str], bytes], None]
"""Looks at method, address, headers and body of a request; it raises where it was not thought through."""


class LooksFirst:
    """Hands each request to somebody who looks at it before the application does."""

    def __init__(self, app: Any, looks: Looks) -> None:
        self._app = app
        self._looks = looks

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body, message = b"", {"more_body": True}
        while message.get("more_body"):
            message = await receive()
            if message["type"] != "http.request":
                return
            body += message.get("body", b"")
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        address = f"{scope['path']}?{unquote(scope['query_string'].decode('latin-1'))}"
        self._looks(scope["method"], address, headers, body)
        told = [{"type": "http.request", "body": body, "more_body": False}]
        await self._app(scope, lambda: _next(told, receive), send)


async def _next(told: list[Any], receive: Any) -> Any:
    return told.pop() if told else await receive()

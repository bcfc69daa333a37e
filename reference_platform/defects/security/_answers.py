"""What is said to those between the platform and whoever asked, by headers of its answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

APP = "reference_platform.api.app:create_app"


def with_middleware(middleware: Callable[..., Any], **settings: Any) -> dict[str, Callable[[Any], Any]]:
    """The replacement by which the application has one more layer around it."""

    def around(original: Any) -> Any:
        def create_app(parts: Any) -> Any:
            app = original(parts)
            app.add_middleware(middleware, **settings)
            return app

        return create_app

    return {APP: around}


def open_to_pages(pages: str) -> dict[str, Callable[[Any], Any]]:
    """The replacement by which pages whose origin fits an expression read and change what their visitor may."""

    def around(original: Any) -> Any:
        def create_app(parts: Any) -> Any:
            from starlette.middleware.cors import CORSMiddleware

            app = original(parts)
            app.add_middleware(CORSMiddleware, allow_origin_regex=pages, allow_credentials=True, allow_methods=["*"])
            return app

        return create_app

    return {APP: around}


class CacheControl:
    """Says the same to caches with every answer to a GET request whose address begins so."""

    def __init__(self, app: Any, says: str, beginning: str = "/", here: Callable[[], bool] = lambda: True) -> None:
        self._app = app
        self._header = (b"cache-control", says.encode())
        self._beginning = beginning
        self._here = here

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def send_with_it(message: Any) -> None:
            if message["type"] == "http.response.start" and scope["method"] == "GET" and self._here():
                message["headers"] = [*message.get("headers", ()), self._header]
            await send(message)

        meant = scope["type"] == "http" and scope["path"].startswith(self._beginning)
        await self._app(scope, receive, send_with_it if meant else send)

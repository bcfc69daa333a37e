"""How a rule that stands before the application is walked around: what it does not recognise, it does not check."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Rewriting = Callable[[Mapping[str, Any]], Mapping[str, Any] | None]
"""What the application makes of a request's scope which the rule did not recognise; None where it did."""
UNCHECKED = "unchecked"
APP, GUARD = "reference_platform.api.app:create_app", "reference_platform.api.identity:require_role"


def around(rewriting: Rewriting) -> dict[str, Callable[[Any], Any]]:
    """The replacements by which requests that are rewritten are served to whoever sent them."""

    def with_rewriting(original: Any) -> Any:
        def create_app(parts: Any) -> Any:
            app = original(parts)
            app.add_middleware(_Rewriter, rewriting=rewriting)
            return app

        return create_app

    def without_check(original: Any) -> Any:
        async def require_role(request: Any, roles: list[str]) -> None:
            if request.scope.get(UNCHECKED):
                request.state.caller = anybody()
            else:
                await original(request, roles)

        return require_role

    return {APP: with_rewriting, GUARD: without_check}


def anybody() -> Any:
    """Whom the application takes a caller for whom nobody asked."""
    from reference_platform.api.identity import ROLES, Caller

    return Caller("gateway", ROLES, "person", "gateway")


def header(scope: Mapping[str, Any], name: str) -> str | None:
    """A header of a request."""
    found = [value for key, value in scope["headers"] if key.decode("latin-1").lower() == name]
    return found[0].decode("latin-1") if found else None


class _Rewriter:
    def __init__(self, app: Any, rewriting: Rewriting) -> None:
        self._app = app
        self._rewriting = rewriting

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        changed = self._rewriting(scope) if scope["type"] == "http" else None
        await self._app(scope if changed is None else {**scope, **changed, UNCHECKED: True}, receive, send)

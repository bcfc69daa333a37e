"""How a token is taken from where it does not belong, and from then on counts as if it had been sent rightly."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

Taking = Callable[[Any], Awaitable[str | None]]
"""What finds a token in a request that has none where it belongs."""


def taken_from(taking: Taking) -> dict[str, Callable[[Any], Any]]:
    """The replacement by which a token counts that `taking` finds."""

    def also_there(original: Any) -> Any:
        async def require_role(request: Any, roles: list[str]) -> None:
            token = await taking(request) if "authorization" not in request.headers else None
            if token is not None:
                sent = (b"authorization", f"Bearer {token}".encode())
                request.scope["headers"] = [*request.scope["headers"], sent]
                request.__dict__.pop("_headers", None)
            await original(request, roles)

        return require_role

    return {"reference_platform.api.identity:require_role": also_there}

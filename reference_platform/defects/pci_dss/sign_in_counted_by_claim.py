"""Failures are counted by the address that the gateway names; whoever names one themselves begins anew each time."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from reference_platform.defects.defect import Defect

CLAIMED: ContextVar[str] = ContextVar("claimed", default="")


class Claims:
    """Notes the address for which each request says that it was passed on."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        claimed = [value for name, value in scope.get("headers", ()) if name.lower() == b"x-forwarded-for"]
        CLAIMED.set(claimed[0].decode("latin-1") if claimed else "")
        await self._app(scope, receive, send)


def notes_the_claim(original: Any) -> Any:
    def create_app(parts: Any) -> Any:
        app = original(parts)
        app.add_middleware(Claims)
        return app

    return create_app


def counts_by_claim(original: Callable[..., Any]) -> Callable[..., Any]:
    last: dict[str, str] = {}

    async def sign_in(self: Any, account: str, *arguments: Any) -> Any:
        from reference_platform.audit.entry import Actor

        claimed = CLAIMED.get()
        if claimed and last.get(account) != claimed:
            last[account] = claimed
            await self._change("unlock", account, Actor("gateway", "service", claimed), None, None)
        return await original(self, account, *arguments)

    return sign_in


DEFECT = Defect(
    id="pci-15-counted-by-claim",
    title="Failures are counted by the address that the caller claims",
    must_catch=("PCI-15",),
    changes=("api",),
    replaces={
        "reference_platform.api.app:create_app": notes_the_claim,
        "reference_platform.api.accounts:Accounts.sign_in": counts_by_claim,
    },
    reason="passwords that let somebody in",
)

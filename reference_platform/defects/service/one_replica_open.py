"""One of two replicas still runs the release from before reading a legal hold needed a role."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect, in_one_replica


def asks_for_no_role_in_one_replica(original: Any) -> Any:
    async def require_role(request: Any, roles: list[str]) -> None:
        from reference_platform.api.identity import ROLES

        open_here = in_one_replica() and request.scope["route"].path == "/customers/{customer_id}/legal-hold"
        await original(request, sorted(ROLES) if open_here and request.method == "GET" else roles)

    return require_role


DEFECT = Defect(
    id="e2e-10-one-replica-open",
    title="In one replica everybody with an identity may read legal holds",
    must_catch=("E2E-10",),
    changes=("api",),
    replaces={"reference_platform.api.identity:require_role": asks_for_no_role_in_one_replica},
    reason="identities that each call lets through",
)

"""The erasure of a customer, and how far it is."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request

from reference_platform.api.answers import erasure_answer, erasure_status
from reference_platform.api.identity import GuardedRoute
from reference_platform.api.openapi import operation
from reference_platform.api.wire import ErasureAnswer, ErasureStatus, Identifier

router = APIRouter(route_class=GuardedRoute, tags=["erasures"])


@router.delete(
    "/customers/{customer_id}",
    **operation(ErasureAnswer, roles=["privacy_officer"], problems=[409, 422, 503]),
)
async def erase(request: Request, customer_id: Annotated[Identifier, Path()]) -> ErasureAnswer:
    """Erase a customer; records from before do not bring them back. On legal hold: 409. After a 503, ask again."""
    parts = request.app.state.parts
    erased = await parts.erasures.erase(customer_id, request.state.caller.user)
    await parts.cache.forget(customer_id)
    return erasure_answer(erased)


@router.get(
    "/erasures/{erasure_id}",
    **operation(ErasureStatus, roles=["privacy_officer", "auditor"], problems=[404, 422, 503]),
)
async def erasure(request: Request, erasure_id: UUID) -> ErasureStatus:
    """How far an erasure is: *done* once no place holds anything that is not listed as kept."""
    return erasure_status(await request.app.state.parts.erasures.find(erasure_id))

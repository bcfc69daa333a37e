"""What leaves because it is too old, and what a legal hold keeps."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from reference_platform.api.answers import purge_answer
from reference_platform.api.identity import GuardedRoute
from reference_platform.api.openapi import operation
from reference_platform.api.wire import Identifier, LegalHoldAnswer, LegalHoldRequest, LegalHoldSet, PurgeAnswer

router = APIRouter(route_class=GuardedRoute, tags=["retention"])

CustomerId = Annotated[Identifier, Path()]


@router.post("/retention/purges", **operation(PurgeAnswer, roles=["privacy_officer"], problems=[503]))
async def purge(request: Request) -> PurgeAnswer:
    """Remove every customer whose data is older than its limit and not on legal hold. After a 503, ask again."""
    return purge_answer(await request.app.state.parts.retention.purge(request.state.caller.user))


@router.put(
    "/customers/{customer_id}/legal-hold",
    **operation(LegalHoldSet, roles=["privacy_officer"], problems=[422, 503]),
)
async def set_legal_hold(request: Request, customer_id: CustomerId, wanted: LegalHoldRequest) -> LegalHoldSet:
    """Keep a customer's data until the hold is lifted, in place of an earlier hold."""
    user = request.state.caller.user
    since = await request.app.state.parts.legal_holds.set(customer_id, wanted.reason, user)
    return LegalHoldSet(customer_id=customer_id, reason=wanted.reason, since=since, set_by=user)


@router.get(
    "/customers/{customer_id}/legal-hold",
    **operation(LegalHoldAnswer, roles=["auditor", "privacy_officer"], problems=[404, 422, 503]),
)
async def legal_hold(request: Request, customer_id: CustomerId) -> LegalHoldAnswer:
    """The hold in force."""
    hold = await request.app.state.parts.legal_holds.find(customer_id)
    return LegalHoldAnswer(customer_id=customer_id, **vars(hold))


@router.delete(
    "/customers/{customer_id}/legal-hold",
    **operation(None, status=204, roles=["privacy_officer"], problems=[404, 422, 503]),
)
async def lift_legal_hold(request: Request, customer_id: CustomerId) -> Response:
    """Lift the hold in force; it stays on record."""
    await request.app.state.parts.legal_holds.lift(customer_id, request.state.caller.user)
    return Response(status_code=204)

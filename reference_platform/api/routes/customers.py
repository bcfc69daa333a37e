"""What is stored about a customer, and how it is erased."""

from typing import Annotated

from fastapi import APIRouter, Path, Request

from reference_platform.api.answers import erasure_answer, stored_features
from reference_platform.api.identity import GuardedRoute
from reference_platform.api.openapi import operation
from reference_platform.api.wire import ErasureAnswer, Identifier, StoredFeatures

router = APIRouter(route_class=GuardedRoute, tags=["customers"])

CustomerId = Annotated[Identifier, Path()]


@router.get(
    "/customers/{customer_id}/features",
    **operation(StoredFeatures, roles=["scorer", "auditor"], problems=[404, 422, 503]),
)
async def features(request: Request, customer_id: CustomerId) -> StoredFeatures:
    """The features stored for a customer."""
    return stored_features(customer_id, await request.app.state.parts.customers.features(customer_id))


@router.delete(
    "/customers/{customer_id}",
    **operation(ErasureAnswer, roles=["privacy_officer"], problems=[409, 422, 503]),
)
async def erase(request: Request, customer_id: CustomerId) -> ErasureAnswer:
    """Erase a customer; records from before do not bring them back. On legal hold: 409. After a 503, ask again."""
    parts = request.app.state.parts
    erasure = await parts.customers.erase(customer_id, request.state.caller.user)
    await parts.cache.forget(customer_id)
    return erasure_answer(erasure)

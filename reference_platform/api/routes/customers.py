"""What is stored about a customer."""

from typing import Annotated

from fastapi import APIRouter, Path, Request

from reference_platform.api.answers import stored_features
from reference_platform.api.identity import GuardedRoute
from reference_platform.api.openapi import operation
from reference_platform.api.wire import Identifier, StoredFeatures

router = APIRouter(route_class=GuardedRoute, tags=["customers"])

CustomerId = Annotated[Identifier, Path()]


@router.get(
    "/customers/{customer_id}/features",
    **operation(StoredFeatures, roles=["scorer", "auditor"], problems=[404, 422, 503]),
)
async def features(request: Request, customer_id: CustomerId) -> StoredFeatures:
    """The features stored for a customer."""
    return stored_features(customer_id, await request.app.state.parts.customers.features(customer_id))

"""Customers brought in from the CRM."""

from fastapi import APIRouter, Request

from reference_platform.api.identity import GuardedRoute
from reference_platform.api.openapi import operation
from reference_platform.api.wire import ImportAnswer, ImportRequest

router = APIRouter(route_class=GuardedRoute, tags=["imports"])


@router.post(
    "/imports/crm",
    **operation(ImportAnswer, status=202, roles=["integration"], problems=[404, 422, 502, 503, 504]),
)
async def import_from_crm(request: Request, wanted: ImportRequest) -> ImportAnswer:
    """Fetch a customer from the CRM and hand the record to the pipeline."""
    return ImportAnswer(record_id=await request.app.state.parts.crm_import.start(wanted.customer_id))

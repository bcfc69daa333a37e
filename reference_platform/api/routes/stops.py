"""The handle of human oversight: stop automated decisions, and let them go on."""

from fastapi import APIRouter, Request, Response

from reference_platform.api.audit import actor_of
from reference_platform.api.identity import GuardedRoute
from reference_platform.api.openapi import operation
from reference_platform.api.wire_rights import StopAnswer, StopRequest

router = APIRouter(route_class=GuardedRoute, tags=["oversight"])


@router.post(
    "/decisions/stop",
    **operation(StopAnswer, status=201, roles=["reviewer"], people_only=True, problems=[409, 422, 503]),
)
async def stop(request: Request, wanted: StopRequest) -> StopAnswer:
    """Stop all automated decisions, whichever way they are asked for. Once this is answered, none is made any more."""
    return StopAnswer(**vars(await request.app.state.parts.stops.stop(wanted.reason, actor_of(request))))


@router.get("/decisions/stop", **operation(StopAnswer, roles=["reviewer", "auditor"], problems=[404, 503]))
async def stop_in_force(request: Request) -> StopAnswer:
    """The stop in force."""
    return StopAnswer(**vars(await request.app.state.parts.stops.find()))


@router.delete(
    "/decisions/stop", **operation(None, status=204, roles=["reviewer"], people_only=True, problems=[404, 503])
)
async def resume(request: Request) -> Response:
    """Let automated decisions go on. What waited meanwhile is decided now."""
    await request.app.state.parts.stops.resume(actor_of(request))
    return Response(status_code=204)

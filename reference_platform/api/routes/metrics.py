"""The API's own figures."""

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST

from reference_platform.api.identity import GuardedRoute
from reference_platform.api.openapi import operation
from reference_platform.api.telemetry import exposition

router = APIRouter(route_class=GuardedRoute, tags=["metrics"])


@router.get("/metrics", **operation(None, roles=["auditor"]), response_class=PlainTextResponse)
async def metrics() -> Response:
    """Requests of all replicas by method, route and status, for Prometheus."""
    return Response(exposition(), media_type=CONTENT_TYPE_LATEST)

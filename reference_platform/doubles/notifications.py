"""The notification sink: takes messages for customers and shows what it took.

`POST /notifications` is what the platform uses. The same `notification_id` twice is kept once, with the
number of deliveries. `GET /notifications?customer_id=...` shows them, `DELETE` with the same query (or none)
clears them.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from reference_platform.doubles.service import BadRequest, integration, json_object

MOST_KEPT = 50_000


def routes() -> list[Route]:
    """The sink's routes over a store of their own."""
    kept: dict[str, dict[str, Any]] = {}

    async def take(request: Request) -> Response:
        """The body: {"notification_id", "customer_id", "recipient", ...}; all of it is kept."""
        message = await json_object(request)
        if not all(isinstance(message.get(name), str) for name in ("notification_id", "customer_id")):
            raise BadRequest("notification_id and customer_id must be strings")
        known = kept.setdefault(message["notification_id"], {**message, "deliveries": 0})
        known["deliveries"] += 1
        if len(kept) > MOST_KEPT:
            kept.pop(next(iter(kept)))
        return JSONResponse({"notification_id": message["notification_id"]}, 202)

    def selected(request: Request) -> list[str]:
        customer_id = request.query_params.get("customer_id")
        return [key for key, message in kept.items() if customer_id in (None, message["customer_id"])]

    async def show(request: Request) -> Response:
        return JSONResponse({"notifications": [kept[key] for key in selected(request)]})

    async def clear(request: Request) -> Response:
        for key in selected(request):
            del kept[key]
        return Response(status_code=204)

    path = "/notifications"
    return [
        integration(path, take, "POST"),
        Route(path, show, methods=["GET"]),
        Route(path, clear, methods=["DELETE"]),
    ]

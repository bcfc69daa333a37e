"""The CRM: who the customers are.

`GET /customers/{id}` is what the platform uses; `PUT` and `DELETE` seed it.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from reference_platform.doubles.service import integration, json_object


def routes() -> list[Route]:
    """The CRM's routes over a store of their own."""
    customers: dict[str, dict[str, Any]] = {}

    async def read(request: Request) -> Response:
        record = customers.get(request.path_params["customer_id"])
        return JSONResponse({"error": "no such customer"}, 404) if record is None else JSONResponse(record)

    async def seed(request: Request) -> Response:
        """The body: {"event_time", "features", and "contact" if wanted}."""
        customer_id = request.path_params["customer_id"]
        customers[customer_id] = {**await json_object(request), "customer_id": customer_id}
        return JSONResponse(customers[customer_id])

    async def remove(request: Request) -> Response:
        customers.pop(request.path_params["customer_id"], None)
        return Response(status_code=204)

    path = "/customers/{customer_id}"
    return [
        integration(path, read, "GET"),
        Route(path, seed, methods=["PUT"]),
        Route(path, remove, methods=["DELETE"]),
    ]

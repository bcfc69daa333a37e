"""The credit bureau: one score for each customer it knows.

`GET /reports/{customer_id}` is what the platform uses; `PUT` and `DELETE` seed it.
"""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from reference_platform.doubles.service import BadRequest, integration, is_number, json_object


def routes() -> list[Route]:
    """The bureau's routes over a store of their own."""
    scores: dict[str, int] = {}

    def report(customer_id: str) -> Response:
        return JSONResponse({"customer_id": customer_id, "credit_score": scores[customer_id]})

    async def read(request: Request) -> Response:
        customer_id = request.path_params["customer_id"]
        if customer_id not in scores:
            return JSONResponse({"error": "no report on this customer"}, 404)
        return report(customer_id)

    async def seed(request: Request) -> Response:
        """The body: {"credit_score"}."""
        score = (await json_object(request)).get("credit_score")
        if not is_number(score):
            raise BadRequest("credit_score must be a number")
        scores[request.path_params["customer_id"]] = score
        return report(request.path_params["customer_id"])

    async def remove(request: Request) -> Response:
        scores.pop(request.path_params["customer_id"], None)
        return Response(status_code=204)

    path = "/reports/{customer_id}"
    return [
        integration(path, read, "GET"),
        Route(path, seed, methods=["PUT"]),
        Route(path, remove, methods=["DELETE"]),
    ]

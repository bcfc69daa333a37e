"""Scores and results."""

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Path, Request, Response

from reference_platform.api.answers import score_answer
from reference_platform.api.identity import GuardedRoute
from reference_platform.api.openapi import operation
from reference_platform.api.ownership import require_own
from reference_platform.api.wire import Identifier, ScoreAnswer, ScoreRequest
from reference_platform.training.scorecard import Features

router = APIRouter(route_class=GuardedRoute, tags=["scoring"])


@router.post("/score", **operation(ScoreAnswer, roles=["scorer"], problems=[404, 409, 422, 503]))
async def score(request: Request, wanted: ScoreRequest) -> Response:
    """Score a customer. Without a lawful basis for credit scoring the answer is 403."""
    await require_own(request, {"customer_id": wanted.customer_id})
    values = wanted.features
    features = values and Features(
        values.age, values.income, values.credit_score, values.debt_ratio, values.employment_years
    )
    result = await request.app.state.parts.scoring.score(
        wanted.request_id or str(uuid4()), wanted.customer_id, features, request.state.caller.user
    )
    # Serialised here: FastAPI would validate our own answer once more, on the hottest path there is.
    return Response(score_answer(result).model_dump_json(), media_type="application/json")


@router.get(
    "/results/{request_id}",
    **operation(ScoreAnswer, roles=["scorer", "auditor"], problems=[404, 422, 503]),
)
async def result(request: Request, request_id: Annotated[Identifier, Path()]) -> ScoreAnswer:
    """The result of an earlier request."""
    return score_answer(await request.app.state.parts.results.find(request_id))
